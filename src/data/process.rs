//! A stretch of a file under a plan: raw columns in, a canonical frame and the refused rows out.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::checks::Checked;
use super::conform::{
    ColumnRules, Conformed, Evidence, Fault, Reading, canonical_type, conform_text, conform_typed,
};
use super::error::DataError;
use super::import::{Sums, sums};
use super::mapping::MappedColumn;
use super::origin::{RawBlock, as_text};
use super::plan::{Extra, Output, Plan};
use super::source::{LeftOut, REJECTS_KEPT};
use super::stretch::{Oddities, Processed, Sound, Stretch, excerpt};
use crate::model::reject::Reject;
use crate::model::table::ColumnKind;

impl Plan {
    /// A stretch of a wide file in the long form; any other as it is.
    pub fn melted(&self, stretch: Stretch) -> Result<Stretch, DataError> {
        match &self.mapping.wide {
            Some(wide) => wide.melted(stretch, self.mapping.headers.len(), &mut Oddities::default()),
            None => Ok(stretch),
        }
    }

    /// The keys of all rows of some columns, null where one is missing or at fault.
    pub fn all_keys(&self, raw: &RawBlock, readings: &[Reading]) -> Result<StringChunked, DataError> {
        let name = self.table.key.first().copied().unwrap_or_default();
        let output = self.output_of(name);
        let Some((output, reading)) = self.outputs.get(output).zip(readings.get(output)) else {
            return Ok(StringChunked::full_null("".into(), raw.height));
        };
        let values = self.evaluated(&self.mapping.columns[output.mapped], raw)?;
        as_text(&self.conform(&values, output, *reading)?.column)
    }

    /// Reads the values of a stretch under the given readings of the outputs. Rows in `left_out` (ascending)
    /// are passed over.
    pub fn process(
        &self,
        stretch: Stretch,
        readings: &[Reading],
        left_out: &[u64],
    ) -> Result<Processed, DataError> {
        let mut oddities = Oddities::default();
        let stretch = match &self.mapping.wide {
            Some(wide) => wide.melted(stretch, self.mapping.headers.len(), &mut oddities)?,
            None => stretch,
        };
        let Stretch { raw, rows, files, rejects, .. } = stretch;
        let mut raw_values = Vec::with_capacity(self.outputs.len());
        let mut columns = Vec::with_capacity(self.outputs.len() + 1);
        for (output, reading) in self.outputs.iter().zip(readings) {
            let mapped = &self.mapping.columns[output.mapped];
            let values = self.evaluated(mapped, &raw)?;
            let mut conformed = self.conform(&values, output, *reading)?;
            if let Some(periods) = self.periods.as_ref().filter(|_| output.rules.kind == ColumnKind::Period) {
                periods.label(&mut conformed)?;
            }
            columns.push(conformed);
            raw_values.push(values);
        }
        if self.has_currency_of_amounts() {
            let column =
                Column::full_null("currency".into(), raw.height, &canonical_type(ColumnKind::Currency));
            columns.push(Conformed::new(column));
        }
        let evidence: Vec<Evidence> = columns.iter().map(|conformed| conformed.evidence).collect();
        let decided = readings.iter().zip(&evidence).all(|(reading, evidence)| {
            *reading != Reading::Undecided || *evidence == Evidence::NONE || evidence.choice().is_some()
        });
        let mut faults = value_faults(&columns);
        let mut checked = Checked { table: self.table, columns: &mut columns, won: &self.won };
        let row_faults = checked.faults()?;
        faults.extend(
            row_faults.into_iter().map(|fault| (fault.place, self.output_of(fault.column), fault.fault)),
        );
        faults.sort_by_key(|(place, output, _)| (*place, *output));
        oddities.add(self.oddities(&columns));
        oddities.won_elsewhere = self.won_elsewhere(&columns, &raw)?;
        let mut sound = Sound::new(&rows, left_out);
        let no_records = self.leave_out_no_records(&raw, &mut sound)?;
        let mut all_rejects = rejects;
        let early = all_rejects.len();
        let deals = self.deals_of_splits(&columns)?;
        let mut refused_deals = Vec::new();
        for (place, output, fault) in faults {
            if sound.is_left_out(place) {
                continue;
            }
            sound.refuse(place);
            refused_deals.extend(deals.as_ref().and_then(|deals| deals.get(place)).map(str::to_owned));
            // No report keeps more, and these are the first of the stretch.
            if all_rejects.len() >= early + REJECTS_KEPT {
                continue;
            }
            all_rejects.push(self.reject(rows[place], output, raw_values.get(output), place, fault)?);
        }
        all_rejects.sort_by_key(|reject| reject.row);
        let refused = sound.refused + u64::try_from(early).unwrap_or(u64::MAX);
        let amounts = if self.sums { sums_of(&columns, &sound)? } else { Sums::new() };
        let frame = self.frame(&columns, &raw, rows, files.as_ref(), &sound)?;
        let keys = self.keys(&columns);
        Ok(Processed {
            frame,
            keys,
            rejects: all_rejects,
            refused,
            refused_deals,
            left_out: no_records,
            evidence,
            decided,
            oddities,
            amounts,
        })
    }

