//! Any bytes as a split file: refused, or outputs that hold what the ledger counts.

use std::cell::OnceCell;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use tunesmith_dataset::{OnInvalid, Options, Progress, Shape, generate};
use tunesmith_manifest::verify;
use tunesmith_prompts::PROJECT;
use tunesmith_template::{Level, Levels, show};

const VALIDATION: &str = r#"[{"text": "a", "label_binary": "hate", "split": "val"}]"#;

thread_local! {
    /// One folder a process.
    static FOLDER: OnceCell<TempDir> = const { OnceCell::new() };
}

/// Generates from the bytes, but for the first two, which choose the options.
pub fn splits(bytes: &[u8]) {
    let [first, second, file @ ..] = bytes else { return };
    FOLDER.with(|folder| run(folder.get_or_init(new_folder).path(), options(*first, *second), file));
}

fn new_folder() -> TempDir {
    // In memory where there is such a place: nothing here is to be kept.
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = TempDir::with_prefix_in("tunesmith-fuzz-", parent).expect("a folder for the run");
    fs::create_dir(folder.path().join("data")).expect("a folder for the splits");
    folder
}

fn options(first: u8, second: u8) -> Options {
    let has = |bit: u8| first >> bit & 1 == 1;
    let mut levels = Levels::default();
    for (bit, code) in ["duplicate-id", "text-control-token", "text-nul", "text-bidi"].into_iter().enumerate() {
        let level = [Level::Deny, Level::Warn, Level::Allow, Level::Deny][usize::from(second >> (2 * bit) & 3)];
        levels.set(code, level).expect("the code exists");
    }
    Options {
        simple_only: !has(0),
        pool_splits: has(1),
        include_test: false,
        on_invalid: if has(2) { OnInvalid::Skip } else { OnInvalid::Error },
        rejects: has(3),
        sample: has(4).then_some(2),
        shape: if has(5) { Shape::PromptCompletion } else { Shape::Messages },
        threads: if has(6) { 2 } else { 1 },
        levels,
        ..Options::new("", "")
    }
}

fn run(folder: &Path, options: Options, file: &[u8]) {
    let (unified_dir, output_dir) = (folder.join("data"), folder.join("out"));
    let _ = fs::remove_dir_all(&output_dir);
    for (stem, bytes) in [("train", file), ("val", VALIDATION.as_bytes()), ("test", VALIDATION.as_bytes())] {
        fs::write(unified_dir.join(format!("unified_{stem}.json")), bytes).expect("a split file is written");
    }
    let options = Options { unified_dir, output_dir, ..options };
    let generated = generate(&options, &PROJECT, &Progress::default());
    for finding in generated.findings.shown() {
        let shown = show::human(&finding.source, &finding.diagnostic, false);
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{shown:?}");
    }
    for (path, ledger) in &generated.ledgers {
        let left_out: u64 = ledger.left_out.values().sum();
        let broken = generated.findings.shown().iter().any(|finding| finding.diagnostic.code == "data-syntax");
        assert!(broken || ledger.read == ledger.rows_written() + left_out, "{path}: {ledger}");
    }
    match &generated.result {
        Ok(written) => {
            let rows: u64 = generated.ledgers.iter().map(|(_, ledger)| ledger.rows_written()).sum();
            assert_eq!(written.iter().filter(|file| !file.format > 0).map(|file| file.rows).sum::<u64>(), rows);
            written.iter().for_each(|file| lines(&options.output_dir.join(&file.name), file.rows));
            let verdict =
                verify(&options.output_dir, Path::new(""), Path::new("nowhere")).expect("there is a manifest");
            assert!(verdict.torn.is_empty(), "{verdict:?}");
        }
        Err(error) => {
            assert!(!error.to_string().contains("do not add up"), "{error}");
            assert!(!options.output_dir.exists(), "{error}");
        }
    }
}

/// Every line is JSON of three messages whose answer is JSON.
fn lines(path: &Path, rows: u64) {
    let text = fs::read_to_string(path).expect("outputs are UTF-8");
    assert_eq!(text.lines().count() as u64, rows);
    assert!(text.ends_with('\n') && !text.contains(['\u{85}', '\u{2028}', '\u{2029}']));
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        let list = |key: &str| line[key].as_array().cloned().unwrap_or_default();
        let messages = [list("messages"), list("prompt"), list("completion")].concat();
        let roles: Vec<&str> = messages.iter().filter_map(|message| message["role"].as_str()).collect();
        assert_eq!(roles, ["system", "user", "assistant"]);
        let answer = messages[2]["content"].as_str().expect("content is a string");
        assert!(serde_json::from_str::<Value>(answer).expect("the answer is JSON").is_object());
    }
}
