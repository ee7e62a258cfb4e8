//! How the C library keeps memory that was given back. Whether it does changes no result.

use std::hint::black_box;
use std::sync::Once;

/// The largest block from which glibc learns, less what it needs itself.
const LARGEST: usize = (32 << 20) - (64 << 10);

static ONCE: Once = Once::new();

/// Makes the C library keep memory for the next batch that the last one gave back. glibc hands blocks above a size to
/// the system and fetches them again, a page fault for each four kilobytes, until it has seen a larger block given
/// back: one that is never touched costs nothing, and teaches it once.
pub(super) fn keep() {
    ONCE.call_once(|| drop(black_box(Vec::<u8>::with_capacity(LARGEST))));
}
