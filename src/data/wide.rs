//! Wide files: quotas with a column for each month, melted into one row for each holder and month, and histories with a
//! column for each stage, melted into one row for each deal and stage.

use polars::prelude::*;

use super::conform::{is_nothing, month_of};
use super::error::DataError;
use super::origin::{RawBlock, as_text};
use super::profile::key;
use super::stretch::{Oddities, Stretch};

/// The months of a wide quota file, or the stages of a wide history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wide {
    /// The places of these columns in the header.
    pub places: Vec<usize>,
    /// The label of each: `2026-01`, or `01` where the year stands in a column of its own; or the stage.
    pub labels: Vec<String>,
    /// Whether they are months, of which an empty one is worth counting; every deal leaves stages empty.
    pub months: bool,
    /// The place of the column that holds the year.
    pub year: Option<usize>,
}

impl Wide {
    /// The places that have to be read for the periods and amounts.
    pub fn all_places(&self) -> impl Iterator<Item = usize> {
        self.places.iter().copied().chain(self.year)
    }

    /// One row for each record and label: the other columns repeated, and two more at the end of the header, the label
    /// and the cell: period and amount, or stage and day. A cell that holds nothing is no quota and no stage, and gives
    /// no row.
    pub fn melted(
        &self,
        stretch: Stretch,
        width: usize,
        oddities: &mut Oddities,
    ) -> Result<Stretch, DataError> {
        let Stretch { raw, rows, files, rejects, whole } = stretch;
        let mut cells = Vec::with_capacity(self.places.len());
        for place in &self.places {
            let column = raw.column(*place).map(as_text).transpose()?;
            cells.push(column.unwrap_or_else(|| StringChunked::full_null("".into(), raw.height)));
        }
        let years = self.year.and_then(|place| raw.column(place)).map(as_text).transpose()?;
        let (mut from, mut all_rows) = (Vec::new(), Vec::new());
        let mut labels = StringChunkedBuilder::new("".into(), raw.height * cells.len());
        let mut values = StringChunkedBuilder::new("".into(), raw.height * cells.len());
        for (row, line) in rows.iter().enumerate() {
            let year = years.as_ref().map(|years| years.get(row).unwrap_or_default().trim());
            for (cell, label) in cells.iter().zip(&self.labels) {
                let Some(value) = cell.get(row).filter(|value| !is_nothing(value)) else {
                    oddities.empty_quotas += u64::from(self.months);
                    continue;
                };
                from.push(IdxSize::try_from(row).unwrap_or(IdxSize::MAX));
                all_rows.push(*line);
                values.append_value(value);
                match year {
                    Some(year) => labels.append_value(format!("{year}-{label}")),
                    None => labels.append_value(label),
                }
            }
        }
        let from = IdxCa::from_vec("".into(), from);
        let mut columns = Vec::with_capacity(raw.columns.len() + 2);
        for (place, column) in &raw.columns {
            if !self.places.contains(place) {
                columns.push((*place, column.take(&from)?));
            }
        }
        columns.push((width, labels.finish().into_series().into_column()));
        columns.push((width + 1, values.finish().into_series().into_column()));
        let files = files.map(|files| files.take(&from)).transpose()?;
        Ok(Stretch {
            raw: RawBlock { columns, height: all_rows.len() },
            rows: all_rows,
            files,
            rejects,
            whole,
        })
    }
}

/// The month columns of a header, if it has at least two; months without a year need a column `Year`.
pub(super) fn find_wide(headers: &[String]) -> Option<Wide> {
    let year = headers
        .iter()
        .position(|header| matches!(key(header).as_str(), "year" | "fiscalyear" | "calendaryear"));
    let found: Vec<(usize, Option<u32>, u32)> = headers
        .iter()
        .enumerate()
        .filter_map(|(place, header)| month_column(header).map(|(year, month)| (place, year, month)))
        .collect();
    let dated = found.iter().all(|(_, year, _)| year.is_some());
    let bare = found.iter().all(|(_, year, _)| year.is_none());
    if found.len() < 2 || !(dated || bare && year.is_some()) {
        return None;
    }
    Some(Wide {
        places: found.iter().map(|(place, ..)| *place).collect(),
        labels: found
            .iter()
            .map(|(_, year, month)| {
                year.map_or_else(|| format!("{month:02}"), |year| format!("{year}-{month:02}"))
            })
            .collect(),
        months: true,
        year: if dated { None } else { year },
    })
}

