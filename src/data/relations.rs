//! Rules between the rows of a table that is small enough to be held whole: one row for each key, managers
//! who exist and do not form a circle, direct shares of a deal that add up to it. They hold where uniqueness
//! is asked for (import and check); the row that breaks one is refused by its line.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::error::DataError;
use super::notes::repeated_rows;
use super::scan::scan_stretches;
use super::source::{Batch, Request, ScanReport, Source};
use super::table_file::TableFile;
use crate::model::reject::Reject;
use crate::model::table::TableSpec;

/// Whether the rules of a table look at all of its rows at once.
pub(super) fn needs_whole_table(table: &TableSpec, request: &Request<'_>) -> bool {
    request.unique && (table.key.len() > 1 || table.name == "splits")
}

/// A row of the whole table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    batch: usize,
    place: usize,
}

/// Why a row is refused, at which column.
type Refusals = BTreeMap<At, (&'static str, String, String)>;

/// Reads a table whole, refuses the rows that break a rule between rows, and delivers the rest.
pub(super) fn scan_whole<T: Send>(
    source: &Source,
    request: &Request<'_>,
    files: &[TableFile],
    each: &(dyn Fn(Batch) -> Result<T, DataError> + Sync),
    fold: &mut dyn FnMut(T) -> Result<(), DataError>,
) -> Result<ScanReport, DataError> {
    let mut batches = Vec::new();
    // The rules look at columns that may not be wanted.
    let whole = Request { all: true, ..*request };
    let mut report = scan_stretches(source, &whole, files, &Ok, &mut |batch| {
        batches.push(batch);
        Ok(())
    })?;
    let table = Whole::new(&batches, source.table);
    let (mut refusals, repeated) = table.keys()?;
    match source.table.name {
        "reps" => table.managers(&mut refusals)?,
        "splits" => table.shares(&mut refusals)?,
        _ => {}
    }
    let mut rejects: BTreeMap<usize, Vec<Reject>> = BTreeMap::new();
    for (at, (column, value, reason)) in &refusals {
        let batch = &batches[at.batch];
        let rows = batch.frame.column("row")?.as_materialized_series().u64()?.clone();
        let mapped = &report.files[batch.file].mapped;
        let shown = mapped.iter().find(|(name, _)| name == column).map_or(*column, |(_, header)| header);
        rejects.entry(at.batch).or_default().push(Reject {
            file: batch.name.to_string(),
            row: rows.get(at.place).unwrap_or(0),
            column: shown.to_owned(),
            value: value.clone(),
            reason: reason.clone(),
            remedy: None,
        });
    }
    for (index, batch) in batches.into_iter().enumerate() {
        let refused = rejects.remove(&index).unwrap_or_default();
        let mut keep = vec![true; batch.frame.height()];
        for at in refusals.keys().chain(&repeated).filter(|at| at.batch == index) {
            keep[at.place] = false;
        }
        let file = &mut report.files[batch.file];
        let (refused_count, dropped) = (refused.len(), keep.iter().filter(|keep| !**keep).count());
        file.rejects += u64::try_from(refused_count).unwrap_or(0);
        file.rows_kept -= u64::try_from(dropped).unwrap_or(0);
        let again = u64::try_from(dropped - refused_count).unwrap_or(0);
        file.repeated += again;
        if again > 0 {
            report.notes.push(repeated_rows(&batch.name, again));
        }
        let mut frame = batch.frame.filter(&BooleanChunked::from_slice("".into(), &keep))?;
        if !request.all {
            let wanted = request.columns.iter().copied().chain(["row"]);
            frame = frame.select(wanted.filter(|name| frame.column(name).is_ok()).collect::<Vec<_>>())?;
        }
        let all_refused = batch.rejects.iter().cloned().chain(refused.iter().cloned()).collect();
        report.keep(refused);
        fold(each(Batch { frame, rejects: all_refused, ..batch })?)?;
    }
    report.rejects.sort_by_key(|reject| (file_place(&report.files, reject), reject.row));
    Ok(report)
}

fn file_place(files: &[super::source::FileReport], reject: &Reject) -> usize {
    files.iter().position(|file| file.file == reject.file).unwrap_or(usize::MAX)
}

/// All rows of a table.
struct Whole<'a> {
    batches: &'a [Batch],
    table: &'static TableSpec,
}

