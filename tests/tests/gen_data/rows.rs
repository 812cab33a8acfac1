//! Rows that are easy to lose, or to take for others.

use std::fs;

use tunesmith_tests::{Bench, Form, Row};

/// A hundred sound rows of both labels.
fn many() -> Vec<Row> {
    let row = |number: usize| match number % 2 {
        0 => Row::new(&format!("t_{number}"), "train", &format!("text {number}")),
        _ => Row::hate(&format!("t_{number}"), "train", &format!("text {number}"), "bad"),
    };
    (0..100).map(row).collect()
}

#[test]
fn a_split_that_the_project_does_not_have_is_named_in_every_mode_with_the_one_that_is_meant() {
    let misspelt = [("Train", "train"), ("training", "train"), ("validation", "val"), ("dev", "val"), ("tets", "test")];
    for (split, meant) in misspelt {
        let mut rows = many();
        rows.push(Row::new("x_1", split, "lost"));
        let bench = Bench::new(&rows);
        let ran = bench.gen_data(&[]).ends_with(0);
        let message = format!(
            "warning[unknown-split]: record 101 (x_1): split is \"{split}\"; allowed: \"train\", \"val\", \"test\"; did you mean \"{meant}\"?"
        );
        assert!(ran.stderr.contains(&message), "{}", ran.stderr);
        assert!(!ran.stderr.contains("--pool-splits keeps them"), "{}", ran.stderr);
        bench.gen_data(&["--deny", "unknown-split"]).ends_with(1);
        bench.split("test", Form::Array, &[Row::new("s_1", "test", "words")]);
        assert!(bench.gen_data(&["--pool-splits"]).ends_with(1).stderr.contains("error[unknown-split]"));
    }
}

#[test]
fn a_faulty_row_of_its_split_does_not_turn_test_rows_into_validation_data() {
    let faults: [fn(&str) -> String; 3] = [
        |row| row.replace("\"text\"", "\"text\": \"first\", \"text\""),
        |row| row.replace("words", "\\ud83d"),
        |row| row.replace("\"label_binary\": \"normal\"", "\"label_binary\": \"nromal\""),
    ];
    for fault in faults {
        let bench = Bench::small();
        let tests: Vec<String> =
            (0..3).map(|number| Row::new(&format!("s_{number}"), "test", "held out").json()).collect();
        let own = fault(&Row::new("v_1", "val", "words").json());
        bench.split("val", Form::Lines, &[]);
        bench.write("data/unified_val.jsonl", format!("{own}\n{}\n", tests.join("\n")));
        let ran = bench.gen_data(&["--on-invalid", "skip", "--rejects"]).ends_with(1);
        assert!(ran.stderr.contains("no row of data/unified_val.jsonl is left to write"), "{}", ran.stderr);
        assert!(bench.outputs().is_empty());
    }
}

