//! Those modules of spm that know neither files nor frames, as they stand in `src`.

#![allow(dead_code, missing_docs)]

#[path = "../../../src/calendar/mod.rs"]
pub mod calendar;
#[path = "../../../src/engine/mod.rs"]
pub mod engine;
#[path = "../../../src/model/mod.rs"]
pub mod model;
#[path = "../../../src/money/mod.rs"]
pub mod money;
#[path = "../../../src/plan/mod.rs"]
pub mod plan;