/// The stages of a header in which each has a column with the day on which deals came to it:
/// `Date entered "Proposal (Sales Pipeline)"`, whose stage is `Proposal`.
pub(super) fn find_stages(headers: &[String]) -> Option<Wide> {
    let found: Vec<(usize, String)> = headers
        .iter()
        .enumerate()
        .filter_map(|(place, header)| Some((place, stage_column(header)?)))
        .collect();
    let (places, labels): (Vec<usize>, Vec<String>) = found.into_iter().unzip();
    (!places.is_empty()).then_some(Wide { places, labels, months: false, year: None })
}

fn stage_column(header: &str) -> Option<String> {
    const BEFORE: &str = "date entered ";
    let header = header.trim();
    let start = header.get(..BEFORE.len())?;
    if !start.eq_ignore_ascii_case(BEFORE) {
        return None;
    }
    let quoted = header[BEFORE.len()..].trim();
    let name = quoted.trim_matches(['"', '\'', '“', '”']).trim();
    // The pipeline is that of the stage, and no part of its name.
    let stage = match name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")) {
        Some((stage, _)) if quoted != name => stage.trim(),
        _ => name,
    };
    (!stage.is_empty()).then(|| stage.to_owned())
}

/// `2026-01`, `Jan 2026`, `01/2026`, `M01`, `January`: the year, where it is said, and the month.
fn month_column(header: &str) -> Option<(Option<u32>, u32)> {
    let header = header.trim();
    let fields: Vec<&str> =
        header.split([' ', '-', '/', '.', '_', '\'']).filter(|field| !field.is_empty()).collect();
    let number = |field: &str, digits: usize| {
        (field.len() <= digits && field.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| field.parse::<u32>().ok())?
    };
    let year = |field: &str| number(field, 4).filter(|year| (1900..2200).contains(year));
    let month = |field: &str| number(field, 2).filter(|month| (1..=12).contains(month));
    match fields.as_slice() {
        [one] => {
            let numbered = one.strip_prefix(['M', 'm']).and_then(month);
            numbered.or_else(|| month_of(one)).map(|month| (None, month))
        }
        [first, second] => {
            let year_first =
                year(first).and_then(|year| Some((year, month(second).or_else(|| month_of(second))?)));
            let year_last =
                || year(second).and_then(|year| Some((year, month(first).or_else(|| month_of(first))?)));
            year_first.or_else(year_last).map(|(year, month)| (Some(year), month))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[&str], months: &[&str], year: Option<usize>) {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let found = find_wide(&headers);
        let expected: Vec<String> = months.iter().map(|month| (*month).to_owned()).collect();
        match found {
            Some(wide) => assert_eq!((wide.labels, wide.year), (expected, year), "{headers:?}"),
            None => assert!(expected.is_empty(), "{headers:?}"),
        }
    }

    #[test]
    fn months_are_found_in_their_spellings() {
        check(&["rep_id", "2026-01", "2026-02"], &["2026-01", "2026-02"], None);
        check(&["rep", "Jan 2026", "February 2026"], &["2026-01", "2026-02"], None);
        check(&["rep", "01/2026", "12/2026"], &["2026-01", "2026-12"], None);
        check(&["Year", "EmployeeID", "M01", "M02", "M12"], &["01", "02", "12"], Some(0));
        check(&["rep", "January", "Feb", "fiscal year"], &["01", "02"], Some(3));
    }

    #[test]
    fn months_without_a_year_and_single_months_are_not_a_wide_file() {
        check(&["rep", "January", "February"], &[], None);
        check(&["rep", "2026-01"], &[], None);
        check(&["rep_id", "period", "amount"], &[], None);
    }
}
