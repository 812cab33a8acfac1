//! What becomes of a record: is it whole, which split does it go to, and what is wrong with it.

use tunesmith_template::rules::data;
use tunesmith_template::{
    Diagnostic, FieldKind, Level, Position, Record, RecordSchema, Rule, Scalar, Segment, Source, Span, Value, locate,
};

use crate::line::LineFormat;
use crate::read::Fields;
use crate::{DataFinding, Findings, OnInvalid, Split, shown};

/// A field that the output needs, and what it must be.
#[derive(Clone, Debug)]
struct Need {
    place: usize,
    /// Whether the record may lack it, or have null there.
    optional: bool,
    /// Whether its value reaches a message.
    shown: bool,
}

/// What the formats of a run need of a record.
#[derive(Clone, Debug)]
pub(crate) struct Needs {
    needs: Vec<Need>,
    /// The label fields, each with the labels that have a target.
    labels: Vec<(usize, Vec<String>)>,
    text: usize,
    split: usize,
}

impl Needs {
    /// What `formats` need; no value where the schema has no text or split.
    pub(crate) fn new(schema: &RecordSchema, formats: &[LineFormat<'_>]) -> Option<Needs> {
        let known = schema.known();
        let mut needs = Needs { needs: Vec::new(), labels: Vec::new(), text: known.text?, split: known.split? };
        needs.add(known.text?, false, true);
        for format in formats {
            let contract = format.contract();
            let labels = contract.targets.iter().map(|target| target.label.clone().into_owned()).collect();
            if !needs.labels.iter().any(|(place, _)| *place == contract.label) {
                needs.labels.push((contract.label, labels));
            }
            format.strategy().user_template.iter().for_each(|segment| needs.add_segment(schema, segment, false));
            let targets = contract.targets.iter().flat_map(|target| target.segments.iter());
            targets.for_each(|segment| needs.add_segment(schema, segment, true));
        }
        Some(needs)
    }

    fn add_segment(&mut self, schema: &RecordSchema, segment: &Segment, in_target: bool) {
        let known = schema.known();
        let (persona, group) = (known.persona_tag, known.target_group_norm);
        let Segment::Value(value) = segment else { return };
        let places = match value {
            Value::Persona | Value::ProtectedGroup => [persona, group],
            Value::TargetGroup => [group, None],
            Value::Rationale => [known.rationale_text, None],
            // In a target null is null; in a prompt it would be a hole.
            Value::Field(place) => return self.add(*place, in_target && schema.fields[*place].nullable, true),
        };
        places.into_iter().flatten().for_each(|place| self.add(place, true, true));
    }

    fn add(&mut self, place: usize, optional: bool, shown: bool) {
        match self.needs.iter_mut().find(|need| need.place == place) {
            Some(need) => need.optional &= optional,
            None => self.needs.push(Need { place, optional, shown }),
        }
    }

    /// The fields to read.
    pub(crate) fn fields(&self, schema: &RecordSchema) -> Fields {
        let needed = self.needs.iter().map(|need| need.place);
        let labels = self.labels.iter().map(|(place, _)| *place);
        Fields::new(schema, needed.chain(labels).chain([self.split]).chain(schema.known().original_id))
    }
}

/// A record being examined: its values, and where it stands for findings.
pub(crate) struct Row<'r, 'a> {
    pub(crate) record: &'r Record<'a>,
    pub(crate) text: &'a str,
    pub(crate) number: u64,
    pub(crate) path: &'r str,
    /// Place of the record's first character.
    pub(crate) position: &'r dyn Fn() -> Position,
    pub(crate) schema: &'r RecordSchema,
    pub(crate) levels: &'r tunesmith_template::Levels,
    pub(crate) on_invalid: OnInvalid,
    /// The kinds of findings that are only counted.
    pub(crate) full: &'r [&'static str],
}

