//! Many threads, one order: every thread takes an item from its source to its end, works on it beside the others, and
//! waits for its turn wherever order matters. What comes out is the same whatever the number of threads, what is in
//! memory is an item a thread, and an item stays in the cache of one core.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Why no more items are worked on.
#[derive(Debug)]
pub(crate) enum Stop<E> {
    /// The source or the work failed.
    Failed(E),
    /// It ended on another thread.
    Elsewhere,
}

/// How much may be worked on at the same time, and how much an item is of that.
#[derive(Debug)]
pub(crate) struct Budget<T> {
    /// Bytes; one item is worked on however large it is.
    pub(crate) limit: usize,
    /// Bytes of an item.
    pub(crate) cost: fn(&T) -> usize,
}

/// Takes items from `next`, which fills one and says whether there was one, to the end of `work`, which is given the
/// item's number and waits for its turns.
///
/// When anything fails, `close` closes all those turns. Items are used again: fresh ones cost page faults. Where the
/// system gives fewer threads than asked for, those that there are do it all.
///
/// # Errors
/// The first failure of `next` or `work`.
pub(crate) fn run<T: Default, E: Send>(
    threads: usize,
    budget: Budget<T>,
    next: impl FnMut(&mut T) -> Result<bool, E> + Send,
    work: impl Fn(u64, &mut T) -> Result<(), Stop<E>> + Sync,
    close: impl Fn() + Sync,
) -> Result<(), E> {
    let source = Source {
        items: Mutex::new(Items { next, taken: 0, ended: false, working: 0, last: 0 }),
        eased: Condvar::new(),
        budget,
    };
    let failure = Mutex::new(None);
    let serve = || {
        let end = || {
            close();
            source.end();
        };
        let _ends = OnPanic(end);
        let (mut item, mut done) = (T::default(), 0);
        loop {
            let worked = match source.take(&mut item, done) {
                Ok(Some(number)) => work(number, &mut item),
                Ok(None) => return,
                // What was read before is worked on to its end.
                Err(error) => {
                    lock(&failure).get_or_insert(error);
                    return;
                }
            };
            done = (source.budget.cost)(&item);
            if done > LARGE {
                item = T::default();
            }
            match worked {
                Ok(()) => {}
                Err(Stop::Elsewhere) => return end(),
                Err(Stop::Failed(error)) => {
                    lock(&failure).get_or_insert(error);
                    return end();
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            if std::thread::Builder::new().spawn_scoped(scope, serve).is_err() {
                break;
            }
        }
        serve();
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// The memory of a larger item is given back.
const LARGE: usize = 1 << 20;

/// Gives out items, as far as the budget allows.
struct Source<N, T> {
    items: Mutex<Items<N>>,
    /// There may be room for another item, or nothing more to wait for.
    eased: Condvar,
    budget: Budget<T>,
}

struct Items<N> {
    next: N,
    /// How many items were taken.
    taken: u64,
    ended: bool,
    /// Bytes that are being worked on.
    working: usize,
    /// Bytes of the item that was taken last, which the next one is expected to be like.
    last: usize,
}

impl<N, T> Source<N, T> {
    /// Takes the next item, after one of `done` bytes; its number, or nothing at the end.
    ///
    /// Who comes back from an item goes on before those that wait for room: large items stay with few threads, and their
    /// memory too.
    fn take<E>(&self, item: &mut T, done: usize) -> Result<Option<u64>, E>
    where
        N: FnMut(&mut T) -> Result<bool, E>,
    {
        let mut items = lock(&self.items);
        items.working -= done;
        while !items.ended && items.working > 0 && items.working.saturating_add(items.last) > self.budget.limit {
            items = self.eased.wait(items).unwrap_or_else(PoisonError::into_inner);
        }
        if items.ended {
            return Ok(None);
        }
        let taken = (items.next)(item);
        if !matches!(taken, Ok(true)) {
            items.ended = true;
            self.eased.notify_all();
            return taken.map(|_| None);
        }
        items.last = (self.budget.cost)(item);
        items.working += items.last;
        // One more may have room; it sees to those behind it.
        self.eased.notify_one();
        items.taken += 1;
        Ok(Some(items.taken - 1))
    }

    /// Nothing is given out any more.
    fn end(&self) {
        lock(&self.items).ended = true;
        self.eased.notify_all();
    }
}

/// Lets the other threads end when one panics: they would wait for its turns for ever.
struct OnPanic<F: Fn()>(F);

impl<F: Fn()> Drop for OnPanic<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)();
        }
    }
}

/// What every item comes to in its turn.
pub(crate) struct Turns<T> {
    state: Mutex<State<T>>,
    moved: Condvar,
}

