//! A record where it was read, so that what is wrong with it is reported at its place.

use std::borrow::Cow;

use tunesmith_runtime::{Fault, Record, shown};
use tunesmith_template::rules::{self, data};
use tunesmith_template::{Diagnostic, Level, RecordRef, Rule, Source, Span, locate};

use crate::read::{Read, Row, Unreadable};
use crate::run::Run;
use crate::{DataFinding, Findings, OnInvalid};

/// A record, where it stands, and what the run thinks of findings.
#[derive(Clone, Debug)]
pub(crate) struct Site<'s> {
    pub(crate) run: &'s Run<'s>,
    pub(crate) path: &'s str,
    pub(crate) row: Row<'s>,
    pub(crate) text: Cow<'s, str>,
    pub(crate) record: &'s Record<'s>,
}

impl<'s> Site<'s> {
    /// The site of a record of the file at `path`.
    pub(crate) fn of(run: &'s Run<'s>, path: &'s str, read: &'s Read<'s>) -> Site<'s> {
        Site { run, path, row: read.row, text: Cow::Borrowed(&read.text), record: &read.record }
    }

    /// Reports why the record could not be read.
    pub(crate) fn unreadable(&self, fault: &Unreadable, findings: &mut Findings) -> &'static Rule {
        self.report(fault.rule, || (fault.span, fault.message.clone()), findings)
    }

    /// Reports what is wrong with the record; returns why it may not be written, if so.
    pub(crate) fn weigh(&self, faults: &[Fault], findings: &mut Findings) -> Option<&'static Rule> {
        let mut reason = None;
        for fault in faults {
            let rule = self.fault(fault, findings);
            if fault.kind.is_hard() || self.run.options.levels.apply(rule.code, rule.level) == Level::Deny {
                reason.get_or_insert(rule);
            }
        }
        reason
    }

    /// Reports a fault at the piece of the value that it is about, or at the whole of it where the record writes the
    /// piece otherwise.
    pub(crate) fn fault(&self, fault: &Fault, findings: &mut Findings) -> &'static Rule {
        let rule = rules::find(fault.kind.code()).unwrap_or(&data::FIELD_TYPE);
        let name = &self.record.schema().fields[fault.field].name;
        let place = || {
            let value = self.value_of(name);
            let piece = self.text[value.range()].find(&fault.piece).filter(|_| !fault.piece.is_empty());
            let span = piece.map(|at| Span::new(value.start + at, value.start + at + fault.piece.len()));
            (span.unwrap_or(value), fault.reason.clone())
        };
        self.report(rule, place, findings)
    }

    /// Reports at the value of a field.
    pub(crate) fn field(&self, rule: &'static Rule, name: &str, message: String, findings: &mut Findings) {
        self.report(rule, || (self.value_of(name), message.clone()), findings);
    }

    /// Where the value of a field stands; at the record's start where it has none.
    fn value_of(&self, name: &str) -> Span {
        let field = self.record.schema().field(name);
        let spellings = field.into_iter().flat_map(|field| field.spellings.iter().map(AsRef::as_ref));
        let found = std::iter::once(name).chain(spellings).find_map(|name| locate(&self.text, name));
        found.map_or(Span::new(0, 1), |(_, value)| value)
    }

    /// Reports at the place and with the message that `what` gives; they are asked for only where they are shown.
    fn report(&self, rule: &'static Rule, what: impl Fn() -> (Span, String), findings: &mut Findings) -> &'static Rule {
        let level = self.level(rule);
        findings.add_with(level, rule.code, || {
            let (span, message) = what();
            let id = self.record.id();
            let record = Some(RecordRef { number: self.row.number(), id: id.to_owned() });
            let id = if id.is_empty() { String::new() } else { format!(" ({})", shown(id)) };
            let message = format!("record {}{id}: {message}", self.row.number());
            let (labels, help) = (Vec::new(), Vec::new());
            let diagnostic = Diagnostic { code: rule.code, level, span, message, record, labels, help, fix: None };
            DataFinding { source: Source::excerpt(self.path, &self.text, self.row.position()), diagnostic }
        });
        rule
    }

    /// The level at which a finding is reported.
    fn level(&self, rule: &'static Rule) -> Level {
        let options = &self.run.options;
        match options.levels.apply(rule.code, rule.level) {
            // The row is left out and the run goes on; a broken file ends it all the same.
            Level::Deny if options.on_invalid == OnInvalid::Skip && rule.code != data::DATA_SYNTAX.code => Level::Warn,
            level => level,
        }
    }
}
