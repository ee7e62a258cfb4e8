//! The one integration-test binary: each test binary links polars, so there is one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod completions;
mod ledger;
mod program;
mod sample;
mod scoreboard;
mod statements;
mod table;
mod territories;
mod tidy;
mod transcripts;
mod year;
