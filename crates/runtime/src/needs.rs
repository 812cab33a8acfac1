//! Is a record fit? What some pairs need of it is looked at, and only what passed can be rendered.
//!
//! Nothing here knows where a record was read: whoever read it (JSON text, an Arrow row) says where a fault stands.

use std::borrow::Cow;

use crate::characters::is_blank;
use crate::fault::characters;
use crate::render::{Message, Sink, request, segments};
use crate::{
    Case, Datum, Fault, FaultKind, Field, FieldKind, FieldRole, Pair, Record, Schema, Segment, Value, rendered, tokens,
};

/// What some pairs need of a record.
#[derive(Clone, Debug)]
pub struct Needs<'p> {
    schema: &'p Schema,
    pairs: Vec<Pair<'p>>,
    /// Whether a literal of some message opens what a value may close to a control token.
    is_open: bool,
    /// The model families whose control tokens matter; all where there is none.
    families: &'p [Cow<'p, str>],
    fields: Vec<Need>,
    /// The label fields, each with the labels that have a target.
    labels: Vec<(usize, Vec<&'p str>)>,
    /// The texts of examples: the prompt of a record with one of them would hold its answer.
    examples: Vec<&'p str>,
    /// The derived values that may be null, and stand where only text may.
    holes: Vec<usize>,
}

/// A field whose value reaches a message.
#[derive(Clone, Copy, Debug)]
struct Need {
    place: usize,
    absence: Absence,
    /// Whether a derived value shows it in another case.
    is_cased: bool,
}

/// What becomes of a value that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Absence {
    /// A hole in a prompt or in plain text.
    Fault,
    /// Null in a target, where the field may be null.
    Null,
    /// Another field is taken, or the value says what else.
    Skipped,
}

