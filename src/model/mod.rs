//! The nouns of the product: tables and their columns, rows of the small tables, rejected rows, packed texts.

pub mod reject;
pub mod rows;
pub mod table;
pub mod text;
