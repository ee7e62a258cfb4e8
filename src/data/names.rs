//! The names that a table has before it is read: for suggestions, and for the conditions of plans.

use super::error::DataError;
use super::gate::CsvOptions;
use super::mapping::map;
use super::source::Source;
use super::table_file::TableFile;

/// The canonical names that the first file feeds, then its other headers.
///
/// Errors: the file cannot be opened, or cannot be this table.
pub fn columns_of(source: &Source) -> Result<Vec<String>, DataError> {
    let Some(location) = source.files.first() else { return Ok(Vec::new()) };
    let options = CsvOptions { threads: 1, ..source.options.clone() };
    let file = TableFile::open(location, &options)?;
    let mapping = map(source, file.header())?;
    let mut names: Vec<String> = mapping.columns.iter().map(|column| column.name.clone()).collect();
    for name in mapping.left_over() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}
