//! The rows that a run would write, for whoever asks questions about all of them.

use std::borrow::Cow;

use tunesmith_runtime::{Filled, Fit, Record};
use tunesmith_template::{Level, Position, Rule, Source};

use crate::decide::Seen;
use crate::examine::{Candidate, Examined, Examiner};
use crate::inputs::input_files;
use crate::output::Blocks;
use crate::pass::{Failure, Outlet, pass};
use crate::pipeline::{Stop, Turns};
use crate::read::{Chunk, Chunks, Input, Row};
use crate::route::route;
use crate::run::Run;
use crate::site::Site;
use crate::{DataFinding, Error, FileLedger, Findings, Progress};

/// A row that a run would write.
#[derive(Clone, Debug)]
pub struct Kept<'r> {
    /// Place of its file among [`Visited::files`].
    pub file: usize,
    /// Place of its output split in the project's settings.
    pub split: usize,
    run: &'r Run<'r>,
    path: &'r str,
    row: Row<'r>,
    fit: Fit<'r>,
}

impl<'r> Kept<'r> {
    fn new(examiner: &'r Examiner<'r>, candidate: &Candidate<'r>) -> Kept<'r> {
        let Candidate { row, fit, split, .. } = *candidate;
        Kept { file: examiner.file, split, run: examiner.run, path: examiner.path, row, fit }
    }

    /// Its number in the file, from 1.
    pub fn number(&self) -> u64 {
        self.row.number()
    }

    /// Where it begins.
    pub fn position(&self) -> Position {
        self.row.position()
    }

    /// Its text, as it stands in the file.
    pub fn text(&self) -> Cow<'r, str> {
        self.row.text()
    }

    /// Its values.
    pub fn record(&self) -> &'r Record<'r> {
        self.fit.record()
    }

    /// What would be written of it, in the order of the run's formats.
    pub fn filled(&self) -> impl Iterator<Item = Filled<'r>> + use<'r> {
        self.fit.filled()
    }

    /// A finding at the value of a field, by its place in the schema.
    pub fn finding(&self, rule: &'static Rule, level: Level, field: usize, message: String) -> DataFinding {
        let record = self.record();
        let site = Site { run: self.run, path: self.path, row: self.row, text: self.row.text(), record };
        site.finding(rule, level, &record.schema().fields[field].name, message)
    }
}

/// What was read.
#[derive(Debug, Default)]
pub struct Visited {
    /// The files, as messages show them, with what became of their rows.
    pub files: Vec<(String, FileLedger)>,
    /// The SHA-256 of each file.
    pub sha256: Vec<String>,
    /// What was found in the rows, one by one.
    pub findings: Findings,
    /// What the user must hear.
    pub notes: Vec<String>,
}

/// Reads the splits of a run and hands out the rows that it would write: `look` sees each on any thread, `keep` takes what
/// came of it in the order of the input.
///
/// # Errors
/// When a file does not let itself be read. Rows that are at fault are among the findings.
pub fn visit<T>(
    run: &Run<'_>,
    progress: &Progress,
    look: impl Fn(&Kept<'_>) -> T + Sync,
    mut keep: impl FnMut(&Kept<'_>, T) + Send,
) -> Result<Visited, Error> {
    let files = input_files(run)?;
    progress.begin_reading("reading", &files, 1);
    let mut visited =
        Visited { findings: Findings::new(run.options.findings_shown), notes: run.notes.clone(), ..Visited::default() };
    let mut seen = Seen::new(run.project.settings.splits.len(), None);
    for (place, file) in files.iter().enumerate() {
        let mut routed = route(run, file)?;
        visited.notes.append(&mut routed.notes);
        let examiner = Examiner::new(run, (place, &file.shown), routed.route);
        let visiting = Visiting { look: &look, keep: Turns::new(&mut keep) };
        let passed = pass(&file.path, &examiner, &mut seen, &visiting, progress)?;
        visited.sha256.push(passed.sha256);
        visited.files.push((file.shown.clone(), passed.ledger));
        visited.findings.append(passed.findings);
    }
    Ok(visited)
}

/// Whoever visits the rows of a file.
struct Visiting<'v, L, K> {
    look: &'v L,
    keep: Turns<&'v mut K>,
}

impl<T, L: Fn(&Kept<'_>) -> T + Sync, K: FnMut(&Kept<'_>, T) + Send> Outlet for Visiting<'_, L, K> {
    fn take(
        &self,
        number: u64,
        examined: &Examined<'_>,
        examiner: &Examiner<'_>,
        _blocks: &mut Blocks,
    ) -> Result<(), Stop<Failure>> {
        let kept = || examined.fit.iter().map(|candidate| Kept::new(examiner, candidate));
        let looked: Vec<T> = kept().map(|kept| (self.look)(&kept)).collect();
        self.keep.take(number, |keep| kept().zip(looked).for_each(|(kept, looked)| keep(&kept, looked)))
    }

    fn close(&self) {
        self.keep.close();
    }
}

/// The texts of some records, each with its place: `wanted` are the numbers of the file at this place among
/// [`Visited::files`], ascending.
///
/// # Errors
/// When the file does not let itself be read.
pub fn sources(run: &Run<'_>, file: usize, wanted: &[u64]) -> Result<Vec<Source>, Error> {
    let files = input_files(run)?;
    let Some(file) = files.get(file) else { return Ok(Vec::new()) };
    let mut chunks = Chunks::new(Input::open(&file.path).map_err(Error::io("read", &file.path))?, run.project.schema);
    let (mut chunk, mut found, mut wanted) = (Chunk::default(), Vec::new(), wanted.iter().peekable());
    while wanted.peek().is_some() && matches!(chunks.next(&mut chunk), Ok(true)) {
        for row in chunk.rows() {
            if wanted.next_if_eq(&&row.number()).is_some() {
                found.push(Source::excerpt(&file.shown, row.text(), row.position()));
            }
        }
    }
    Ok(found)
}
