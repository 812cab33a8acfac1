//! The rows that a run would write, for whoever asks questions about all of them.

use tunesmith_runtime::Record;
use tunesmith_template::{Position, Source};

use crate::decide::Seen;
use crate::examine::Examiner;
use crate::inputs::input_files;
use crate::pass::pass;
use crate::read::{Chunk, Chunks, Input};
use crate::route::route;
use crate::run::Run;
use crate::{Error, FileLedger, Findings, Progress};

/// A row that a run would write.
#[derive(Clone, Debug)]
pub struct Kept<'r> {
    /// Place of its file among [`Visited::files`].
    pub file: usize,
    /// Place of its output split in the project's settings.
    pub split: usize,
    /// Its number in the file, from 1.
    pub number: u64,
    /// Where it begins.
    pub position: Position,
    /// Its values.
    pub record: &'r Record<'r>,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Visited {
    /// The files, as messages show them, with what became of their rows.
    pub files: Vec<(String, FileLedger)>,
    /// What was found in the rows, one by one.
    pub findings: Findings,
    /// What the user must hear.
    pub notes: Vec<String>,
}

/// Reads the splits of a run and hands out the rows that it would write, in the order of the input.
///
/// # Errors
/// When a file does not let itself be read. Rows that are at fault are among the findings.
pub fn visit(run: &Run<'_>, progress: &Progress, mut each: impl FnMut(&Kept<'_>) + Send) -> Result<Visited, Error> {
    let files = input_files(run)?;
    progress.will_read(&files, 1);
    let mut visited =
        Visited { findings: Findings::new(run.options.findings_shown), notes: run.notes.clone(), files: Vec::new() };
    let mut seen = Seen::new(run.project.settings.splits.len(), None);
    for (place, file) in files.iter().enumerate() {
        let mut routed = route(run, file)?;
        visited.notes.append(&mut routed.notes);
        let examiner = Examiner::new(run, &file.shown, routed.route);
        let mut visit = |candidate: &crate::examine::Candidate<'_>| {
            let (number, position) = (candidate.row.number(), candidate.row.position());
            each(&Kept { file: place, split: candidate.split, number, position, record: candidate.fit.record() });
        };
        let passed = pass(&file.path, &examiner, &mut seen, &mut [], Some(&mut visit), progress)?;
        visited.files.push((file.shown.clone(), passed.ledger));
        visited.findings.append(passed.findings);
    }
    Ok(visited)
}

/// The texts of some records, each with its place: `wanted` are the numbers of the file at this place among
/// [`Visited::files`], ascending.
///
/// # Errors
/// When the file does not let itself be read.
pub fn sources(run: &Run<'_>, file: usize, wanted: &[u64]) -> Result<Vec<Source>, Error> {
    let files = input_files(run)?;
    let Some(file) = files.get(file) else { return Ok(Vec::new()) };
    let mut chunks = Chunks::new(Input::open(&file.path).map_err(Error::io("read", &file.path))?);
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
