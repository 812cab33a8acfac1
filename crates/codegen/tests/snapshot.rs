//! The generated code of a small project, as a reviewer sees it; `UPDATE_EXPECT=1` rewrites. `compiled.rs` compiles it.

#[allow(dead_code, missing_docs, unreachable_pub)]
mod zoo;

use std::path::Path;

use expect_test::expect_file;
use tunesmith_codegen::{generate, write};

#[test]
fn a_small_project_becomes_readable_rust() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected/small");
    for file in generate(&zoo::small()).unwrap() {
        let path = folder.join(&file.path);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        expect_file![path].assert_eq(&file.text);
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    assert_eq!(generate(&zoo::checked()).unwrap(), generate(&zoo::checked()).unwrap());
}

#[test]
fn writing_again_leaves_unchanged_files_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = generate(&zoo::small()).unwrap();
    write(&files, folder.path()).unwrap();
    let modified = |path: &str| folder.path().join(path).metadata().unwrap().modified().unwrap();
    let (root, record) = (modified("prompts.rs"), modified("record.rs"));
    std::thread::sleep(std::time::Duration::from_millis(20));
    files[0].text.push_str("// Changed.\n");
    write(&files, folder.path()).unwrap();
    assert!(modified("prompts.rs") > root);
    assert_eq!(modified("record.rs"), record);
}
