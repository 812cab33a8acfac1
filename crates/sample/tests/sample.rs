//! What the written files hold, and what the check says about files that somebody changed.

#![expect(clippy::unwrap_used, reason = "the helpers here serve tests only")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tunesmith_sample::{DEFAULT_ROWS, DEFAULT_SEED, MAX_ROWS, check, write};

const NAMES: [&str; 3] = ["unified_train.json", "unified_val.json", "unified_test.json"];

const FIELDS: [&str; 11] = [
    "text",
    "label_binary",
    "label_multiclass",
    "target_group_norm",
    "persona_tag",
    "source_dataset",
    "is_synthetic",
    "rationale_text",
    "fine_tuning_embedding",
    "original_id",
    "split",
];

#[test]
fn the_committed_files_are_what_the_command_makes() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/processed/unified");
    let differences = check(&dir, DEFAULT_SEED, None).unwrap();
    let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "run `cargo xtask sample-data`\n{}", lines.join("\n"));
}

#[test]
fn the_default_files_have_the_counts_of_the_documented_run() {
    let dir = sample(DEFAULT_SEED, None);
    check_counts(&dir, 0, "split", &[("train", 2686), ("val", 364), ("test", 578)]);
    check_counts(&dir, 1, "split", &[("train", 391), ("val", 55), ("test", 68)]);
    check_counts(&dir, 2, "split", &[("train", 355), ("val", 76), ("test", 578)]);
    check_counts(&dir, 0, "label_binary", &[("normal", 1925), ("hate", 1703)]);
    check_counts(
        &dir,
        0,
        "label_multiclass",
        &[("benign_implicit", 971), ("toxic_implicit", 933), ("hatespeech", 770), ("offensive", 588), ("normal", 366)],
    );
    check_counts(&dir, 0, "target_group_norm", &[("lgbtq", 1763), ("middle_east", 1020), ("mexican", 845)]);
    check_counts(
        &dir,
        0,
        "persona_tag",
        &[
            ("homosexual", 1128),
            ("mexican", 648),
            ("lgbtq", 635),
            ("middle_east", 621),
            ("arab", 399),
            ("hispanic", 197),
        ],
    );
}

