//! The columns of what the rows of a report are grouped by: their headings, their cells and those of the whole.

use crate::calendar::Day;
use crate::engine::attainment::Dimension;
use crate::engine::people::People;
use crate::report::{Column, Values};

/// The columns of what rows are grouped by.
pub(super) fn key_columns(by: &[Dimension]) -> Vec<Column> {
    let mut columns = Vec::new();
    for dimension in by {
        match dimension {
            Dimension::Rep => {
                columns.push(Column::id("rep_id", "Rep").essential());
                columns.push(Column::text("name", "Name").preferred());
            }
            Dimension::Manager => {
                columns.push(Column::id("manager", "Manager").essential());
                columns.push(Column::text("manager_name", "Name").preferred());
            }
            Dimension::Time(unit) => {
                columns.push(Column::id(unit.as_str(), &title(unit.as_str())).essential());
            }
            Dimension::RepColumn(name) | Dimension::Deal(name) => {
                columns.push(Column::text(name, &title(name)).essential());
            }
        }
    }
    columns
}

/// The cells of these columns, from the keys of each row, with the names of the reps on a day. A key that a row does
/// not have is empty: the row of the whole has none.
pub(super) fn key_values<'k>(
    by: &[Dimension],
    people: &People,
    day: Day,
    rows: impl Iterator<Item = &'k [String]>,
) -> Vec<Values> {
    let rows: Vec<&[String]> = rows.collect();
    let mut values = Vec::new();
    for (place, dimension) in by.iter().enumerate() {
        let key = |keys: &&'k [String]| keys.get(place).map_or("", String::as_str);
        values.push(Values::text(rows.iter().map(key)));
        if is_named(dimension) {
            values.push(Values::text(rows.iter().map(|keys| people.name_of(key(keys), day))));
        }
    }
    values
}

/// The cells of these columns in the row of the whole.
pub(super) fn total_keys(by: &[Dimension]) -> Vec<Values> {
    let columns = by.iter().map(|dimension| 1 + usize::from(is_named(dimension))).sum();
    (0..columns).map(|column| Values::text([if column == 0 { "Total" } else { "" }])).collect()
}

/// Whether the names of the keys stand beside them.
fn is_named(dimension: &Dimension) -> bool {
    matches!(dimension, Dimension::Rep | Dimension::Manager)
}

/// A name of a column as a heading: `lead_source` is `Lead source`.
pub(super) fn title(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Unit;
    use crate::model::rows::RepRow;
    use crate::report::TextColumn;

    fn texts(values: &[Values]) -> Vec<Vec<String>> {
        let cells = |column: &TextColumn| (0..column.len()).map(|row| column.get(row).to_owned()).collect();
        let text = |values: &Values| match values {
            Values::Text(column) => cells(column),
            other => panic!("no text: {other:?}"),
        };
        values.iter().map(text).collect()
    }

    #[test]
    fn a_rep_has_a_name_beside_its_key_and_the_whole_has_neither() {
        let row = |rep_id: &str, name: &str| RepRow {
            rep_id: rep_id.to_owned(),
            name: name.to_owned(),
            ..RepRow::default()
        };
        let people = People::new(vec![row("R1", "First"), row("R2", "Second")]).unwrap();
        let by = [Dimension::Time(Unit::Month), Dimension::Rep];
        let keys = |month: &str, rep: &str| vec![month.to_owned(), rep.to_owned()];
        let rows = [keys("2026-01", "R2"), keys("2026-02", "R9"), Vec::new()];
        let values = key_values(&by, &people, Day::MIN, rows.iter().map(Vec::as_slice));
        assert_eq!(texts(&values), [["2026-01", "2026-02", ""], ["R2", "R9", ""], ["Second", "", ""]]);
        assert_eq!(texts(&total_keys(&by)), [["Total"], [""], [""]]);
        let names: Vec<String> = key_columns(&by).into_iter().map(|column| column.name).collect();
        assert_eq!(names, ["month", "rep_id", "name"]);
        assert_eq!(title("lead_source"), "Lead source");
    }
}
