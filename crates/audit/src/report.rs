//! Groups as findings, each with the places of its rows; and the summary for people.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tunesmith_dataset::{DataFinding, Error, Findings, Run};
use tunesmith_runtime::FieldRole;
use tunesmith_template::rules::data;
use tunesmith_template::{Diagnostic, Label, Level, RecordRef, Rule, Source, Span, locate};

use crate::likeness::{Group, Kind, Pairs};
use crate::rows::Rows;
use crate::{Audited, Likeness};

/// How many rows of a group a finding shows.
const PLACES: usize = 4;

/// Makes findings of groups.
pub(crate) struct Reporter<'r> {
    run: &'r Run<'r>,
    rows: &'r Rows,
}

/// What is said of a group.
struct Said {
    rule: &'static Rule,
    level: Level,
    what: String,
}

impl<'r> Reporter<'r> {
    pub(crate) fn new(run: &'r Run<'r>, rows: &'r Rows) -> Reporter<'r> {
        Reporter { run, rows }
    }

    /// The findings for these groups; the records of those that are shown are read again for it.
    pub(crate) fn report(&self, groups: Vec<Group>) -> Result<Findings, Error> {
        let limit = self.run.options().findings_shown;
        let mut counts: BTreeMap<(Level, &str), u64> = BTreeMap::new();
        let mut shown: Vec<(&Group, Said, bool)> = Vec::new();
        for group in &groups {
            for said in self.said(group) {
                let count = counts.entry((said.level, said.rule.code)).or_default();
                *count += 1;
                let is_shown = *count <= limit && said.level != Level::Allow;
                shown.push((group, said, is_shown));
            }
        }
        let wanted = shown.iter().filter(|(.., is_shown)| *is_shown);
        let sources = self.sources(wanted.flat_map(|(group, ..)| group.rows.iter().take(PLACES).copied()))?;
        let mut findings = Findings::new(limit);
        for (group, said, is_shown) in shown {
            let none = BTreeMap::new();
            findings.add(self.finding(group, said, if is_shown { &sources } else { &none }));
        }
        Ok(findings)
    }

    /// What there is to say of a group: the worst, and a conflict besides.
    fn said(&self, group: &Group) -> Vec<Said> {
        let rows = group.rows.len();
        let (leak, conflict) = (group.is_leak(self.rows), group.is_conflict(self.rows));
        let said = |rule: &'static Rule, default: Level, what: String| Said {
            rule,
            level: self.run.options().levels.apply(rule.code, default),
            what,
        };
        let deny = |rule: &'static Rule, what: &str| said(rule, rule.level, format!("{rows} rows {what}"));
        let mut all = Vec::new();
        match group.kind {
            Kind::NoLetters => {
                all.push(said(&data::NO_LETTERS, Level::Warn, "the text has no letters and digits".to_owned()))
            }
            Kind::Id => all.push(deny(&data::ID_IN_TWO_SPLITS, "of different splits have one id")),
            Kind::Same if leak => all.push(deny(&data::SPLIT_LEAK, "of different splits have the same text")),
            Kind::Same => all.push(deny(&data::DUPLICATE_TEXT, "have the same text")),
            Kind::Near if leak => all.push(deny(&data::NEAR_LEAK, "of different splits have nearly the same text")),
            Kind::Near => all.push(deny(&data::NEAR_DUPLICATE, "have nearly the same text")),
        }
        if conflict && matches!(group.kind, Kind::Same) {
            all.push(deny(&data::LABEL_CONFLICT, "with the same text have different labels"));
        } else if conflict && matches!(group.kind, Kind::Near) {
            let what = format!("{rows} rows with nearly the same text have different labels");
            all.push(said(&data::LABEL_CONFLICT, Level::Warn, what));
        }
        all
    }

