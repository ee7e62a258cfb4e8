//! Which deals are won: a logistic regression on what is known of closed deals, tried on the later of them before
//! anybody believes it. It only ranks deals against each other; when deals are won is left to `hazard`.

mod fields;
pub mod logistic;
pub mod metrics;
pub mod model;

pub use fields::Field;
pub use model::{Model, Verdict, learn};
