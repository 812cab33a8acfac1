//! What users see of each finding: a case is a file `tests/fixtures/CODE/CASE.json`, its exact rendering stands
//! beside it in `CASE.txt`, and what `check --fix` makes of it in `CASE.fixed`.
//!
//! `CODE/project/` holds cases of `tunesmith.json`, `CODE/responses/` response contracts, `*.schema.json` are record schemas,
//! and everything else is a template. Each stands in the repository's own project, in the place of the file that it is one of,
//! or beside its like. A case has one fault, and the whole project one finding: none may follow from it in another file.
//! `UPDATE_EXPECT=1` rewrites the expected files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use tunesmith_template::{
    Checked, Choice, FileReport, Files, Levels, Source, TemplateFile, apply_fixes, check, project_text, rules, show,
};

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
    let mut wrong = Vec::new();
    for path in cases() {
        let reports = checked(&path, source(&path)).reports;
        let found: Vec<(&str, &str)> = reports
            .iter()
            .flat_map(|report| report.diagnostics.iter().map(|finding| (report.source.path(), finding.code)))
            .collect();
        if found != [(shown(&path).as_str(), code_of(&path))] {
            wrong.push(format!("{}: {found:?}", shown(&path)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fix_makes_what_is_expected() {
    for path in cases() {
        let report = report(&path);
        let fixed = apply_fixes(&report);
        if fixed.applied > 0 {
            expect_file![path.with_extension("fixed")].assert_eq(&fixed.text);
            let left = checked(&path, Source::new(report.source.path(), &fixed.text));
            let left: Vec<_> = left.reports.iter().flat_map(|report| &report.diagnostics).collect();
            assert!(left.is_empty(), "{}: {left:?}", report.source.path());
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

/// The path of a case, as messages show it.
fn shown(path: &Path) -> String {
    format!("tests/{}", path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display())
}

fn source(path: &Path) -> Source {
    Source::from_bytes(shown(path), &fs::read(path).unwrap())
}

/// The report on one fixture.
fn report(path: &Path) -> FileReport {
    let reports = checked(path, source(path)).reports;
    reports.into_iter().find(|report| report.source.path() == shown(path)).unwrap()
}

/// The repository's project with one file more, or another one.
fn checked(path: &Path, source: Source) -> Checked {
    let mut files = tunesmith_project::read(&root(), None, &Choice::default()).unwrap();
    let folder = path.parent().unwrap();
    if path.to_string_lossy().ends_with(".schema.json") {
        files.schema = source;
    } else if folder.ends_with("project") {
        use_project(&mut files, source);
    } else if folder.ends_with("responses") {
        files.responses.push(source);
    } else {
        let name = source.path().to_owned();
        files.templates.push(TemplateFile { source, name, outside: false, response: None });
    }
    check(&files, &Levels::default(), None)
}

/// Another `tunesmith.json`; where it names another record schema, there is none.
fn use_project(files: &mut Files, source: Source) {
    let record = project_text(&source, "record");
    if record != project_text(&files.project, "record") {
        files.schema = Source::unreadable(record.unwrap_or_default(), "there is no such file");
    }
    files.project = source;
}
