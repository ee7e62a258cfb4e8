//! Many conditions over one table. A column has fewer values than rows: what a part of a condition says of one column
//! alone is asked once for each value, and the rows of a value are known. Parts that name several columns, and few
//! conditions, are left to the SQL of [`Condition::holds`]; both ways say the same, errors too.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::condition::{Condition, ConditionError};

/// How many conditions ask one column before its values are sorted out.
const WORTH_IT: usize = 8;

/// A column by its values.
struct ByValue {
    /// The table of one column with each value once, in order; what is missing is a value of its own.
    values: DataFrame,
    /// The rows in the order of their values.
    rows: Vec<u32>,
    /// For each value where its rows end.
    ends: Vec<usize>,
    /// For each row its value.
    of: Vec<u32>,
}

/// A table that many conditions are held against.
pub struct Held<'a> {
    frame: &'a DataFrame,
    columns: BTreeMap<String, ByValue>,
}

/// A part of a condition: for which values of a column it holds, and for how many rows that is.
struct Part<'a> {
    column: &'a ByValue,
    holds: Vec<bool>,
    rows: usize,
}

impl<'a> Held<'a> {
    /// Sorts out the values of the columns that many of the conditions ask alone.
    #[must_use]
    pub fn new(frame: &'a DataFrame, conditions: &[&Condition]) -> Self {
        let mut asked: BTreeMap<String, usize> = BTreeMap::new();
        for condition in conditions {
            for (column, _) in condition.parts() {
                *asked.entry(column.unwrap_or_default()).or_default() += 1;
            }
        }
        let often = asked.into_iter().filter(|(name, times)| !name.is_empty() && *times >= WORTH_IT);
        let columns = often.filter_map(|(name, _)| Some((name.clone(), ByValue::of(frame, &name)?)));
        Self { frame, columns: columns.collect() }
    }

    /// The rows for which a condition holds, each once, in no order.
    pub fn rows(&self, condition: &Condition) -> Result<Vec<u32>, ConditionError> {
        match self.by_value(condition) {
            Some(rows) => Ok(rows),
            // Whatever a part cannot say alone, the whole says, or refuses in its own words.
            None => Ok(trues(&condition.holds(self.frame)?).collect()),
        }
    }

    fn by_value(&self, condition: &Condition) -> Option<Vec<u32>> {
        let (mut parts, mut others) = (Vec::new(), None::<Vec<bool>>);
        let mut rest: Option<Expr> = None;
        for (name, expression) in condition.parts() {
            match name.and_then(|name| self.columns.get(&name)) {
                Some(column) => {
                    let holds = condition.of(expression).holds(&column.values).ok()?;
                    let rows = trues(&holds).map(|value| column.rows_of(value).len()).sum();
                    parts.push(Part { column, holds, rows });
                }
                None => rest = Some(rest.map_or(expression.clone(), |before| before.and(expression))),
            }
        }
        parts.sort_by_key(|part| part.rows);
        let (first, more) = parts.split_first()?;
        if let Some(rest) = rest {
            others = Some(condition.of(rest).holds(self.frame).ok()?);
        }
        let holds = |row: u32| {
            let row = usize::try_from(row).unwrap_or(usize::MAX);
            more.iter().all(|part| part.holds[usize::try_from(part.column.of[row]).unwrap_or(usize::MAX)])
                && others.as_ref().is_none_or(|others| others[row])
        };
        let rows = trues(&first.holds).flat_map(|value| first.column.rows_of(value).iter().copied());
        Some(rows.filter(|row| holds(*row)).collect())
    }
}

/// The places of what is true, ascending.
fn trues(flags: &[bool]) -> impl Iterator<Item = u32> + '_ {
    (0_u32..).zip(flags).filter(|(_, flag)| **flag).map(|(place, _)| place)
}

impl ByValue {
    /// None for a column whose values have no order.
    fn of(frame: &DataFrame, name: &str) -> Option<Self> {
        let series = frame.column(name).ok()?.as_materialized_series();
        let order = series.arg_sort(SortOptions { maintain_order: true, ..SortOptions::default() });
        let sorted = series.take(&order).ok()?;
        let differs = sorted.not_equal_missing(&sorted.shift(1)).ok()?;
        let rows: Vec<u32> = order.iter().map(|row| row.unwrap_or(u32::MAX)).collect();
        let (mut starts, mut of) = (Vec::new(), vec![0_u32; rows.len()]);
        for ((place, row), differs) in (0_u32..).zip(&rows).zip(differs.iter()) {
            // Before the first row stands nothing, which is the same as a missing value.
            if place == 0 || differs.unwrap_or(true) {
                starts.push(place);
            }
            *of.get_mut(usize::try_from(*row).ok()?)? = u32::try_from(starts.len()).ok()?.checked_sub(1)?;
        }
        let values = sorted.take_slice(&starts).ok()?;
        let values = DataFrame::new(starts.len(), vec![values.into()]).ok()?;
        let ends = starts.iter().skip(1).map(|start| usize::try_from(*start).unwrap_or(usize::MAX));
        let ends = ends.chain([rows.len()]).collect();
        Some(Self { values, rows, ends, of })
    }