#[test]
fn splits_and_labels_are_mixed_through_a_file() {
    let dir = sample(DEFAULT_SEED, None);
    let rows = &read(&dir)[0];
    for part in rows.chunks(500) {
        for (field, count) in [("split", 3), ("label_multiclass", 5), ("persona_tag", 6)] {
            let values: BTreeSet<&str> = part.iter().map(|row| text_of(row, field)).collect();
            assert!(part.len() < 500 || values.len() == count, "{field}: {values:?}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let (first, second, other) = (sample(7, None), sample(7, None), sample(8, None));
    for name in NAMES {
        let bytes = |dir: &TempDir| fs::read(dir.path().join(name)).unwrap();
        assert_eq!(bytes(&first), bytes(&second), "{name}");
        assert_ne!(bytes(&first), bytes(&other), "{name}");
    }
}

#[test]
fn rows_have_exactly_the_eleven_fields_in_order_one_a_line() {
    let dir = sample(DEFAULT_SEED, None);
    for name in NAMES {
        let text = fs::read_to_string(dir.path().join(name)).unwrap();
        assert!(text.starts_with("[\n  {\n    \"text\": \"") && text.ends_with("\n  }\n]\n"));
        let keys = text.lines().filter_map(|line| line.strip_prefix("    \"")?.split('"').next());
        assert!(keys.eq(FIELDS.iter().copied().cycle().take(text.matches("\n  {").count() * 11)));
    }
}

#[test]
fn ids_are_unique_over_the_three_files() {
    let dir = sample(DEFAULT_SEED, None);
    let files = read(&dir);
    let ids: BTreeSet<&str> = all(&files).map(|row| text_of(row, "original_id")).collect();
    assert_eq!(ids.len() as u64, DEFAULT_ROWS);
}

#[test]
fn texts_are_varied_and_hold_no_control_tokens() {
    let dir = sample(DEFAULT_SEED, None);
    let files = read(&dir);
    let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
    for row in all(&files) {
        let text = text_of(row, "text");
        assert!(!text.trim().is_empty() && text.chars().count() <= 545, "{text:?}");
        assert!(!text.contains("<|") && !text.contains("|>") && !text.contains(['[', ']']), "{text:?}");
        assert!(!text.chars().any(is_unwelcome), "{text:?}");
        let label = text_of(row, "label_binary");
        assert_eq!(*labels.entry(text).or_insert(label), label, "{text:?} has two labels");
    }
    assert!(labels.len() > 4500, "{} distinct texts", labels.len());
}

/// Control characters, and marks that turn the direction of text around.
fn is_unwelcome(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn texts_hold_what_careless_tools_stumble_over() {
    let dir = sample(DEFAULT_SEED, None);
    let files = read(&dir);
    for piece in ["\"", "\\", "\n", "{text}", "{\"a\": 1}", "%s", "<user>", "\u{200d}", "’", "“", "ñ", "ل"] {
        assert!(all(&files).any(|row| text_of(row, "text").contains(piece)), "no {piece:?}");
    }
}

#[test]
fn lengths_are_like_those_of_real_posts() {
    let dir = sample(DEFAULT_SEED, None);
    let files = read(&dir);
    let mut lengths: Vec<usize> = files[0].iter().map(|row| text_of(row, "text").chars().count()).collect();
    lengths.sort_unstable();
    let mean = lengths.iter().sum::<usize>() / lengths.len();
    assert!((95..=110).contains(&mean), "mean {mean}");
    assert!((88..=100).contains(&lengths[lengths.len() / 2]), "{}", lengths[lengths.len() / 2]);
    assert!(lengths[0] <= 3 && lengths[lengths.len() - 1] > 350);
}

#[test]
fn rationales_are_words_of_the_text_and_stand_where_real_data_has_them() {
    let dir = sample(DEFAULT_SEED, None);
    let files = read(&dir);
    let mut gaps: BTreeSet<Option<&str>> = BTreeSet::new();
    for row in all(&files) {
        let rationale = row["rationale_text"].as_str();
        match (text_of(row, "label_multiclass"), rationale) {
            ("hatespeech", None | Some("NA" | "None" | "")) => {
                gaps.insert(rationale);
            }
            ("hatespeech" | "offensive", Some(words)) => check_words(text_of(row, "text"), words),
            (_, rationale) => assert_eq!(rationale, None),
        }
    }
    assert_eq!(gaps, BTreeSet::from([None, Some("NA"), Some("None"), Some("")]));
}

#[track_caller]
fn check_words(text: &str, rationale: &str) {
    let mut rest = text.split_whitespace();
    assert!(rationale.split(' ').all(|word| rest.any(|found| found == word)), "{rationale:?} is not in {text:?}");
}

#[test]
fn the_embedding_repeats_persona_text_and_rationale() {
    let dir = sample(DEFAULT_SEED, None);
    let files = read(&dir);
    for row in all(&files) {
        let persona = text_of(row, "persona_tag").to_uppercase();
        let rationale = match row["rationale_text"].as_str() {
            None | Some("NA" | "None" | "") => String::new(),
            Some(words) => format!("[RATIONALE:{words}] "),
        };
        let text = text_of(row, "text");
        let expected = format!("[PERSONA:{persona}] {text} {rationale}[POLICY:HATE_SPEECH_DETECTION]");
        assert_eq!(text_of(row, "fine_tuning_embedding"), expected);
    }
}

#[test]
fn any_number_of_rows_keeps_the_proportions() {
    let dir = sample(DEFAULT_SEED, Some(51_510));
    check_counts(&dir, 0, "split", &[("train", 26_860), ("val", 3640), ("test", 5780)]);
    check_counts(&dir, 2, "split", &[("train", 3550), ("val", 760), ("test", 5780)]);
    check_counts(&dir, 0, "label_binary", &[("normal", 19_250), ("hate", 17_030)]);
}

#[test]
fn a_handful_of_rows_still_makes_three_files() {
    for rows in [0, 1, 2, 3, 4, 10] {
        let dir = sample(DEFAULT_SEED, Some(rows));
        let files = read(&dir);
        assert_eq!(all(&files).count() as u64, rows);
        assert!(rows < 3 || files.iter().all(|file| !file.is_empty()), "{rows}");
    }
}

#[test]
fn more_rows_than_there_are_ids_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let error = write(dir.path(), DEFAULT_SEED, Some(MAX_ROWS + 1)).unwrap_err();
    assert_eq!(error.to_string(), "1000000000001 rows asked for, 1000000000000 is the most");
}

#[test]
fn the_check_names_the_file_and_the_first_line_that_differs() {
    let dir = sample(DEFAULT_SEED, Some(100));
    change(&dir, "unified_val.json", |text| text.replacen("\"is_synthetic\": false", "\"is_synthetic\": true", 1));
    check_says(
        &dir,
        100,
        &["unified_val.json:9: expected `\"is_synthetic\": false,`, found `\"is_synthetic\": true,`"],
    );
}

#[test]
fn the_check_sees_a_file_that_is_missing_cut_off_or_too_long() {
    let dir = sample(DEFAULT_SEED, Some(3));
    fs::remove_file(dir.path().join("unified_train.json")).unwrap();
    change(&dir, "unified_val.json", |text| text.trim_end().to_owned());
    change(&dir, "unified_test.json", |text| text + "\n");
    check_says(
        &dir,
        3,
        &[
            "unified_train.json: no such file",
            "unified_val.json:15: expected `]`, found `]` without a line end",
            "unified_test.json:16: expected the end of the file, found ``",
        ],
    );
}

#[test]
fn the_check_sees_carriage_returns() {
    let dir = sample(DEFAULT_SEED, Some(3));
    change(&dir, "unified_val.json", |text| text.replace('\n', "\r\n"));
    check_says(&dir, 3, &["unified_val.json:1: expected `[`, found `[` with a carriage return"]);
}

fn sample(seed: u64, rows: Option<u64>) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let written = write(dir.path(), seed, rows).unwrap();
    let paths: Vec<PathBuf> = written.iter().map(|file| file.path.clone()).collect();
    assert_eq!(paths, NAMES.map(|name| dir.path().join(name)));
    assert_eq!(written.iter().map(|file| file.rows).sum::<u64>(), rows.unwrap_or(DEFAULT_ROWS));
    dir
}

fn read(dir: &TempDir) -> Vec<Vec<Value>> {
    let parse = |name| serde_json::from_slice(&fs::read(dir.path().join(name)).unwrap()).unwrap();
    NAMES.into_iter().map(parse).collect()
}

fn all(files: &[Vec<Value>]) -> impl Iterator<Item = &Value> {
    files.iter().flatten()
}

#[track_caller]
fn text_of<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap()
}

fn change(dir: &TempDir, name: &str, edit: impl FnOnce(String) -> String) {
    let path = dir.path().join(name);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, edit(text)).unwrap();
}

#[track_caller]
fn check_counts(dir: &TempDir, file: usize, field: &str, expected: &[(&str, usize)]) {
    let files = read(dir);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &files[file] {
        *counts.entry(text_of(row, field)).or_default() += 1;
    }
    assert_eq!(counts, expected.iter().copied().collect(), "{field} in {}", NAMES[file]);
}

#[track_caller]
fn check_says(dir: &TempDir, rows: u64, expected: &[&str]) {
    let prefix = format!("{}{}", dir.path().display(), std::path::MAIN_SEPARATOR);
    let differences = check(dir.path(), DEFAULT_SEED, Some(rows)).unwrap();
    let lines: Vec<String> = differences.iter().map(|found| found.to_string().replace(&prefix, "")).collect();
    assert_eq!(lines, expected);
}
