//! Files and folders that a project should not have: each ends in an error that names it, and none is waited for.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tunesmith_project::{choose, read};
use tunesmith_template::Choice;

/// A project with two templates, of no content that matters here.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("templates/responses")).unwrap();
    fs::create_dir_all(folder.path().join("templates/a")).unwrap();
    for name in ["tunesmith.json", "templates/one.json", "templates/a/two.json", "templates/responses/c.json"] {
        fs::write(folder.path().join(name), "{}").unwrap();
    }
    folder
}

#[track_caller]
fn check(spoil: impl FnOnce(&Path), expected: &str) {
    let folder = project();
    spoil(folder.path());
    let error = read(folder.path(), None, &Choice::default()).unwrap_err().to_string();
    assert!(error.contains(expected) && !error.contains(char::is_control), "{error:?}");
}

#[test]
fn a_name_with_a_line_feed_reaches_no_build_script() {
    let spoil = |root: &Path| fs::write(root.join("templates/x\ncargo::error=y.json"), "{}").unwrap();
    check(spoil, "templates/x\\ncargo::error=y.json: its name is no plain text; rename it");
}

#[test]
fn a_link_back_to_a_folder_around_it_is_named() {
    let spoil = |root: &Path| {
        symlink("..", root.join("templates/a/up")).unwrap();
        symlink(".", root.join("templates/a/here")).unwrap();
    };
    check(spoil, "it is a link to a folder that it stands in; remove it");
}

#[test]
fn a_pipe_is_not_waited_for() {
    for name in ["templates/pipe.json", "templates/responses/pipe.json", "tunesmith.json"] {
        let spoil = |root: &Path| {
            let _ = fs::remove_file(root.join(name));
            assert!(Command::new("mkfifo").arg(root.join(name)).status().unwrap().success());
        };
        check(spoil, &format!("{name}: it is no regular file"));
    }
}

#[test]
fn a_template_is_chosen_by_its_plain_name() {
    let folder = project();
    let name = |typed: &str| choose(folder.path(), folder.path(), typed).map(|chosen| chosen.name().to_owned());
    for typed in ["a/two.json", "a/./two.json", "a//two.json", "templates/a/two.json", "./templates/a/two.json"] {
        assert_eq!(name(typed).as_deref(), Ok("a/two.json"), "{typed}");
    }
    assert!(name("responses/c.json").unwrap_err().contains("is a response contract or a schema"));
}
