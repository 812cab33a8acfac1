//! The generated code of two projects, as a reviewer sees it; `UPDATE_EXPECT=1` rewrites. `compiled.rs` compiles it.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[allow(dead_code, missing_docs, unreachable_pub)]
mod zoo;

use std::path::Path;

use expect_test::expect_file;
use tunesmith_codegen::{GeneratedFile, generate, write};
use tunesmith_template::project::{self, Choice};
use tunesmith_template::{Checked, Levels, check, show};

/// The project in `tests/small/`.
fn small() -> Checked {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small");
    let checked = check(&project::read(&root, &Choice::default()).unwrap(), &Levels::default());
    for report in &checked.reports {
        let findings: Vec<String> =
            report.diagnostics.iter().map(|finding| show::short(&report.source, finding)).collect();
        assert_eq!(findings, [""; 0]);
    }
    checked
}

#[track_caller]
fn check_files(folder: &str, files: &[GeneratedFile]) {
    for file in files {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected").join(folder).join(&file.path);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        expect_file![path].assert_eq(&file.text);
    }
}

#[test]
fn a_small_project_becomes_readable_rust() {
    check_files("small", &generate(&small(), &Choice::default(), &Levels::default()).unwrap());
}

#[test]
fn hostile_names_and_texts_become_rust() {
    check_files("zoo", &generate(&zoo::checked(), &zoo::choice(), &Levels::default()).unwrap());
}

#[test]
fn equal_input_gives_equal_bytes() {
    let generate = || generate(&zoo::checked(), &zoo::choice(), &Levels::default()).unwrap();
    assert_eq!(generate(), generate());
}

#[test]
fn writing_again_leaves_unchanged_files_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = generate(&small(), &Choice::default(), &Levels::default()).unwrap();
    write(&files, folder.path()).unwrap();
    let modified = |path: &str| folder.path().join(path).metadata().unwrap().modified().unwrap();
    let (root, record) = (modified("prompts.rs"), modified("record.rs"));
    std::thread::sleep(std::time::Duration::from_millis(20));
    files[0].text.push_str("// Changed.\n");
    write(&files, folder.path()).unwrap();
    assert!(modified("prompts.rs") > root);
    assert_eq!(modified("record.rs"), record);
}
