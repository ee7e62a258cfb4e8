#![doc = include_str!("ARCHITECTURE.md")]

pub mod calendar;
pub mod cli;
pub mod data;
pub mod disk;
pub mod engine;
pub mod ledger;
pub mod model;
pub mod money;
pub mod plan;
pub mod render;
pub mod report;
pub mod sample;
