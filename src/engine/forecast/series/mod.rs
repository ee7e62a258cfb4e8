//! Series of evenly spaced numbers, most often bookings by month: methods that carry them on, their record on the
//! series' own past, and intervals from that record. The default is the plain mean of Theta, damped trend and seasonal
//! naive: on short sales series it beats both single methods and choosing between them.

pub mod backtest;
mod damped;
pub mod interval;
pub mod method;
mod naive;
mod season;
mod theta;

pub use backtest::Record;
pub use method::{Carried, Method};
