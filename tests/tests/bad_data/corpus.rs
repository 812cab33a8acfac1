//! A corpus of bad split files: a case is a folder `tests/fixtures/data/CASE/` with the file as it comes and what the
//! user is told in `stderr.txt`. `UPDATE_EXPECT=1` rewrites that.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use tunesmith_tests::{Bench, Ran};

/// Cases that are not as they should be and of which outputs are made all the same.
const USABLE: &[&str] = &["bidi-control", "blank-text", "byte-order-mark", "empty-text"];

/// The cases, sorted.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/data");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> &str {
    case.file_name().unwrap().to_str().unwrap()
}

/// A bench with the split files of a case.
fn bench(case: &Path) -> Bench {
    let bench = Bench::empty();
    bench.validation();
    for entry in fs::read_dir(case).unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with("unified_") {
            bench.write(&format!("data/{name}"), fs::read(entry.path()).unwrap());
        }
    }
    bench
}

/// What holds of every run, however bad the data.
#[track_caller]
fn check_manners(case: &Path, bench: &Bench, ran: &Ran) {
    let name = name(case);
    assert!(!ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
    let hidden =
        |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!ran.stderr.contains(hidden), "{name}: {:?}", ran.stderr);
    match ran.code {
        Some(0) => {
            bench.verify().ends_with(0);
        }
        Some(1) => {
            let last = ran.stderr.lines().last();
            assert!(last.is_some_and(|line| line.starts_with("error: ")), "{name}: {}", ran.stderr);
            assert!(!bench.path("out").exists(), "{name}");
        }
        other => panic!("{name} ends with {other:?}"),
    }
}

#[test]
fn every_bad_file_is_refused_with_its_message_and_makes_no_output() {
    for case in cases() {
        let bench = bench(&case);
        let ran = bench.gen_data(&["--threads", "2"]);
        check_manners(&case, &bench, &ran);
        expect_file![case.join("stderr.txt")].assert_eq(&ran.stderr);
        assert_eq!(ran.code == Some(0), USABLE.contains(&name(&case)), "{}", case.display());
    }
}

#[test]
fn every_error_about_a_record_names_its_file_line_and_column() {
    for case in cases().iter().filter(|case| !USABLE.contains(&name(case)) && name(case) != "no-row-left") {
        let stderr = fs::read_to_string(case.join("stderr.txt")).unwrap();
        let first = stderr.lines().find(|line| line.contains(": error[")).unwrap_or_else(|| panic!("{}", name(case)));
        let place = first.strip_prefix("data/unified_train.").and_then(|rest| rest.split_once(": error[")).unwrap().0;
        let numbers: Vec<&str> = place.split(':').skip(1).collect();
        assert!(numbers.len() == 2 && numbers.iter().all(|number| number.parse::<usize>().is_ok()), "{first}");
    }
}

#[test]
fn nothing_that_leaves_rows_out_makes_anything_of_a_broken_file() {
    for case in cases() {
        let bench = bench(&case);
        let ran = bench.gen_data(&["--on-invalid", "skip"]);
        check_manners(&case, &bench, &ran);
        let stderr = fs::read_to_string(case.join("stderr.txt")).unwrap();
        if stderr.contains("error[data-syntax]") {
            assert_eq!(ran.code, Some(1), "{}: {}", name(&case), ran.stderr);
            assert!(ran.stderr.contains("error[data-syntax]"), "{}: {}", name(&case), ran.stderr);
        }
    }
}

#[test]
fn one_bad_row_of_each_kind_is_left_out_counted_and_kept_aside() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/data/one-of-each");
    let bench = bench(&case);
    let ran = bench.gen_data(&["--on-invalid", "skip", "--rejects", "--simple-only"]).ends_with(0);
    expect_file![case.join("skipped.txt")].assert_eq(&ran.stderr);
    expect_file![case.join("rejects.jsonl")].assert_eq(&bench.text("out/rejects.jsonl"));
    let written = bench.text("out/train.jsonl");
    for (line, text) in written.lines().zip(["words 1", "a\u{202e}b", "words 15"]) {
        assert!(line.contains(&format!("Text: \\\"{text}\\\"")), "{line}");
    }
    assert_eq!(written.lines().count(), 3);
}
