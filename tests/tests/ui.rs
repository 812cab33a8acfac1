//! What users see of each finding: a case is a file `tests/fixtures/CODE/CASE.json`, its exact rendering stands
//! beside it in `CASE.txt`, and what `check --fix` makes of it in `CASE.fixed`.
//!
//! `CODE/responses/` holds response contracts, `*.schema.json` are record schemas, everything else is a template.
//! `UPDATE_EXPECT=1` rewrites the expected files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use tunesmith_template::project::{RECORD_SCHEMA, RESPONSES};
use tunesmith_template::{FileReport, Files, Levels, Source, TemplateFile, apply_fixes, check, rules, show};

#[test]
fn every_case_is_rendered_as_expected() {
    for path in cases() {
        let report = report(&path);
        let rendered: Vec<String> =
            report.diagnostics.iter().map(|finding| show::human(&report.source, finding, false)).collect();
        expect_file![path.with_extension("txt")].assert_eq(&(rendered.join("\n\n") + "\n"));
    }
}

#[test]
fn every_case_finds_its_code_and_nothing_else() {
    for path in cases() {
        let report = report(&path);
        let codes: Vec<&str> = report.diagnostics.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [code_of(&path)], "{}", report.source.path());
    }
}

#[test]
fn every_fix_makes_what_is_expected() {
    for path in cases() {
        let report = report(&path);
        let fixed = apply_fixes(&report);
        if fixed.applied > 0 {
            expect_file![path.with_extension("fixed")].assert_eq(&fixed.text);
            let left = checked(&path, Source::new(report.source.path(), &fixed.text));
            assert_eq!(left.diagnostics, [], "{}", report.source.path());
        }
    }
}

#[test]
fn every_template_code_has_a_case() {
    let cases = cases();
    let shown: Vec<&str> = cases.iter().map(|path| code_of(path)).collect();
    let missing: Vec<&str> = rules::templates().map(|rule| rule.code).filter(|code| !shown.contains(code)).collect();
    assert_eq!(missing, [""; 0], "add tests/fixtures/CODE/CASE.json");
}

#[test]
fn every_code_is_explained() {
    for rule in rules::all() {
        for text in [rule.meaning, rule.why, rule.wrong, rule.right] {
            assert!(!text.trim().is_empty(), "{}", rule.code);
        }
        assert!(rules::explain(rule).contains(rule.code));
    }
}

#[test]
fn the_page_of_findings_is_fresh() {
    expect_file![root().join("docs/diagnostics.md")].assert_eq(&rules::page());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every fixture, sorted.
fn cases() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|extension| extension == "json") => found.push(path),
                false => {}
            }
        }
    }
    found.retain(|path| rules::templates().any(|rule| rule.code == code_of(path)));
    found.sort();
    found
}

/// The folder below `fixtures/`.
fn code_of(path: &Path) -> &str {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let below = path.strip_prefix(&fixtures).unwrap();
    below.iter().next().unwrap().to_str().unwrap()
}

fn report(path: &Path) -> FileReport {
    let shown = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    let source = Source::from_bytes(format!("tests/{}", shown.display()), &fs::read(path).unwrap());
    checked(path, source)
}

/// The report on one fixture, checked with the schema and the contracts of the repository.
fn checked(path: &Path, source: Source) -> FileReport {
    let mut files = Files { schema: read(&root().join(RECORD_SCHEMA)), responses: Vec::new(), templates: Vec::new() };
    for name in ["classification_rationale_v1", "moderation_v1"] {
        files.responses.push(read(&root().join(RESPONSES).join(format!("{name}.json"))));
    }
    let shown = source.path().to_owned();
    match path {
        path if path.to_string_lossy().ends_with(".schema.json") => files.schema = source,
        path if path.parent().is_some_and(|folder| folder.ends_with("responses")) => files.responses.push(source),
        _ => files.templates.push(TemplateFile { source, name: shown.clone(), response: None }),
    }
    let checked = check(&files, &Levels::default());
    checked.reports.into_iter().find(|report| report.source.path() == shown).unwrap()
}

fn read(path: &Path) -> Source {
    Source::from_bytes(path.display().to_string(), &fs::read(path).unwrap())
}
