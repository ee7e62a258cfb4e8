//! Work on several threads whose results do not depend on how many there are.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does `work` for 0 to `count` − 1 on so many threads. The results come in the order of the numbers, or the error of
/// the smallest number that has one. A panic goes on in the caller.
pub fn side_by_side<T: Send, E: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let threads = threads.min(count);
    if threads < 2 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<T, E>)>> = Mutex::new(Vec::with_capacity(count));
    let run = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let result = work(number);
            if result.is_err() {
                // Numbers below this one are begun already; none above it can matter.
                next.fetch_add(count, Ordering::Relaxed);
            }
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Does some work, and other work, which may fail, beside it where there are several threads. A panic goes on in the
/// caller.
pub fn beside<One: Send, Other, E>(
    threads: usize,
    one: impl FnOnce() -> One + Send,
    other: impl FnOnce() -> Result<Other, E>,
) -> Result<(One, Other), E> {
    if threads < 2 {
        return Ok((one(), other()?));
    }
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        match one.join() {
            Ok(one) => Ok((one, other?)),
            Err(panic) => resume_unwind(panic),
        }
    })
}

/// Does tasks that have nothing to do with each other on so many threads, beginning with the first.
pub fn all<'a>(tasks: Vec<Box<dyn FnOnce() + Send + 'a>>, threads: usize) {
    let tasks: Vec<_> = tasks.into_iter().map(|task| Mutex::new(Some(task))).collect();
    let work = |number: usize| -> Result<(), ()> {
        let task = tasks[number].lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            task();
        }
        Ok(())
    };
    // No task fails.
    let _ = side_by_side(tasks.len(), threads, work);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        for threads in [0, 1, 2, 5] {
            let squares = side_by_side(100, threads, |number| Ok::<_, ()>(number * number)).unwrap();
            assert_eq!(squares, (0..100).map(|number| number * number).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_error_of_the_smallest_number_is_the_one() {
        for threads in [1, 2, 5] {
            let work = |number: usize| if number % 10 == 7 { Err(number) } else { Ok(()) };
            assert_eq!(side_by_side(100, threads, work), Err(7));
        }
    }

    #[test]
    fn works_beside_each_other_give_what_they_found() {
        for threads in 1..3 {
            assert_eq!(beside(threads, || 1, || Ok::<_, ()>(2)), Ok((1, 2)));
            assert_eq!(beside(threads, || 1, || Err::<u8, _>("no")), Err("no"));
        }
    }

    #[test]
    fn every_task_is_done_once() {
        let mut places = vec![0; 20];
        let tasks =
            places.iter_mut().map(|place| -> Box<dyn FnOnce() + Send + '_> { Box::new(move || *place += 1) });
        all(tasks.collect(), 3);
        assert_eq!(places, [1; 20]);
    }
}
