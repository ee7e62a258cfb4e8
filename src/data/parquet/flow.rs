//! Runs tasks on several threads and takes their results strictly in order. At most as many results wait as memory
//! was granted for, and the first error in the order of the tasks is the one that is reported: results and errors
//! never depend on the number of threads.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// How many results may wait for each thread.
const AHEAD: usize = 2;

/// What the threads share.
struct State {
    next: usize,
    /// No task from here on is begun.
    end: usize,
    folded: usize,
    /// The memory of the tasks that are begun and not yet folded.
    granted: u64,
}

struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, State> {
        // a panic while the lock is held is impossible: nothing but sums happens then
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self, end: usize) {
        let mut state = self.lock();
        state.end = state.end.min(end);
        drop(state);
        self.changed.notify_all();
    }

    /// The next task, when its turn has come; `None` when there is none.
    fn take(&self, costs: &[u64], budget: u64, window: usize) -> Option<usize> {
        let mut state = self.lock();
        loop {
            let index = state.next;
            if index >= state.end {
                return None;
            }
            let fits = state.granted == 0 || state.granted.saturating_add(costs[index]) <= budget;
            if fits && index < state.folded + window {
                state.next += 1;
                state.granted = state.granted.saturating_add(costs[index]);
                return Some(index);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn folded(&self, cost: u64) {
        let mut state = self.lock();
        state.folded += 1;
        state.granted = state.granted.saturating_sub(cost);
        drop(state);
        self.changed.notify_all();
    }
}

/// Sends the threads home, also when the taker of the results panics.
struct Closing<'a>(&'a Gate);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close(0);
    }
}

type Outcome<T, E> = Result<Result<T, E>, Box<dyn Any + Send>>;

/// Does `work` for the index of each cost, on `threads` threads, and gives the results to `fold` in order.
/// `costs` are bytes; the sum for begun tasks stays within `budget`, save that one task is always begun.
/// A panic in `work` goes on in the caller.
pub(super) fn ordered<T: Send, E: Send>(
    costs: &[u64],
    budget: u64,
    threads: usize,
    work: &(dyn Fn(usize) -> Result<T, E> + Sync),
    fold: &mut dyn FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.min(costs.len());
    if threads < 2 {
        return (0..costs.len()).try_for_each(|index| fold(work(index)?));
    }
    let state = State { next: 0, end: costs.len(), folded: 0, granted: 0 };
    let gate = Gate { state: Mutex::new(state), changed: Condvar::new() };
    thread::scope(|scope| {
        let closing = Closing(&gate);
        let (sender, receiver) = mpsc::channel::<(usize, Outcome<T, E>)>();
        let mut started = 0;
        for number in 0..threads {
            let (sender, gate) = (sender.clone(), &gate);
            let body = move || {
                while let Some(index) = gate.take(costs, budget, threads * AHEAD) {
                    let outcome = panic::catch_unwind(AssertUnwindSafe(|| work(index)));
                    if !matches!(outcome, Ok(Ok(_))) {
                        gate.close(index + 1);
                    }
                    if sender.send((index, outcome)).is_err() {
                        return;
                    }
                }
            };
            let name = format!("parquet-{number}");
            started += usize::from(thread::Builder::new().name(name).spawn_scoped(scope, body).is_ok());
        }
        drop(sender);
        if started == 0 {
            return (0..costs.len()).try_for_each(|index| fold(work(index)?));
        }
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        for (index, outcome) in receiver {
            waiting.insert(index, outcome);
            while let Some(outcome) = waiting.remove(&turn) {
                match outcome {
                    Ok(result) => fold(result?)?,
                    Err(payload) => {
                        drop(closing);
                        panic::resume_unwind(payload)
                    }
                }
                gate.folded(costs[turn]);
                turn += 1;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        for threads in [1, 2, 5] {
            let costs = vec![1; 100];
            let mut seen = Vec::new();
            let work = |index: usize| -> Result<usize, String> {
                if index.is_multiple_of(7) {
                    thread::yield_now();
                }
                Ok(index)
            };
            ordered(&costs, 3, threads, &work, &mut |index| {
                seen.push(index);
                Ok(())
            })
            .unwrap();
            assert_eq!(seen, (0..100).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_error_in_order_is_reported() {
        let costs = vec![1; 50];
        let work = |index: usize| if index >= 20 { Err(index) } else { Ok(index) };
        let mut count = 0;
        let error = ordered(&costs, 100, 4, &work, &mut |_| {
            count += 1;
            Ok(())
        });
        assert_eq!((error, count), (Err(20), 20));
    }

    #[test]
    fn an_error_of_the_taker_ends_the_work() {
        let costs = vec![1; 1000];
        let work = |index: usize| -> Result<usize, &str> { Ok(index) };
        let result =
            ordered(&costs, 100, 3, &work, &mut |index| if index == 5 { Err("full") } else { Ok(()) });
        assert_eq!(result, Err("full"));
    }

    #[test]
    fn a_task_that_costs_more_than_there_is_runs_alone() {
        let work = |index: usize| -> Result<usize, ()> { Ok(index) };
        let mut sum = 0;
        ordered(&[10, 1_000, 10], 100, 2, &work, &mut |index| {
            sum += index;
            Ok(())
        })
        .unwrap();
        assert_eq!(sum, 3);
    }
}