    fn finding(&self, group: &Group, said: Said, sources: &BTreeMap<u32, Arc<Source>>) -> DataFinding {
        let first = group.rows[0];
        let empty = || Arc::new(Source::new("", ""));
        let source = sources.get(&first).cloned().unwrap_or_else(empty);
        let others = group.rows.iter().skip(1).take(PLACES - 1).filter_map(|row| Some((row, sources.get(row)?)));
        let labels = others.map(|(row, other)| Label {
            source: Some(Arc::clone(other)),
            span: self.text_in(other),
            message: self.place(*row, other),
            record: Some(self.record(*row, other)),
        });
        let more = group.rows.len().saturating_sub(PLACES);
        let help = (more > 0).then(|| format!("and {more} rows more"));
        let diagnostic = Diagnostic {
            code: said.rule.code,
            level: said.level,
            span: self.text_in(&source),
            message: format!("{}: {}", self.place(first, &source), said.what),
            record: Some(self.record(first, &source)),
            labels: labels.collect(),
            help: help.into_iter().collect(),
            fix: None,
        };
        DataFinding { source: Arc::unwrap_or_clone(source), diagnostic }
    }

    /// A row in words: its number, id, split and label.
    fn place(&self, row: u32, source: &Source) -> String {
        let at = self.rows.rows[row as usize];
        let record = self.record(row, source);
        let id =
            if record.id.is_empty() { String::new() } else { format!(" ({})", tunesmith_runtime::shown(&record.id)) };
        let split = &self.run.project().settings.splits[at.split as usize].output;
        let label =
            self.rows.labels.get(at.label as usize).map(|label| format!(", \"{}\"", tunesmith_runtime::shown(label)));
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

    /// The records of these rows, read again.
    fn sources(&self, wanted: impl Iterator<Item = u32>) -> Result<BTreeMap<u32, Arc<Source>>, Error> {
        let wanted: BTreeSet<u32> = wanted.collect();
        let mut by_file: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
        wanted.iter().for_each(|row| by_file.entry(self.rows.rows[*row as usize].file).or_default().push(*row));
        let mut sources = BTreeMap::new();
        for (file, of_file) in by_file {
            let numbers: Vec<u64> = of_file.iter().map(|row| u64::from(self.rows.rows[*row as usize].number)).collect();
            let found = tunesmith_dataset::sources(self.run, usize::from(file), &numbers)?;
            sources.extend(of_file.into_iter().zip(found.into_iter().map(Arc::new)));
        }
        Ok(sources)
    }
}

/// What an audit came to, for people.
pub fn summary(audited: &Audited) -> String {
    let mut text = String::new();
    let Likeness { identical, normalised, near, is_cut, no_letters, ids } = audited.likeness;
    text += &format!("Rows: {}\n\n", audited.balance.rows.iter().sum::<u64>());
    text += &line("", ["pairs", "in two splits", "with two labels"].map(str::to_owned));
    let mut pairs = |name: &str, Pairs { all, leaks, conflicts }: Pairs| {
        text += &line(name, [all, leaks, conflicts].map(|count| count.to_string()));
    };
    pairs("identical texts", identical);
    pairs("the same once normalised", normalised);
    pairs("near duplicates", near);
    if is_cut {
        text += "There are more near duplicates: counting stopped there.\n";
    }
    text += &format!("\nTexts without letters: {no_letters}. Pairs of one id in two splits: {ids}.\n");
    if !audited.balance.labels.is_empty() {
        text += &format!("\n{:26}", "");
        audited.balance.labels.iter().for_each(|label| text += &format!("{:>16}", tunesmith_runtime::shown(label)));
        for ((split, counts), all) in audited.balance.splits.iter().zip(&audited.balance.rows) {
            text += &format!("\n{split:26}");
            for count in counts {
                text += &format!("{:>16}", format!("{count} ({:.1} %)", *count as f64 * 100.0 / (*all).max(1) as f64));
            }
        }
        text.push('\n');
    }
    text
}

fn line(name: &str, columns: [String; 3]) -> String {
    let [all, leaks, conflicts] = columns;
    format!("{name:26}{all:>10}{leaks:>16}{conflicts:>18}\n")
}
