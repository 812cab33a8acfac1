//! Two projects: the small one of `tests/small/`, and one of names and texts that Rust could stumble over, made by hand
//! because rules refuse some of them.

use std::borrow::Cow;
use std::path::Path;

use tunesmith_runtime::{
    Alternative, AnswerForm, Case, Contract, Derived, Field, FieldKind, FieldRole, Format, Literal, Parameters,
    ResponseFormat, Schema, Segment, Settings, Split, Strategy, Target, Turn, Value,
};
use tunesmith_template::{Agreed, Checked, Choice, FileReport, Levels, Source, check, show};

/// The project in `tests/small/`, which has no findings.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
pub fn small() -> Checked {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small");
    let files = tunesmith_project::read(&root, None, &Choice::default()).unwrap();
    let checked = check(&files, &Levels::default(), None);
    for report in &checked.reports {
        let findings = report.diagnostics.iter().map(|finding| show::short(&report.source, finding));
        assert_eq!(findings.collect::<Vec<_>>(), [""; 0]);
    }
    checked
}

/// Names of strategies.
const NAMES: &[&str] = &[
    "Option",
    "日本",
    "Cow",
    "String",
    "🔥",
    "str",
    "Self",
    "crate",
    "std",
    "tunesmith_runtime",
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
const TEXTS: &[&str] = &[
    "",
    "\"#; } pub fn injected() {} /* */ // \\",
    "*/ */ \r\r\n\n\u{b}\u{c}\u{0}\u{7f}\u{85}\u{2028}\u{2029}",
    "\u{202a}\u{202e}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}\u{feff}",
    "```\n``````\n[link](x) <user> {text} {{}} #{x} https://example.org &amp; |\n\n    code",
    "é😀👩‍👩‍👧 e\u{301} \u{10ffff}\u{e000}",
    "/// doc\n//! doc\n#![forbid(x)]",
];

/// The files that strategies are spread over; some are modules beside types that are made of `str` and `bool`. The last
/// is from outside.
const TEMPLATES: &[&str] = &[
    "std.json",
    "std/core.json",
    "std/str.json",
    "std/bool.json",
    "a-b/self/x.y.json",
    "🔥/2.json",
    "../up/crate.json",
];

pub fn checked() -> Checked {
    let contracts = vec![contract("type"), contract("🔥")];
    let strategies: Vec<Strategy> = (NAMES.iter().enumerate())
        .map(|(index, name)| strategy(index, TEMPLATES[index * TEMPLATES.len() / NAMES.len()], name))
        .collect();
    let turn = |index: usize| {
        let text = |step: usize| TEXTS[(index + step) % TEXTS.len()];
        Turn { text: owned(text(5)), user: Literal::new(text(6)), answer: Literal::new(text(7)) }
    };
    let turns = |place: usize| (0..place % 3).map(|step| turn(place + step)).collect();
    let agreed = |strategy: usize, contract: usize| Agreed { strategy, contract, turns: turns(strategy) };
    let pairs =
        (0..strategies.len()).flat_map(|place| [agreed(place, place % 2), agreed(place, 1 - place % 2)]).collect();
    let source = |path: &str| FileReport { source: Source::new(path, "{}"), diagnostics: Vec::new() };
    Checked {
        schema: schema(),
        settings: settings(),
        contracts,
        strategies,
        pairs,
        reports: vec![source("tunesmith.json"), source("data/\u{202e}\n.schema.json")],
        outside: Some(TEMPLATES[TEMPLATES.len() - 1].to_owned()),
    }
}

/// A project of some strategies or contracts alone.
pub fn only(strategies: Vec<Strategy>, contracts: Vec<Contract>) -> Checked {
    Checked { strategies, contracts, pairs: Vec::new(), ..checked() }
}

/// A strategy whose texts are picked by `index`.
pub fn strategy(index: usize, template: &str, name: &str) -> Strategy {
    let text = |step: usize| TEXTS[(index + step) % TEXTS.len()];
    let number = [0.0, -0.0, 1e-9, -2.0, f64::INFINITY, f64::NEG_INFINITY, f64::MAX][index % 7];
    let mut user = vec![
        Segment::Literal(Literal::new(text(1))),
        Segment::Text(Value::Field(0)),
        Segment::Literal(Literal::new(text(2))),
    ];
    match index % 4 {
        0 => user.clear(),
        1 => user.extend([Value::Derived(0), Value::Derived(1), Value::Derived(0)].map(Segment::Text)),
        2 => user.extend((1..KINDS.len()).map(|field| Segment::Text(Value::Field(field)))),
        _ => {}
    }
    Strategy {
        template: owned(template),
        template_sha256: owned("00"),
        name: owned(name),
        description: owned(text(3)),
        system_prompt: Literal::new(text(4)),
        user_template: Cow::Owned(user),
        parameters: Parameters {
            temperature: Some(number),
            max_tokens: Some(u64::MAX),
            response_format: Some(ResponseFormat::ALL[index % 3]),
            ..Parameters::default()
        },
        response: owned(["type", "🔥"][index % 2]),
    }
}

/// The fields of the record, with their types.
const KINDS: &[(&str, FieldKind)] = &[
    ("text", FieldKind::String),
    ("type", FieldKind::Integer),
    ("a b", FieldKind::Boolean),
    ("日本", FieldKind::Number),
    ("self", FieldKind::Strings),
    ("str", FieldKind::String),
];

fn schema() -> Schema {
    let field = |(place, &(name, kind)): (usize, &(&str, FieldKind))| Field {
        name: owned(name),
        spellings: Cow::Owned(vec![owned(TEXTS[place])]),
        role: FieldRole::ALL[place % FieldRole::ALL.len()],
        kind,
        nullable: place % 2 == 0,
        required: place % 3 == 0,
        values: Cow::Owned(TEXTS.iter().map(|text| owned(text)).collect()),
    };
    let derived = |name: &str, case, otherwise| Derived {
        name: owned(name),
        first: Cow::Owned(vec![Alternative { field: 5, unless: Cow::Owned(vec![owned(TEXTS[1])]) }]),
        case,
        otherwise,
    };
    Schema {
        fields: KINDS.iter().enumerate().map(field).collect(),
        values: Cow::Owned(vec![
            derived("Self", Case::Upper, None),
            derived("\u{202e}", Case::Lower, Some(owned(TEXTS[4]))),
        ]),
        missing: Cow::Owned(vec![owned(TEXTS[2])]),
    }
}

fn settings() -> Settings {
    let [name, input, output, suffix] = [1, 2, 3, 4].map(|place| owned(TEXTS[place]));
    let split = Split { name: name.clone(), input, output: output.clone(), optional: true };
    let format = Format { name, template: output, strategy: owned("🔥"), suffix };
    Settings {
        sha256: owned("00"),
        data: owned("\"\n"),
        output: owned(TEXTS[1]),
        splits: Cow::Owned(vec![split]),
        formats: Cow::Owned(vec![format]),
        groups: Cow::Owned(vec![3, 0]),
        max_tokens: Some(u64::MAX),
        families: vec!["gpt-oss".into()].into(),
    }
}

/// Not what targets are, but what constants could stumble over.
pub fn contract(name: &str) -> Contract {
    let segments = TEXTS.iter().map(|text| Segment::Literal(Literal::new(*text)));
    let segments = segments.chain([Segment::Json(Value::Derived(1)), Segment::Text(Value::Field(0))]);
    let full = Target { label: owned("full"), segments: segments.collect() };
    let empty = TEXTS.iter().map(|label| Target { label: owned(label), segments: Cow::Borrowed(&[]) });
    Contract {
        name: owned(name),
        file: owned(&format!("{name}.json")),
        sha256: owned("00"),
        description: owned(TEXTS[2]),
        label: (name == "type").then_some(1),
        targets: empty.chain([full]).collect(),
        form: if name == "type" { AnswerForm::Json } else { AnswerForm::Text },
        json_schema: owned(ANSWER),
    }
}

const ANSWER: &str = r#"{
  "description": "/// \u202e */ \r\n [x]",
  "type": "object",
  "properties": {
    "zulu": {"type": "string", "enum": ["late_reply", "not late", "🔥"]},
    "type": {"type": ["null", "string"]},
    "\u202e": {"type": ["boolean", "string", "null"]},
    "2": {"type": "number"},
    "Self": {"type": "null"},
    "crate": {"type": "array", "items": {"anyOf": [
      {"type": "object", "properties": {"z": {"type": "integer", "enum": [0, 7]}, "*/": {"type": "string"}},
       "required": ["z"], "additionalProperties": false},
      {"type": "string", "enum": ["x"]}
    ]}}
  },
  "required": ["zulu", "type", "\u202e"],
  "additionalProperties": false
}"#;

fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}
