//! Findings as checks make them: about a row, a group of rows, or the whole; less those of a baseline.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tunesmith_dataset::{DataFinding, Error, Findings, Kept, Run};
use tunesmith_runtime::{FieldRole, Value, shown};
use tunesmith_template::rules::Code;
use tunesmith_template::{Diagnostic, Label, Level, RecordRef, Rule, Source, Span, locate};

use crate::Questions;
use crate::baseline::{Baseline, Key};
use crate::mask::masked;
use crate::normal::wide_hash;
use crate::rows::Rows;

/// By what a finding about a field of a row is known: id, text and the field's value, however they are written.
fn key_of(kept: &Kept<'_>, field: usize) -> Key {
    let record = kept.record();
    let text = record.schema().with_role(FieldRole::Text).and_then(|place| record.at(place).key());
    let value = record.text(Value::Field(field));
    let values = [Some(record.id()), text, value.as_deref()].map(|value| wide_hash(value.unwrap_or_default()));
    Key::of(values.into_iter().chain([field as u128]))
}

/// How many rows of a group a finding shows.
const PLACES: usize = 4;

/// Takes findings.
pub(crate) struct Out<'r> {
    run: &'r Run<'r>,
    baseline: &'r Baseline,
    /// How many findings of a kind are kept.
    shown: u64,
    findings: Findings,
    /// Findings that show other rows, which are read again for it.
    groups: Vec<Pending>,
    group_counts: BTreeMap<(Level, Code), u64>,
    found: Found,
    notes: Vec<String>,
}

/// What was found, by which a later audit knows it again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) keys: BTreeSet<(Code, Key)>,
    /// How many findings the baseline accepts.
    pub(crate) accepted: u64,
}

/// A finding about a group of rows.
struct Pending {
    rule: &'static Rule,
    level: Level,
    /// The first rows, and how many there are in all.
    rows: Vec<u32>,
    count: usize,
    what: String,
}

impl<'r> Out<'r> {
    pub(crate) fn new(run: &'r Run<'r>, questions: &Questions<'r>) -> Out<'r> {
        Out {
            run,
            baseline: questions.baseline,
            shown: questions.shown,
            findings: Findings::new(questions.shown),
            groups: Vec::new(),
            group_counts: BTreeMap::new(),
            found: Found::default(),
            notes: Vec::new(),
        }
    }

    /// Of what `gen-data` would say of single rows, what is new.
    pub(crate) fn of_rows(&mut self, all: Findings) -> Findings {
        if !self.baseline.is_used() {
            return all.map(masked);
        }
        let mut new = Findings::new(self.shown);
        for finding in all.shown() {
            let Some(rule) = tunesmith_template::rules::find(finding.diagnostic.code) else { continue };
            let place = finding.diagnostic.span.start as u128;
            if self.is_new(rule, finding.diagnostic.level, Key::of([wide_hash(finding.source.text()), place])) {
                new.add(masked(finding.clone()));
            }
        }
        new
    }

    /// The level of a rule, by the options.
    pub(crate) fn level(&self, rule: &Rule, default: Level) -> Level {
        self.run.options().levels.apply(rule.code, default)
    }

    /// Whether a finding is to be reported.
    fn is_new(&mut self, rule: &Rule, level: Level, key: Key) -> bool {
        if level == Level::Allow {
            return false;
        }
        if self.baseline.accepts(rule.code, key) {
            self.found.accepted += 1;
            self.found.keys.insert((rule.code, key));
            return false;
        }
        if self.baseline.is_kept {
            self.found.keys.insert((rule.code, key));
        }
        true
    }

    /// Says something that whoever reads the findings must know.
    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(format!("INFO: {note}"));
    }

    /// Reports something at a field of a row.
    pub(crate) fn row(&mut self, kept: &Kept<'_>, rule: &'static Rule, field: usize, message: impl FnOnce() -> String) {
        let level = self.level(rule, rule.level);
        let key = if self.baseline.is_used() { key_of(kept, field) } else { Key::default() };
        if self.is_new(rule, level, key) {
            self.findings.add_with(level, rule.code, || masked(kept.finding(rule, level, field, message())));
        }
    }

    /// Reports something about all rows.
    pub(crate) fn whole(&mut self, path: &str, rule: &'static Rule, message: String, help: &[&str]) {
        let level = self.level(rule, rule.level);
        if self.is_new(rule, level, Key::of([wide_hash(&message)])) {
            self.findings.add(DataFinding::of_file(Source::new(path, ""), rule, level, message, help));
        }
    }

