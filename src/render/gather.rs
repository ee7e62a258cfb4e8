//! The rows that a table shows: all of them, or the first and the last of a report that is too long, which is
//! read part by part without keeping the rest.

use std::collections::VecDeque;

use super::RenderError;
use super::ordered::in_order;
use super::people::Used;
use super::style::Style;
use super::text::{Shown, shown};
use crate::report::{Block, Report};

/// The rows to show, how many there are, and what all of them use.
#[derive(Debug)]
pub(super) struct Gathered {
    pub head: Vec<Vec<Shown>>,
    pub tail: VecDeque<Vec<Shown>>,
    /// All rows of the report, shown or not.
    pub count: usize,
    /// The columns that any row of the report uses, shown or not.
    pub used: Used,
}

impl Gathered {
    /// Keeps the cells of the columns at these places and drops the others.
    pub(super) fn keep(&mut self, places: &[usize]) {
        for row in self.head.iter_mut().chain(&mut self.tail) {
            keep(row, places);
        }
    }

    /// Whether rows between head and tail are left out.
    pub(super) fn is_cut(&self) -> bool {
        self.count > self.head.len() + self.tail.len()
    }

    /// The cells of one column, from the top.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = &Shown> {
        self.head.iter().chain(&self.tail).map(move |row| &row[column])
    }

    pub(super) fn cells_mut(&mut self, column: usize) -> impl Iterator<Item = &mut Shown> {
        self.head.iter_mut().chain(&mut self.tail).map(move |row| &mut row[column])
    }
}

/// Keeps the cells at these places, which ascend, and drops the others.
pub(super) fn keep(cells: &mut Vec<Shown>, places: &[usize]) {
    let mut place = 0;
    cells.retain(|_| {
        place += 1;
        places.binary_search(&(place - 1)).is_ok()
    });
}

/// The first and the last rows of one part, and what all its rows use.
struct Ends {
    first: Vec<Vec<Shown>>,
    last: Vec<Vec<Shown>>,
    count: usize,
    used: Used,
}

impl Ends {
    /// Up to `most` first rows, and of the rest up to `last` last ones.
    fn of(report: &Report, block: &Block, style: &Style, most: usize, last: usize) -> Ends {
        let row = |row: usize| {
            let cells = report.columns.iter().zip(&block.columns);
            cells.map(|(column, values)| shown(column.kind, values, row, style.unicode)).collect()
        };
        let first_end = block.rows.min(most);
        let last_start = block.rows.saturating_sub(last).max(first_end);
        Ends {
            first: (0..first_end).map(row).collect(),
            last: (last_start..block.rows).map(row).collect(),
            count: block.rows,
            used: Used::of(report, block),
        }
    }
}

/// Reads all parts and keeps the rows that the style has room for: the first half and the last half.
pub(super) fn gather(report: &Report, style: &Style) -> Result<Gathered, RenderError> {
    let most = style.rows_max.unwrap_or(usize::MAX);
    let last = style.rows_max.map_or(0, |rows| rows / 2);
    let mut rows = Gathered { head: Vec::new(), tail: VecDeque::new(), count: 0, used: Used::none(report) };
    let make = |index| -> Result<Ends, RenderError> {
        Ok(Ends::of(report, &report.part(index)?, style, most, last))
    };
    in_order(report.parts.count, style.threads, make, |ends| {
        rows.count += ends.count;
        rows.used.add(&ends.used);
        for row in ends.first.into_iter().chain(ends.last) {
            if rows.head.len() < most {
                rows.head.push(row);
                continue;
            }
            rows.tail.push_back(row);
            if rows.tail.len() > last {
                rows.tail.pop_front();
            }
        }
        Ok(())
    })?;
    if rows.count > most {
        // The first rows were kept in case there are no more of them; those in the middle go now.
        while rows.tail.len() < last {
            let Some(row) = rows.head.pop() else { break };
            rows.tail.push_front(row);
        }
        rows.head.truncate(most - last);
    }
    Ok(rows)
}
