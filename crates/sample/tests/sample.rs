//! What the committed sample holds, and what is written out of it.

#![expect(clippy::unwrap_used, reason = "the helpers here serve tests only")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tunesmith_sample::{DEFAULT_SEED, write};

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

/// Rows of the committed sample, in all three files.
const COMMITTED: u64 = 5151;

#[test]
fn the_committed_sample_has_the_documented_counts() {
    let files = read(&committed());
    let readme = fs::read_to_string(committed().join("README.md")).unwrap();
    let mut lines = 0;
    for line in readme.lines() {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let ["", field, value, counts @ .., ""] = &cells[..] else { continue };
        let counts: Vec<usize> = counts.iter().filter_map(|count| count.replace(',', "").parse().ok()).collect();
        let [train, val, test, all] = counts[..] else { continue };
        let found = [0, 1, 2].map(|file| files[file].iter().filter(|row| row[*field] == **value).count());
        let found = if *field == "rows" { [0, 1, 2].map(|file| files[file].len()) } else { found };
        assert_eq!((found, found.iter().sum()), ([train, val, test], all), "{field} {value}");
        lines += 1;
    }
    assert_eq!(lines, 22);
}

#[test]
fn the_committed_files_hold_so_many_rows_of_their_own_split() {
    assert_eq!(own_rows(&read(&committed())), [2686, 55, 578]);
}

#[test]
fn the_committed_texts_hold_what_careless_tools_stumble_over_and_no_control_tokens() {
    let files = read(&committed());
    for piece in ["\"", "\\", "\n", "{text}", "{\"a\": 1}", "%s", "<user>", "\u{200d}", "’", "“", "ñ", "ل"] {
        assert!(all(&files).any(|row| text_of(row, "text").contains(piece)), "no {piece:?}");
    }
    for row in all(&files) {
        let text = text_of(row, "text");
        assert!(!text.trim().is_empty() && !text.contains("<|") && !text.contains(['[', ']']), "{text:?}");
    }
}