    /// Reports something about rows that belong together, in the order of the input.
    pub(crate) fn group(&mut self, rows: &Rows, rule: &'static Rule, default: Level, group: &[u32], what: &str) {
        let level = self.level(rule, default);
        let key = if self.baseline.is_used() {
            let of = |row: &u32| {
                let row = &rows.rows[*row as usize];
                row.text() ^ u128::from(row.id) ^ u128::from(row.split) << 100
            };
            let mut keys: Vec<u128> = group.iter().map(of).collect();
            keys.sort_unstable();
            Key::of(keys)
        } else {
            Key::default()
        };
        if !self.is_new(rule, level, key) {
            return;
        }
        let count = self.group_counts.entry((level, rule.code)).or_default();
        *count += 1;
        // Of those that are not shown, only the number matters.
        let shown = if *count <= self.shown { PLACES } else { 0 };
        let (what, count) = (if shown > 0 { what.to_owned() } else { String::new() }, group.len());
        self.groups.push(Pending { rule, level, rows: group.iter().take(shown).copied().collect(), count, what });
    }

    /// All findings; the records that groups show are read again.
    pub(crate) fn end(mut self, rows: &Rows) -> Result<(Findings, Found, Vec<String>), Error> {
        let groups = std::mem::take(&mut self.groups);
        let sources = sources(self.run, rows, groups.iter().flat_map(|group| group.rows.iter().copied()))?;
        let place = Place { run: self.run, rows };
        for group in &groups {
            let finding = || masked(place.finding(group, &sources));
            self.findings.add_with(group.level, group.rule.code, finding);
        }
        Ok((self.findings, self.found, self.notes))
    }
}

/// What is said of rows.
struct Place<'p> {
    run: &'p Run<'p>,
    rows: &'p Rows,
}

impl Place<'_> {
    /// A finding about a group of rows.
    fn finding(&self, group: &Pending, sources: &BTreeMap<u32, Arc<Source>>) -> DataFinding {
        let empty = || Arc::new(Source::new("", ""));
        let first = group.rows.first().copied().unwrap_or_default();
        let source = sources.get(&first).cloned().unwrap_or_else(empty);
        let others = group.rows.iter().skip(1).filter_map(|row| Some((row, sources.get(row)?)));
        let labels = others.map(|(row, other)| Label {
            source: Some(Arc::clone(other)),
            span: self.text_in(other),
            message: self.name(*row, other),
            record: Some(self.record(*row, other)),
        });
        let more = group.count.saturating_sub(PLACES);
        let help = (more > 0).then(|| format!("and {more} rows more"));
        let diagnostic = Diagnostic {
            code: group.rule.code,
            level: group.level,
            span: self.text_in(&source),
            message: format!("{}: {}", self.name(first, &source), group.what),
            record: Some(self.record(first, &source)),
            labels: labels.collect(),
            help: help.into_iter().collect(),
            fix: None,
        };
        DataFinding { source: Arc::unwrap_or_clone(source), diagnostic }
    }

    /// A row in words: its number, id, split and label.
    fn name(&self, row: u32, source: &Source) -> String {
        let at = self.rows.rows[row as usize];
        let record = self.record(row, source);
        let id = if record.id.is_empty() { String::new() } else { format!(" ({})", shown(&record.id)) };
        let split = &self.run.project().settings.splits[at.split as usize].output;
        let label = self.rows.labels.get(at.label as usize).map(|label| format!(", \"{}\"", shown(label)));
        format!("record {}{id} in {split}{}", record.number, label.unwrap_or_default())
    }

    fn record(&self, row: u32, source: &Source) -> RecordRef {
        let id =
            self.value_of(FieldRole::Id, source).map(|span| source.text()[span.range()].trim_matches('"').to_owned());
        RecordRef { number: u64::from(self.rows.rows[row as usize].number), id: id.unwrap_or_default() }
    }

    fn text_in(&self, source: &Source) -> Span {
        self.value_of(FieldRole::Text, source).unwrap_or_default()
    }

    fn value_of(&self, role: FieldRole, source: &Source) -> Option<Span> {
        let schema = self.run.project().schema;
        let field = &schema.fields[schema.with_role(role)?];
        let names = std::iter::once(&field.name).chain(field.spellings.iter());
        names.into_iter().find_map(|name| locate(source.text(), name)).map(|(_, value)| value)
    }
}

/// The records of these rows, read again.
fn sources(run: &Run<'_>, rows: &Rows, wanted: impl Iterator<Item = u32>) -> Result<BTreeMap<u32, Arc<Source>>, Error> {
    let wanted: BTreeSet<u32> = wanted.collect();
    let mut by_file: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
    wanted.iter().for_each(|row| by_file.entry(rows.rows[*row as usize].file).or_default().push(*row));
    let mut sources = BTreeMap::new();
    for (file, of_file) in by_file {
        let numbers: Vec<u64> = of_file.iter().map(|row| u64::from(rows.rows[*row as usize].number)).collect();
        let found = tunesmith_dataset::sources(run, usize::from(file), &numbers)?;
        sources.extend(of_file.into_iter().zip(found.into_iter().map(Arc::new)));
    }
    Ok(sources)
}
