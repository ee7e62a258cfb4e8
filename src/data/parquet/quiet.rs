//! Runs the decoder so that a panic in it becomes a value: nothing is printed, nothing unwinds further. The decoder
//! works on the calling thread, so one mark for each thread tells its panics from real ones, which stay loud.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::fault::Fault;

thread_local! {
    static QUIET: Cell<u32> = const { Cell::new(0) };
}
static INSTALLED: Once = Once::new();

/// Marks the thread as long as it lives.
struct Guard;

impl Guard {
    fn new() -> Self {
        QUIET.set(QUIET.get() + 1);
        Self
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        QUIET.set(QUIET.get() - 1);
    }
}

/// The result of `work`; a panic inside it is damage of the file.
pub(super) fn quietly<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    install();
    let guard = Guard::new();
    // what `work` holds is dropped when it panics, and nothing of it is looked at afterwards
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    drop(guard);
    result.unwrap_or_else(|payload| {
        Err(Fault::damaged(format!("its data cannot be decoded ({})", first_line(payload.as_ref()))))
    })
}

/// Puts a hook before the one that is there, once; it keeps still on marked threads only.
fn install() {
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |information| {
            if QUIET.get() == 0 {
                before(information);
            }
        }));
    });
}

fn first_line(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given");
    text.lines().next().unwrap_or_default().chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_damage_and_a_result_stays() {
        let panicked: Result<(), Fault> = quietly(|| panic!("index out of bounds\nsecond line"));
        let Err(Fault::Damaged(message)) = panicked else { panic!("not damage") };
        assert_eq!(message, "its data cannot be decoded (index out of bounds)");
        assert_eq!(QUIET.get(), 0);
        assert_eq!(quietly(|| Ok(7)).unwrap(), 7);
    }
}