impl Row<'_, '_> {
    /// The split that the record names.
    pub(crate) fn split(&self, needs: &Needs, findings: &mut Findings) -> Result<&str, &'static Rule> {
        match self.record.at(needs.split) {
            Scalar::String(split) => Ok(split),
            other => Err(self.not_a(needs.split, other, "split", findings)),
        }
    }

    /// The output split of a pooled record.
    pub(crate) fn pooled(&self, name: &str, findings: &mut Findings) -> Option<Split> {
        let split = Split::from_name(name);
        if split.is_none() {
            let message = format!("split is \"{}\"; allowed: \"train\", \"val\", \"test\"", shown(name));
            self.report(&data::UNKNOWN_SPLIT, "split", message, findings);
        }
        split
    }

    /// Looks at everything that the output needs; returns why the record cannot be used, if so.
    pub(crate) fn examine(&self, needs: &Needs, findings: &mut Findings) -> Option<&'static Rule> {
        let mut fault = None;
        for need in &needs.needs {
            fault = fault.or(self.examine_field(need, findings));
        }
        for (place, labels) in &needs.labels {
            fault = fault.or(self.examine_label(*place, labels, findings));
        }
        fault.or_else(|| self.examine_text(needs.text, findings))
    }

    fn examine_field(&self, need: &Need, findings: &mut Findings) -> Option<&'static Rule> {
        let field = &self.schema.fields[need.place];
        match (self.record.at(need.place), field.kind) {
            (Scalar::Missing | Scalar::Null, _) if need.optional => None,
            (Scalar::Bool(_), FieldKind::Boolean) | (Scalar::Number(_), FieldKind::Number) => None,
            (Scalar::String(text), FieldKind::String) if need.shown => self.examine_shown(&field.name, text, findings),
            (Scalar::String(_), FieldKind::String) => None,
            (other, _) => Some(self.not_a(need.place, other, &field.name, findings)),
        }
    }

    fn examine_label(&self, place: usize, labels: &[String], findings: &mut Findings) -> Option<&'static Rule> {
        let name = &self.schema.fields[place].name;
        match self.record.at(place) {
            Scalar::String(label) if labels.iter().any(|known| known == label) => None,
            Scalar::String(label) => {
                let allowed = labels.iter().map(|label| format!("{label:?}")).collect::<Vec<_>>().join(", ");
                let message = format!("{name} is \"{}\"; allowed: {allowed}", shown(label));
                Some(self.report(&data::UNKNOWN_LABEL, name, message, findings))
            }
            other => Some(self.not_a(place, other, name, findings)),
        }
    }

    fn examine_text(&self, place: usize, findings: &mut Findings) -> Option<&'static Rule> {
        let text = self.record.at(place).as_str();
        if text.is_empty() {
            return Some(self.report(&data::EMPTY_TEXT, "text", "the text is empty; the row is left out", findings));
        }
        let blank = text.chars().all(char::is_whitespace);
        blank.then(|| {
            self.report(&data::BLANK_TEXT, "text", "the text is only white space; the row is left out", findings)
        })
    }

    /// Characters and tokens that may not reach a message.
    fn examine_shown(&self, name: &str, text: &str, findings: &mut Findings) -> Option<&'static Rule> {
        let mut fault = None;
        let mut report = |rule, piece: &str, message: String| {
            let rule = self.report_piece(rule, name, piece, message, findings);
            if self.levels.apply(rule.code, rule.level) == Level::Deny {
                fault.get_or_insert(rule);
            }
        };
        if let Some(token) = tunesmith_template::control_token(text) {
            let token = &text[token];
            let message = format!("{name} holds the chat control token `{}`", shown(token));
            report(&data::TEXT_CONTROL_TOKEN, token, message);
        }
        if memchr::memchr(0, text.as_bytes()).is_some() {
            report(&data::TEXT_NUL, "\\u0000", format!("{name} holds the character U+0000"));
        }
        if let Some(control) = bidi_control(text) {
            let code = u32::from(control);
            let message = format!("{name} holds the bidirectional control character U+{code:04X}");
            report(&data::TEXT_BIDI, control.encode_utf8(&mut [0; 4]), message);
        }
        fault
    }

    /// A field that is missing, or that is something else than its schema says.
    fn not_a(&self, place: usize, found: &Scalar<'_>, name: &str, findings: &mut Findings) -> &'static Rule {
        let kind = self.schema.fields[place].kind.name();
        match found {
            Scalar::Missing => self.report(
                &data::MISSING_FIELD,
                name,
                format!("the field {name} is missing; it must be {kind}"),
                findings,
            ),
            other => {
                let message = format!("{name} is {}; it must be {kind}", other.kind_name());
                self.report(&data::FIELD_TYPE, name, message, findings)
            }
        }
    }

    /// Reports at the value of `field`, or at the record where it has none.
    pub(crate) fn report(
        &self,
        rule: &'static Rule,
        field: &str,
        message: impl Into<String>,
        findings: &mut Findings,
    ) -> &'static Rule {
        self.report_piece(rule, field, "", message, findings)
    }

    /// Reports at a piece of the value of `field`, or at the whole of it where the record writes the piece otherwise.
    fn report_piece(
        &self,
        rule: &'static Rule,
        field: &str,
        piece: &str,
        message: impl Into<String>,
        findings: &mut Findings,
    ) -> &'static Rule {
        if self.full.contains(&rule.code) {
            findings.count(self.level(rule), rule.code);
            return rule;
        }
        let span = match locate(self.text, field) {
            Some((key, _)) if rule.code == data::DUPLICATE_FIELD.code => key,
            Some((_, value)) => match self.text[value.range()].find(piece) {
                Some(at) if !piece.is_empty() => Span::new(value.start + at, value.start + at + piece.len()),
                _ => value,
            },
            None => Span::new(0, 1),
        };
        self.report_at(rule, span, message, findings)
    }

    /// Reports at a span of the record's text.
    pub(crate) fn report_at(
        &self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
        findings: &mut Findings,
    ) -> &'static Rule {
        let level = self.level(rule);
        let id = match self.record.id() {
            "" => String::new(),
            id => format!(" ({})", shown(id)),
        };
        let message = format!("record {}{id}: {}", self.number, message.into());
        let source = Source::excerpt(self.path, self.text, (self.position)());
        let (labels, help) = (Vec::new(), Vec::new());
        let diagnostic = Diagnostic { code: rule.code, level, span, message, labels, help, fix: None };
        findings.add(DataFinding { source, diagnostic });
        rule
    }

    /// The level at which a finding is reported.
    fn level(&self, rule: &'static Rule) -> Level {
        match self.levels.apply(rule.code, rule.level) {
            // The row is left out and the run goes on; a broken file ends it all the same.
            Level::Deny if self.on_invalid == OnInvalid::Skip && rule.code != data::DATA_SYNTAX.code => Level::Warn,
            level => level,
        }
    }
}

/// The first bidirectional control character: embeddings, overrides, isolates (UAX #9).
fn bidi_control(text: &str) -> Option<char> {
    if text.is_ascii() {
        return None;
    }
    text.chars().find(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}
