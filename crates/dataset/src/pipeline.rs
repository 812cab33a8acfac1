//! Many threads, one order: every thread takes a chunk from the file to the disk, works on it beside the others,
//! and waits for its turn wherever order matters. The outputs are the same bytes whatever the number of threads,
//! what is in memory is a chunk and its lines a thread, and the lines of a chunk stay in the cache of one core.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::Error;
use crate::job::Part;
use crate::output::Lane;
use crate::read::{Chunk, Chunks, ReadFailure};

/// Why a pass ended early.
pub(crate) enum Stop {
    /// The file cannot be read on.
    Read(ReadFailure),
    /// An output cannot be written.
    Write(Error),
}

/// Reads, works, merges and writes until the file ends.
///
/// `work` is called on any thread, with the thread's buffers to use again: fresh ones cost page faults. `merge` is
/// called in the order of the file, and returns the blocks to write, by output.
pub(crate) fn run<W, M>(chunks: Chunks, work: W, merge: M, lanes: &mut [Lane], threads: usize) -> Result<(), Stop>
where
    W: Fn(&Chunk, Vec<Vec<u8>>) -> Part + Sync,
    M: FnMut(&Chunk, Part) -> Vec<Vec<u8>> + Send,
{
    let pipeline = Pipeline {
        reader: Mutex::new(Reader { chunks, read: 0, ended: false }),
        work,
        merge: Turns::new(merge),
        lanes: lanes.iter_mut().map(Turns::new).collect(),
        stop: Mutex::new(None),
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| pipeline.serve());
        }
        pipeline.serve();
    });
    lock(&pipeline.stop).take().map_or(Ok(()), Err)
}

struct Pipeline<'l, W, M> {
    reader: Mutex<Reader>,
    work: W,
    merge: Turns<M>,
    lanes: Vec<Turns<&'l mut Lane>>,
    stop: Mutex<Option<Stop>>,
}

struct Reader {
    chunks: Chunks,
    /// How many chunks were read.
    read: u64,
    ended: bool,
}

impl<W, M> Pipeline<'_, W, M>
where
    W: Fn(&Chunk, Vec<Vec<u8>>) -> Part,
    M: FnMut(&Chunk, Part) -> Vec<Vec<u8>>,
{
    /// Takes chunk after chunk to the disk.
    fn serve(&self) {
        let _closes = ClosesOnPanic(self);
        let mut chunk = Chunk::default();
        let mut buffers = Vec::new();
        while let Some(number) = self.read(&mut chunk) {
            let part = (self.work)(&chunk, buffers);
            let Some(blocks) = self.merge.take(number, |merge| merge(&chunk, part)) else { return };
            for lane in &self.lanes {
                match lane.take(number, |lane| lane.take(&blocks[lane.output])) {
                    Some(Ok(())) => {}
                    Some(Err(error)) => return self.stop(Stop::Write(error)),
                    None => return,
                }
            }
            buffers = blocks;
            buffers.iter_mut().for_each(Vec::clear);
        }
    }

    /// Reads the next chunk; its number, or nothing at the end.
    fn read(&self, chunk: &mut Chunk) -> Option<u64> {
        let mut reader = lock(&self.reader);
        if reader.ended {
            return None;
        }
        match reader.chunks.next(chunk) {
            Ok(true) => {
                reader.read += 1;
                return Some(reader.read - 1);
            }
            Ok(false) => {}
            Err(failure) => {
                lock(&self.stop).get_or_insert(Stop::Read(failure));
            }
        }
        reader.ended = true;
        None
    }

    /// Ends the pass; what is on its way is not written.
    fn stop(&self, stop: Stop) {
        lock(&self.stop).get_or_insert(stop);
        self.close();
    }
}

impl<W, M> Pipeline<'_, W, M> {
    /// No chunk is read, merged or written any more.
    fn close(&self) {
        lock(&self.reader).ended = true;
        self.merge.close();
        self.lanes.iter().for_each(Turns::close);
    }
}

/// Lets the other threads end when one panics: they would wait for its turns for ever.
struct ClosesOnPanic<'p, 'l, W, M>(&'p Pipeline<'l, W, M>);

