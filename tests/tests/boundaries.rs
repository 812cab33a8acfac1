//! What each crate may know: of the others, of files, and of the repository's own task.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tunesmith_tests::{repository, run};

/// The crates of the workspace that each may depend on, beside what only its tests and its build script need.
const MAY_USE: &[(&str, &[&str])] = &[
    ("runtime", &[]),
    ("template", &["runtime"]),
    ("project", &["template"]),
    ("codegen", &["runtime", "template"]),
    ("prompts", &["runtime"]),
    ("manifest", &[]),
    ("dataset", &["manifest", "personal", "runtime", "template", "trainers"]),
    ("audit", &["dataset", "personal", "runtime", "template"]),
    ("trainers", &["runtime", "template"]),
    ("personal", &[]),
    ("sample", &[]),
    ("cli", &["audit", "dataset", "manifest", "project", "prompts", "runtime", "template", "trainers"]),
    ("../xtask", &["manifest", "project", "runtime", "sample", "template", "trainers"]),
    ("../python", &["audit", "cli", "dataset", "project", "runtime", "template", "trainers"]),
];

/// Every Rust file below a folder of the repository.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![repository().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The crates of the workspace in a section of a manifest.
fn dependencies(package: &str, section: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(repository().join("crates").join(package).join("Cargo.toml")).unwrap();
    let section = text.split(&format!("[{section}]\n")).nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.strip_prefix("tunesmith-")?.split(['.', ' ']).next()?.to_owned())).collect()
}

#[test]
fn dependencies_point_one_way() {
    for (package, may_use) in MAY_USE {
        let expected: BTreeSet<String> = may_use.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(dependencies(package, "dependencies"), expected, "{package}");
    }
    let crates = fs::read_dir(repository().join("crates")).unwrap().count();
    assert_eq!(crates + 2, MAY_USE.len(), "a crate is not listed here");
}

#[test]
fn the_runtime_depends_on_nothing() {
    let text = fs::read_to_string(repository().join("crates/runtime/Cargo.toml")).unwrap();
    assert!(!text.contains("[dependencies]"), "{text}");
}

#[test]
fn the_runtime_and_the_compilers_front_touch_no_file_and_no_environment() {
    for (path, text) in sources("crates/runtime/src").into_iter().chain(sources("crates/template/src")) {
        // Whether a person wants colour is asked of the environment (no-color.org).
        let allowed = if path.ends_with("show.rs") { 1 } else { 0 };
        for access in ["std::fs", "std::env", "std::process", "std::net"] {
            let found = text.matches(access).count();
            assert!(found == 0 || access == "std::env" && found == allowed, "{}: {access}", path.display());
        }
    }
}

#[test]
fn a_pair_is_vouched_for_by_the_check_and_by_generated_code_alone() {
    for (path, text) in MAY_USE.iter().flat_map(|(package, _)| sources(&format!("crates/{package}/src"))) {
        let known = [
            "template/src/check.rs",
            "template/src/lower/turns.rs",
            "codegen/src/emit/registry.rs",
            "codegen/src/emit/strategy.rs",
        ];
        let named =
            known.iter().any(|known| path.ends_with(known)) || path.starts_with(repository().join("crates/runtime"));
        assert!(named || !text.contains("generated::pair"), "{}", path.display());
    }
}

/// Strings of the repository's project that name something of its task.
fn names() -> BTreeSet<String> {
    let read =
        |path: &str| -> Value { serde_json::from_str(&fs::read_to_string(repository().join(path)).unwrap()).unwrap() };
    let project = read("tunesmith.json");
    let schema = read("data/unified.schema.json");
    let mut names = BTreeSet::new();
    let add = |names: &mut BTreeSet<String>, value: &Value| {
        if let Some(text) = value.as_str() {
            names.extend(text.trim_end_matches(".json").split('/').map(str::to_owned));
        }
    };
    for (name, field) in schema["properties"].as_object().unwrap() {
        names.insert(name.clone());
        field["enum"].as_array().into_iter().flatten().for_each(|value| add(&mut names, value));
    }
    for (name, value) in project["values"].as_object().unwrap() {
        names.insert(name.clone());
        add(&mut names, &value["else"]);
    }
    for key in ["splits", "formats"] {
        for item in project[key].as_array().unwrap() {
            ["name", "input", "output", "template", "strategy", "suffix"]
                .iter()
                .for_each(|key| add(&mut names, &item[*key]));
        }
    }
    names.extend(
        ["hate_speech", "not_hate", "moderation_v1", "classification_rationale_v1", "combined_focused"]
            .map(str::to_owned),
    );
    names
}

/// Names of the task that are ordinary words, terms of the field or of formats too, and so stand in the sources.
const WORDS: &[&str] = &[
    "",
    "text",
    "split",
    "train",
    "test",
    "val",
    "validation",
    "simple",
    "general",
    "normal",
    "combined",
    "offensive",
    "rationale",
];

#[test]
fn no_source_names_anything_of_the_repositorys_own_task() {
    let names: Vec<String> = names().into_iter().filter(|name| !WORDS.contains(&name.as_str())).collect();
    assert!(names.len() > 20, "{names:?}");
    let packages = MAY_USE.iter().filter(|(package, _)| *package != "sample");
    for (path, text) in packages.flat_map(|(package, _)| sources(&format!("crates/{package}/src"))) {
        let words: BTreeSet<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        let found: Vec<&String> = names.iter().filter(|name| words.contains(name.as_str())).collect();
        assert!(found.is_empty(), "{} names {found:?}", path.display());
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    for (path, text) in MAY_USE.iter().flat_map(|(package, _)| sources(&format!("crates/{package}/src"))) {
        assert!(text.starts_with("//!"), "{}", Path::new(&path).display());
    }
}

#[test]
fn every_crate_says_what_always_holds_in_it() {
    for (package, _) in MAY_USE {
        let folder = repository().join("crates").join(package).join("src");
        let root = ["lib.rs", "main.rs"].map(|name| folder.join(name)).into_iter().find(|path| path.exists()).unwrap();
        let text = fs::read_to_string(root).unwrap();
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(head.contains(&"//! Invariants, each held by a test:"), "{package}");
        assert!(head.iter().filter(|line| line.starts_with("//! - ")).count() > 1, "{package}");
    }
}

#[test]
fn prompts_link_the_runtime_and_what_answers_are_parsed_with() {
    let mut tree = std::process::Command::new(env!("CARGO"));
    tree.args([
        "tree",
        "--locked",
        "--offline",
        "--package",
        "tunesmith-prompts",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]);
    let tree = run(tree.current_dir(repository())).ends_with(0).stdout;
    let linked: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    // serde with what its derive macros are made of, which no program links.
    let serde = ["proc-macro2", "quote", "serde", "serde_core", "serde_derive", "syn", "unicode-ident"];
    let expected = serde.into_iter().chain(["tunesmith-prompts", "tunesmith-runtime"]);
    assert_eq!(linked, expected.collect());
}
