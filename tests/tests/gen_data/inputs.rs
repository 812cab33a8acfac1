//! The same records give the same bytes, in whatever form they come and however many threads work on them.

use std::collections::BTreeMap;

use serde_json::Value;
use tunesmith_tests::{Bench, Form, Row};

/// Bytes that are worked on at a time; see `CHUNK` in the dataset crate.
const CHUNK: usize = 128 << 10;

/// Outputs that depend on the records alone.
fn data_files(bench: &Bench) -> BTreeMap<String, Vec<u8>> {
    bench.outputs().into_iter().filter(|(name, _)| name.ends_with(".jsonl")).collect()
}

#[test]
fn every_form_of_a_split_file_gives_the_same_outputs() {
    let rows = [
        Row::new("t_1", "train", "plain"),
        Row::hate("t_2", "train", "“quotes” \"and\" \\ é 😀", "quotes and"),
        Row::new("t_3", "val", "of another split"),
    ];
    let mut outputs = Vec::new();
    for form in Form::ALL {
        let bench = Bench::empty();
        bench.split("train", form, &rows);
        bench.split("val", form, &[Row::new("v_1", "val", "one")]);
        bench.gen_data(&[]).ends_with(0);
        outputs.push(data_files(&bench));
    }
    assert_eq!(outputs[0].len(), 4);
    for (form, output) in Form::ALL.iter().zip(&outputs) {
        assert_eq!(output, &outputs[0], "{form:?}");
    }
}

#[test]
fn white_space_byte_order_marks_and_line_ends_do_not_matter() {
    let rows = [Row::new("t_1", "train", "one"), Row::new("t_2", "train", "two")];
    let [one, two] = [rows[0].json(), rows[1].json()];
    let files = [
        ("json", format!("[{one},{two}]")),
        ("json", format!("\u{feff} \r\n\t[ {one} \n , \r\n {two} ] \n\n")),
        ("json", format!("[{}]", [one.clone(), two.clone()].map(|row| row.replace(", \"", ",\n\t\"")).join(","))),
        ("jsonl", format!("{one}\n{two}")),
        ("jsonl", format!("\u{feff}\n\n{one}\r\n  \n   {two}  \r\n\n")),
        // The first character tells the layout, not the name.
        ("json", format!("{one}\n{two}\n")),
        ("jsonl", format!("[{one},\n{two}]\n")),
    ];
    let expected = Bench::new(&rows);
    expected.gen_data(&[]).ends_with(0);
    for (ending, text) in files {
        let bench = Bench::empty();
        bench.validation();
        bench.write(&format!("data/unified_train.{ending}"), &text);
        bench.gen_data(&[]).ends_with(0);
        assert_eq!(data_files(&bench), data_files(&expected), "{text}");
    }
}

/// Records of all lengths, some longer than a chunk, full of what a scan for structure could trip over.
fn awkward_rows() -> Vec<Row> {
    let pieces =
        ["\"", "\\", "\\\"", "}", "]", "{[", "é", "😀", "\u{2028}", "\n", "\u{0}x", "<user>", "a,b", "\\u0041"];
    let text = |seed: usize, length: usize| {
        let mut text = format!("{seed}:");
        let mut at = seed;
        while text.len() < length {
            at = at.wrapping_mul(31).wrapping_add(7);
            text += pieces[at % pieces.len()];
        }
        text.replace('\u{0}', "")
    };
    let lengths = (0..150).map(|n| 1 + n * n % 9_000).chain([CHUNK - 40, CHUNK, 2 * CHUNK + 1, 20, 5 * CHUNK, 3]);
    let rows = lengths.enumerate().map(|(n, length)| match n % 3 {
        0 => Row::hate(&format!("t_{n}"), "train", &text(n, length), &text(n + 1, length / 2)),
        1 => Row::new(&format!("t_{n}"), "train", &text(n, length)),
        _ => Row::new(&format!("t_{n}"), "val", &text(n, length)),
    });
    rows.collect()
}

#[test]
fn outputs_do_not_depend_on_the_number_of_threads() {
    let rows = awkward_rows();
    for form in [Form::Array, Form::Lines] {
        let outputs = ["1", "2", "8"].map(|threads| {
            let bench = Bench::new(&[]);
            bench.split("train", form, &rows);
            let ran = bench.gen_data(&["--threads", threads]).ends_with(0);
            (bench.outputs(), ran.stdout, ran.stderr)
        });
        assert_eq!(outputs[0], outputs[1], "{form:?}");
        assert_eq!(outputs[0], outputs[2], "{form:?}");
    }
}

