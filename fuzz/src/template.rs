//! Any bytes as a template, a contract or a schema: findings with places in the file, or a model that renders.

use tunesmith_template::project::Choice;
use tunesmith_template::{
    Checked, FileReport, Files, Levels, Record, Scalar, Source, TemplateFile, apply_fixes, check, messages, show,
};

const SCHEMA: &str = include_str!("../../data/unified.schema.json");
const CONTRACT: &str = include_str!("../../templates/responses/moderation_v1.json");
const TEMPLATE: &str = include_str!("../../templates/simple/simple_v1.json");

/// Checks the bytes as each of the three kinds of files.
pub fn template(bytes: &[u8]) {
    let files = |schema: Source, contract: Source, template: Source| {
        let template = TemplateFile { source: template, name: "fuzz/fuzz_v1.json".to_owned(), response: None };
        Files { schema, responses: vec![contract], templates: vec![template] }
    };
    let schema = || Source::new("data/unified.schema.json", SCHEMA);
    let contract = || Source::new("templates/responses/moderation_v1.json", CONTRACT);
    let given = |path: &str| Source::from_bytes(path, bytes);
    checked(&files(schema(), contract(), given("templates/fuzz/fuzz_v1.json")));
    let template = || Source::new("templates/fuzz/fuzz_v1.json", TEMPLATE);
    checked(&files(schema(), given("templates/responses/moderation_v1.json"), template()));
    checked(&files(given("data/unified.schema.json"), contract(), template()));
}

fn checked(files: &Files) {
    let checked = check(files, &Levels::default());
    checked.reports.iter().for_each(findings);
    if !checked.has_errors() {
        rendered(&checked);
        let generated = tunesmith_codegen::generate(&checked, &Choice::default(), &Levels::default());
        if let Err(error) = generated {
            // The names that a build without a choice looks for may be missing; Rust that does not parse may not.
            let error = error.to_string();
            assert!(!error.contains("Rust"), "{error}");
        }
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
    for field in checked.schema.fields.iter() {
        record.set(&field.name, Scalar::String(hostile.into()));
    }
    for strategy in &checked.strategies {
        let [_, user] = messages(strategy, &record);
        assert!(user.content.contains(hostile), "{}", user.content);
    }
    for contract in &checked.contracts {
        for target in contract.targets.iter() {
            let mut answer = String::new();
            tunesmith_template::render::target(target, &record, &mut answer);
            serde_json::from_str::<serde_json::Value>(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        }
        serde_json::from_str::<serde_json::Value>(&contract.json_schema).expect("the schema is JSON");
    }
}
