//! Findings in data: the same diagnostics as in templates, with the record that they are about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rules::Code;
use crate::{Diagnostic, Level, Rule, Source, Span};

/// How many findings of a kind are kept to be shown, unless the options say otherwise.
pub const SHOWN: u64 = 20;

/// A finding and the piece of the file that it is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFinding {
    /// The record's text, placed in its file.
    pub source: Source,
    /// What is wrong.
    pub diagnostic: Diagnostic,
}

impl DataFinding {
    /// A finding about a place in a file, or about the file as a whole where `source` has no text.
    pub fn of_file(source: Source, rule: &'static Rule, level: Level, message: String, help: &[&str]) -> DataFinding {
        let diagnostic = Diagnostic {
            code: rule.code,
            level,
            span: Span::at(0),
            message,
            record: None,
            labels: Vec::new(),
            help: help.iter().map(|help| (*help).to_owned()).collect(),
            fix: None,
        };
        DataFinding { source, diagnostic }
    }
}

/// The findings of a run, by kind: all are counted, the first ones are kept.
///
/// Those of two pieces of the input add up with [`Findings::append`], and may come from another process:
///
/// ```
/// use tunesmith_template::Findings;
///
/// let mut all = Findings::new(20);
/// let from_a_worker = serde_json::to_string(&Findings::new(20)).unwrap();
/// all.append(serde_json::from_str(&from_a_worker).unwrap());
/// assert_eq!(all.errors(), 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// How many of a kind are kept.
    limit: u64,
    shown: Vec<DataFinding>,
    #[serde(with = "counts")]
    counts: BTreeMap<(Level, Code), u64>,
    /// Kinds of which enough were found before this piece of the input.
    #[serde(skip)]
    counted_only: Vec<(Level, Code)>,
}

impl Default for Findings {
    fn default() -> Findings {
        Findings::new(SHOWN)
    }
}

impl Findings {
    /// No findings yet; `limit` of a kind are kept.
    pub fn new(limit: u64) -> Findings {
        Findings { limit, shown: Vec::new(), counts: BTreeMap::new(), counted_only: Vec::new() }
    }

    /// No findings yet, in a later piece of the input. Of the kinds of which enough were found before, only the number
    /// matters there: so a file with a million faults is not slower by what nobody reads.
    pub fn after(limit: u64, enough: &[(Level, Code)]) -> Findings {
        Findings { counted_only: enough.to_vec(), ..Findings::new(limit) }
    }

    /// The kinds of which no more are kept.
    pub fn enough(&self) -> Vec<(Level, Code)> {
        self.counts.iter().filter(|(_, count)| **count >= self.limit).map(|(kind, _)| *kind).collect()
    }

    /// Adds a finding, unless it is allowed.
    pub fn add(&mut self, finding: DataFinding) {
        self.add_with(finding.diagnostic.level, finding.diagnostic.code, || finding);
    }

    /// Adds a finding of this kind, unless it is allowed; it is made only where it is kept.
    pub fn add_with(&mut self, level: Level, code: Code, finding: impl FnOnce() -> DataFinding) {
        if level == Level::Allow {
            return;
        }
        let count = self.counts.entry((level, code)).or_default();
        *count += 1;
        if *count <= self.limit && !self.counted_only.contains(&(level, code)) {
            self.shown.push(finding());
        }
    }

    /// Adds those of a later piece of the input.
    pub fn append(&mut self, later: Findings) {
        let mut kept = self.counts.clone();
        for finding in later.shown {
            let kept = kept.entry((finding.diagnostic.level, finding.diagnostic.code)).or_default();
            *kept += 1;
            if *kept <= self.limit {
                self.shown.push(finding);
            }
        }
        for (kind, more) in later.counts {
            *self.counts.entry(kind).or_default() += more;
        }
    }

    /// Puts the findings of one file in the order of their places.
    pub fn sort(&mut self) {
        self.shown.sort_by_key(|finding| finding.source.position(finding.diagnostic.span.start));
    }

    /// The findings, each as `change` shows it.
    #[must_use]
    pub fn map(mut self, change: impl FnMut(DataFinding) -> DataFinding) -> Findings {
        self.shown = self.shown.into_iter().map(change).collect();
        self
    }