#[test]
fn every_text_arrives_whole_and_in_order_whatever_the_chunks_cut() {
    let rows = awkward_rows();
    let expected: Vec<&Row> = rows.iter().filter(|row| row.text_of("split") == "train").collect();
    // Of each shift of the file by some bytes, chunks end at other places.
    for shift in [0, 1, 2, 3, 5, 64] {
        let bench = Bench::new(&[]);
        let file = [" ".repeat(shift).into_bytes(), Form::Array.bytes(&rows)].concat();
        bench.write("data/unified_train.json", file);
        bench.gen_data(&["--simple-only"]).ends_with(0);
        let lines = bench.text("out/train.jsonl");
        assert_eq!(lines.lines().count(), expected.len());
        for (line, row) in lines.lines().zip(&expected) {
            let line: Value = serde_json::from_str(line).unwrap();
            let user = line["messages"][1]["content"].as_str().unwrap();
            let text = row.text_of("text");
            assert_eq!(user, format!("Analyze this text for hate speech:\n\nPersona: HOMOSEXUAL\nText: \"{text}\""));
        }
    }
}

#[test]
fn outputs_do_not_depend_on_locale_time_zone_or_home() {
    let bench = Bench::small();
    let usual = {
        bench.gen_data(&[]).ends_with(0);
        bench.outputs()
    };
    let mut command = bench.command(&[]);
    command.env("LC_ALL", "tr_TR.UTF-8").env("LANG", "tr_TR.UTF-8").env("TZ", "Asia/Kathmandu").env_remove("HOME");
    tunesmith_tests::run(&mut command).ends_with(0);
    assert_eq!(bench.outputs(), usual);
}

#[test]
fn a_second_run_writes_the_same_bytes() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let first = bench.outputs();
    let names: Vec<&str> = first.keys().map(String::as_str).collect();
    let data = ["train.jsonl", "train_optimized.jsonl", "validation.jsonl", "validation_optimized.jsonl"];
    assert_eq!(names, [&["README.md", "manifest.json"], &data[..]].concat());
    bench.gen_data(&[]).ends_with(0);
    assert_eq!(bench.outputs(), first);
}

#[test]
fn rows_with_an_empty_text_are_left_out_and_counted() {
    let bench = Bench::new(&[
        Row::new("t_1", "train", ""),
        Row::new("t_2", "train", "words"),
        Row::new("t_3", "train", " \n\u{3000}"),
    ]);
    let ran = bench.gen_data(&["--simple-only"]).ends_with(0);
    let ledger = "data/unified_train.json: 3 rows read = 1 written + 2 left out (blank-text 1, empty-text 1)\n";
    assert!(ran.stderr.contains(ledger), "{}", ran.stderr);
    assert_eq!(bench.text("out/train.jsonl").lines().count(), 1);
}

#[test]
fn what_is_no_table_is_refused_at_its_place() {
    let head = "text,label_binary,target_group_norm,persona_tag,rationale_text,original_id,split";
    let sound = "one,normal,lgbtq,x,,t_1,train";
    let check = |file: &str, message: &str| {
        let bench = Bench::empty();
        bench.split("val", Form::Array, &[Row::new("v_1", "val", "one")]);
        bench.write("data/unified_train.csv", file);
        let ran = bench.gen_data(&[]).ends_with(1);
        assert!(ran.stderr.contains(message), "{file:?}: {}", ran.stderr);
        assert!(bench.outputs().is_empty());
    };
    check(&format!("{head}\n{sound}\n\ntwo,normal,lgbtq\n"), "unified_train.csv:4:1: error[data-syntax]: 3 cells");
    check(
        &format!("{head}\n\"a\nb\",normal,lgbtq,x,,t_1,train\n{sound},more\n"),
        "unified_train.csv:4:1: error[data-syntax]: 8 cells",
    );
    check(
        &format!("{head}\n{sound}\n\"two,normal"),
        "unified_train.csv:3:1: error[data-syntax]: the file ends inside of quotes",
    );
    check(&format!("{head}\n{sound}"), "unified_train.csv:2:1: error[data-syntax]: the last line has no end");
    check(
        "post,class\na,b\n",
        "unified_train.csv:1:1: error[data-syntax]: the first line names no field of a record: post, class",
    );
    check(&format!("{head},text\n"), "error[data-syntax]: two columns are called text");
    check("", "error[data-syntax]: the file is empty");
    check(&format!("{head}\n"), "error[data-syntax]: the file holds no records");
    // Spark's quotes; nothing of them is taken for a sound text.
    let spark = "\"he said \\\"\",normal,lgbtq,x,,t_1,train\n\"next\",normal,lgbtq,x,,t_2,train\n";
    check(
        &format!("{head}\n{spark}"),
        "unified_train.csv:2:1: error[data-syntax]: characters behind the closing quote",
    );
    check(&format!("{head}\n\"5\" tv\",normal,lgbtq,x,,t_1,train\n"), "characters behind the closing quote");
    let misspelt = head.replace("rationale_text", "rationale_txt");
    check(&format!("{misspelt}\n{sound}\n"), "there is a column rationale_txt, and none for the field rationale_text");
    check(&format!("sep=,\n{head}\n{sound}\n"), "the first line is one for spreadsheets");
    check(&format!("{}\n{sound}\n", head.replace(',', "|")), "the columns are separated by vertical bars");
    // The place of a row is that in the table.
    check(&format!("{head}\n\"a\nb\",normal,lgbtq,x,,t_1,train\ntwo,odd,lgbtq,x,,t_2,train\n"), "unified_train.csv:4:");
}
