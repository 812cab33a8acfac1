//! What the rows that were written come to as a whole: labels that none has, too many that were left out, words for null.

use std::collections::BTreeMap;

use tunesmith_runtime::shown;
use tunesmith_template::rules::data;
use tunesmith_template::{Level, Rule, Source};

use crate::decide::Passed;
use crate::inputs::InputFile;
use crate::run::Run;
use crate::{DataFinding, Findings, Generated};

/// More rows left out for faults than this share are a finding.
const MANY_PERCENT: u64 = 5;

/// What was counted over all files.
#[derive(Debug, Default)]
pub(crate) struct Written {
    labels: BTreeMap<(usize, usize, usize), u64>,
    stringified: BTreeMap<usize, u64>,
}

impl Written {
    /// Adds a file.
    pub(crate) fn add(&mut self, run: &Run<'_>, file: &InputFile, passed: &Passed, findings: &mut Findings) {
        for (label, rows) in &passed.labels {
            *self.labels.entry(*label).or_default() += rows;
        }
        for (place, count) in &passed.stringified {
            *self.stringified.entry(*place).or_default() += count;
        }
        let (faulty, read) = (passed.ledger.faulty(), passed.ledger.read);
        let is_written = passed.ledger.rows_written() > 0;
        if is_written && !passed.broken && passed.findings.errors() == 0 && faulty * 100 > read * MANY_PERCENT {
            let percent = faulty * 100 / read.max(1);
            let message = format!("{faulty} of {read} rows ({percent} %) were left out for faults");
            let help = "mend the data, or look at each kind of fault with --rejects";
            report(run, file, &data::MANY_LEFT_OUT, message, help, findings);
        }
    }

    /// Says what only the whole run shows.
    pub(crate) fn finish(&self, run: &Run<'_>, files: &[InputFile], generated: &mut Generated) {
        if generated.findings.errors() == 0 {
            self.labels_without_rows(run, files, &mut generated.findings);
        }
        let level = run.options.levels.apply(data::STRINGIFIED_NULL.code, data::STRINGIFIED_NULL.level);
        let total: u64 = self.stringified.values().sum();
        if total > 0 && level == Level::Allow {
            let field = |(place, count): (&usize, &u64)| format!("{} {count}", run.project.schema.fields[*place].name);
            let fields = self.stringified.iter().map(field).collect::<Vec<_>>().join(", ");
            generated.notes.push(format!(
                "INFO: Words for \"no value\" were taken for null {total} times ({fields}); --warn stringified-null shows where."
            ));
        }
    }

    /// The labels that a contract has a target for and that no row of the first split has.
    fn labels_without_rows(&self, run: &Run<'_>, files: &[InputFile], findings: &mut Findings) {
        let Some(file) = files.first().filter(|file| run.options.writes(&run.project.settings.splits[file.split]))
        else {
            return;
        };
        for (field, (place, labels)) in run.needs.labels().iter().enumerate() {
            let lacks = |label: &usize| !self.labels.contains_key(&(file.split, field, *label));
            let lacking: Vec<String> =
                (0..labels.len()).filter(lacks).map(|it| format!("\"{}\"", shown(labels[it]))).collect();
            if lacking.is_empty() || lacking.len() == labels.len() {
                continue;
            }
            let name = &run.project.schema.fields[*place].name;
            let split = &run.project.settings.splits[file.split].output;
            let message = format!("no row of {split} was written with {name} {}", lacking.join(", "));
            let help = "a model does not learn an answer that it never sees; look for misspelt labels among the rows that were left out";
            report(run, file, &data::LABEL_WITHOUT_ROWS, message, help, findings);
        }
    }
}

fn report(run: &Run<'_>, file: &InputFile, rule: &'static Rule, message: String, help: &str, findings: &mut Findings) {
    let level = run.options.levels.apply(rule.code, rule.level);
    findings.add(DataFinding::of_file(Source::new(&file.shown, ""), rule, level, message, &[help]));
}