    /// Those of the levels that are wanted.
    #[must_use]
    pub fn only(&self, is_wanted: impl Fn(Level) -> bool) -> Findings {
        let mut only = self.clone();
        only.shown.retain(|finding| is_wanted(finding.diagnostic.level));
        only.counts.retain(|(level, _), _| is_wanted(*level));
        only
    }

    /// The findings kept, in the order of the input.
    pub fn shown(&self) -> &[DataFinding] {
        &self.shown
    }

    /// How many were found of each kind, with those that are not kept.
    pub fn counts(&self) -> impl Iterator<Item = (Level, Code, u64)> {
        self.counts.iter().map(|(&(level, code), &count)| (level, code, count))
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many errors were found.
    pub fn errors(&self) -> u64 {
        self.of(Level::Deny)
    }

    /// How many warnings were found.
    pub fn warnings(&self) -> u64 {
        self.of(Level::Warn)
    }

    fn of(&self, wanted: Level) -> u64 {
        self.counts.iter().filter(|((level, _), _)| *level == wanted).map(|(_, count)| count).sum()
    }

    /// The kinds of which more were found than are kept, with how many more.
    pub fn cut(&self) -> impl Iterator<Item = (Code, u64)> {
        self.counts
            .iter()
            .filter(|(_, count)| **count > self.limit)
            .map(|((_, code), count)| (*code, count - self.limit))
    }
}

/// Counts as a list, whose members say what they count.
mod counts {
    use crate::rules::read_code;
    use serde::{Deserializer, Serializer};

    use super::{BTreeMap, Code, Deserialize, Level, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Count {
        level: Level,
        #[serde(deserialize_with = "read_code")]
        code: Code,
        count: u64,
    }

    type Counts = BTreeMap<(Level, Code), u64>;

    pub(super) fn serialize<S: Serializer>(counts: &Counts, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(counts.iter().map(|(&(level, code), &count)| Count { level, code, count }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Counts, D::Error> {
        let counts = Vec::<Count>::deserialize(deserializer)?;
        Ok(counts.into_iter().map(|Count { level, code, count }| ((level, code), count)).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Position;
    use crate::rules::data;

    fn finding(record: usize, is_error: bool) -> DataFinding {
        let (rule, level) =
            if is_error { (&data::MISSING_FIELD, Level::Deny) } else { (&data::TEXT_BIDI, Level::Warn) };
        let diagnostic = Diagnostic {
            code: rule.code,
            level,
            span: Span::new(0, 1),
            message: format!("record {record}"),
            record: None,
            labels: Vec::new(),
            help: Vec::new(),
            fix: None,
        };
        let source = Source::excerpt("train.jsonl", "{}", Position { line: record + 1, column: 1 });
        DataFinding { source, diagnostic }
    }

    /// The findings of records from `first` on, where `enough` of some kinds were found before.
    fn found(first: usize, kinds: &[bool], enough: &[(Level, Code)]) -> Findings {
        let mut findings = Findings::after(3, enough);
        kinds.iter().enumerate().for_each(|(place, is_error)| findings.add(finding(first + place, *is_error)));
        findings
    }

    proptest! {
        #[test]
        fn findings_of_pieces_add_up_to_those_of_the_whole(kinds: Vec<bool>, cut: prop::sample::Index, late: bool) {
            let cut = cut.index(kinds.len() + 1);
            let whole = found(0, &kinds, &[]);
            let mut pieces = found(0, &kinds[..cut], &[]);
            // A piece may have been examined before anybody knew what the earlier one holds.
            let enough = if late { Vec::new() } else { pieces.enough() };
            let sent = serde_json::to_string(&found(cut, &kinds[cut..], &enough)).unwrap();
            pieces.append(serde_json::from_str(&sent).unwrap());
            prop_assert_eq!(pieces, whole);
        }
    }

    #[test]
    fn a_finding_of_an_unknown_kind_is_not_read() {
        let text = serde_json::to_string(&found(0, &[true], &[])).unwrap();
        let error = serde_json::from_str::<Findings>(&text.replace("missing-field", "missing-meadow")).unwrap_err();
        assert!(error.to_string().starts_with("there is no finding `missing-meadow`"), "{error}");
    }
}