impl<'a> Whole<'a> {
    fn new(batches: &'a [Batch], table: &'static TableSpec) -> Self {
        Self { batches, table }
    }

    /// The values of a column as text, with their rows; empty where there is none.
    fn texts(&self, name: &str) -> Result<Vec<(At, String)>, DataError> {
        let mut values = Vec::new();
        for (batch, Batch { frame, .. }) in self.batches.iter().enumerate() {
            let column = match frame.column(name) {
                Ok(column) => Some(column.cast(&DataType::String)?),
                Err(_) => None,
            };
            let text = column.as_ref().map(|column| column.as_materialized_series().str()).transpose()?;
            for place in 0..frame.height() {
                let value = text.and_then(|text| text.get(place)).unwrap_or_default();
                values.push((At { batch, place }, value.to_owned()));
            }
        }
        Ok(values)
    }

    /// The content of every row as one text, without its line.
    fn contents(&self) -> Result<Vec<String>, DataError> {
        let mut names: Vec<String> = Vec::new();
        for batch in self.batches {
            for name in batch.frame.get_column_names() {
                if name != "row" && name != "file" && !names.contains(&name.to_string()) {
                    names.push(name.to_string());
                }
            }
        }
        let mut contents: Vec<String> = Vec::new();
        for name in names {
            for (index, (_, value)) in self.texts(&name)?.into_iter().enumerate() {
                if let Some(content) = contents.get_mut(index) {
                    content.push('\u{1f}');
                    content.push_str(&value);
                } else {
                    contents.push(value);
                }
            }
        }
        Ok(contents)
    }

    fn where_is(&self, from: At, to: At) -> Result<String, DataError> {
        let batch = &self.batches[to.batch];
        let row = batch.frame.column("row")?.as_materialized_series().u64()?.get(to.place).unwrap_or(0);
        let same = self.batches[from.batch].file == batch.file;
        Ok(if same { format!("row {row}") } else { format!("row {row} of `{}`", batch.name) })
    }

    /// Rows that repeat an earlier one, and rows of one key with different content.
    fn keys(&self) -> Result<(Refusals, Vec<At>), DataError> {
        let (mut refusals, mut repeated) = (Refusals::new(), Vec::new());
        let Some(first) = self.table.key.first() else { return Ok((refusals, repeated)) };
        let contents = self.contents()?;
        let mut groups: BTreeMap<Vec<String>, Vec<(At, usize)>> = BTreeMap::new();
        let columns: Vec<Vec<(At, String)>> =
            self.table.key.iter().map(|name| self.texts(name)).collect::<Result<_, _>>()?;
        for index in 0..contents.len() {
            let key = columns.iter().map(|column| column[index].1.clone()).collect();
            groups.entry(key).or_default().push((columns[0][index].0, index));
        }
        for (key, rows) in groups.into_iter().filter(|(_, rows)| rows.len() > 1) {
            if rows.iter().all(|(_, index)| contents[*index] == contents[rows[0].1]) {
                repeated.extend(rows[1..].iter().map(|(at, _)| *at));
                continue;
            }
            for (at, index) in &rows {
                let other = rows.iter().find(|(_, other)| contents[*other] != contents[*index]);
                let Some((other, _)) = other else { continue };
                let reason = format!("is also in {}, with different content", self.where_is(*at, *other)?);
                refusals.insert(*at, (first, key.join(" "), reason));
            }
        }
        Ok((refusals, repeated))
    }

