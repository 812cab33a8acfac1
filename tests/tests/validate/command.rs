//! The command: exit codes, the forms of findings, `--fix`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use tunesmith_tests::{Ran, run, tunesmith};

const GOOD: &str = "{\"prompt\": \"a\", \"completion\": \"b\"}\n";

/// Runs `validate` in a folder.
#[track_caller]
fn validate(folder: &Path, args: &[&str]) -> Ran {
    run(Command::new(tunesmith()).arg("validate").args(args).current_dir(folder))
}

fn file(folder: &TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("rows.jsonl");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn exit_codes_tell_clean_from_faulty_and_from_misuse() {
    let folder = TempDir::new().unwrap();
    file(&folder, GOOD);
    let clean = validate(folder.path(), &["rows.jsonl"]).ends_with(0);
    assert_eq!(clean.stderr, "rows.jsonl: 1 row, prompt-completion, 0.0 MB: 0 errors, 0 warnings\n");
    file(&folder, &format!("{GOOD}\n{GOOD}"));
    validate(folder.path(), &["rows.jsonl"]).ends_with(0);
    validate(folder.path(), &["rows.jsonl", "--deny", "warnings"]).ends_with(1);
    validate(folder.path(), &["rows.jsonl", "--for", "mlx"]).ends_with(1);
    validate(folder.path(), &["rows.jsonl", "--for", "mlx", "--allow", "blank-line"]).ends_with(0);
    validate(folder.path(), &["other.jsonl"]).ends_with(2);
    validate(folder.path(), &[]).ends_with(2);
    validate(folder.path(), &["rows.jsonl", "--max-tokens", "0"]).ends_with(2);
    let unknown = validate(folder.path(), &["rows.jsonl", "--for", "opanai"]).ends_with(2);
    assert!(unknown.stderr.contains("'openai'"), "{}", unknown.stderr);
}

#[test]
fn findings_have_the_forms_that_all_commands_have() {
    let folder = TempDir::new().unwrap();
    file(&folder, &format!("{GOOD}{{\"prompt\": \"a\", \"completion\": \" \"}}\n"));
    let human = validate(folder.path(), &["rows.jsonl"]).ends_with(1);
    let expected = "\
rows.jsonl:2:31: error[turn-empty]: this assistant text holds only white space
  |
2 | {\"prompt\": \"a\", \"completion\": \" \"}
  |                               ^^^
  |
  = help: leave the row out, or write what is meant
rows.jsonl: 2 rows, prompt-completion, 0.0 MB: 1 error, 0 warnings
";
    assert_eq!(human.stderr, expected);
    let short = validate(folder.path(), &["rows.jsonl", "--message-format", "short"]).ends_with(1);
    assert_eq!(short.stdout, "rows.jsonl:2:31: error[turn-empty]: this assistant text holds only white space\n");
    let json = validate(folder.path(), &["rows.jsonl", "--message-format", "json"]).ends_with(1);
    let line: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&line["record"], &line["line"], &line["column"]), (&2.into(), &2.into(), &31.into()));
}

#[test]
fn the_first_findings_of_a_kind_are_shown_and_the_rest_is_counted() {
    let folder = TempDir::new().unwrap();
    file(&folder, &"{\"prompt\": \"\", \"completion\": \"b\"}\n".repeat(25));
    let ran = validate(folder.path(), &["rows.jsonl", "--message-format", "short"]).ends_with(1);
    assert_eq!(ran.stdout.lines().count(), 20);
    assert!(ran.stderr.starts_with("… and 5 more of turn-empty\n"), "{}", ran.stderr);
}

#[test]
fn fix_mends_what_is_certain_and_tells_it() {
    let folder = TempDir::new().unwrap();
    let row = GOOD.trim_end();
    let path = file(&folder, &format!("\u{feff}{row}\r\n\n{row}\n \n{row}"));
    let ran = validate(folder.path(), &["rows.jsonl", "--fix", "--deny", "warnings"]).ends_with(0);
    let told = "rows.jsonl: fixed: 1 byte order mark, 2 blank lines, 1 carriage return, 1 missing line feed\n";
    assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), GOOD.repeat(3));
    let again = validate(folder.path(), &["rows.jsonl", "--fix"]).ends_with(0);
    assert!(again.stderr.starts_with("rows.jsonl: nothing to fix\n"), "{}", again.stderr);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing stays beside the file");
}

#[test]
fn fix_leaves_alone_what_may_be_part_of_a_text_or_of_another_format() {
    let folder = TempDir::new().unwrap();
    for text in [
        "{\"prompt\": \"a\n\nb\", \"completion\": \"b\"}\n",
        "[\n\n{\"prompt\": \"a\"}\n]\n",
        "{\"prompt\": \"a\", \"completion\": \"b",
        "PAR1\n\n\r\n",
        "",
    ] {
        let path = file(&folder, text);
        validate(folder.path(), &["rows.jsonl", "--fix"]).ends_with(1);
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
#[cfg(unix)]
fn fix_keeps_links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = TempDir::new().unwrap();
    let path = file(&folder, &format!("{GOOD}\n"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("link.jsonl");
    symlink(&path, &link).unwrap();
    validate(folder.path(), &["link.jsonl", "--fix"]).ends_with(0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&path).unwrap(), GOOD);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn azure_keeps_its_byte_order_mark() {
    let folder = TempDir::new().unwrap();
    let row = r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}"#;
    let path = file(&folder, &format!("\u{feff}{}\n", format!("{row}\n").repeat(10)));
    validate(folder.path(), &["rows.jsonl", "--for", "azure", "--fix"]).ends_with(0);
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("\u{feff}{}", format!("{row}\n").repeat(10)));
}

#[test]
fn a_training_length_counts_instead_of_the_trainers_own() {
    let folder = TempDir::new().unwrap();
    file(&folder, &format!("{{\"prompt\": \"{}\", \"completion\": \"A\"}}\n", "word ".repeat(1_200)));
    let too_long = |args: &[&str]| {
        let ran = validate(folder.path(), &[&["rows.jsonl"], args].concat());
        let said = ran.stderr.lines().find(|line| line.contains("row-too-long"));
        said.and_then(|line| line.rsplit_once("; ")).map(|(_, takes)| takes.to_owned())
    };
    assert_eq!(too_long(&[]), None);
    assert_eq!(too_long(&["--for", "trl"]).unwrap(), "TRL takes 1024 by default");
    assert_eq!(too_long(&["--for", "trl", "--max-tokens", "2048"]), None);
    assert_eq!(too_long(&["--for", "trl", "--max-tokens", "645"]).unwrap(), "the training length is 645");
    assert_eq!(too_long(&["--max-tokens", "645"]).unwrap(), "the training length is 645");
}
