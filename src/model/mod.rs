//! The nouns of the product: tables and their columns, rows of the small tables, rejected rows, findings, ids and packed
//! texts.

pub mod finding;
pub mod ids;
pub mod reject;
pub mod rows;
pub mod table;
pub mod text;
