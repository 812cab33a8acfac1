//! One pass over one file: read, examine, decide, render, write.

use std::path::Path;
use std::sync::Arc;

use tunesmith_template::rules::data;
use tunesmith_template::{Level, Source};

use crate::decide::{Decider, Passed, Seen};
use crate::examine::{Examined, Examiner};
use crate::output::{Blocks, Lane};
use crate::pipeline::{self, Budget, Stop, Turns};
use crate::read::{Chunk, Chunks, Input, ReadFailure};
use crate::{DataFinding, Error, Findings, Progress};

/// What a thread works on, used again for chunk after chunk.
#[derive(Default)]
struct Desk {
    chunk: Chunk,
    blocks: Blocks,
}

/// Bytes of records that are worked on at the same time: many threads with records of many megabytes would take all memory
/// there is.
const BUDGET: Budget<Desk> = Budget { limit: 32 << 20, cost: |desk| desk.chunk.size() };

/// Why a pass ends early.
pub(crate) enum Failure {
    /// The file cannot be read on.
    Read(ReadFailure),
    /// An output cannot be written.
    Write(Error),
}

/// Where the records go that are written.
pub(crate) trait Outlet: Sync {
    /// Takes a chunk, by its number from 0, on any thread: whatever needs the order of the input waits for its turn.
    fn take(
        &self,
        number: u64,
        examined: &Examined<'_>,
        examiner: &Examiner<'_>,
        blocks: &mut Blocks,
    ) -> Result<(), Stop<Failure>>;

    /// Nothing more will come.
    fn close(&self);
}

/// The files that are written, as outlet of one pass.
pub(crate) struct Lanes<'l>(Vec<Turns<&'l mut Lane>>);

impl<'l> Lanes<'l> {
    /// Lines go to these; with none, nowhere.
    pub(crate) fn new(lanes: &'l mut [Lane]) -> Lanes<'l> {
        Lanes(lanes.iter_mut().map(Turns::new).collect())
    }
}

impl Outlet for Lanes<'_> {
    fn take(
        &self,
        number: u64,
        examined: &Examined<'_>,
        examiner: &Examiner<'_>,
        blocks: &mut Blocks,
    ) -> Result<(), Stop<Failure>> {
        if self.0.is_empty() {
            return Ok(());
        }
        blocks.render(examined, examiner);
        for lane in &self.0 {
            let written = lane.take(number, |lane| lane.take(blocks.of(lane.output)))?;
            written.map_err(|error| Stop::Failed(Failure::Write(error)))?;
        }
        Ok(())
    }

    fn close(&self) {
        self.0.iter().for_each(Turns::close);
    }
}

/// Takes the records of a file to an outlet.
///
/// # Errors
/// When the file does not let itself be read, or an output written. Data that is at fault is among the findings.
pub(crate) fn pass(
    file: &Path,
    examiner: &Examiner<'_>,
    seen: &mut Seen,
    outlet: &impl Outlet,
    progress: &Progress,
) -> Result<Passed, Error> {
    let options = &examiner.run.options;
    let input = Input::open_counted(file, Arc::clone(&progress.done)).map_err(Error::io("read", file))?;
    let fingerprint = input.fingerprint();
    let mut chunks = Chunks::new(input, examiner.run.project.schema);
    let passed = Passed { findings: Findings::new(options.findings_shown), ..Passed::default() };
    let decider = Turns::new(Decider { examiner, seen, rows: &progress.rows, passed });

    let next = |desk: &mut Desk| {
        if progress.is_stopped() {
            return Err(Failure::Read(ReadFailure::Io(std::io::ErrorKind::Interrupted.into())));
        }
        chunks.next(&mut desk.chunk).map_err(Failure::Read)
    };
    let work = |number, desk: &mut Desk| {
        let records = examiner.read(&desk.chunk);
        let mut examined = examiner.examine(&records);
        decider.take(number, |decider| decider.decide(&mut examined))?;
        outlet.take(number, &examined, examiner, &mut desk.blocks)
    };
    let close = || {
        decider.close();
        outlet.close();
    };
    let ended = pipeline::run(options.threads, BUDGET, next, work, close);

    let mut passed = decider.into_inner().passed;
    match ended {
        Ok(()) => {}
        Err(Failure::Write(error)) => return Err(error),
        Err(Failure::Read(failure)) => {
            passed.findings.add(unreadable(failure, file, examiner.path)?);
            passed.broken = true;
        }
    }
    examiner.other_splits(&passed.named, &mut passed.ledger);
    passed.findings.sort();
    passed.sha256 = fingerprint.hex();
    Ok(passed)
}

/// The finding for a file that cannot be read on.
fn unreadable(failure: ReadFailure, file: &Path, shown: &str) -> Result<DataFinding, Error> {
    let (source, message, help) = match failure {
        ReadFailure::Syntax { position, excerpt, message, help } => {
            (Source::excerpt(shown, excerpt, position), message, help)
        }
        ReadFailure::Io(error) if is_data_fault(&error) => {
            let message = format!("the compressed file is cut short or damaged: {error}");
            (Source::new(shown, ""), message, "half a file is not taken for a whole one; copy it again")
        }
        ReadFailure::Io(error) => return Err(Error::Io { verb: "read", path: file.to_owned(), error }),
    };
    Ok(DataFinding::of_file(source, &data::DATA_SYNTAX, Level::Deny, message, &[help]))
}

/// Whether a decompressor gave up on the file's content.
fn is_data_fault(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    error.raw_os_error().is_none() && matches!(error.kind(), InvalidData | InvalidInput | Other | UnexpectedEof)
}