    /// Managers exist, are not the rep, and do not form a circle.
    fn managers(&self, refusals: &mut Refusals) -> Result<(), DataError> {
        let ids = self.texts("rep_id")?;
        let managers = self.texts("manager_id")?;
        let known: BTreeMap<&str, usize> =
            ids.iter().enumerate().map(|(index, (_, id))| (id.as_str(), index)).collect();
        // Managers may be named by e-mail or name as well.
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        for name in ["email", "name"] {
            for (index, (_, value)) in self.texts(name)?.into_iter().enumerate() {
                if !value.is_empty() {
                    others.entry(value).or_insert(index);
                }
            }
        }
        let above: Vec<Option<usize>> = managers
            .iter()
            .map(|(_, manager)| known.get(manager.as_str()).or_else(|| others.get(manager)).copied())
            .collect();
        let circles = circles(&above, &ids);
        for (index, (at, manager)) in
            managers.iter().enumerate().filter(|(_, (_, manager))| !manager.is_empty())
        {
            let reason = match above[index] {
                None => "is no rep of this table".to_owned(),
                Some(above) if ids[above].1 == ids[index].1 => "is the rep itself".to_owned(),
                Some(_) => match &circles[index] {
                    Some(chain) => format!("closes a circle of managers: {chain}"),
                    None => continue,
                },
            };
            refusals.entry(*at).or_insert(("manager_id", manager.clone(), reason));
        }
        Ok(())
    }

    /// The direct shares of each deal add up to 100 %, give or take 0.01.
    fn shares(&self, refusals: &mut Refusals) -> Result<(), DataError> {
        let deals = self.texts("deal_id")?;
        let credits = self.texts("credit")?;
        let mut percents = Vec::with_capacity(deals.len());
        for batch in self.batches {
            let column = batch.frame.column("percent")?.as_materialized_series().decimal()?.phys.clone();
            percents.extend(column.iter().map(|percent| percent.unwrap_or(0)));
        }
        let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
        let direct = |index: usize| !credits[index].1.eq_ignore_ascii_case("overlay");
        for index in (0..deals.len()).filter(|index| direct(*index)) {
            *sums.entry(deals[index].1.as_str()).or_default() += percents[index];
        }
        for index in (0..deals.len()).filter(|index| direct(*index)) {
            let (at, deal) = &deals[index];
            let sum = sums.get(deal.as_str()).copied().unwrap_or(0);
            if (sum - 100_000_000).abs() > 10_000 {
                let reason = format!("has direct shares of {} %, not 100 %", percent(sum));
                refusals.insert(*at, ("deal_id", deal.clone(), reason));
            }
        }
        Ok(())
    }
}

/// A percent at scale 6 as it is written: at most six decimals, trailing zeros cut.
fn percent(raw: i128) -> String {
    let text = format!("{}.{:06}", raw / 1_000_000, raw % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// For each row that lies on a circle of managers, the circle as text. Each row is visited once or twice,
/// whatever the depth of the hierarchy.
fn circles(above: &[Option<usize>], ids: &[(At, String)]) -> Vec<Option<String>> {
    let mut circles: Vec<Option<String>> = vec![None; above.len()];
    // 0 unseen, otherwise the number of the walk that saw it first.
    let mut seen = vec![0_usize; above.len()];
    for start in 0..above.len() {
        let walk = start + 1;
        let mut at = start;
        let end = loop {
            if seen[at] != 0 {
                break (seen[at] == walk).then_some(at);
            }
            seen[at] = walk;
            match above[at] {
                Some(next) => at = next,
                None => break None,
            }
        };
        if let Some(end) = end {
            let mut members = vec![end];
            let mut next = above[end];
            while let Some(member) = next.filter(|member| *member != end) {
                members.push(member);
                next = above[member];
            }
            let mut names: Vec<&str> =
                members.iter().take(10).map(|member| ids[*member].1.as_str()).collect();
            if members.len() > 10 {
                names.push("…");
            }
            names.push(&ids[end].1);
            let chain = names.join(" → ");
            for member in members {
                circles[member] = Some(chain.clone());
            }
        }
    }
    circles
}
