//! Exact arithmetic on money: amounts, rates, exchange rates, percents, fractions, shares and currencies.
//!
//! Everything is an integer with a fixed scale, so that a sum is a sum of integers and a product is a product
//! of integers; nothing here is a float. `rounding` is the one place that rounds, and it is told how at every
//! call. What this module leaves to others: the notations of CRM exports (`$1,234.50`, `(1,200.00)`) are read
//! by `data`, the rules of pay are in `engine`, and the layout of reports is in `render`.

mod amount;
mod currency;
mod error;
mod exact;
mod exchange;
mod fraction;
mod huge;
#[cfg(test)]
mod laws;
mod product;
mod rate;
mod ratio;
mod rounding;
mod share;
mod text;
mod wide;
mod write;

pub use amount::Amount;
pub use currency::Currency;
pub use error::MoneyError;
pub use exact::Exact;
pub use exchange::ExchangeRate;
pub use fraction::Fraction;
pub use product::scaled_sum;
pub use rate::{Percent, Rate};
pub use ratio::Ratio;
pub use rounding::{Rounding, divide};
pub use share::{allocate, round_parts, split_by_percent};
pub use text::grouped;
pub use wide::multiply_divide;
pub use write::{write_plain, write_whole};
