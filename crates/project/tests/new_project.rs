//! What `init` writes works as it stands, and writes over nothing.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use tunesmith_project::{Checking, NoContract, NoProject, PROJECT, list, responses, write_contract, write_project};
use tunesmith_template::Levels;

fn checking(root: &Path) -> Checking {
    Checking { root: root.to_owned(), paths: Vec::new(), response: None, levels: Levels::default() }
}

/// Where the `"$schema"` of a file leads.
fn schema_of(file: &Path) -> PathBuf {
    let text = fs::read_to_string(file).unwrap();
    let (_, rest) = text.split_once("\"$schema\": \"").unwrap();
    file.parent().unwrap().join(rest.split('"').next().unwrap())
}

#[test]
fn a_new_project_has_no_findings_and_every_schema_that_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("below/tickets");
    let said = write_project(&root).unwrap().to_string();
    assert!(said.contains(&format!("\n  cargo xtask gen-data --project {}\n", root.display())), "{said}");
    assert!(checking(&root).reports().unwrap().iter().all(|report| report.diagnostics.is_empty()));
    let templates = list(&root).unwrap().into_iter().map(|name| format!("templates/{name}"));
    let contracts = responses(&root).unwrap().into_iter().map(|name| format!("templates/responses/{name}.json"));
    let files: Vec<String> = templates.chain(contracts).chain([PROJECT.to_owned()]).collect();
    assert_eq!(files.len(), 5, "{files:?}");
    for file in files {
        let schema = schema_of(&root.join(&file));
        assert!(fs::read_to_string(&schema).unwrap().contains("\"title\": \"Tunesmith "), "{}", schema.display());
    }
}

#[test]
fn a_folder_that_holds_something_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    write_project(folder.path()).unwrap();
    fs::write(folder.path().join(PROJECT), "mine").unwrap();
    let error = write_project(folder.path()).unwrap_err();
    assert!(
        matches!(error, NoProject::Taken(_))
            && error.to_string().ends_with("is not empty; name one that is new or empty")
    );
    assert_eq!(fs::read_to_string(folder.path().join(PROJECT)).unwrap(), "mine");
    let error = write_project(&folder.path().join(PROJECT)).unwrap_err();
    assert!(matches!(error, NoProject::Taken(_)), "{error}");
    assert!(error.to_string().ends_with("tunesmith.json is no folder; name one that is new or empty"), "{error}");
}

#[test]
fn what_is_typed_next_is_one_word_for_a_shell() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("it's new");
    let said = write_project(&root).unwrap().to_string();
    let word = format!("'{}/it'\\''s new'", folder.path().display());
    assert!(said.contains(&format!("\n  cargo xtask check --project {word}\n")), "{said}");
}

#[test]
fn schemas_follow_the_record_and_are_not_made_of_a_project_with_errors() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write_project(root).unwrap();
    let record = root.join("data/ticket.schema.json");
    let text = fs::read_to_string(&record).unwrap();
    let field = "\"channel\": {\"type\": \"string\", \"x-role\": \"input\"},\n    \"subject\":";
    fs::write(&record, text.replacen("\"subject\":", field, 1)).unwrap();
    let schema = root.join("templates/template.schema.json");
    assert!(!fs::read_to_string(&schema).unwrap().contains("{channel}"));
    assert_eq!(checking(root).write_schemas().unwrap().len(), 3);
    assert!(fs::read_to_string(&schema).unwrap().contains("{channel}"));
    fs::write(&record, "{").unwrap();
    assert_eq!(checking(root).write_schemas().unwrap(), Vec::<PathBuf>::new());
    assert!(fs::read_to_string(&schema).unwrap().contains("{channel}"));
}

#[test]
fn a_contract_that_is_there_is_said_to_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write_project(root).unwrap();
    let path = root.join("templates/responses/triage_v1.json");
    let before = fs::read_to_string(&path).unwrap();
    let error = write_contract(root, root, "routing/triage.json", Some("triage_v1")).unwrap_err();
    assert!(matches!(error, NoContract::Undecided(_)));
    let expected = format!("{} is there already; choose another --name, or remove it first", path.display());
    assert_eq!(error.to_string(), expected);
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    let made = write_contract(root, root, "routing/triage.json", Some("triage_v2")).unwrap();
    assert!(schema_of(&made.path).is_file());
}