#[test]
fn a_file_that_is_used_whole_writes_its_rejects_once() {
    let bench = Bench::small();
    let rows = [
        Row::new("s_1", "test", "one"),
        Row::new("s_2", "test", "two").with("label_binary", "nromal"),
        Row::hate("s_3", "test", "three", "bad"),
    ];
    bench.split("val", Form::Array, &rows);
    let ran = bench.gen_data(&["--on-invalid", "skip", "--rejects"]).ends_with(0);
    assert!(ran.stderr.contains("WARNING: No samples found with split=val in unified_val.json\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("INFO: Using all 3 samples from file instead\n"), "{}", ran.stderr);
    assert_eq!(bench.text("out/rejects.jsonl").lines().count(), 1);
}

#[test]
fn a_label_that_no_row_has_is_said_and_may_be_denied() {
    let mut rows = many();
    for row in rows.iter_mut().filter(|row| row.text_of("label_binary") == "hate") {
        *row = row.clone().with("label_binary", "Hate");
    }
    let bench = Bench::new(&rows);
    let ran = bench.gen_data(&["--on-invalid", "skip"]).ends_with(0);
    for message in [
        "warning[label-without-rows]: no row of train was written with label_binary \"hate\"",
        "warning[many-left-out]: 50 of 100 rows (50 %) were left out for faults",
    ] {
        assert!(ran.stderr.contains(message), "{}", ran.stderr);
    }
    bench.gen_data(&["--on-invalid", "skip", "--deny", "many-left-out"]).ends_with(1);
    bench.gen_data(&["--on-invalid", "skip", "--deny", "label-without-rows"]).ends_with(1);
    let sound = Bench::new(&many()).gen_data(&["--deny", "warnings"]).ends_with(0);
    assert!(!sound.stderr.contains("warning"), "{}", sound.stderr);
}

#[test]
fn five_rows_of_a_hundred_are_few() {
    let spoilt = |count: usize| {
        let mut rows = many();
        rows.iter_mut().take(count).for_each(|row| *row = row.clone().with("label_binary", "?"));
        Bench::new(&rows).gen_data(&["--on-invalid", "skip"]).ends_with(0).stderr
    };
    assert!(!spoilt(5).contains("many-left-out"));
    assert!(spoilt(6).contains("many-left-out"));
}

#[test]
fn words_for_no_value_are_counted_and_shown_when_asked_for() {
    let row = |id, word: &str| Row::hate(id, "train", "words", word).with("persona_tag", word);
    let bench = Bench::new(&[row("t_1", "nan"), row("t_2", " NONE "), Row::new("t_3", "train", "x")]);
    let ran = bench.gen_data(&[]).ends_with(0);
    let note = "INFO: Words for \"no value\" were taken for null 4 times (persona_tag 2, rationale_text 2); --warn stringified-null shows where.";
    assert!(ran.stderr.contains(note), "{}", ran.stderr);
    let lines = bench.text("out/train.jsonl");
    assert!(!lines.contains("Persona: NAN") && lines.contains("Persona: LGBTQ"), "{lines}");
    assert!(lines.contains(r#"\"reasoning\": null"#), "{lines}");
    let ran = bench.gen_data(&["--warn", "stringified-null"]).ends_with(0);
    assert_eq!(ran.stderr.matches("warning[stringified-null]").count(), 4, "{}", ran.stderr);
    bench.gen_data(&["--deny", "stringified-null"]).ends_with(1);
}

#[test]
fn a_sample_without_ids_depends_on_the_values_alone() {
    let rows: Vec<Row> = many().into_iter().map(|row| row.without("original_id")).collect();
    let bench = Bench::new(&rows);
    bench.gen_data(&["--sample", "10"]).ends_with(0);
    let drawn = bench.read("out/train.jsonl");
    // The same records, their keys turned round and with other white space.
    let turned = rows.iter().map(|row| {
        let serde_json::Value::Object(fields) = serde_json::from_str(&row.json()).unwrap() else { panic!() };
        let members: Vec<String> = fields.iter().rev().map(|(key, value)| format!("  \"{key}\" :{value}")).collect();
        format!("{{{}}}", members.join(",\t"))
    });
    bench.write("data/unified_train.json", format!("[{}]", turned.collect::<Vec<_>>().join(",\n\n")));
    bench.gen_data(&["--sample", "10"]).ends_with(0);
    assert!(bench.read("out/train.jsonl") == drawn);
}

#[test]
fn ids_are_told_apart_as_they_are_written() {
    let with_ids = |ids: &[&str]| {
        let rows = ids
            .iter()
            .enumerate()
            .map(|(number, id)| Row::new("ID", "train", &format!("text {number}")).json().replace("\"ID\"", id));
        let bench = Bench::new(&[]);
        bench.write("data/unified_train.json", format!("[{}]", rows.collect::<Vec<_>>().join(", ")));
        bench.gen_data(&[])
    };
    with_ids(&["9007199254740993", "9007199254740992"]).ends_with(0);
    with_ids(&["123456789012345678901234567890", "123456789012345678901234567891"]).ends_with(0);
    let twice = with_ids(&["1", "1.0"]).ends_with(1);
    assert!(twice.stderr.contains("record 2 (1.0): its original_id stands on an earlier record"), "{}", twice.stderr);
    for odd in ["true", "{}", "[\"a\"]", "[1]"] {
        let ran = with_ids(&["\"t_1\"", odd]).ends_with(1);
        assert!(ran.stderr.contains("error[field-type]: record 2"), "{odd}: {}", ran.stderr);
    }
}

#[test]
fn all_that_a_record_lacks_is_one_finding_with_what_it_may_have_instead() {
    let row = r#"{"Text": "words", "label": "hate", "Split": "train"}"#;
    let bench = Bench::new(&[]);
    bench.write("data/unified_train.json", format!("[{row}]"));
    let ran = bench.gen_data(&[]).ends_with(1);
    for part in [
        "record 1: the fields split, text, label_binary are missing\n",
        "the record has `Text`: if that is `text`, add \"x-from\": [\"Text\"] to it in the record's schema\n",
        "the record has `label`: if that is `label_binary`, add \"x-from\": [\"label\"]",
        "the record has `Split`: if that is `split`",
        "error: 1 error in the data",
    ] {
        assert!(ran.stderr.contains(part), "{part}\n{}", ran.stderr);
    }
}

#[test]
fn a_file_that_holds_its_records_in_another_way_is_told_how_to_be_written() {
    let row = Row::new("t_1", "train", "words").json();
    let files = [
        (format!("{{\"data\": [{row}]}}"), "an object that holds the records in a list"),
        ("{\"columns\":[\"text\"],\"index\":[0],\"data\":[[\"words\"]]}".to_owned(), "orient=\"split\""),
        ("{\"schema\":{\"fields\":[]},\"data\":[]}".to_owned(), "orient=\"table\""),
        ("{\"text\":{\"0\":\"words\"},\"split\":{\"0\":\"train\"}}".to_owned(), "orient=\"columns\""),
        (format!("{{\"0\":{row}}}"), "orient=\"index\""),
        (format!("{{\n  \"data\": [\n{row}]\n}}"), "an object that holds the records in a list"),
        (format!("{{\n  \"24198545_gab\": {row}\n}}"), "an object with a record under each key"),
    ];
    for (file, what) in files {
        let bench = Bench::new(&[]);
        bench.write("data/unified_train.json", &file);
        let ran = bench.gen_data(&[]).ends_with(1);
        assert!(ran.stderr.contains(what), "{file}\n{}", ran.stderr);
    }
}

#[test]
fn a_byte_order_mark_in_the_middle_and_other_encodings_are_called_by_their_names() {
    let row = Row::new("t_1", "train", "words").json();
    let utf16: Vec<u8> = "[{}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf32: Vec<u8> = "[{}]".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let files = [
        (format!("[{row}, \u{feff}{row}]").into_bytes(), "a byte order mark in the middle of the file"),
        (utf16, "the file is UTF-16"),
        (utf32, "the file is UTF-32"),
        (vec![0; 4096], "the file begins with zeros: it was not written to its end"),
    ];
    for (file, what) in files {
        let bench = Bench::new(&[]);
        bench.write("data/unified_train.json", &file);
        let ran = bench.gen_data(&[]).ends_with(1);
        assert!(ran.stderr.contains(what), "{what}\n{}", ran.stderr);
    }
    let bench = Bench::new(&[]);
    bench.write("data/unified_train.json", format!("{}[{row}]", " \n".repeat(100_000)));
    bench.gen_data(&[]).ends_with(0);
}

#[test]
fn a_strategy_that_is_not_found_removes_nothing_of_an_earlier_run() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let before = bench.outputs();
    let ran = bench.gen_data(&["--strategy", "combined_optimised"]).ends_with(1);
    let message = "this run would remove train_optimized.jsonl, validation_optimized.jsonl, which an earlier run made";
    assert!(ran.stderr.contains(message), "{}", ran.stderr);
    assert_eq!(bench.outputs(), before);
    bench.gen_data(&["--strategy", "combined_optimised", "--deny", "strategy-not-found"]).ends_with(2);
    fs::remove_dir_all(bench.path("out")).unwrap();
    bench.gen_data(&["--strategy", "combined_optimised"]).ends_with(0);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_once_or_refused() {
    use std::process::Command;

    let bench = Bench::small();
    let rows = bench.read("data/unified_train.json");
    fs::remove_file(bench.path("data/unified_train.json")).unwrap();
    let pipe = bench.path("data/unified_train.json");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let ran = bench.gen_data(&["--sample", "2"]).ends_with(1);
    assert!(ran.stderr.contains("is no regular file, and --sample reads it twice"), "{}", ran.stderr);
    let writer = std::thread::spawn(move || fs::write(pipe, rows).unwrap());
    bench.gen_data(&[]).ends_with(0);
    writer.join().unwrap();
}

#[test]
fn a_preview_shows_nothing_that_a_terminal_obeys() {
    let bench = Bench::new(&[Row::new("t_\u{1b}1", "train", "red \u{1b}[31m and \u{202e}turned\ttwice\nover")]);
    let preview = bench.tunesmith(&["preview", "--unified-dir", "data"]).output().unwrap();
    assert!(preview.status.success());
    for printed in [preview.stdout, preview.stderr] {
        let text = String::from_utf8(printed).unwrap();
        let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}';
        assert!(!text.contains(odd), "{text:?}");
    }
}

#[test]
fn masked_personal_data_reaches_no_file_and_is_counted_by_kind() {
    let rows = [
        Row::new("p_1", "train", "write to jo@example.com or 192.0.2.17"),
        Row::hate("p_2", "train", "call +49 30 1234567 at noon", "call +49 30 1234567"),
        Row::new("p_3", "train", "jo@example.net again").with("label_binary", "nromal"),
    ];
    let bench = Bench::new(&rows);
    let ran = bench.gen_data(&["--mask-personal", "--on-invalid", "skip", "--rejects"]).ends_with(0);
    let ledger =
        "3 rows read = 2 written + 1 left out (unknown-label 1); masked: IP address 1, email 1, phone number 2";
    assert!(ran.stderr.contains(ledger), "{}", ran.stderr);
    let train = bench.text("out/train.jsonl");
    assert!(train.contains("write to <EMAIL> or <IP>") && train.contains("call <PHONE> at noon"), "{train}");
    assert!(train.contains("\\\"reasoning\\\": \\\"call <PHONE>\\\""), "{train}");
    for name in ["train.jsonl", "train_optimized.jsonl", "rejects.jsonl", "manifest.json"] {
        let text = bench.text(&format!("out/{name}"));
        assert!(
            !["example.com", "example.net", "192.0.2", "1234567"].iter().any(|secret| text.contains(secret)),
            "{text}"
        );
    }
    let manifest: serde_json::Value = serde_json::from_str(&bench.text("out/manifest.json")).unwrap();
    assert_eq!(manifest["options"]["mask_personal"], true);
    assert_eq!(manifest["inputs"][0]["masked"]["phone number"], 2);
}
