//! Many threads, one order: chunks are read one after another, worked on side by side, merged and written in
//! the order of the input. The outputs are the same bytes whatever the number of threads.
//!
//! Every thread takes whatever task is ready, those nearest to the disk first, so that what is in memory is
//! bounded by the number of threads and not by the size of the data.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::Error;
use crate::job::Part;
use crate::output::Lane;
use crate::read::{Chunk, Chunks, ReadFailure};

/// What is particular to a pass; see [`run`].
pub(crate) trait Work: Sync {
    /// Works on a chunk, on any thread, in any order.
    fn work(&self, chunk: &Chunk, buffers: Vec<Vec<u8>>) -> Part;
    /// How many outputs there are.
    fn outputs(&self) -> usize;
    /// Takes the parts in order; returns the blocks to write, by output.
    fn merge(&self, chunk: &Chunk, part: Part) -> Vec<Vec<u8>>;
}

/// Why a pass ended early.
pub(crate) enum Stop {
    /// The file cannot be read on.
    Read(ReadFailure),
    /// An output cannot be written.
    Write(Error),
}

/// Reads, works, merges and writes until the file ends.
pub(crate) fn run(chunks: Chunks, work: &dyn Work, lanes: &mut Vec<Lane>, threads: usize) -> Result<(), Stop> {
    let count = lanes.len();
    let lanes_in = lanes
        .drain(..)
        .map(|lane| LaneState { output: lane.output, lane: Some(lane), queue: VecDeque::new() })
        .collect();
    let state = State {
        reader: Some(chunks),
        read: 0,
        merged: 0,
        merging: false,
        blocks: 0,
        parts: BTreeMap::new(),
        lanes: lanes_in,
        spare: Vec::new(),
        spare_chunks: Vec::new(),
        ended: false,
        stop: None,
    };
    let pool = Pool { state: Mutex::new(state), wake: Condvar::new(), work, threads: threads.max(1) };
    std::thread::scope(|scope| {
        for _ in 1..pool.threads {
            scope.spawn(|| pool.serve());
        }
        pool.serve();
    });
    let state = pool.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    lanes.extend(state.lanes.into_iter().filter_map(|lane| lane.lane));
    debug_assert_eq!(lanes.len(), count);
    state.stop.map_or(Ok(()), Err)
}

struct Pool<'w> {
    state: Mutex<State>,
    wake: Condvar,
    work: &'w dyn Work,
    threads: usize,
}

struct State {
    /// Taken while a thread reads.
    reader: Option<Chunks>,
    /// Chunks read, and merged.
    read: u64,
    merged: u64,
    merging: bool,
    /// Blocks that wait for a lane.
    blocks: usize,
    parts: BTreeMap<u64, (Chunk, Part)>,
    lanes: Vec<LaneState>,
    /// Buffers to use again: fresh ones cost page faults.
    spare: Vec<Vec<u8>>,
    spare_chunks: Vec<Chunk>,
    ended: bool,
    stop: Option<Stop>,
}

struct LaneState {
    /// The output that the lane works for.
    output: usize,
    /// Taken while a thread works in it.
    lane: Option<Lane>,
    queue: VecDeque<Arc<Vec<u8>>>,
}

enum Task {
    Lane(usize, Lane, Arc<Vec<u8>>),
    Merge(Chunk, Part),
    Read(Chunks, Chunk),
}

impl Pool<'_> {
    /// Does tasks until there are none left.
    fn serve(&self) {
        let mut state = self.lock();
        loop {
            match state.pick(self.threads) {
                Some(task) => {
                    drop(state);
                    self.perform(task);
                    state = self.lock();
                    self.wake.notify_all();
                }
                None if state.is_done() => return self.wake.notify_all(),
                None => state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn perform(&self, task: Task) {
        match task {
            Task::Lane(index, lane, block) => self.take(index, lane, block),
            Task::Merge(chunk, part) => {
                let blocks = self.work.merge(&chunk, part);
                self.lock().finish_merge(chunk, blocks);
            }
            Task::Read(reader, chunk) => self.read(reader, chunk),
        }
    }

    fn take(&self, index: usize, mut lane: Lane, block: Arc<Vec<u8>>) {
        let taken = lane.take(&block);
        let mut state = self.lock();
        state.lanes[index].lane = Some(lane);
        if let Err(error) = taken {
            state.stop.get_or_insert(Stop::Write(error));
        }
        if let Ok(mut block) = Arc::try_unwrap(block) {
            block.clear();
            state.blocks -= 1;
            state.spare.push(block);
        }
    }

    /// Reads a chunk, lets the next thread read, and works on it.
    fn read(&self, mut reader: Chunks, mut chunk: Chunk) {
        let read = reader.next(&mut chunk);
        let mut state = self.lock();
        state.reader = Some(reader);
        let number = state.read;
        match read {
            Ok(true) => state.read += 1,
            Ok(false) => return state.ended = true,
            Err(failure) => {
                state.ended = true;
                state.stop.get_or_insert(Stop::Read(failure));
                return;
            }
        }
        let kept = state.spare.len().saturating_sub(self.work.outputs());
        let buffers = state.spare.split_off(kept);
        drop(state);
        self.wake.notify_one();
        let part = self.work.work(&chunk, buffers);
        self.lock().parts.insert(number, (chunk, part));
    }
}

impl State {
    /// The next task, those nearest to the disk first.
    fn pick(&mut self, threads: usize) -> Option<Task> {
        if matches!(self.stop, Some(Stop::Write(_))) {
            return None;
        }
        for (index, state) in self.lanes.iter_mut().enumerate() {
            if state.lane.is_some()
                && let Some(block) = state.queue.pop_front()
            {
                return state.lane.take().map(|lane| Task::Lane(index, lane, block));
            }
        }
        if !self.merging
            && let Some((chunk, part)) = self.parts.remove(&self.merged)
        {
            self.merging = true;
            return Some(Task::Merge(chunk, part));
        }
        let in_flight = (self.read - self.merged) as usize;
        let room = in_flight < threads + 2 && self.blocks < 2 * threads + 4;
        if !self.ended
            && room
            && let Some(reader) = self.reader.take()
        {
            return Some(Task::Read(reader, self.spare_chunks.pop().unwrap_or_default()));
        }
        None
    }

    fn finish_merge(&mut self, chunk: Chunk, blocks: Vec<Vec<u8>>) {
        for (output, block) in blocks.into_iter().enumerate() {
            let wanted = self.lanes.iter().any(|state| state.output == output);
            if block.is_empty() || !wanted {
                self.spare.push(block);
                continue;
            }
            let block = Arc::new(block);
            self.blocks += 1;
            let lanes = self.lanes.iter_mut().filter(|state| state.output == output);
            lanes.for_each(|state| state.queue.push_back(Arc::clone(&block)));
        }
        self.spare_chunks.push(chunk);
        self.merged += 1;
        self.merging = false;
    }

    /// Whether nothing is left to do, now or later.
    fn is_done(&self) -> bool {
        let idle = self.reader.is_some() && !self.merging && self.lanes.iter().all(|state| state.lane.is_some());
        let write_failed = matches!(self.stop, Some(Stop::Write(_)));
        idle && (write_failed
            || self.ended && self.read == self.merged && self.lanes.iter().all(|state| state.queue.is_empty()))
    }
}
