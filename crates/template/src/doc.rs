//! A small project for examples and tests: support tickets, and the queue that each belongs to.

use tunesmith_runtime::Pair;

use crate::{Checked, Files, Levels, Source, TemplateFile, check};

const PROJECT: &str = r#"{
  "record": "data/ticket.schema.json",
  "data": "data",
  "output": "out",
  "missing": ["", "n/a"],
  "values": {
    "item": {"first": [{"field": "product", "unless": ["other"]}], "case": "upper", "else": "UNKNOWN"},
    "team": {"first": [{"field": "queue"}], "else": null}
  },
  "splits": [
    {"name": "train", "input": "tickets_train", "output": "train"},
    {"name": "dev", "input": "tickets_dev", "output": "dev"}
  ],
  "formats": [{"name": "short", "template": "t.json", "strategy": "s", "suffix": ""}],
  "response": "routing"
}"#;

const SCHEMA: &str = r#"{"required": ["body"], "properties": {
  "body": {"type": "string", "x-role": "text"},
  "queue": {"type": "string", "enum": ["billing", "technical"], "x-role": "label"},
  "product": {"type": ["string", "null"], "x-role": "input"},
  "priority": {"type": "integer", "x-role": "input"},
  "solved_by": {"type": ["string", "null"], "x-role": "label"},
  "channel": {"type": ["string", "null"], "x-role": "metadata"},
  "ticket": {"type": ["string", "null"], "x-role": "id"},
  "part": {"type": "string", "enum": ["train", "dev"], "x-role": "split"}
}}"#;

const RESPONSE: &str = r#"{
  "name": "routing",
  "description": "Two queues.",
  "label": "queue",
  "targets": {
    "billing": {"queue": "billing", "sure": "yes", "by": {"field": "solved_by"}, "item": {"field": "item"}},
    "technical": {"queue": "technical", "sure": "yes", "by": "nobody yet"}
  }
}"#;

const TEMPLATE: &str = r#"{"strategies": {"s": {
  "name": "s",
  "description": "For examples.",
  "system_prompt": "Answer {\"queue\": \"[billing/technical]\"}.",
  "user_template": "Which queue? \"{body}\""
}}}"#;

/// The files of the project.
pub fn files() -> Files {
    let source = Source::new("templates/t.json", TEMPLATE);
    Files {
        project: Source::new("tunesmith.json", PROJECT),
        schema: Source::new("data/ticket.schema.json", SCHEMA),
        responses: vec![Source::new("templates/responses/routing.json", RESPONSE)],
        templates: vec![TemplateFile { source, name: "t.json".to_owned(), outside: false, response: None }],
    }
}

/// The project, checked.
pub fn checked() -> Checked {
    check(&files(), &Levels::default(), None)
}

/// Its only strategy, with its contract.
#[expect(clippy::panic, reason = "a broken example is a broken build of this crate")]
pub fn pair(checked: &Checked) -> Pair<'_> {
    checked.checked_pairs().into_iter().next().unwrap_or_else(|| panic!("{:#?}", checked.reports))
}