    fn rows_of(&self, value: u32) -> &[u32] {
        let value = usize::try_from(value).unwrap_or(usize::MAX);
        let from = value.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.rows[from..self.ends[value]]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with other cases, spaces and nothing; numbers, money and days with nothing among them.
    fn table(rows: &[(u8, i8, i16, u8)]) -> DataFrame {
        const WORDS: [Option<&str>; 7] =
            [None, Some("West"), Some("west"), Some("WEST "), Some("Öst"), Some("10"), Some("9")];
        let words: Vec<Option<&str>> = rows.iter().map(|row| WORDS[usize::from(row.0) % 7]).collect();
        let counts: Vec<Option<i64>> =
            rows.iter().map(|row| Some(i64::from(row.1)).filter(|count| *count != 3)).collect();
        let amounts: Vec<Option<i128>> = rows
            .iter()
            .map(|row| Some(i128::from(row.2) * 100).filter(|amount| *amount % 700 != 0))
            .collect();
        let amounts = Int128Chunked::from_iter_options("potential".into(), amounts.into_iter())
            .into_decimal_unchecked(38, 4);
        let days: Vec<Option<i32>> =
            rows.iter().map(|row| Some(i32::from(row.3) + 20_400).filter(|day| day % 5 != 0)).collect();
        let days = Int32Chunked::from_iter_options("since".into(), days.into_iter()).into_date();
        let columns = vec![
            Series::new("state".into(), words).into(),
            Series::new("employees".into(), counts).into(),
            amounts.into_series().into(),
            days.into_series().into(),
        ];
        DataFrame::new(rows.len(), columns).unwrap()
    }

    /// One part of a condition, by numbers.
    fn part((kind, number): (u8, i8)) -> String {
        const WORDS: [&str; 6] = ["West", "west", "WEST ", "Öst", "9", ""];
        let word = WORDS[usize::from(number.unsigned_abs()) % 6];
        let other = WORDS[usize::from(number.unsigned_abs() / 7) % 6];
        match kind % 16 {
            0 => format!("state = '{word}'"),
            1 => format!("state <> '{word}'"),
            2 => format!("state IN ('{word}', '{other}')"),
            3 => format!("state NOT IN ('{word}', '{other}')"),
            4 => format!("state >= '{word}'"),
            5 => format!("state BETWEEN '{other}' AND '{word}'"),
            6 => format!("employees > {number}"),
            7 => format!("employees IN ({number}, 2, 1)"),
            8 => format!("potential <= {}.{:02}", i16::from(number) * 2, number.unsigned_abs() % 100),
            9 => "state IS NULL".to_owned(),
            10 => format!("(employees IS NOT NULL OR potential > {number})"),
            11 => format!("LOWER(state) LIKE '{}%'", word.to_lowercase()),
            12 => format!("NOT (state = '{word}')"),
            13 => format!("(state = '{word}' OR state IS NULL OR state = '{other}')"),
            14 => format!("COALESCE(employees, {number}) = {number}"),
            _ => format!("since >= '2026-{:02}-05'", number.unsigned_abs() % 12 + 1),
        }
    }

    proptest! {
        #[test]
        fn rows_by_value_are_those_of_sql(
            rows in prop::collection::vec((any::<u8>(), -8_i8..8, -300_i16..300, 0_u8..250), 0..40),
            texts in prop::collection::vec(prop::collection::vec((any::<u8>(), any::<i8>()), 1..4), 8..30),
        ) {
            let frame = table(&rows);
            let text = |parts: &Vec<(u8, i8)>| parts.iter().map(|one| part(*one)).collect::<Vec<_>>().join(" AND ");
            let conditions: Vec<Condition> =
                texts.iter().map(|parts| Condition::parse(&text(parts)).unwrap()).collect();
            let held = Held::new(&frame, &conditions.iter().collect::<Vec<_>>());
            for (condition, parts) in conditions.iter().zip(&texts) {
                let mut found = held.rows(condition).unwrap();
                found.sort_unstable();
                let expected: Vec<u32> = trues(&condition.holds(&frame).unwrap()).collect();
                prop_assert_eq!(found, expected, "{}", text(parts));
            }
        }
    }

    #[test]
    fn values_are_sorted_out_with_what_is_missing() {
        let frame = table(&[(1, 0, 0, 0), (0, 0, 0, 0), (2, 0, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0)]);
        let column = ByValue::of(&frame, "state").unwrap();
        let rows: Vec<&[u32]> = (0..3).map(|value| column.rows_of(value)).collect();
        // Nothing, `West` and `west`.
        assert_eq!(rows, [&[1, 4][..], &[0, 3], &[2]]);
        assert_eq!(column.of, [1, 0, 2, 1, 0]);
    }

    #[test]
    fn what_cannot_be_worked_out_is_refused_in_the_words_of_the_whole() {
        let frame = table(&[(1, 0, 0, 0), (5, 0, 0, 0)]);
        let texts =
            ["state = 'West' AND employees", "CAST(state AS INTEGER) = 10 AND employees > 1", "state"];
        for text in texts {
            let conditions: Vec<Condition> = (0..WORTH_IT).map(|_| Condition::parse(text).unwrap()).collect();
            let held = Held::new(&frame, &conditions.iter().collect::<Vec<_>>());
            assert!(!held.columns.is_empty(), "{text}");
            assert_eq!(held.rows(&conditions[0]).unwrap_err(), conditions[0].holds(&frame).unwrap_err());
        }
    }
}
