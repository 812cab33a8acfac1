//! The lines of a chunk, by the output that they go to.

use std::borrow::Cow;

use serde::Serialize;
use tunesmith_personal::masked;
use tunesmith_runtime::{Text, escape_into};

use crate::examine::{Candidate, Examined, Examiner, Reject};
use crate::{Plan, Repeat};

/// Which output a line goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// The file of a split (by its place in the project's settings) in a format (by its place among the run's), or, after all
    /// formats, in rows of a trainer's own.
    Lines {
        /// The split.
        split: usize,
        /// The format.
        format: usize,
    },
    /// The file of rows that were left out for a fault.
    Rejects,
    /// The file of rows that were left out for being like others.
    Removed,
}

/// A row as it stands, or without personal data where that is asked for.
fn as_asked<'t>(examiner: &Examiner<'_>, text: Cow<'t, str>) -> Cow<'t, str> {
    if examiner.run.options.mask_personal { Cow::Owned(masked(&text).into_owned()) } else { text }
}

/// A line of `removed.jsonl`.
#[derive(Serialize)]
struct RemovedLine<'r> {
    file: &'r str,
    line: usize,
    record: u64,
    id: &'r str,
    split: &'r str,
    reason: &'r str,
    likeness: Repeat,
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f64>,
    other_label: bool,
    kept: KeptRow<'r>,
    row: &'r str,
}

/// The row that is kept for one that was left out.
#[derive(Serialize)]
struct KeptRow<'r> {
    file: &'r str,
    record: u64,
    split: &'r str,
}

/// Lines by output.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    rejects: Vec<u8>,
    removed: Vec<u8>,
    /// By split, then by format.
    lines: Vec<Vec<Vec<u8>>>,
}

impl Blocks {
    /// The lines of an output.
    pub(crate) fn of(&self, output: Output) -> &[u8] {
        match output {
            Output::Lines { split, format } => &self.lines[split][format],
            Output::Rejects => &self.rejects,
            Output::Removed => &self.removed,
        }
    }

    /// Renders what is to be written of a chunk, in place of what was there.
    pub(crate) fn render(&mut self, examined: &Examined<'_>, examiner: &Examiner<'_>) {
        let run = examiner.run;
        self.lines.resize_with(run.project.settings.splits.len(), Vec::new);
        for lines in &mut self.lines {
            lines.resize_with(run.formats.len() + run.own.len(), Vec::new);
            lines.iter_mut().for_each(Vec::clear);
        }
        for candidate in &examined.fit {
            let filled = run.formats.iter().zip(candidate.fit.filled());
            for ((format, filled), lines) in filled.zip(&mut self.lines[candidate.split]) {
                format.line.write(&filled, lines);
                lines.push(b'\n');
            }
            for (own, lines) in run.own.iter().zip(&mut self.lines[candidate.split][run.formats.len()..]) {
                if let Some(filled) = candidate.fit.filled().nth(own.format) {
                    own.line.write(&filled, lines);
                    lines.push(b'\n');
                }
            }
        }
        self.rejects.clear();
        for row in &examined.rejects {
            reject(&mut self.rejects, examiner, row);
            self.rejects.push(b'\n');
        }
        self.removed.clear();
        for (candidate, place) in &examined.removed {
            run.plan.iter().for_each(|plan| self.remove(examiner, candidate, plan, *place));
        }
    }

    /// A line of `removed.jsonl`: where the row is, why it was left out, the row that is kept, and the row.
    fn remove(&mut self, examiner: &Examiner<'_>, candidate: &Candidate<'_>, plan: &Plan, place: u32) {
        let run = examiner.run;
        let removed = &plan.removed()[place as usize];
        let split = |place: usize| run.project.settings.splits[place].output.as_ref();
        let line = RemovedLine {
            file: examiner.path,
            line: candidate.row.position().line,
            record: candidate.row.number(),
            id: candidate.fit.record().id(),
            split: split(candidate.split),
            reason: &removed.reason.to_string(),
            likeness: removed.likeness,
            similarity: removed.similarity,
            other_label: removed.is_other_label,
            kept: KeptRow {
                file: plan.path(removed.kept.file),
                record: removed.kept.number,
                split: split(removed.kept_split),
            },
            row: &as_asked(examiner, candidate.row.text()),
        };
        // Nothing in it can fail to be written.
        let _ = serde_json::to_writer(&mut self.removed, &line);
        self.removed.push(b'\n');
    }
}

/// A line of `rejects.jsonl`, without a line feed: where the row is, why it was left out, and the row.
pub(crate) fn reject(out: &mut impl Text, examiner: &Examiner<'_>, Reject { row, rule }: &Reject<'_>) {
    fn quoted(text: &str, out: &mut impl Text) {
        out.push("\"");
        escape_into(out, text);
        out.push("\"");
    }
    let (line, number, code) = (row.position().line, row.number(), rule.code);
    out.push("{\"file\": ");
    quoted(examiner.path, out);
    out.push(&format!(", \"line\": {line}, \"record\": {number}, \"code\": \"{code}\", \"row\": "));
    // As a string: a row that is left out for its syntax is no JSON.
    quoted(&as_asked(examiner, row.text()), out);
    out.push("}");
}
