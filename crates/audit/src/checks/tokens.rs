//! `token-budget`: rows that are longer than the training length, and how much of the answer that would cost.

use std::collections::BTreeMap;

use tunesmith_dataset::Kept;
use tunesmith_runtime::FieldRole;
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::Tokenizer;
use crate::look::Looked;
use crate::out::Out;
use crate::section::{Cell, Histogram, Part, Section, Table, bins, grouped};
use crate::tokens::{Counter, Tokens as RowTokens};

pub(super) struct Tokens<'t> {
    tokenizer: Option<&'t Tokenizer>,
    budget: Option<u64>,
    epochs: u64,
    text: Option<usize>,
    formats: Vec<Format>,
}

/// The tokens of a format's rows: how many rows have how many.
struct Format {
    name: String,
    /// The prompt without the text of a row.
    fixed: usize,
    prompt: BTreeMap<u64, u64>,
    answer: BTreeMap<u64, u64>,
    both: BTreeMap<u64, u64>,
    /// Rows beyond the budget.
    over: u64,
}

/// The lengths that trainers are given.
const STANDARD: [u64; 10] = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072];

pub(super) fn new(asked: Asked<'_>) -> Tokens<'_> {
    let Asked { run, questions } = asked;
    let format = |(name, pair): (&str, _)| Format {
        name: name.to_owned(),
        fixed: questions.tokenizer.map_or(0, |tokenizer| Counter::new(tokenizer, pair).without_text(pair)),
        prompt: BTreeMap::new(),
        answer: BTreeMap::new(),
        both: BTreeMap::new(),
        over: 0,
    };
    Tokens {
        tokenizer: questions.tokenizer,
        budget: questions.max_tokens,
        epochs: questions.epochs,
        text: run.project().schema.with_role(FieldRole::Text),
        formats: run.formats().map(format).collect(),
    }
}

impl Check for Tokens<'_> {
    fn row(&mut self, kept: &Kept<'_>, looked: &Looked, out: &mut Out<'_>) {
        for (format, RowTokens { prompt, answer }) in self.formats.iter_mut().zip(&looked.tokens) {
            let (prompt, answer) = (u64::from(*prompt), u64::from(*answer));
            let both = prompt + answer;
            for (counts, count) in [(&mut format.prompt, prompt), (&mut format.answer, answer), (&mut format.both, both)] {
                *counts.entry(count).or_default() += 1;
            }
            let Some(over) = self.budget.and_then(|budget| both.checked_sub(budget)).filter(|over| *over > 0) else {
                continue;
            };
            let cut = over.min(answer);
            format.over += 1;
            out.row(kept, &rules::TOKEN_BUDGET, self.text.unwrap_or_default(), || {
                let lost = if cut == answer { format!("all {answer}") } else { format!("{cut} of the {answer}") };
                format!(
                    "{} tokens in the format {}, {over} beyond the budget: {lost} tokens of the answer would be cut",
                    grouped(both),
                    format.name
                )
            });
        }
    }

    fn end(&mut self, _whole: &Whole<'_>, _out: &mut Out<'_>) -> Option<Section> {
        let tokenizer = self.tokenizer?;
        let mut lengths = Table::new(
            "",
            ["format", "of a row", "min", "median", "p95", "max", "total"],
        );
        let epochs = format!("× {} epochs", self.epochs);
        let mut sums = Table::new(
            "",
            ["format", "prompt without the text", "all rows", &epochs, "smallest length without a cut", "rows over budget"],
        );
        let mut histograms = Vec::new();
        for format in &self.formats {
            for (what, counts) in [("prompt", &format.prompt), ("answer", &format.answer), ("both", &format.both)] {
                let Spread { min, median, p95, max, total } = spread(counts);
                lengths.row([format.name.as_str().into(), what.into(), min.into(), median.into(), p95.into(), max.into(), total.into()]);
            }
            let Spread { max, total, .. } = spread(&format.both);
            let fitting = STANDARD.iter().find(|length| **length >= max);
            sums.row([
                format.name.as_str().into(),
                (format.fixed as u64).into(),
                total.into(),
                (total * self.epochs).into(),
                fitting.map_or(Cell::None, |length| Cell::Count(*length)),
                self.budget.map_or(Cell::None, |_| Cell::Count(format.over)),
            ]);
            let mark = self.budget.map(|budget| (budget as f64, "budget".to_owned()));
            histograms.push(Part::Histogram(Histogram {
                title: format!("Rows of {} by their tokens", format.name),
                unit: "tokens".to_owned(),
                bins: bins(&format.both, 400),
                marks: mark.into_iter().collect(),
            }));
        }
        let budget = self.budget.map(|budget| format!(" The budget is {} tokens a row.", grouped(budget)));
        let about = format!(
            "Tokens by {}, {}. What is trained is the answer; what a training run costs is all tokens times epochs.{}",
            tokenizer.name(),
            tokenizer.about(),
            budget.unwrap_or_default()
        );
        let parts = [Part::Table(lengths), Part::Table(sums)].into_iter().chain(histograms).collect();
        Some(Section { name: "tokens", title: "Tokens", about, parts })
    }
}

/// Where values lie.
#[derive(Default)]
struct Spread {
    min: u64,
    median: u64,
    p95: u64,
    max: u64,
    total: u64,
}

/// Percentiles are values that there are: the smallest that so many percent do not exceed.
fn spread(counts: &BTreeMap<u64, u64>) -> Spread {
    let rows: u64 = counts.values().sum();
    let at = |percent: u64| {
        let wanted = (rows * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let reached = counts.iter().find(|(_, count)| {
            seen += *count;
            seen >= wanted
        });
        reached.map(|(value, _)| *value).unwrap_or_default()
    };
    Spread {
        min: counts.keys().next().copied().unwrap_or_default(),
        median: at(50),
        p95: at(95),
        max: counts.keys().next_back().copied().unwrap_or_default(),
        total: counts.iter().map(|(value, count)| value * count).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_there_are() {
        let counts = (1..=20).map(|value| (value, 1)).collect();
        let Spread { min, median, p95, max, total } = spread(&counts);
        assert_eq!((min, median, p95, max, total), (1, 10, 19, 20, 210));
    }
}
