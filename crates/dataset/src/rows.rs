//! What becomes of a record: is it whole, which split does it go to, and what is wrong with it.

use tunesmith_runtime::{Datum, Fault, FieldRole, Needs, Record, Schema, Settings};
use tunesmith_template::rules::{self, data};
use tunesmith_template::{Diagnostic, Level, Position, RecordRef, Rule, Source, Span, locate};

use crate::read::Fields;
use crate::{DataFinding, Findings, OnInvalid, shown};

/// The fields to read.
pub(crate) fn fields(needs: &Needs<'_>) -> Fields {
    let schema = needs.schema();
    let roles = [FieldRole::Split, FieldRole::Id].into_iter().filter_map(|role| schema.with_role(role));
    Fields::new(schema, needs.places().chain(roles))
}

/// A record being examined: its values, and where it stands for findings.
pub(crate) struct Row<'r, 'a> {
    pub(crate) record: &'r Record<'a>,
    pub(crate) text: &'a str,
    pub(crate) number: u64,
    pub(crate) path: &'r str,
    /// Place of the record's first character.
    pub(crate) position: &'r dyn Fn() -> Position,
    pub(crate) schema: &'r Schema,
    pub(crate) settings: &'r Settings,
    pub(crate) levels: &'r tunesmith_template::Levels,
    pub(crate) on_invalid: OnInvalid,
    /// The kinds of findings that are only counted.
    pub(crate) full: &'r [&'static str],
}

impl Row<'_, '_> {
    /// The split that the record names; nothing where records name none.
    pub(crate) fn split(&self, findings: &mut Findings) -> Result<Option<&str>, &'static Rule> {
        let Some(place) = self.schema.with_role(FieldRole::Split) else { return Ok(None) };
        match self.record.at(place) {
            Datum::String(split) => Ok(Some(split)),
            other => Err(self.report_fault(&Fault::not_a(place, &self.schema.fields[place], other), findings)),
        }
    }

    /// The output split of a pooled record.
    pub(crate) fn pooled(&self, name: &str, findings: &mut Findings) -> Option<usize> {
        let split = self.settings.split(name);
        if split.is_none() {
            let field =
                self.schema.with_role(FieldRole::Split).map_or("split", |place| &self.schema.fields[place].name);
            let allowed: Vec<String> = self.settings.splits.iter().map(|split| format!("\"{}\"", split.name)).collect();
            let message = format!("{field} is \"{}\"; allowed: {}", shown(name), allowed.join(", "));
            self.report(&data::UNKNOWN_SPLIT, field, message, findings);
        }
        split
    }

    /// Reports what is wrong with the record; returns why it may not be written, if so.
    pub(crate) fn weigh(&self, faults: &[Fault], findings: &mut Findings) -> Option<&'static Rule> {
        let mut reason = None;
        for fault in faults {
            let rule = self.report_fault(fault, findings);
            if fault.kind.is_hard() || self.levels.apply(rule.code, rule.level) == Level::Deny {
                reason.get_or_insert(rule);
            }
        }
        reason
    }

    fn report_fault(&self, fault: &Fault, findings: &mut Findings) -> &'static Rule {
        let rule = rules::find(fault.kind.code()).unwrap_or(&data::FIELD_TYPE);
        let field = &self.schema.fields[fault.field];
        self.report_piece(rule, &field.name, &fault.piece, fault.reason.clone(), findings)
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
        let spellings = || self.schema.field(field).into_iter().flat_map(|field| field.spellings.iter());
        let found = || spellings().find_map(|name| locate(self.text, name));
        let span = match locate(self.text, field).or_else(found) {
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
        let record = Some(RecordRef { number: self.number, id: self.record.id().to_owned() });
        let diagnostic = Diagnostic { code: rule.code, level, span, message, record, labels, help, fix: None };
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