#[test]
fn the_first_round_is_the_committed_sample_byte_for_byte() {
    for seed in [DEFAULT_SEED, 7] {
        let dir = sample(COMMITTED, seed);
        for name in NAMES {
            let bytes = fs::read(committed().join(name)).unwrap();
            assert!(bytes == fs::read(dir.path().join(name)).unwrap(), "{name}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let (first, second, other) = (sample(20_000, 7), sample(20_000, 7), sample(20_000, 8));
    for name in NAMES {
        let bytes = |dir: &TempDir| fs::read(dir.path().join(name)).unwrap();
        assert!(bytes(&first) == bytes(&second), "{name}");
        assert!(bytes(&first) != bytes(&other), "{name}");
    }
}

/// This machine's bytes are those of every other.
#[test]
fn a_varied_row_is_always_the_same() {
    let files = read(sample(COMMITTED + 3, DEFAULT_SEED).path());
    let row = &files[0][3628];
    assert_eq!(row["original_id"], "9100000000000003628_gab");
    let text = "and fair enough a noodle leave gay lesbian writer told a women alone , somebody take #3628";
    assert_eq!(row["text"], text);
}

#[test]
fn ids_are_unique_over_the_three_files() {
    for rows in [COMMITTED, 20_000] {
        let files = read(sample(rows, DEFAULT_SEED).path());
        let ids: BTreeSet<&str> = all(&files).map(|row| text_of(row, "original_id")).collect();
        assert_eq!(ids.len() as u64, rows);
    }
}

/// The sample repeats a few short texts itself, as posts do.
#[test]
fn no_text_repeats_another_beyond_the_first_round() {
    let distinct = |rows| {
        let files = read(sample(rows, DEFAULT_SEED).path());
        all(&files).map(|row| text_of(row, "text").to_owned()).collect::<BTreeSet<_>>().len() as u64
    };
    assert_eq!(distinct(20_000), distinct(COMMITTED) + 20_000 - COMMITTED);
}

#[test]
fn rows_made_of_one_row_share_few_character_5_grams() {
    let files = read(sample(40_000, DEFAULT_SEED).path());
    let (mut sum, mut most, mut pairs) = (0.0, 0.0_f64, 0);
    for index in 0..500 {
        let rounds: Vec<_> = (0..5).map(|round| grams(&files[1][index + round * 514])).collect();
        for (number, first) in rounds.iter().enumerate() {
            for second in &rounds[..number] {
                let likeness = first.intersection(second).count() as f64 / first.union(second).count() as f64;
                (sum, most, pairs) = (sum + likeness, most.max(likeness), pairs + 1);
            }
        }
    }
    let mean = sum / f64::from(pairs);
    assert!(mean < 0.15 && most < 0.6, "mean {mean}, most {most}");
}

#[test]
fn varied_rows_keep_their_labels_and_agree_with_themselves() {
    let files = read(sample(20_000, DEFAULT_SEED).path());
    for (rows, len) in files.iter().zip([3628, 514, 1009]) {
        for (row, first) in rows.iter().zip(rows[..len].iter().cycle()) {
            for field in FIELDS.iter().filter(|field| !["text", "fine_tuning_embedding", "original_id"].contains(field))
            {
                assert_eq!(row[field], first[field], "{field}");
            }
            let (text, persona) = (text_of(row, "text"), text_of(row, "persona_tag").to_uppercase());
            let rationale = match row["rationale_text"].as_str() {
                None | Some("NA" | "None" | "") => String::new(),
                Some(rationale) => format!("[RATIONALE:{rationale}] "),
            };
            let embedding = format!("[PERSONA:{persona}] {text} {rationale}[POLICY:HATE_SPEECH_DETECTION]");
            assert_eq!(text_of(row, "fine_tuning_embedding"), embedding);
            let mut words = text.split_whitespace();
            let reason = rationale.trim_start_matches("[RATIONALE:").trim_end_matches("] ");
            assert!(reason.split_whitespace().all(|word| words.any(|found| found == word)), "{reason:?} in {text:?}");
        }
    }
}

#[test]
fn rows_have_exactly_the_eleven_fields_in_order_one_a_line() {
    let dir = sample(20_000, DEFAULT_SEED);
    for name in NAMES {
        let text = fs::read_to_string(dir.path().join(name)).unwrap();
        assert!(text.starts_with("[\n  {\n    \"text\": \"") && text.ends_with("\n  }\n]\n"));
        let keys = text.lines().filter_map(|line| line.strip_prefix("    \"")?.split('"').next());
        assert!(keys.eq(FIELDS.iter().copied().cycle().take(text.matches("\n  {").count() * 11)));
    }
}

#[test]
fn any_number_of_rows_keeps_the_proportions() {
    let files = read(sample(51_510, DEFAULT_SEED).path());
    assert_eq!([0, 1, 2].map(|file| files[file].len()), [36_280, 5140, 10_090]);
    assert_eq!(own_rows(&files), [26_860, 550, 5780]);
}

#[test]
fn a_handful_of_rows_still_makes_three_files_each_with_a_row_of_its_split() {
    for rows in (0..40).chain([100, 1000]) {
        let files = read(sample(rows, DEFAULT_SEED).path());
        assert_eq!(all(&files).count() as u64, rows);
        assert!(rows < 3 || own_rows(&files).iter().all(|count| *count > 0), "{rows}");
        let ids: BTreeSet<&str> = all(&files).map(|row| text_of(row, "original_id")).collect();
        assert_eq!(ids.len() as u64, rows);
    }
}

#[test]
fn the_sample_is_not_written_over() {
    let dir = sample(10, DEFAULT_SEED);
    let before = fs::read(dir.path().join(NAMES[0])).unwrap();
    let error = write(dir.path(), &dir.path().join("."), 20, 1).unwrap_err().to_string();
    assert!(error.starts_with("write ") && error.ends_with(": the committed sample is there"), "{error}");
    assert!(before == fs::read(dir.path().join(NAMES[0])).unwrap());
}

#[test]
fn errors_say_what_was_done_with_which_file() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for name in NAMES {
        fs::write(from.path().join(name), "[]").unwrap();
    }
    let train = from.path().join(NAMES[0]);
    let check = |text: &str, expected: &str| {
        fs::write(&train, text).unwrap();
        let error = write(from.path(), to.path(), 10, 1).unwrap_err().to_string();
        assert!(error.starts_with(&format!("read {}: {expected}", train.display())), "{error}");
    };
    check("[]", "no row of the split train");
    check("[", "EOF while parsing a list at line 1 column 1");
    check("[{\"post\": \"\"}]", "unknown field `post`, expected one of");
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/processed/unified")
}

fn sample(rows: u64, seed: u64) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let written = write(&committed(), dir.path(), rows, seed).unwrap();
    let paths: Vec<PathBuf> = written.iter().map(|file| file.path.clone()).collect();
    assert_eq!(paths, NAMES.map(|name| dir.path().join(name)));
    assert_eq!(written.iter().map(|file| file.rows).sum::<u64>(), rows);
    dir
}

fn read(dir: &Path) -> [Vec<Value>; 3] {
    NAMES.map(|name| serde_json::from_slice(&fs::read(dir.join(name)).unwrap()).unwrap())
}

fn all(files: &[Vec<Value>; 3]) -> impl Iterator<Item = &Value> {
    files.iter().flatten()
}

#[track_caller]
fn text_of<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap()
}

/// How many rows of each file have the file's split.
fn own_rows(files: &[Vec<Value>; 3]) -> [usize; 3] {
    let count = |file: usize, split: &str| files[file].iter().filter(|row| row["split"] == split).count();
    [count(0, "train"), count(1, "val"), count(2, "test")]
}

fn grams(row: &Value) -> BTreeSet<Vec<char>> {
    let chars: Vec<char> = text_of(row, "text").chars().collect();
    chars.windows(5).map(<[char]>::to_vec).collect()
}
