//! Passes over the input files: parts merged in order, what the whole run must know kept.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tunesmith_template::rules::data;
use tunesmith_template::{Diagnostic, Level, Source, Span};

use crate::job::{Job, Part, Pass, Without};
use crate::ledger::SplitCounts;
use crate::output::Lane;
use crate::pipeline::{self, Stop};
use crate::read::{Chunk, Chunks, Input, ReadFailure};
use crate::select::Lowest;
use crate::{DataFinding, Error, FileLedger, Findings, OnInvalid, Progress};

/// What every pass of a run shares.
pub(crate) struct Shared {
    /// Hashes of the ids seen, by split: 8 bytes an id.
    pub(crate) seen: Vec<HashSet<u64>>,
    /// The lowest draws, by split, where a sample is drawn.
    pub(crate) lowest: Option<Vec<Lowest>>,
    /// How many more rows may have the highest draw of the sample, by split: equal rows have equal draws.
    pub(crate) room: Vec<u64>,
    pub(crate) threads: usize,
}

/// What a pass over a file came to.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    pub(crate) ledger: FileLedger,
    pub(crate) own_splits: SplitCounts,
    pub(crate) findings: Findings,
    pub(crate) sha256: String,
    pub(crate) broken: bool,
}

/// Runs one pass over one file.
pub(crate) fn pass(
    file: &Path,
    job: &Job<'_>,
    shared: &mut Shared,
    lanes: &mut [Lane],
    progress: &Progress,
) -> Result<Passed, Error> {
    let input = Input::open_counted(file, Arc::clone(&progress.bytes)).map_err(Error::io("read", file))?;
    let fingerprint = input.fingerprint();
    let threads = shared.threads;
    let mut merger = Merger { job, rows: &progress.rows, shared, passed: Passed::default() };
    let work = |chunk: &Chunk, buffers| job.work(chunk, &[], buffers);
    let merge = |chunk: &Chunk, part| merger.merge(chunk, part);
    let ended = pipeline::run(Chunks::new(input), work, merge, lanes, threads);
    let mut passed = merger.passed;
    match ended {
        Ok(()) => {}
        Err(Stop::Write(error)) => return Err(error),
        Err(Stop::Read(ReadFailure::Io(error))) if is_data_fault(&error) => {
            passed.broken = true;
            passed.findings.add(broken_stream(job, &error));
        }
        Err(Stop::Read(ReadFailure::Io(error))) => {
            return Err(Error::Io { verb: "read", path: file.to_owned(), error });
        }
        Err(Stop::Read(ReadFailure::Syntax { position, excerpt, message, help })) => {
            passed.broken = true;
            let source = Source::excerpt(job.path, excerpt, position);
            passed.findings.add(syntax(source, message, Some(help)));
        }
    }
    passed.findings.sort();
    passed.sha256 = fingerprint.hex();
    Ok(passed)
}

/// Whether a decompressor gave up on the file's content.
fn is_data_fault(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    error.raw_os_error().is_none() && matches!(error.kind(), InvalidData | InvalidInput | Other | UnexpectedEof)
}

fn broken_stream(job: &Job<'_>, error: &std::io::Error) -> DataFinding {
    let source = Source::new(job.path, "");
    let message = format!("the compressed file is cut short or damaged: {error}");
    syntax(source, message, Some("half a file is not taken for a whole one; copy it again"))
}

fn syntax(source: Source, message: String, help: Option<&str>) -> DataFinding {
    let diagnostic = Diagnostic {
        code: data::DATA_SYNTAX.code,
        level: Level::Deny,
        span: Span::at(0),
        message,
        record: None,
        labels: Vec::new(),
        help: help.into_iter().map(str::to_owned).collect(),
        fix: None,
    };
    DataFinding { source, diagnostic }
}

/// So many rows are taken out of a chunk one by one.
const FEW: usize = 8;

/// Takes the parts in the order of the file.
struct Merger<'m, 'j> {
    job: &'m Job<'j>,
    rows: &'m AtomicU64,
    shared: &'m mut Shared,
    passed: Passed,
}

impl Merger<'_, '_> {
    /// Leaves out what only the whole run knows to leave out; returns the blocks to write, by output.
    fn merge(&mut self, chunk: &Chunk, mut part: Part) -> Vec<Vec<u8>> {
        let twice = self.seen_before(&part);
        let mut findings = Findings::default();
        let level = twice.iter().map(|&row| self.job.seen_before(chunk, row, &mut findings)).last();
        let left_out = level == Some(Level::Deny) && self.job.options.on_invalid == OnInvalid::Skip;
        let mut without: Vec<_> = twice.iter().filter(|_| left_out).map(|&row| (row, Without::Twice)).collect();
        self.add_over_sample(&part, &mut without);
        if self.job.options.rejects && !without.is_empty() || without.len() > FEW {
            // The rejects are in the order of the rows; and many rows are not taken out one by one.
            part = self.job.work(chunk, &without, Vec::new());
        } else {
            part.take_out(&without, self.job.formats.len());
        }
        part.findings.append(findings);
        self.rows.fetch_add(part.ledger.read, Ordering::Relaxed);
        let blocks = self.take(part);
        self.job.full.update(&self.passed.findings);
        blocks
    }

    /// The rows whose id an earlier row of the split has; the others are remembered.
    fn seen_before(&mut self, part: &Part) -> Vec<usize> {
        let seen = &mut self.shared.seen;
        let twice = part.used.iter().filter(|used| used.hash.is_some_and(|hash| !seen[used.split].insert(hash)));
        twice.map(|used| used.row).collect()
    }

    /// Adds the rows for which the sample has no room, though their draw is in it.
    fn add_over_sample(&mut self, part: &Part, without: &mut Vec<(usize, Without)>) {
        let Pass::Write(thresholds) = &self.job.pass else { return };
        for used in &part.used {
            let split = used.split;
            let is_highest = used.draw.is_some() && used.draw == thresholds[split];
            if !is_highest || without.iter().any(|(row, _)| *row == used.row) {
                continue;
            }
            match self.shared.room[split].checked_sub(1) {
                Some(room) => self.shared.room[split] = room,
                None => without.push((used.row, Without::NotSampled)),
            }
        }
    }

    fn take(&mut self, part: Part) -> Vec<Vec<u8>> {
        if let Some(lowest) = &mut self.shared.lowest {
            part.used
                .iter()
                .filter_map(|used| Some((used.split, used.draw?)))
                .for_each(|(split, draw)| lowest[split].add(draw));
        }
        for (name, rows) in part.own_splits.iter() {
            self.passed.own_splits.add(name, self.job.project.settings.split(name).is_some(), rows);
        }
        self.passed.ledger.append(part.ledger);
        self.passed.findings.append(part.findings);
        self.passed.broken |= part.broken;
        part.blocks
    }
}
