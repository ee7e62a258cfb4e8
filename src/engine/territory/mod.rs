//! Territories: the book of accounts and reps, how far they are apart, how evenly work is spread over them. Measures
//! are exact integers in the order of ids; floats are distances and spreads, and leave rounded. Nothing here depends
//! on the order of rows or on threads.
#![expect(
    clippy::float_arithmetic,
    reason = "distances and spreads are no money: they are rounded once, when they leave"
)]

pub mod alignment;
pub mod areas;
pub mod assign;
pub mod balance;
pub mod bits;
pub mod book;
pub mod capacity;
pub mod cells;
pub mod compare;
pub mod coverage;
pub mod deal;
pub mod distance;
pub mod error;
pub mod fairness;
pub mod judged;
pub mod layout;
pub mod locations;
pub mod moves;
pub mod picture;
pub mod placed;
pub mod quotas;
pub mod solve;
pub mod summary;
pub mod teams;
