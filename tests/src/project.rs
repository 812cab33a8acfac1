//! A copy of the repository that a test may break.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tunesmith_template::{Checked, Choice, Levels, Source, TemplateFile, check};

use crate::command::{repository, run, target_dir};

/// A copy of the repository under the target folder, and a folder to build it into.
///
/// Stays between runs, and only files that differ are written, so that cargo builds little the second time.
pub fn project_copy() -> (PathBuf, PathBuf) {
    let folder = target_dir().join("e2e");
    let copy = folder.join("project");
    let files = files(repository());
    for file in &files {
        let (from, to) = (repository().join(file), copy.join(file));
        let bytes = fs::read(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        if fs::read(&to).ok().as_ref() != Some(&bytes) {
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(&to, bytes).unwrap();
        }
    }
    for file in walk(&copy) {
        if !files.contains(&file) {
            fs::remove_file(copy.join(file)).unwrap();
        }
    }
    (copy, folder.join("target"))
}

/// The repository's project, with a template from outside that asks for the answer of `classification_rationale_v1`.
pub fn rationale_template() -> Checked {
    with_template(
        "rationale.json",
        r#"{"strategies": {"rationale": {
      "name": "rationale",
      "description": "Asks for a label and the words that carry it.",
      "system_prompt": "Answer {\"classification\": \"hate\", \"rationale\": \"words of the text\"} or {\"classification\": \"normal\", \"rationale\": \"why not\"}.",
      "user_template": "Text: {text}",
      "response": "classification_rationale_v1"
    }}}"#,
    )
}

/// The repository's project, with a template from outside.
pub fn with_template(name: &str, text: &str) -> Checked {
    let mut files = tunesmith_project::read(repository(), None, &Choice::default()).unwrap();
    let source = Source::new(name, text);
    files.templates.push(TemplateFile { source, name: name.to_owned(), outside: true, response: None });
    let checked = check(&files, &Levels::default(), None);
    assert!(!checked.has_errors(), "{:?}", checked.reports);
    checked
}

/// The files that belong to the repository: what git knows and does not ignore, or everything but `target/`.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let listed = match git.output() {
        Ok(output) if output.status.success() => output.stdout,
        _ => return walk(root),
    };
    let names = listed.split(|&byte| byte == 0).map(|name| PathBuf::from(String::from_utf8_lossy(name).into_owned()));
    names.filter(|name| root.join(name).is_file()).collect()
}

/// Every file below `root` but those in `target/` and in hidden folders other than `.cargo`.
fn walk(root: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).into_iter().flatten() {
            let name = folder.join(entry.unwrap().file_name());
            let skipped =
                name == Path::new("target") || name.to_string_lossy().starts_with('.') && !name.starts_with(".cargo");
            match root.join(&name).is_dir() {
                true if !skipped => folders.push(name),
                false => found.push(name),
                true => {}
            }
        }
    }
    found
}

/// Runs cargo in the copy, as a user would.
#[track_caller]
pub fn cargo(copy: &Path, target: &Path, args: &[&str]) -> crate::Ran {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(args).current_dir(copy).env("CARGO_TARGET_DIR", target).env_remove("CARGO_MANIFEST_DIR");
    run(&mut cargo)
}
