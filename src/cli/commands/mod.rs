//! One file for each command: its arguments with their manual, and `run`, which reads as the list of its stages.

pub mod accrue;
pub mod attainment;
pub mod check;
pub mod closing;
pub mod commissions;
pub mod completions;
pub mod config;
pub mod cost;
pub mod curve;
pub mod diff;
pub mod disputes;
pub mod explain;
pub mod goal;
pub mod import;
pub mod init;
pub mod man;
pub mod metrics;
pub mod payroll;
pub mod plan_tests;
pub mod shown;
pub mod statements;
pub mod verify;
pub mod what_if;
