//! Days, periods, fiscal years and business days: civil arithmetic without a clock and without time zones.
//!
//! A [`Calendar`] is the company's setting; with it, and the day as of which one speaks, a text such as
//! `2026-Q4` or `last-month` is a [`Period`]. Which day it is today is asked by `cli`, and instants with
//! zones are made into days by `data`.

mod business;
mod day;
mod error;
mod fiscal;
mod language;
#[cfg(test)]
mod laws;
mod period;
mod settings;
mod span;

pub use business::{business_days, business_days_passed, last_business_day, nth_business_day};
pub use day::{Day, days_in_month};
pub use error::CalendarError;
pub use fiscal::Calendar;
pub use language::MONTH_NAMES;
pub use period::{Period, Unit};
pub use settings::{Anchor, Pattern, Weekday};
pub use span::Span;
