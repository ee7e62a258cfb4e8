//! Stretches of a file: as they were read, in canonical form, and which of their rows are delivered. Working
//! them out is left to `process`.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::conform::Evidence;
use super::import::Sums;
use super::origin::RawBlock;
use super::source::LeftOut;
use crate::model::reject::Reject;

/// A stretch of a file as it was read.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    /// The columns of the file.
    pub raw: RawBlock,
    /// The row of each record.
    pub rows: Vec<u64>,
    /// The file of each record, where a canonical table says it.
    pub files: Option<StringChunked>,
    /// Records that were refused before their values were looked at.
    pub rejects: Vec<Reject>,
    /// What is known of all its rows, where some were left out before they were read.
    pub whole: Option<Whole>,
}

/// What is known of all rows of a stretch.
#[derive(Debug)]
pub(super) struct Whole {
    /// The first row, left out or not.
    pub first_row: u64,
    /// The last one.
    pub last_row: u64,
    /// The column that is the key.
    pub keys: RawBlock,
}

/// A stretch in canonical form.
pub(super) struct Processed {
    /// The delivered columns and `row`, of the rows that are sound.
    pub frame: DataFrame,
    /// The keys of all rows, for the search of repeated rows.
    pub keys: Vec<Column>,
    /// Why rows were refused, in file order.
    pub rejects: Vec<Reject>,
    /// Rows that were refused.
    pub refused: u64,
    /// The deals of refused rows of the splits.
    pub refused_deals: Vec<String>,
    /// Rows that are no records of the table.
    pub left_out: LeftOut,
    /// For each output, what its values say about its reading.
    pub evidence: Vec<Evidence>,
    /// Whether every column could be read without knowing the rest of the file.
    pub decided: bool,
    /// Things that the user should know, counted: ids with `.0`, amounts with a shared currency sign.
    pub oddities: Oddities,
    /// Sums of readable amounts, where all columns were asked for.
    pub amounts: Sums,
}

/// Counts of what is read by a rule that the user should know of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Oddities {
    /// Ids that were written as a number with `.0`.
    pub float_ids: u64,
    /// Amounts with a currency that the table has no column for, or with a sign that many currencies share.
    pub unkept_currencies: u64,
    /// Quota cells that hold nothing.
    pub empty_quotas: u64,
    /// Deals that the CRM marks as won, by their stages that are no won stages.
    pub won_elsewhere: BTreeMap<String, u64>,
}

impl Oddities {
    /// Adds the counts of another stretch.
    pub fn add(&mut self, other: Self) {
        self.float_ids += other.float_ids;
        self.unkept_currencies += other.unkept_currencies;
        self.empty_quotas += other.empty_quotas;
        for (stage, count) in other.won_elsewhere {
            *self.won_elsewhere.entry(stage).or_default() += count;
        }
    }
}

/// Which rows of a stretch are delivered.
pub(super) struct Sound {
    height: usize,
    /// For each row whether it is delivered; empty as long as all are.
    keep: Vec<bool>,
    left_out: Vec<usize>,
    /// Rows that were refused.
    pub refused: u64,
}

impl Sound {
    /// All rows but those in `left_out`, ascending.
    pub fn new(rows: &[u64], left_out: &[u64]) -> Self {
        let mut sound = Self { height: rows.len(), keep: Vec::new(), left_out: Vec::new(), refused: 0 };
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return sound };
        let from = left_out.partition_point(|row| row < first);
        let to = left_out.partition_point(|row| row <= last);
        for row in &left_out[from..to] {
            // In a wide file one record is several rows.
            let start = rows.partition_point(|at| at < row);
            let end = rows.partition_point(|at| at <= row);
            for place in start..end {
                sound.drop_row(place);
                sound.left_out.push(place);
            }
        }
        sound
    }

    /// Takes a row out; says whether it was still in.
    fn drop_row(&mut self, place: usize) -> bool {
        if self.keep.is_empty() {
            self.keep = vec![true; self.height];
        }
        std::mem::replace(&mut self.keep[place], false)
    }

    /// Leaves a row out without refusing it; says whether it was still in.
    pub fn leave_out(&mut self, place: usize) -> bool {
        let was_in = self.drop_row(place);
        if was_in {
            let at = self.left_out.partition_point(|other| *other < place);
            self.left_out.insert(at, place);
        }
        was_in
    }

    /// Whether nothing was left out without being refused.
    pub fn has_all(&self) -> bool {
        self.left_out.is_empty()
    }

    /// The number of rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Whether a row was left out without being refused.
    pub fn is_left_out(&self, place: usize) -> bool {
        self.left_out.binary_search(&place).is_ok()
    }

    /// Refuses a row, unless it is out already.
    pub fn refuse(&mut self, place: usize) {
        if self.drop_row(place) {
            self.refused += 1;
        }
    }

    /// The rows that are delivered; `None` if all are.
    pub fn mask(&self) -> Option<BooleanChunked> {
        (!self.keep.is_empty()).then(|| BooleanChunked::from_slice("".into(), &self.keep))
    }
}

/// A value as messages show it: a megabyte of text is not shown whole.
pub(super) fn excerpt(value: String) -> String {
    const SHOWN: usize = 200;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value,
    }
}
