//! Runs the blocks of a file through the threads and brings the results back into file order. A thread cuts
//! the next block for itself and then works on it, so that reading ahead and working overlap and only a fixed
//! number of blocks exist.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::TextBlock;
use super::cutter::{Block, Cutter};
use super::split::{Counts, Scratch, Shape};
use crate::data::error::DataError;

/// What the whole file held.
pub(crate) struct Total {
    pub(crate) counts: Counts,
    /// Physical lines of the file.
    pub(crate) lines: u64,
}

type Each<'a, T> = &'a (dyn Fn(TextBlock) -> Result<T, DataError> + Sync);
type Fold<'a, T> = &'a mut dyn FnMut(T) -> Result<(), DataError>;
type Progress<'a> = &'a (dyn Fn(u64) + Sync);

/// Runs all blocks; `fold` is called in file order on this thread.
pub(crate) fn run<T: Send>(
    mut cutter: Cutter,
    shape: &Shape<'_>,
    threads: usize,
    progress: Progress<'_>,
    each: Each<'_, T>,
    fold: Fold<'_, T>,
) -> Result<Total, DataError> {
    let mut order =
        Order { shape, progress, each, fold, counts: Counts::default(), scratch: Scratch::default() };
    let lines = if threads <= 1 {
        let mut scratch = Scratch::default();
        let mut block = Block::default();
        while cutter.next(&mut block)? {
            let done = work(block, shape, each, &mut scratch)?;
            block = order.take(done)?;
        }
        cutter.row() - 1
    } else {
        run_threads(cutter, threads, &mut order)?
    };
    Ok(Total { counts: order.counts, lines })
}

/// A block that has been worked on.
struct Done<T> {
    block: Block,
    counts: Counts,
    result: T,
}

fn work<T>(
    block: Block,
    shape: &Shape<'_>,
    each: Each<'_, T>,
    scratch: &mut Scratch,
) -> Result<Done<T>, DataError> {
    let (text, counts) = shape.split(&block, false, scratch);
    Ok(Done { result: each(text)?, block, counts })
}

/// The side on which results arrive in file order.
struct Order<'a, T> {
    shape: &'a Shape<'a>,
    progress: Progress<'a>,
    each: Each<'a, T>,
    fold: Fold<'a, T>,
    counts: Counts,
    scratch: Scratch,
}

impl<T> Order<'_, T> {
    /// Takes the next block of the file and gives its buffers back. Data below a footer of an earlier block
    /// is refused here, by working on the block once more: the threads could not know.
    fn take(&mut self, mut done: Done<T>) -> Result<Block, DataError> {
        if self.counts.footers > 0 && done.counts.read > 0 {
            let (text, counts) = self.shape.split(&done.block, true, &mut self.scratch);
            done.counts = counts;
            done.result = (self.each)(text)?;
        }
        self.counts.add(done.counts);
        let limit = self.shape.rejecter.limits.rows;
        if self.counts.read > limit {
            return Err(DataError::Limit {
                file: self.shape.rejecter.file.clone(),
                row: 0,
                message: format!("it has more than {limit} records"),
                limit: format!("{limit} rows for a table"),
            });
        }
        (self.fold)(done.result)?;
        (self.progress)(done.block.position);
        Ok(done.block)
    }
}

/// What the threads share.
struct Shared {
    source: Mutex<Source>,
    window: Mutex<Window>,
    moved: Condvar,
    spare: Mutex<Vec<Block>>,
    /// Blocks that may be under way at once.
    width: u64,
}

struct Source {
    cutter: Cutter,
    next: u64,
    ended: bool,
}

#[derive(Default)]
struct Window {
    folded: u64,
    stopped: bool,
}

/// A lock that a panic of another thread does not break: that panic ends the program when the scope ends.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Waits until block `index` may be begun; says whether it still should be.
    fn wait_for(&self, index: u64) -> bool {
        let mut window = lock(&self.window);
        while !window.stopped && index >= window.folded + self.width {
            window = self.moved.wait(window).unwrap_or_else(PoisonError::into_inner);
        }
        !window.stopped
    }

    fn fold_done(&self) {
        lock(&self.window).folded += 1;
        self.moved.notify_all();
    }

    /// Cuts the next block for a thread.
    fn next(&self) -> Option<(u64, Result<Block, DataError>)> {
        let mut source = lock(&self.source);
        let index = source.next;
        if source.ended || !self.wait_for(index) {
            return None;
        }
        let mut block = lock(&self.spare).pop().unwrap_or_default();
        source.next += 1;
        match source.cutter.next(&mut block) {
            Ok(true) => Some((index, Ok(block))),
            Ok(false) => {
                source.ended = true;
                None
            }
            Err(error) => {
                source.ended = true;
                Some((index, Err(error)))
            }
        }
    }
}

/// Stops the threads when the collecting side ends, or by a panic of a thread, so that none waits for what
/// will not come.
struct Stop<'a> {
    shared: &'a Shared,
    on_panic_alone: bool,
}

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        if !self.on_panic_alone || std::thread::panicking() {
            lock(&self.shared.window).stopped = true;
            self.shared.moved.notify_all();
        }
    }
}

type Message<T> = (u64, Result<Done<T>, DataError>);

fn run_threads<T: Send>(cutter: Cutter, threads: usize, order: &mut Order<'_, T>) -> Result<u64, DataError> {
    let width = u64::try_from(threads).unwrap_or(u64::MAX).saturating_mul(2).saturating_add(2);
    let shared = Shared {
        source: Mutex::new(Source { cutter, next: 0, ended: false }),
        window: Mutex::default(),
        moved: Condvar::new(),
        spare: Mutex::default(),
        width,
    };
    let (shape, each) = (order.shape, order.each);
    std::thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 0..threads {
            let (sender, shared) = (sender.clone(), &shared);
            scope.spawn(move || labour(shared, shape, each, &sender));
        }
        drop(sender);
        let _stop = Stop { shared: &shared, on_panic_alone: false };
        collect(&receiver, &shared, order)
    })?;
    let lines = lock(&shared.source).cutter.row() - 1;
    Ok(lines)
}

/// One thread: cuts a block, works on it, hands the result over, until nothing is left.
fn labour<T>(shared: &Shared, shape: &Shape<'_>, each: Each<'_, T>, sender: &Sender<Message<T>>) {
    let _stop = Stop { shared, on_panic_alone: true };
    let mut scratch = Scratch::default();
    while let Some((index, block)) = shared.next() {
        let result = block.and_then(|block| work(block, shape, each, &mut scratch));
        if sender.send((index, result)).is_err() {
            break;
        }
    }
}

/// Puts the results in order; the first error in file order ends the reading.
fn collect<T>(
    receiver: &Receiver<Message<T>>,
    shared: &Shared,
    order: &mut Order<'_, T>,
) -> Result<(), DataError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (index, result) in receiver {
        waiting.insert(index, result);
        while let Some(result) = waiting.remove(&next) {
            let block = order.take(result?)?;
            lock(&shared.spare).push(block);
            next += 1;
            shared.fold_done();
        }
    }
    Ok(())
}
