//! A schema made by hand: support tickets, with a field of every kind, and pairs that use them in every way.

use std::borrow::Cow;

use tunesmith_runtime::{
    Alternative, AnswerForm, Case, Contract, Datum, Derived, Fault, FaultKind, Field, FieldKind, FieldRole, Literal,
    Message, Needs, Pair, Parameters, Record, Schema, Segment, Strategy, Target, Value, generated,
};

pub const BODY: Value = Value::Field(0);
pub const PRIORITY: Value = Value::Field(2);
pub const HOURS: Value = Value::Field(3);
pub const TAGS: Value = Value::Field(5);
pub const LEVEL: Value = Value::Field(7);
pub const SOLVED_BY: Value = Value::Field(8);
pub const CHANNEL: Value = Value::Field(9);
pub const ITEM: Value = Value::Derived(0);
pub const BY: Value = Value::Derived(1);

pub fn schema() -> Schema {
    use FieldKind::{Boolean, Integer, Number, String, Strings};
    use FieldRole::{Input, Label, Text};
    let mut fields = vec![
        field("body", Text, String),
        nullable(field("product", Input, String)),
        field("priority", Input, Integer),
        nullable(field("hours", Input, Number)),
        field("paid", Input, Boolean),
        nullable(field("tags", Input, Strings)),
        field("queue", Label, String),
        field("level", Label, Integer),
        nullable(field("solved_by", Label, String)),
        nullable(field("channel", Input, String)),
    ];
    fields[0].spellings = texts(&["message", "text"]);
    for (place, values) in [(6, ["billing", "technical"]), (7, ["1", "2"]), (9, ["mail", "phone"])] {
        fields[place].values = texts(&values);
    }
    (fields[0].required, fields[6].required) = (true, true);
    let first = |field, unless: &[&'static str]| Cow::Owned(vec![Alternative { field, unless: texts(unless) }]);
    let item = Derived {
        name: "item".into(),
        first: first(1, &["other"]),
        case: Case::Upper,
        otherwise: Some("UNKNOWN".into()),
    };
    let by = Derived { name: "by".into(), first: first(8, &[]), case: Case::Kept, otherwise: None };
    Schema { fields: fields.into(), values: vec![item, by].into(), missing: texts(&["", "N/A"]) }
}

fn field(name: &'static str, role: FieldRole, kind: FieldKind) -> Field {
    let none = || Cow::Borrowed(&[] as &[_]);
    Field { name: name.into(), spellings: none(), role, kind, nullable: false, required: false, values: none() }
}

fn nullable(field: Field) -> Field {
    Field { nullable: true, ..field }
}

fn texts(texts: &[&'static str]) -> Cow<'static, [Cow<'static, str>]> {
    texts.iter().map(|text| Cow::Borrowed(*text)).collect()
}

/// A strategy that shows each of some values between `<` and `>`.
pub fn strategy(values: &[Value]) -> Strategy {
    let shown = values.iter().flat_map(|value| [literal("<"), Segment::Text(*value), literal(">")]);
    Strategy {
        template: "t.json".into(),
        template_sha256: "00".into(),
        name: "s".into(),
        description: "".into(),
        system_prompt: Literal::new("Which \"queue\"?"),
        user_template: shown.collect(),
        parameters: Parameters::default(),
        response: "c".into(),
    }
}

/// A contract whose targets are told apart by a label field; each target is an object with some values.
pub fn contract(label: Option<usize>, labels: &[&'static str], values: &[(&str, Value)]) -> Contract {
    let target = |label: &&'static str| {
        let mut segments = vec![literal("{")];
        for (index, (key, value)) in values.iter().enumerate() {
            segments.push(literal(&format!("{}\"{key}\": ", if index == 0 { "" } else { ", " })));
            segments.push(Segment::Json(*value));
        }
        segments.push(literal("}"));
        Target { label: Cow::Borrowed(*label), segments: segments.into() }
    };
    Contract {
        name: "c".into(),
        file: "c.json".into(),
        sha256: "00".into(),
        description: "".into(),
        label,
        targets: labels.iter().map(target).collect(),
        form: AnswerForm::Json,
        json_schema: r#"{"type": "object"}"#.into(),
    }
}

/// A contract whose answer is a value as plain text.
pub fn plain(value: Value) -> Contract {
    let target = Target { label: "".into(), segments: vec![Segment::Text(value)].into() };
    Contract { form: AnswerForm::Text, targets: vec![target].into(), ..contract(None, &[], &[]) }
}

fn literal(text: &str) -> Segment {
    Segment::Literal(Literal::new(text))
}

/// A ticket with no more than it must have.
pub fn ticket(schema: &Schema) -> Record<'_> {
    Record::new(schema).with("body", "too dark").with("queue", "billing")
}

/// User prompt and answer; or the kinds of faults with their reasons.
pub fn run(
    strategy: &Strategy,
    contract: &Contract,
    record: &Record<'_>,
) -> Result<[String; 2], Vec<(FaultKind, String)>> {
    let pair = generated::pair(record.schema(), strategy, contract, &[]);
    let told = |faults: Vec<Fault>| faults.into_iter().map(|fault| (fault.kind, fault.reason)).collect();
    let content = |messages: &[Message], place: usize| messages[place].content.to_string();
    pair.conversation(record).map(|messages| [1, 2].map(|place| content(&messages, place))).map_err(told)
}

/// What is wrong with a record for some pairs, and whether it can be rendered all the same.
pub fn examine(pairs: Vec<Pair<'_>>, record: &Record<'_>) -> (Vec<FaultKind>, bool) {
    let needs = Needs::new(record.schema(), pairs);
    let mut faults = Vec::new();
    let fit = needs.examine(record, &mut faults).is_some();
    (faults.iter().map(|fault| fault.kind).collect(), fit)
}

pub fn strings<'a>(items: &[&'a str]) -> Datum<'a> {
    Datum::from(items)
}
