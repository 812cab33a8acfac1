//! The lines of a chunk, by the output that they go to.

use tunesmith_runtime::escape_into;

use crate::examine::{Examined, Examiner, Reject};

/// Which output a line goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// The file of a split (by its place in the project's settings) in a format (by its place among the run's).
    Lines {
        /// The split.
        split: usize,
        /// The format.
        format: usize,
    },
    /// The file of rows that were left out for a fault.
    Rejects,
}

/// Lines by output.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    rejects: Vec<u8>,
    /// By split, then by format.
    lines: Vec<Vec<Vec<u8>>>,
}

impl Blocks {
    /// The lines of an output.
    pub(crate) fn of(&self, output: Output) -> &[u8] {
        match output {
            Output::Lines { split, format } => &self.lines[split][format],
            Output::Rejects => &self.rejects,
        }
    }

    /// Renders what is to be written of a chunk, in place of what was there.
    pub(crate) fn render(&mut self, examined: &Examined<'_>, examiner: &Examiner<'_>) {
        let run = examiner.run;
        self.lines.resize_with(run.project.settings.splits.len(), Vec::new);
        for lines in &mut self.lines {
            lines.resize_with(run.formats.len(), Vec::new);
            lines.iter_mut().for_each(Vec::clear);
        }
        for candidate in &examined.fit {
            let filled = run.formats.iter().zip(candidate.fit.filled());
            for ((format, filled), lines) in filled.zip(&mut self.lines[candidate.split]) {
                format.line.write(&filled, lines);
            }
        }
        self.rejects.clear();
        examined.rejects.iter().for_each(|reject| self.reject(examiner.path, reject));
    }

    /// A line of `rejects.jsonl`: where the row is, why it was left out, and the row.
    fn reject(&mut self, path: &str, Reject { row, rule }: &Reject<'_>) {
        let quoted = |text: &str, block: &mut Vec<u8>| {
            block.push(b'"');
            escape_into(block, text);
            block.push(b'"');
        };
        let (line, number, code) = (row.position().line, row.number(), rule.code);
        self.rejects.extend_from_slice(b"{\"file\": ");
        quoted(path, &mut self.rejects);
        let place = format!(", \"line\": {line}, \"record\": {number}, \"code\": \"{code}\", \"row\": ");
        self.rejects.extend_from_slice(place.as_bytes());
        // As a string: a row that is left out for its syntax is no JSON.
        quoted(&row.text(), &mut self.rejects);
        self.rejects.extend_from_slice(b"}\n");
    }
}
