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

/// Sales of shampoo over three years (Makridakis, Wheelwright and Hyndman 1998).
#[cfg(test)]
const SHAMPOO: [f64; 36] = [
    266.0, 145.9, 183.1, 119.3, 180.3, 168.5, 231.8, 224.5, 192.8, 122.9, 336.5, 185.9, 194.3, 149.5, 210.1,
    273.3, 191.4, 287.0, 226.0, 303.6, 289.9, 421.6, 264.5, 342.3, 339.7, 440.4, 315.9, 439.3, 401.3, 437.4,
    575.5, 407.6, 682.0, 475.3, 581.3, 646.9,
];