impl<'p> Needs<'p> {
    /// What prompts and targets of these pairs need.
    pub fn new(schema: &'p Schema, pairs: Vec<Pair<'p>>) -> Needs<'p> {
        let mut needs = Needs::of_text(schema);
        for pair in &pairs {
            needs.add_label(*pair);
            needs.examples.extend(pair.turns().iter().map(|turn| turn.text.as_ref()));
            needs.add_segments(&pair.strategy().user_template);
            pair.contract().targets.iter().for_each(|target| needs.add_segments(&target.segments));
        }
        Needs { pairs, ..needs }
    }

    /// What the prompts alone need: for requests, where there is no label yet.
    pub fn of_prompts(schema: &'p Schema, pairs: Vec<Pair<'p>>) -> Needs<'p> {
        let mut needs = Needs::of_text(schema);
        pairs.iter().for_each(|pair| needs.add_segments(&pair.strategy().user_template));
        Needs { pairs, ..needs }
    }

    fn of_text(schema: &'p Schema) -> Needs<'p> {
        let mut needs = Needs {
            schema,
            pairs: Vec::new(),
            is_open: false,
            families: &[],
            fields: Vec::new(),
            labels: Vec::new(),
            examples: Vec::new(),
            holes: Vec::new(),
        };
        if let Some(text) = schema.with_role(FieldRole::Text) {
            needs.add(text, Absence::Fault);
        }
        needs
    }

    /// Of two contracts that one label field chooses for, only labels that both have a target for are fit.
    fn add_label(&mut self, pair: Pair<'p>) {
        let contract = pair.contract();
        let Some(place) = contract.label else { return };
        match self.labels.iter_mut().find(|(known, _)| *known == place) {
            Some((_, labels)) => labels.retain(|label| contract.target(label).is_some()),
            None => self.labels.push((place, contract.targets.iter().map(|target| target.label.as_ref()).collect())),
        }
    }

    /// The same, where only the control tokens of these model families matter ([`crate::FAMILIES`]).
    #[must_use]
    pub fn with_families(self, families: &'p [Cow<'p, str>]) -> Needs<'p> {
        Needs { families, ..self }
    }

    fn add_segments(&mut self, segments: &[Segment]) {
        for (index, segment) in segments.iter().enumerate() {
            match *segment {
                Segment::Literal(ref literal) => {
                    self.is_open |= index + 1 < segments.len() && tokens::may_go_on(&literal.text);
                }
                Segment::Text(Value::Field(place)) => self.add(place, Absence::Fault),
                Segment::Json(Value::Field(place)) => self.add(place, Absence::Null),
                Segment::Text(Value::Derived(place)) => {
                    self.add_derived(place);
                    if self.schema.values[place].otherwise.is_none() && !self.holes.contains(&place) {
                        self.holes.push(place);
                    }
                }
                Segment::Json(Value::Derived(place)) => self.add_derived(place),
            }
        }
    }

    fn add_derived(&mut self, place: usize) {
        let value = &self.schema.values[place];
        for alternative in value.first.iter() {
            self.add(alternative.field, Absence::Skipped);
            if let Some(need) = self.fields.iter_mut().find(|need| need.place == alternative.field) {
                need.is_cased |= value.case != Case::Kept;
            }
        }
    }

    fn add(&mut self, place: usize, absence: Absence) {
        match self.fields.iter_mut().find(|need| need.place == place) {
            Some(need) => need.absence = need.absence.min(absence),
            None => self.fields.push(Need { place, absence, is_cased: false }),
        }
    }

    /// The schema of the records.
    pub fn schema(&self) -> &'p Schema {
        self.schema
    }

    /// The pairs, in the order in which [`Fit::filled`] gives them.
    pub fn pairs(&self) -> &[Pair<'p>] {
        &self.pairs
    }

    /// The fields that choose targets, by their places in the schema, each with the labels that have a target.
    pub fn labels(&self) -> &[(usize, Vec<&'p str>)] {
        &self.labels
    }

    /// The places of the fields that are looked at, in the schema; others need not be read.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.fields.iter().map(|need| need.place).chain(self.labels.iter().map(|(place, _)| *place))
    }

    /// Looks at everything that the pairs need. Nothing comes back where a message would have a hole, or no text; the
    /// other faults are for the caller to weigh ([`FaultKind::is_hard`]).
    pub fn examine<'r>(&'r self, record: &'r Record<'_>, faults: &mut Vec<Fault>) -> Option<Fit<'r>> {
        let mut found = Vec::new();
        if std::ptr::eq(self.schema, record.schema()) || self.schema == record.schema() {
            let mut is_open = self.is_open;
            self.fields.iter().for_each(|need| is_open |= self.examine_field(*need, record, &mut found));
            self.labels.iter().for_each(|(place, labels)| self.examine_label(*place, labels, record, &mut found));
            self.examine_derived(record, &mut found);
            if is_open && !found.iter().any(|fault| fault.kind.is_hard()) {
                self.pairs.iter().for_each(|pair| rendered::tokens(*pair, record, self.families, &mut found));
            }
            self.examine_text(record, &mut found);
        } else {
            let reason = "the record is of another schema".to_owned();
            found.push(Fault { kind: FaultKind::FieldType, field: 0, piece: String::new(), reason });
        }
        let fit = !found.iter().any(|fault| fault.kind.is_hard());
        faults.append(&mut found);
        fit.then_some(Fit { needs: self, record })
    }

    /// Returns whether a control token may begin in the value.
    fn examine_field(&self, need: Need, record: &Record<'_>, faults: &mut Vec<Fault>) -> bool {
        let field = &self.schema.fields[need.place];
        let datum = record.present(need.place);
        let allowed = match datum {
            Datum::Missing => !field.required && need.may_lack(field),
            Datum::Null => field.nullable && need.may_lack(field),
            other => is_of(other, field.kind),
        };
        if !allowed {
            faults.push(Fault::not_a(need.place, field, datum));
            return false;
        }
        if let Some(key) =
            datum.key().filter(|key| !field.values.is_empty() && !field.values.iter().any(|value| value == key))
        {
            // A label that chooses a target is looked at as such.
            if !self.labels.iter().any(|(place, _)| *place == need.place) {
                faults.push(Fault::not_among(
                    FaultKind::UnknownValue,
                    need.place,
                    field,
                    key,
                    field.values.iter().map(AsRef::as_ref),
                ));
            }
        }
        let mut may_hold = |text: &str| {
            let is_open = characters(need.place, &field.name, text, faults);
            is_open && (need.is_cased || tokens::holds_token(text, self.families))
        };
        match datum {
            Datum::String(text) => may_hold(text),
            Datum::Strings(items) => items.iter().fold(false, |any, item| any | may_hold(item)),
            _ => false,
        }
    }

    fn examine_label(&self, place: usize, labels: &[&str], record: &Record<'_>, faults: &mut Vec<Fault>) {
        let field = &self.schema.fields[place];
        let datum = record.present(place);
        match datum.key().filter(|_| is_of(datum, field.kind)) {
            Some(key) if labels.contains(&key) => {}
            Some(key) => {
                faults.push(Fault::not_among(FaultKind::UnknownLabel, place, field, key, labels.iter().copied()))
            }
            None if faults.iter().any(|fault| fault.field == place) => {}
            None => faults.push(Fault::not_a(place, field, datum)),
        }
    }

    /// A derived value that is null where only text may stand.
    fn examine_derived(&self, record: &Record<'_>, faults: &mut Vec<Fault>) {
        for &place in &self.holes {
            let derived = &self.schema.values[place];
            let Some(first) = derived.first.first() else { continue };
            if record.text(Value::Derived(place)).is_none() && !faults.iter().any(|fault| fault.field == first.field) {
                let reason = format!("{} is null: no field that it is derived from has a value", derived.name);
                faults.push(Fault { kind: FaultKind::MissingField, field: first.field, piece: String::new(), reason });
            }
        }
    }

    /// Of a record that is at fault otherwise, the text is not looked at: it is left out anyway.
    fn examine_text(&self, record: &Record<'_>, faults: &mut Vec<Fault>) {
        if faults.iter().any(|fault| fault.kind.is_hard()) {
            return;
        }
        let Some(place) = self.schema.with_role(FieldRole::Text) else { return };
        let text = record.at(place).key().unwrap_or_default();
        let (kind, what) = match text {
            "" => (FaultKind::EmptyText, "empty"),
            text if text.chars().all(char::is_whitespace) => (FaultKind::BlankText, "only white space"),
            text if is_blank(text) => (FaultKind::BlankText, "only what nobody sees"),
            text if self.examples.contains(&text) => {
                let reason = "the text is that of an example in the prompt, which would hold the answer".to_owned();
                let kind = FaultKind::TextInExample;
                return faults.push(Fault { kind, field: place, piece: String::new(), reason });
            }
            _ => return,
        };
        let reason = format!("the text is {what}");
        faults.push(Fault { kind, field: place, piece: String::new(), reason });
    }
}

