//! A project of names and texts that Rust could stumble over, made by hand because rules refuse some of them.

use std::borrow::Cow;

use tunesmith_template::project::{Choice, ChosenTemplate};
use tunesmith_template::{
    Checked, Contract, Entry, Field, FieldKind, FieldRole, FileReport, Literal, Parameters, RecordSchema, Segment,
    Source, Strategy, Target, TargetValue, Value,
};

/// Names of strategies.
pub const NAMES: &[&str] = &[
    "Option",
    "日本",
    "Cow",
    "String",
    "🔥",
    "str",
    "Self",
    "crate",
    "std",
    "tunesmith_template",
    "Inputs",
    "Strategy",
    "Clone",
    "2fast",
    "a.b-c",
    "",
    "gen",
    "ﬁ",
    "x\"; panic!(); //",
    "Ω\u{202e}\u{0}\n",
];

/// Prompts, descriptions and names of files.
pub const TEXTS: &[&str] = &[
    "",
    "\"#; } pub fn injected() {} /* */ // \\",
    "*/ */ \r\r\n\n\u{b}\u{c}\u{0}\u{7f}\u{85}\u{2028}\u{2029}",
    "\u{202a}\u{202e}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}\u{feff}",
    "```\n``````\n[link](x) <user> {text} {{}} #{x} https://example.org &amp; |\n\n    code",
    "é😀👩‍👩‍👧 e\u{301} \u{10ffff}\u{e000}",
    "/// doc\n//! doc\n#![forbid(x)]",
];

/// The names of files that strategies are spread over; the last is from outside.
const TEMPLATES: &[&str] = &["std.json", "std/core.json", "a-b/self/x.y.json", "🔥/2.json", "../up/crate.json"];

pub fn choice() -> Choice {
    let outside = TEMPLATES[TEMPLATES.len() - 1];
    Choice {
        template: Some(ChosenTemplate::Outside("/up/\"\n\u{202e}.json".into(), outside.to_owned())),
        response: Some("x\"".to_owned()),
    }
}

pub fn checked() -> Checked {
    let source = Source::new("data/\u{202e}\n.schema.json", SCHEMA);
    let reports = vec![FileReport { source, diagnostics: Vec::new() }];
    let schema = RecordSchema::new(vec![field("text"), field("type"), field("a b"), field("日本")]);
    let strategies = NAMES.iter().enumerate();
    let strategies = strategies
        .map(|(index, name)| strategy(index, TEMPLATES[index * TEMPLATES.len() / NAMES.len()], name))
        .collect();
    Checked { schema, contracts: vec![contract("type"), contract("🔥")], strategies, reports }
}

/// A strategy whose texts are picked by `index`.
pub fn strategy(index: usize, template: &str, name: &str) -> Strategy {
    let text = |step: usize| TEXTS[(index + step) % TEXTS.len()];
    let number = [0.0, -0.0, 1e-9, -2.0, f64::INFINITY, f64::NEG_INFINITY, f64::MAX][index % 7];
    let mut user = vec![
        Segment::Literal(Literal::new(text(1))),
        Segment::Value(Value::Field(0)),
        Segment::Literal(Literal::new(text(2))),
    ];
    match index % 4 {
        0 => user.clear(),
        1 => user.extend([Value::Persona, Value::TargetGroup, Value::Persona].map(Segment::Value)),
        2 => user.extend([1, 2, 3].map(|field| Segment::Value(Value::Field(field)))),
        _ => {}
    }
    Strategy {
        template: owned(template),
        template_sha256: owned("00"),
        name: owned(name),
        description: owned(text(3)),
        system_prompt: Literal::new(text(4)),
        user_template: Cow::Owned(user),
        parameters: Parameters { temperature: Some(number), max_tokens: Some(u64::MAX), ..Parameters::default() },
        response: owned(text(5)),
    }
}

/// Not all that a schema file may hold, but what needs care.
const SCHEMA: &str = r#"{
  "title": "something else",
  "description": "/// \u202e */ \r\n [x]",
  "type": "object",
  "required": ["text"],
  "properties": {
    "text": {"type": "string", "pattern": "^a+$", "description": "\u0000\u2028"},
    "type": {"type": "string", "enum": ["a", "b b", "\u202e", "2", "self"]},
    "a b": {"type": ["boolean", "null"], "format": "uuid"},
    "日本": {"type": "integer", "format": "date-time"}
  }
}"#;

fn field(name: &str) -> Field {
    Field {
        name: owned(name),
        role: FieldRole::Input,
        kind: FieldKind::String,
        nullable: false,
        values: Cow::Owned(Vec::new()),
    }
}

pub fn contract(name: &str) -> Contract {
    let entries = TEXTS.iter().map(|text| Entry { key: owned(text), value: TargetValue::Constant(owned(text)) });
    let entries = entries.chain([Entry { key: owned("self"), value: TargetValue::Field(Value::Rationale) }]).collect();
    let targets = TEXTS.iter().map(|label| Target {
        label: owned(label),
        entries: Cow::Borrowed(&[]),
        segments: Cow::Borrowed(&[]),
    });
    let full = Target {
        label: owned("full"),
        entries: Cow::Owned(entries),
        segments: Cow::Owned(vec![Segment::Value(Value::ProtectedGroup)]),
    };
    Contract {
        name: owned(name),
        file: owned(&format!("{name}.json")),
        sha256: owned("00"),
        description: owned(TEXTS[2]),
        label: 1,
        targets: Cow::Owned(targets.chain([full]).collect()),
        json_schema: owned(ANSWER),
    }
}

const ANSWER: &str = r#"{
  "type": "object",
  "properties": {
    "zulu": {"type": "string", "enum": ["hate_speech", "not hate", "🔥"]},
    "type": {"type": ["null", "string"]},
    "\u202e": {"type": ["boolean", "string", "null"]},
    "2": {"type": "number"},
    "Self": {"type": "null"}
  },
  "required": ["zulu", "type", "\u202e"],
  "additionalProperties": false
}"#;

fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}