struct State<T> {
    /// Number of the item whose turn it is.
    next: u64,
    /// How many threads wait for theirs.
    waiting: usize,
    value: T,
}

impl<T> Turns<T> {
    pub(crate) fn new(value: T) -> Turns<T> {
        Turns { state: Mutex::new(State { next: 0, waiting: 0, value }), moved: Condvar::new() }
    }

    /// Acts in the turn of item `number`.
    ///
    /// # Errors
    /// When that turn will not come.
    pub(crate) fn take<R, E>(&self, number: u64, act: impl FnOnce(&mut T) -> R) -> Result<R, Stop<E>> {
        let mut state = lock(&self.state);
        while state.next < number {
            state.waiting += 1;
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
        if state.next > number {
            return Err(Stop::Elsewhere);
        }
        let result = act(&mut state.value);
        state.next += 1;
        // Waking nobody would cost a system call.
        if state.waiting > 0 {
            self.moved.notify_all();
        }
        Ok(result)
    }

    /// No item's turn comes any more.
    pub(crate) fn close(&self) {
        lock(&self.state).next = u64::MAX;
        self.moved.notify_all();
    }

    /// What came of all turns.
    pub(crate) fn into_inner(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).value
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

    const FREE: Budget<u64> = Budget { limit: usize::MAX, cost: |_| 0 };

    /// The numbers from 0, so many.
    fn numbers(count: u64) -> impl FnMut(&mut u64) -> Result<bool, String> + Send {
        let mut numbers = 0..count;
        move |item| {
            let next = numbers.next();
            *item = next.unwrap_or_default();
            Ok(next.is_some())
        }
    }

    #[test]
    fn turns_come_in_the_order_of_the_items() {
        let ordered = Turns::new(Vec::new());
        let work = |number, item: &mut u64| {
            // The later ones are ready before the earlier ones.
            std::thread::sleep(std::time::Duration::from_millis(5 - *item % 5));
            ordered.take(number, |ordered| ordered.push(*item))
        };
        assert_eq!(run(8, FREE, numbers(100), work, || ordered.close()), Ok(()));
        assert_eq!(ordered.into_inner(), (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn no_thread_waits_for_one_that_panicked() {
        for in_turn in [false, true] {
            let ordered = Turns::new(());
            let panics = |now: bool, item: u64| assert!(!(now && item > 1), "as the test wants");
            let work = |number, item: &mut u64| {
                panics(!in_turn, *item);
                ordered.take(number, |()| panics(in_turn, *item))
            };
            let ran = catch_unwind(AssertUnwindSafe(|| run(4, FREE, numbers(100), work, || ordered.close())));
            assert!(ran.is_err(), "the panic arrives");
        }
    }

    #[test]
    fn a_failure_ends_the_work_on_every_thread() {
        let ordered = Turns::new(());
        let work = |number, item: &mut u64| match *item {
            20 => Err(Stop::Failed("twenty".to_owned())),
            _ => ordered.take(number, |()| ()),
        };
        assert_eq!(run(4, FREE, numbers(u64::MAX), work, || ordered.close()), Err("twenty".to_owned()));
    }

    #[test]
    fn what_came_before_a_failure_of_the_source_is_worked_on() {
        let ordered = Turns::new(0);
        let mut numbers = numbers(20);
        let next = |item: &mut u64| match numbers(item) {
            Ok(false) => Err("the end".to_owned()),
            other => other,
        };
        let work = |number, _: &mut u64| ordered.take(number, |count| *count += 1);
        assert_eq!(run(4, FREE, next, work, || ordered.close()), Err("the end".to_owned()));
        assert_eq!(ordered.into_inner(), 20);
    }

    #[test]
    fn no_more_is_worked_on_at_once_than_the_budget_allows_but_for_one_item() {
        use std::sync::atomic::{AtomicUsize, Ordering};

        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let ordered = Turns::new(Vec::new());
        let work = |number, item: &mut u64| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(std::time::Duration::from_millis(1));
            let taken = ordered.take(number, |ordered| ordered.push(*item));
            now.fetch_sub(1, Ordering::SeqCst);
            taken
        };
        for (limit, expected) in [(250, 2), (50, 1)] {
            let budget = Budget { limit, cost: |_: &u64| 100 };
            most.store(0, Ordering::SeqCst);
            lock(&ordered.state).next = 0;
            assert_eq!(run(8, budget, numbers(50), work, || ordered.close()), Ok(()));
            assert!(most.load(Ordering::SeqCst) <= expected);
        }
        assert_eq!(ordered.into_inner().len(), 100);
    }
}