    /// The values of a canonical column in the type of the file.
    pub fn evaluated(&self, mapped: &MappedColumn, raw: &RawBlock) -> Result<Column, DataError> {
        mapped.origin.evaluate(raw, &self.mapping.headers).map_err(|error| match error {
            DataError::Refused { message, hint } => DataError::Refused {
                message: format!("column `{}` of `{}`: {message}", mapped.name, self.file),
                hint,
            },
            other => other,
        })
    }

    fn conform(&self, values: &Column, output: &Output, reading: Reading) -> Result<Conformed, DataError> {
        let rules = ColumnRules { reading, ..output.rules.clone() };
        match values.dtype() {
            DataType::String => Ok(conform_text(values.as_materialized_series().str()?, &rules)),
            _ => Ok(conform_typed(values, &rules).map_err(|reason| DataError::Refused {
                message: format!("column `{}` of `{}` {reason}", self.shown(&rules.name), self.file),
                hint: "write it as text, or as a type of its kind".to_owned(),
            })??),
        }
    }

    /// The place in the outputs of a canonical column; one past them for the currency of amounts.
    fn output_of(&self, name: &str) -> usize {
        self.outputs.iter().position(|output| output.rules.name == name).unwrap_or(self.outputs.len())
    }

    fn oddities(&self, columns: &[Conformed]) -> Oddities {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let keeps = self.table.column("currency").is_some();
        let unkept = columns
            .iter()
            .flat_map(|conformed| &conformed.currencies)
            .filter(|(_, mark)| !keeps || (self.has_currency_of_amounts() && mark.code().is_none()));
        Oddities {
            float_ids: columns.iter().map(|conformed| count(conformed.float_ids)).sum(),
            unkept_currencies: count(unkept.count()),
            ..Oddities::default()
        }
    }

    /// The deals of the rows, where the table is that of the splits: a deal with a refused share goes to nobody.
    fn deals_of_splits(&self, columns: &[Conformed]) -> Result<Option<StringChunked>, DataError> {
        let is_deal = |conformed: &&Conformed| conformed.column.name() == "deal_id";
        match columns.iter().find(is_deal).filter(|_| self.table.name == "splits") {
            Some(conformed) => Ok(Some(conformed.column.as_materialized_series().str()?.clone())),
            None => Ok(None),
        }
    }

    /// Leaves out what the CRM has deleted and what is a record of another kind; says how many.
    fn leave_out_no_records(&self, raw: &RawBlock, sound: &mut Sound) -> Result<LeftOut, DataError> {
        let texts = |place: usize| raw.column(place).map(as_text).transpose();
        let mut count = LeftOut::default();
        let flags = self.deleted_flag.map(texts).transpose()?.flatten();
        for (place, flag) in flags.iter().flat_map(StringChunked::iter).enumerate() {
            count.deleted += u64::from(is_marked(flag) && sound.leave_out(place));
        }
        let Some((place, other)) = &self.other_kind else { return Ok(count) };
        let kinds = texts(*place)?;
        for (place, kind) in kinds.iter().flat_map(StringChunked::iter).enumerate() {
            let is_other = kind.is_some_and(|kind| other.contains(&kind.trim().to_lowercase()));
            count.of_other_kind += u64::from(is_other && sound.leave_out(place));
        }
        Ok(count)
    }

    /// Deals that a column of the CRM marks as won and whose stage is no won stage.
    fn won_elsewhere(
        &self,
        columns: &[Conformed],
        raw: &RawBlock,
    ) -> Result<BTreeMap<String, u64>, DataError> {
        let mut found = BTreeMap::new();
        let stages =
            columns.iter().map(|conformed| &conformed.column).find(|column| column.name() == "stage");
        let (Some(place), Some(stages)) = (self.won_flag, stages) else { return Ok(found) };
        let Some(flags) = raw.column(place).map(as_text).transpose()? else { return Ok(found) };
        let stages = stages.as_materialized_series().str()?;
        for (stage, flag) in stages.iter().zip(flags.iter()) {
            let Some(stage) = stage.filter(|_| is_marked(flag)) else { continue };
            if !self.won.iter().any(|won| won == stage) {
                *found.entry(stage.to_owned()).or_default() += 1;
            }
        }
        Ok(found)
    }

