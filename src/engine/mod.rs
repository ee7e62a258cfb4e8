//! Pure calculation: who is who on which day, crediting, quotas, attainment, tiers, commissions, and what is held,
//! released and taken back of them. It takes plain slices and the types of `model` and `plan`; it reads no file, no
//! clock and no environment, and prints nothing.

pub mod accrue;
pub mod attainment;
pub mod checks;
pub mod commissions;
pub mod cost;
pub mod crediting;
pub mod curve;
pub mod draw;
pub mod error;
pub mod events;
pub mod exchange;
pub mod expression;
pub mod forecast;
pub mod goal;
#[cfg(test)]
mod laws;
pub mod membership;
pub mod metrics;
pub mod middle;
pub mod order;
pub mod people;
pub mod quota;
pub mod ramp;
pub mod settle;
pub mod shelf;
pub mod spread;
pub mod standing;
pub mod territory;
pub mod threads;
pub mod tiers;
#[cfg(test)]
mod twin;
pub mod what_if;
