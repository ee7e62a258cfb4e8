//! What is likely to come: series of months ahead, open deals and their chances, the call for a period with an
//! interval that was calibrated on its own past errors. Floats live here; money comes in exact and goes out rounded to
//! cents. Everything is a function of its arguments and a seed: sums run in a fixed order on one thread.
#![expect(
    clippy::float_arithmetic,
    reason = "estimates are no money: they are rounded once, when they leave"
)]

pub mod accuracy;
pub mod band;
pub mod call;
pub mod capacity;
pub mod categories;
pub mod changes;
pub mod gap;
pub mod hazard;
mod minimise;
pub mod months;
pub mod number;
pub mod past;
pub mod projection;
pub mod random;
pub mod series;
pub mod signals;
pub mod slips;
pub mod stands;
pub mod state;
pub mod trend;
pub mod waterfall;
pub mod windows;
pub mod wins;
