//! `verify`: whole or torn, fresh or stale.

use std::fs;

use expect_test::{Expect, expect};
use tunesmith_tests::{Bench, Form, Row, repository, run};

/// Verifies after a good run and after `change`.
#[track_caller]
fn check_verify(change: impl FnOnce(&Bench), code: i32, expected: &Expect) {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    change(&bench);
    let before = bench.outputs();
    let ran = bench.verify().ends_with(code);
    expected.assert_eq(&(ran.stdout + &ran.stderr));
    assert_eq!(bench.outputs(), before, "verify writes nothing");
}

#[test]
fn what_a_run_left_is_whole_and_fresh() {
    check_verify(
        |_| {},
        0,
        &expect![[r#"
        out is whole and fresh: 10 files as its manifest says
    "#]],
    );
}

#[test]
fn a_changed_output_is_torn() {
    let change = |bench: &Bench| {
        let text = bench.text("out/train.jsonl").replacen("first", "fIrst", 1);
        bench.write("out/train.jsonl", text);
    };
    check_verify(
        change,
        1,
        &expect![[r#"
            torn: train.jsonl has changed
            error: out is torn: its files are not those of its manifest, after an edit or a run that was killed; run `cargo xtask gen-data` again
        "#]],
    );
}

#[test]
fn a_missing_output_and_a_changed_card_are_torn() {
    let change = |bench: &Bench| {
        fs::remove_file(bench.path("out/validation_optimized.jsonl")).unwrap();
        bench.write("out/README.md", "");
    };
    check_verify(
        change,
        1,
        &expect![[r#"
            torn: validation_optimized.jsonl is missing
            torn: README.md has changed
            error: out is torn: its files are not those of its manifest, after an edit or a run that was killed; run `cargo xtask gen-data` again
        "#]],
    );
}

#[test]
fn a_changed_input_is_stale() {
    let change = |bench: &Bench| bench.split("train", Form::Array, &[Row::new("t_9", "train", "new")]);
    check_verify(
        change,
        1,
        &expect![[r#"
        stale: data/unified_train.json has changed
        error: out is whole but stale: what it was made from has changed; run `cargo xtask gen-data` again
    "#]],
    );
}

#[test]
fn an_input_that_was_no_file_is_not_compared_and_no_fault() {
    let change = |bench: &Bench| {
        let text = bench.text("out/manifest.json");
        let mut manifest: tunesmith_manifest::Manifest<serde_json::Value> = serde_json::from_str(&text).unwrap();
        manifest.inputs[0].sha256.clear();
        bench.write("out/manifest.json", manifest.to_text());
    };
    check_verify(
        change,
        0,
        &expect![[r#"
        not compared: data/unified_train.json was no single file when it was read, so the manifest has no hash of it
        out is whole and as fresh as can be told: 9 files as its manifest says
    "#]],
    );
}

#[test]
fn torn_and_stale_at_once_are_both_said() {
    let change = |bench: &Bench| {
        fs::remove_file(bench.path("data/unified_val.json")).unwrap();
        fs::remove_file(bench.path("out/train.jsonl")).unwrap();
    };
    check_verify(
        change,
        1,
        &expect![[r#"
            torn: train.jsonl is missing
            stale: data/unified_val.json is missing
            error: out is torn: its files are not those of its manifest, after an edit or a run that was killed; run `cargo xtask gen-data` again
        "#]],
    );
}

#[test]
fn a_manifest_that_is_missing_or_none_is_an_error() {
    check_verify(
        |bench| fs::remove_file(bench.path("out/manifest.json")).unwrap(),
        1,
        &expect![[r#"
            error: cannot read out/manifest.json: No such file or directory (os error 2); run `cargo xtask gen-data` to write it
        "#]],
    );
    check_verify(
        |bench| bench.write("out/manifest.json", "{\"tool\": \"tunesmith\""),
        1,
        &expect![[r#"
            error: out/manifest.json is no manifest of tunesmith: EOF while parsing an object at line 1 column 20; run `cargo xtask gen-data` to write it again
        "#]],
    );
    check_verify(
        |bench| bench.write("out/manifest.json", "{}"),
        1,
        &expect![[r#"
            error: out/manifest.json is no manifest of tunesmith: missing field `tool` at line 1 column 2; run `cargo xtask gen-data` to write it again
        "#]],
    );
}

#[test]
fn a_manifest_cannot_make_verify_read_elsewhere_as_an_output() {
    let change = |bench: &Bench| {
        let manifest = bench.text("out/manifest.json").replacen("\"train.jsonl\"", "\"../data/unified_train.json\"", 1);
        bench.write("out/manifest.json", manifest);
    };
    check_verify(
        change,
        1,
        &expect![[r#"
            torn: manifest.json was edited: its seal does not fit
            torn: ../data/unified_train.json is no output name
            torn: train.jsonl is not in the manifest
            error: out is torn: its files are not those of its manifest, after an edit or a run that was killed; run `cargo xtask gen-data` again
        "#]],
    );
}

#[test]
fn changed_templates_and_contracts_are_stale() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let project = bench.path("project");
    for name in [
        "tunesmith.json",
        "templates/simple/simple_v1.json",
        "templates/combined/combined_gptoss_v1.json",
        "templates/responses/moderation_v1.json",
    ] {
        fs::create_dir_all(project.join(name).parent().unwrap()).unwrap();
        let text = fs::read_to_string(repository().join(name)).unwrap();
        fs::write(project.join(name), if name.contains("combined") { text } else { text + "\n" }).unwrap();
    }
    let ran = run(&mut bench.tunesmith(&["verify", "out", "--project", "project"])).ends_with(1);
    expect![[r#"
        stale: templates/simple/simple_v1.json has changed
        stale: templates/responses/moderation_v1.json has changed
        error: out is whole but stale: what it was made from has changed; run `cargo xtask gen-data` again
    "#]]
    .assert_eq(&(ran.stdout + &ran.stderr));
}

#[test]
fn any_edit_of_the_manifest_is_seen() {
    let edits: [(&str, &str); 9] = [
        ("\"rows\": 3", "\"rows\": 4"),
        ("\"bytes\": ", "\"bytes\": 1"),
        ("\"rows_read\": 3", "\"rows_read\": 30"),
        ("\"include_test\": false", "\"include_test\": true"),
        ("\"tool\": \"tunesmith\"", "\"tool\": \"smithtune\""),
        ("\"version\": \"", "\"version\": \"9"),
        ("\"pool_splits\": false,", ""),
        ("\"seal\": \"", "\"seal\": \"0"),
        ("  \"inputs\"", " \"inputs\""),
    ];
    for (from, to) in edits {
        let bench = Bench::small();
        bench.gen_data(&[]).ends_with(0);
        let text = bench.text("out/manifest.json");
        assert!(text.contains(from), "{from}");
        bench.write("out/manifest.json", text.replacen(from, to, 1));
        let ran = bench.verify().ends_with(1);
        assert!(
            ran.stdout.contains("torn: manifest.json ") || ran.stderr.contains("is no manifest"),
            "{from}: {}",
            ran.stdout
        );
    }
}

#[test]
fn an_entry_that_was_dropped_and_a_file_that_nobody_lists_are_torn() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let mut manifest: serde_json::Value = serde_json::from_str(&bench.text("out/manifest.json")).unwrap();
    manifest["outputs"].as_array_mut().unwrap().remove(0);
    bench.write("out/manifest.json", serde_json::to_string_pretty(&manifest).unwrap());
    let ran = bench.verify().ends_with(1);
    assert!(ran.stdout.contains("torn: train.jsonl is not in the manifest\n"), "{}", ran.stdout);
    for name in ["train_old.jsonl", "train.jsonl.zst", "rejects.jsonl"] {
        let extra = |bench: &Bench| bench.write(&format!("out/{name}"), "{}\n");
        let bench = Bench::small();
        bench.gen_data(&[]).ends_with(0);
        extra(&bench);
        let ran = bench.verify().ends_with(1);
        assert!(ran.stdout.contains(&format!("torn: {name} is not in the manifest\n")), "{}", ran.stdout);
    }
}

#[cfg(unix)]
#[test]
fn links_pipes_and_control_characters_are_torn_and_harm_nobody() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let output = bench.path("out/train.jsonl");
    fs::rename(&output, bench.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(bench.path("elsewhere"), &output).unwrap();
    let ran = bench.verify().ends_with(1);
    assert!(ran.stdout.contains("torn: train.jsonl is a link\n"), "{}", ran.stdout);
    for name in ["train.jsonl", "README.md", "manifest.json"] {
        let bench = Bench::small();
        bench.gen_data(&[]).ends_with(0);
        fs::remove_file(bench.path("out").join(name)).unwrap();
        let made = std::process::Command::new("mkfifo").arg(bench.path("out").join(name)).status().unwrap();
        assert!(made.success());
        bench.verify().ends_with(1);
    }
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let text = bench.text("out/manifest.json").replacen("\"train.jsonl\"", "\"\\u001b[2Jtrain.jsonl\"", 1);
    bench.write("out/manifest.json", text);
    let ran = bench.verify().ends_with(1);
    assert!(!ran.stdout.contains('\u{1b}') && ran.stdout.contains("\\u{1b}[2Jtrain.jsonl"), "{}", ran.stdout);
}