impl<W, M> Drop for ClosesOnPanic<'_, '_, W, M> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close();
        }
    }
}

/// What every chunk comes to in its turn.
struct Turns<T> {
    state: Mutex<State<T>>,
    moved: Condvar,
}

struct State<T> {
    /// Number of the chunk whose turn it is.
    next: u64,
    /// How many threads wait for theirs.
    waiting: usize,
    value: T,
}

impl<T> Turns<T> {
    fn new(value: T) -> Turns<T> {
        Turns { state: Mutex::new(State { next: 0, waiting: 0, value }), moved: Condvar::new() }
    }

    /// Waits for the turn of chunk `number`; nothing where that will not come.
    fn take<R>(&self, number: u64, act: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut state = lock(&self.state);
        while state.next < number {
            state.waiting += 1;
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
        if state.next > number {
            return None;
        }
        let result = act(&mut state.value);
        state.next += 1;
        // Waking nobody would cost a system call.
        if state.waiting > 0 {
            self.moved.notify_all();
        }
        Some(result)
    }

    /// No chunk's turn comes any more.
    fn close(&self) {
        lock(&self.state).next = u64::MAX;
        self.moved.notify_all();
    }
}

/// A panic elsewhere ends the process with its own message; a poisoned lock has nothing to add.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::read::Input;

    /// Chunks of a file with a number a line.
    fn chunks(folder: &tempfile::TempDir) -> Chunks {
        let path = folder.path().join("numbers.jsonl");
        let lines: String = (0..100_000).map(|number| format!("{{\"n\": {number}}}\n")).collect();
        std::fs::write(&path, lines).unwrap();
        Chunks::new(Input::open(&path).unwrap())
    }

    fn lanes(folder: &tempfile::TempDir, file: std::fs::File) -> Vec<Lane> {
        Lane::of(0, folder.path().join("out"), file, None).unwrap()
    }

    /// A part with the chunk's records, a line each.
    fn copied(chunk: &Chunk, _: Vec<Vec<u8>>) -> Part {
        let lines = chunk.records.iter().flat_map(|range| [&chunk.bytes[range.clone()], b"\n"]);
        Part { blocks: vec![lines.flatten().copied().collect()], ..Part::default() }
    }

    #[test]
    fn chunks_are_merged_and_written_in_the_order_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let chunks = chunks(&folder);
        let mut lanes = lanes(&folder, std::fs::File::create(folder.path().join("out")).unwrap());
        let work = |chunk: &Chunk, buffers| {
            // The later chunks are ready before the earlier ones.
            std::thread::sleep(std::time::Duration::from_millis(5 - chunk.first % 5));
            copied(chunk, buffers)
        };
        let mut firsts = Vec::new();
        let merge = |chunk: &Chunk, part: Part| {
            firsts.push(chunk.first);
            part.blocks
        };
        assert!(run(chunks, work, merge, &mut lanes, 8).is_ok());
        assert!(firsts.len() > 8 && firsts.is_sorted(), "{firsts:?}");
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(read("out") == read("numbers.jsonl"));
    }

    #[test]
    fn no_thread_waits_for_one_that_panicked() {
        for in_merge in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let chunks = chunks(&folder);
            let panics = |now: bool, chunk: &Chunk| assert!(!(now && chunk.first > 1), "as the test wants");
            let work = |chunk: &Chunk, buffers| {
                panics(!in_merge, chunk);
                copied(chunk, buffers)
            };
            let merge = |chunk: &Chunk, part: Part| {
                panics(in_merge, chunk);
                part.blocks
            };
            let ran = catch_unwind(AssertUnwindSafe(|| run(chunks, work, merge, &mut [], 4).is_ok()));
            assert!(ran.is_err(), "the panic arrives");
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_ends_the_pass() {
        let folder = tempfile::tempdir().unwrap();
        let chunks = chunks(&folder);
        let read_only = std::fs::File::open(folder.path().join("numbers.jsonl")).unwrap();
        let ended = run(chunks, copied, |_: &Chunk, part: Part| part.blocks, &mut lanes(&folder, read_only), 4);
        assert!(matches!(ended, Err(Stop::Write(Error::Io { verb: "write", .. }))));
    }
}
