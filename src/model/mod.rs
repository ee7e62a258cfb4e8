//! The nouns of the product: tables, their columns, rows of the small tables, rejected rows, findings, packed texts.
//! texts.

pub mod account;
pub mod dispute;
pub mod effort;
pub mod finding;
pub mod ids;
pub mod pay;
pub mod records;
pub mod reject;
pub mod rows;
pub mod short;
pub mod table;
pub mod text;
