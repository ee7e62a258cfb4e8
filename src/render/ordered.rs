//! Parts made side by side and taken in order: the one place where rendering uses more than one thread. A
//! worker never runs further ahead than a small window, so memory is bounded however long the report is.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many parts may wait or be in the making, for each thread.
const WINDOW_PER_THREAD: usize = 2;

/// What the workers and the taker share.
struct Queue<Made> {
    /// The next part that nobody has begun.
    next: usize,
    /// How many parts have been taken.
    taken: usize,
    /// Parts that are made and not yet taken.
    ready: BTreeMap<usize, Made>,
    /// Nobody shall begin anything more: a failure, or a panic somewhere.
    stopped: bool,
}

struct Shared<Made> {
    queue: Mutex<Queue<Made>>,
    changed: Condvar,
}

impl<Made> Shared<Made> {
    fn lock(&self) -> MutexGuard<'_, Queue<Made>> {
        // The queue is consistent between any two statements, so a panic elsewhere does not spoil it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, queue: MutexGuard<'a, Queue<Made>>) -> MutexGuard<'a, Queue<Made>> {
        self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner)
    }

    /// The next part to make, when the window allows one; `None` when there is nothing left to do.
    fn begin(&self, count: usize, window: usize) -> Option<usize> {
        let mut queue = self.lock();
        loop {
            if queue.stopped || queue.next >= count {
                return None;
            }
            if queue.next < queue.taken + window {
                let index = queue.next;
                queue.next += 1;
                return Some(index);
            }
            queue = self.wait(queue);
        }
    }

    fn finish(&self, index: usize, made: Made) {
        self.lock().ready.insert(index, made);
        self.changed.notify_all();
    }

    /// The part with this index as soon as it is made; `None` when the workers were stopped.
    fn take(&self, index: usize) -> Option<Made> {
        let mut queue = self.lock();
        loop {
            if let Some(made) = queue.ready.remove(&index) {
                queue.taken = index + 1;
                self.changed.notify_all();
                return Some(made);
            }
            if queue.stopped {
                return None;
            }
            queue = self.wait(queue);
        }
    }
}

/// Stops everybody when it is dropped: at the regular end, after a failure, and in a panic.
struct StopOnDrop<'a, Made> {
    shared: &'a Shared<Made>,
    only_in_panic: bool,
}

impl<Made> Drop for StopOnDrop<'_, Made> {
    fn drop(&mut self) {
        if !self.only_in_panic || std::thread::panicking() {
            self.shared.lock().stopped = true;
            self.shared.changed.notify_all();
        }
    }
}

/// Makes parts 0 to `count` − 1 on so many threads and gives them to `take` one by one in order, on the
/// calling thread. Ends at the first failure in the order of the parts, whichever thread met one first.
pub(super) fn in_order<Made: Send, Failure: Send>(
    count: usize,
    threads: usize,
    make: impl Fn(usize) -> Result<Made, Failure> + Sync,
    mut take: impl FnMut(Made) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if threads <= 1 || count <= 1 {
        return (0..count).try_for_each(|index| take(make(index)?));
    }
    let queue = Queue { next: 0, taken: 0, ready: BTreeMap::new(), stopped: false };
    let shared = Shared { queue: Mutex::new(queue), changed: Condvar::new() };
    let (shared, make) = (&shared, &make);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            scope.spawn(move || {
                let _guard = StopOnDrop { shared, only_in_panic: true };
                while let Some(index) = shared.begin(count, threads * WINDOW_PER_THREAD) {
                    shared.finish(index, make(index));
                }
            });
        }
        let _guard = StopOnDrop { shared, only_in_panic: false };
        for index in 0..count {
            // Without a part a worker has panicked; the scope hands the panic on when it joins.
            let Some(part) = shared.take(index) else { return Ok(()) };
            take(part?)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn parts_are_taken_in_order_whatever_the_number_of_threads() {
        for threads in 1..=4 {
            let mut taken = Vec::new();
            let result: Result<(), ()> = in_order(
                50,
                threads,
                |index| {
                    if index % 7 == 0 {
                        std::thread::sleep(std::time::Duration::from_millis(2));
                    }
                    Ok(index)
                },
                |index| {
                    taken.push(index);
                    Ok(())
                },
            );
            assert_eq!(result, Ok(()));
            assert_eq!(taken, (0..50).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_failure_in_order_ends_it() {
        let made = AtomicUsize::new(0);
        let mut taken = 0;
        let result = in_order(
            1000,
            3,
            |index| {
                made.fetch_add(1, Ordering::Relaxed);
                if index == 5 || index == 6 { Err(index) } else { Ok(index) }
            },
            |_| {
                taken += 1;
                Ok(())
            },
        );
        assert_eq!((result, taken), (Err(5), 5));
        assert!(made.load(Ordering::Relaxed) <= 5 + 1 + 3 * WINDOW_PER_THREAD);
    }

    #[test]
    fn a_taker_that_fails_stops_the_workers() {
        let count = AtomicUsize::new(0);
        let make = |index| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(index)
        };
        let result = in_order(1000, 2, make, |index: usize| if index == 3 { Err("full") } else { Ok(()) });
        assert_eq!(result, Err("full"));
        assert!(count.load(Ordering::Relaxed) <= 4 + 2 * WINDOW_PER_THREAD);
    }

    #[test]
    fn a_panic_in_a_worker_is_handed_on_instead_of_hanging() {
        let panic = std::panic::catch_unwind(|| {
            let make = |index: usize| -> Result<usize, ()> {
                assert!(index != 4, "a fault");
                Ok(index)
            };
            in_order(100, 2, make, |_| Ok(()))
        });
        assert!(panic.is_err());
    }
}
