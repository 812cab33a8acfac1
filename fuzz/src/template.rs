//! Any bytes as a template, a contract or a schema: findings with places in the file, or a model that renders.

use tunesmith_runtime::{FieldKind, Record};
use tunesmith_template::{Checked, FileReport, Files, Levels, Source, TemplateFile, apply_fixes, check, show};

/// The repository's project, with the one template that is here.
const PROJECT: &str = r#"{
  "record": "data/unified.schema.json", "data": "data", "output": "out", "missing": ["", "NA"],
  "values": {
    "persona": {"first": [{"field": "persona_tag", "unless": ["unknown"]}], "case": "upper", "else": "GENERAL"},
    "protected_group": {"first": [{"field": "target_group_norm"}], "case": "upper", "else": "GENERAL"},
    "rationale": {"first": [{"field": "rationale_text"}], "else": null}
  },
  "splits": [
    {"name": "train", "input": "unified_train", "output": "train"},
    {"name": "val", "input": "unified_val", "output": "validation"},
    {"name": "test", "input": "unified_test", "output": "test", "optional": true}
  ],
  "formats": [{"name": "simple", "template": "simple/simple_v1.json", "strategy": "simple", "suffix": ""}],
  "response": "moderation_v1"
}"#;
const SCHEMA: &str = include_str!("../../data/unified.schema.json");
const CONTRACT: &str = include_str!("../../templates/responses/moderation_v1.json");
const TEMPLATE: &str = include_str!("../../templates/simple/simple_v1.json");

/// Checks the bytes as each of the four kinds of files.
pub fn template(bytes: &[u8]) {
    let sound = || {
        let source = Source::new("templates/simple/simple_v1.json", TEMPLATE);
        let name = "simple/simple_v1.json".to_owned();
        Files {
            project: Source::new("tunesmith.json", PROJECT),
            schema: Source::new("data/unified.schema.json", SCHEMA),
            responses: vec![Source::new("templates/responses/moderation_v1.json", CONTRACT)],
            templates: vec![TemplateFile { source, name, outside: false, response: None }],
        }
    };
    let given = |path: &str| Source::from_bytes(path, bytes);
    checked(&Files { project: given("tunesmith.json"), ..sound() });
    checked(&Files { schema: given("data/unified.schema.json"), ..sound() });
    checked(&Files { responses: vec![given("templates/responses/moderation_v1.json")], ..sound() });
    let mut files = sound();
    files.templates[0].source = given("templates/simple/simple_v1.json");
    checked(&files);
}

fn checked(files: &Files) {
    let checked = check(files, &Levels::default(), None);
    checked.reports.iter().for_each(findings);
    rendered(&checked);
    if !checked.has_errors()
        && let Err(error) = tunesmith_codegen::generate(&checked)
    {
        // Names may collide in Rust; Rust that does not parse may not come out.
        let error = error.to_string();
        assert!(!error.contains("is not Rust"), "{error}");
    }
}

/// Every finding can be shown and is in the file; fixes leave UTF-8 and can be applied again.
fn findings(report: &FileReport) {
    let mut last = 0;
    for finding in &report.diagnostics {
        let text = report.source.text();
        assert!(finding.span.start <= finding.span.end && finding.span.start <= text.len(), "{finding:?}");
        assert!(last <= finding.span.start, "not sorted: {finding:?}");
        last = finding.span.start;
        let short = show::short(&report.source, finding);
        assert!(!short.contains('\n'), "{short}");
        assert!(!show::github(&report.source, finding).contains('\n'));
        assert!(show::human(&report.source, finding, false).starts_with(&short));
        show::human(&report.source, finding, true);
    }
    let fixed = apply_fixes(report);
    assert_eq!(
        fixed.applied == 0,
        fixed.text.trim_start_matches('\u{feff}') == report.source.text() || report.source.invalid_utf8().is_some()
    );
}

/// What is sound renders: the values stand in the messages as they are, and targets are JSON.
fn rendered(checked: &Checked) {
    let hostile = "{text}\"}]\\\u{2028}<é>\n";
    let mut record = Record::new(&checked.schema);
    for field in checked.schema.fields.iter().filter(|field| field.kind == FieldKind::String) {
        record = record.with(&field.name, field.values.first().map_or(hostile, |value| value).to_owned());
    }
    for pair in checked.checked_pairs() {
        if let Some(user) = pair.request(&record).ok().and_then(|mut messages| messages.pop()) {
            assert!(user.content.contains(hostile), "{}", user.content);
        }
        if let Some(answer) = pair.conversation(&record).ok().and_then(|mut messages| messages.pop())
            && pair.contract().form == tunesmith_runtime::AnswerForm::Json
        {
            let answer = &answer.content;
            serde_json::from_str::<serde_json::Value>(answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        }
        serde_json::from_str::<serde_json::Value>(&pair.contract().json_schema).expect("the schema is JSON");
    }
}
