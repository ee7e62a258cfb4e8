//! The scoreboard beyond attainment: what each metric is, what it is calculated from, and the rows of a report.

pub mod compare;
pub mod diagnose;
pub mod facts;
pub mod funnel;
pub mod goals;
pub mod list;
pub mod ramp;
mod rows;
pub mod sheet;
pub mod tally;