impl Need {
    fn may_lack(self, field: &Field) -> bool {
        match self.absence {
            Absence::Fault => false,
            Absence::Null => field.nullable,
            Absence::Skipped => true,
        }
    }
}

/// A record that some pairs can be rendered with.
#[derive(Clone, Copy, Debug)]
pub struct Fit<'r> {
    needs: &'r Needs<'r>,
    record: &'r Record<'r>,
}

impl<'r> Fit<'r> {
    /// The record.
    pub fn record(&self) -> &'r Record<'r> {
        self.record
    }

    /// The pairs with the record, in the order of [`Needs::pairs`].
    pub fn filled(&self) -> impl Iterator<Item = Filled<'r>> + use<'r> {
        let record = self.record;
        self.needs.pairs.iter().map(move |&pair| Filled { pair, record })
    }
}

/// A pair with a record that is fit for it.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'r> {
    pair: Pair<'r>,
    record: &'r Record<'r>,
}

impl Filled<'_> {
    /// Writes the user message.
    pub fn user(&self, sink: &mut impl Sink) {
        segments(&self.pair.strategy().user_template, self.record, sink);
    }

    /// Writes what the assistant answers.
    pub fn answer(&self, sink: &mut impl Sink) {
        // Examined before: every label has its target.
        if let Some(target) = self.pair.contract().target_of(self.record) {
            segments(&target.segments, self.record, sink);
        }
    }

    /// The messages of a request: system, the turns of examples, user.
    pub fn request(&self) -> Vec<Message> {
        let mut user = String::new();
        self.user(&mut user);
        request(self.pair.strategy(), self.pair.turns(), user)
    }
}

fn is_of(datum: &Datum<'_>, kind: FieldKind) -> bool {
    match (datum, kind) {
        (Datum::String(_), FieldKind::String)
        | (Datum::Bool(_), FieldKind::Boolean)
        | (Datum::Strings(_), FieldKind::Strings) => true,
        (Datum::Number(text), FieldKind::Number) => is_number(text) && text.parse::<f64>().is_ok_and(f64::is_finite),
        (Datum::Number(text), FieldKind::Integer) => is_number(text) && !text.contains(['.', 'e', 'E']),
        _ => false,
    }
}

/// Whether a text is a number of JSON (RFC 8259, section 6). A record may be made by hand, and what it holds is rendered
/// as it is.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(front, back)| (front, Some(back)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(front, back)| (front, Some(back)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