    fn reject(
        &self,
        row: u64,
        output: usize,
        values: Option<&Column>,
        place: usize,
        fault: Fault,
    ) -> Result<Reject, DataError> {
        let value = match values {
            Some(values) => {
                as_text(&values.slice(i64::try_from(place).unwrap_or(0), 1))?.get(0).map(str::to_owned)
            }
            None => None,
        };
        let name = self.outputs.get(output).map_or("currency", |output| output.rules.name.as_str());
        Ok(Reject {
            file: self.file.to_string(),
            row,
            column: self.shown(name).to_owned(),
            value: excerpt(value.unwrap_or_default()),
            reason: fault.reason,
            remedy: fault.remedy,
        })
    }

    /// The delivered columns in their order, and `row`.
    fn frame(
        &self,
        columns: &[Conformed],
        raw: &RawBlock,
        rows: Vec<u64>,
        files: Option<&StringChunked>,
        sound: &Sound,
    ) -> Result<DataFrame, DataError> {
        let mut delivered = Vec::with_capacity(self.delivered.len() + 2);
        let mut names = self.delivered.clone();
        if self.has_currency_of_amounts() && !names.iter().any(|name| name == "currency") {
            names.push("currency".to_owned());
        }
        for name in &names {
            let canonical = columns.iter().find(|conformed| conformed.column.name().as_str() == name);
            let extra = self.extras.iter().find(|extra| extra.name == *name);
            let column = match (canonical, extra) {
                (Some(conformed), _) => conformed.column.clone(),
                (None, Some(extra)) => handed_on(extra, raw)?,
                (None, None) if name == "file" => self.file_column(files, raw.height),
                (None, None) => continue,
            };
            delivered.push(column);
        }
        delivered.push(UInt64Chunked::from_vec("row".into(), rows).into_series().into_column());
        let frame = DataFrame::new(raw.height, delivered)?;
        match sound.mask() {
            Some(mask) => Ok(frame.filter(&mask)?),
            None => Ok(frame),
        }
    }

    fn file_column(&self, files: Option<&StringChunked>, height: usize) -> Column {
        match files {
            Some(files) => files.clone().with_name("file".into()).into_series().into_column(),
            None => Column::new_scalar("file".into(), Scalar::from(PlSmallStr::from(&*self.file)), height),
        }
    }

    /// The key columns of the table that are worked out, of all rows: whether a row is refused for something
    /// else does not change which rows name the same record.
    fn keys(&self, columns: &[Conformed]) -> Vec<Column> {
        let find = |name: &&str| columns.iter().find(|conformed| conformed.column.name() == *name);
        self.table.key.iter().filter_map(find).map(|conformed| conformed.column.clone()).collect()
    }
}

/// A column of the file under its own name: text without blanks at its ends, other types as they are.
fn handed_on(extra: &Extra, raw: &RawBlock) -> Result<Column, DataError> {
    let Some(column) = raw.column(extra.place) else {
        return Ok(Column::full_null(extra.name.as_str().into(), raw.height, &DataType::String));
    };
    let DataType::String = column.dtype() else {
        return Ok(column.clone().with_name(extra.name.as_str().into()));
    };
    let rules = ColumnRules::text(&extra.name);
    Ok(conform_text(column.as_materialized_series().str()?, &rules).column)
}

/// The values at fault: place, output, fault.
fn value_faults(columns: &[Conformed]) -> Vec<(usize, usize, Fault)> {
    let faults = columns.iter().enumerate().flat_map(|(output, conformed)| {
        conformed.faults.iter().map(move |(place, fault)| (*place, output, fault.clone()))
    });
    faults.collect()
}

/// Whether a flag of a CRM is set.
fn is_marked(flag: Option<&str>) -> bool {
    flag.is_some_and(|flag| matches!(flag.trim(), "1" | "true" | "TRUE" | "True"))
}

/// Sums of the readable amounts of all rows that do not repeat others.
fn sums_of(columns: &[Conformed], sound: &Sound) -> Result<Sums, DataError> {
    let find =
        |name: &str| columns.iter().map(|conformed| &conformed.column).find(|column| column.name() == name);
    let Some(amounts) = find("amount") else { return Ok(Sums::new()) };
    if sound.has_all() {
        return sums(amounts, find("currency"));
    }
    let first: BooleanChunked = (0..sound.height()).map(|place| !sound.is_left_out(place)).collect();
    let currencies = find("currency").map(|column| column.filter(&first)).transpose()?;
    sums(&amounts.filter(&first)?, currencies.as_ref())
}
