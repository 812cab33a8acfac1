//! A record where it was read, so that what is wrong with it is reported at its place.

use std::borrow::Cow;

use tunesmith_runtime::{Datum, Fault, FaultKind, Record, shown};
use tunesmith_template::rules::{self, data};
use tunesmith_template::{Diagnostic, Level, RecordRef, Rule, Source, Span, json, locate, nearest};

use crate::read::{Read, Row, Unreadable, shape};
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

/// What is wrong, and where in the record's text.
struct What {
    span: Span,
    message: String,
    help: Vec<String>,
}

impl<'s> Site<'s> {
    /// The site of a record of the file at `path`.
    pub(crate) fn of(run: &'s Run<'s>, path: &'s str, read: &'s Read<'s>) -> Site<'s> {
        Site { run, path, row: read.row, text: Cow::Borrowed(&read.text), record: &read.record }
    }

    /// Reports why the record could not be read.
    pub(crate) fn unreadable(&self, fault: &Unreadable, findings: &mut Findings) -> &'static Rule {
        let what = || What { span: fault.span, message: fault.message.clone(), help: Vec::new() };
        self.report(fault.rule, fault.rule.level, what, findings);
        fault.rule
    }

    /// Reports what is wrong with the record; returns why it may not be written, if so.
    pub(crate) fn weigh(&self, faults: &[Fault], findings: &mut Findings) -> Option<&'static Rule> {
        let mut reason = None;
        let missing: Vec<&Fault> = faults.iter().filter(|fault| fault.kind == FaultKind::MissingField).collect();
        for fault in faults {
            // All missing fields are said with the first one.
            if missing.iter().skip(1).any(|later| std::ptr::eq(*later, fault)) {
                continue;
            }
            let rule = rules::find(fault.kind.code()).unwrap_or(&data::FIELD_TYPE);
            let is_missing = fault.kind == FaultKind::MissingField;
            let what = || if is_missing { self.missing(&missing) } else { self.piece(fault) };
            self.report(rule, rule.level, what, findings);
            if fault.kind.is_hard() || self.run.options.levels.apply(rule.code, rule.level) == Level::Deny {
                reason.get_or_insert(rule);
            }
        }
        reason
    }

    /// Reports at the value of a field; `level` is what the finding weighs unless an option says otherwise.
    pub(crate) fn field(
        &self,
        (rule, level): (&'static Rule, Level),
        name: &str,
        message: String,
        findings: &mut Findings,
    ) {
        let what = || What { span: self.value_of(name), message: message.clone(), help: Vec::new() };
        self.report(rule, level, what, findings);
    }

    /// A fault at the piece of the value that it is about, or at the whole of it where the record writes the piece otherwise.
    fn piece(&self, fault: &Fault) -> What {
        let value = self.value_of(&self.record.schema().fields[fault.field].name);
        let piece = self.text[value.range()].find(&fault.piece).filter(|_| !fault.piece.is_empty());
        let span = piece.map(|at| Span::new(value.start + at, value.start + at + fault.piece.len()));
        What { span: span.unwrap_or(value), message: fault.reason.clone(), help: Vec::new() }
    }

    /// All that the record lacks, and what it may have instead.
    fn missing(&self, faults: &[&Fault]) -> What {
        let name = |fault: &Fault| self.record.schema().fields[fault.field].name.as_ref();
        let (absent, others): (Vec<&Fault>, Vec<&Fault>) =
            faults.iter().partition(|fault| *self.record.at(fault.field) == Datum::Missing);
        let mut said: Vec<String> = match absent.as_slice() {
            [] => Vec::new(),
            [one] => vec![one.reason.clone()],
            several => {
                let names: Vec<&str> = several.iter().map(|fault| name(fault)).collect();
                vec![format!("the fields {} are missing", names.join(", "))]
            }
        };
        said.extend(others.iter().map(|fault| fault.reason.clone()));
        let keys = json::keys(&self.text);
        let strange: Vec<&str> =
            keys.iter().map(String::as_str).filter(|key| self.record.schema().index_of_key(key).is_none()).collect();
        let mut help: Vec<String> = absent.iter().filter_map(|fault| instead(name(fault), &strange)).collect();
        if self.row.number() == 1
            && let Some((what, remedy)) = shape(&self.text)
        {
            help.push(format!("this is {what}: {remedy}"));
        }
        let span = faults.first().map_or(Span::new(0, 1), |fault| self.value_of(name(fault)));
        What { span, message: said.join("; "), help }
    }

    /// Where the value of a field stands; at the record's start where it has none.
    fn value_of(&self, name: &str) -> Span {
        let field = self.record.schema().field(name);
        let spellings = field.into_iter().flat_map(|field| field.spellings.iter().map(AsRef::as_ref));
        let found = std::iter::once(name).chain(spellings).find_map(|name| locate(&self.text, name));
        found.map_or(Span::new(0, 1), |(_, value)| value)
    }

    /// Reports at the place and with the message that `what` gives; they are asked for only where they are shown.
    fn report(&self, rule: &'static Rule, level: Level, what: impl Fn() -> What, findings: &mut Findings) {
        let level = self.level(rule, level);
        findings.add_with(level, rule.code, || self.made(rule, level, what()));
    }

    /// A finding at the value of a field.
    pub(crate) fn finding(&self, rule: &'static Rule, level: Level, name: &str, message: String) -> DataFinding {
        self.made(rule, level, What { span: self.value_of(name), message, help: Vec::new() })
    }

    fn made(&self, rule: &'static Rule, level: Level, What { span, message, help }: What) -> DataFinding {
        let id = self.record.id();
        let record = Some(RecordRef { number: self.row.number(), id: id.to_owned() });
        let id = if id.is_empty() { String::new() } else { format!(" ({})", shown(id)) };
        let message = format!("record {}{id}: {message}", self.row.number());
        let diagnostic =
            Diagnostic { code: rule.code, level, span, message, record, labels: Vec::new(), help, fix: None };
        DataFinding { source: Source::excerpt(self.path, &self.text, self.row.position()), diagnostic }
    }

    /// The level at which a finding is reported.
    fn level(&self, rule: &'static Rule, level: Level) -> Level {
        let options = &self.run.options;
        match options.levels.apply(rule.code, level) {
            // The row is left out and the run goes on; a broken file ends it all the same.
            Level::Deny if options.on_invalid == OnInvalid::Skip && rule.code != data::DATA_SYNTAX.code => Level::Warn,
            level => level,
        }
    }
}

/// What the record may have in place of a field, under a key that the schema does not know.
fn instead(field: &str, strange: &[&str]) -> Option<String> {
    const SHORTEST: usize = 3;
    let is_part = |key: &&&str| {
        let (field, key) = (field.to_lowercase(), key.to_lowercase());
        key.len() >= SHORTEST && (field.starts_with(&key) || key.starts_with(&field) || field.ends_with(&key))
    };
    let same = strange.iter().find(|key| key.eq_ignore_ascii_case(field)).copied();
    let near =
        same.or_else(|| nearest(field, strange.iter().copied())).or_else(|| strange.iter().find(is_part).copied());
    near.map(|key| {
        let key = shown(key);
        format!(
            "the record has `{key}`: if that is `{field}`, add \"x-from\": [\"{key}\"] to it in the record's schema"
        )
    })
}
