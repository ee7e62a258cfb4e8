//! The splits table put together deal by deal: parts of it that threads have collected side by side, merged in the
//! order of deals.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::iter::{Copied, Flatten, Peekable};
use std::vec::IntoIter;

use super::{Share, SplitBook, position};
use crate::engine::people::index;
use crate::engine::threads::side_by_side;
use crate::model::ids::{Id, Numbers};
use crate::model::text::Texts;
use crate::money::Percent;

/// One direct row of the splits table.
#[derive(Clone, Copy, Debug)]
struct Row {
    deal: Id,
    share: Share,
}

/// Direct rows of a part of the splits table, in any order. Threads collect several parts side by side, so reps are
/// the owners of the part here.
#[derive(Debug, Default)]
pub struct SplitRows {
    rows: Vec<Row>,
    longs: Texts,
    numbers: Numbers,
    owners: Vec<String>,
    roles: Vec<String>,
}

impl SplitRows {
    /// Makes room for so many rows.
    pub fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
    }

    /// Adds one direct row.
    pub fn push(&mut self, deal_id: &str, owner: &str, role: &str, percent: Percent) {
        let rep = self.numbers.number(owner);
        if index(rep) == self.owners.len() {
            self.owners.push(owner.to_owned());
        }
        let role = role_number(&mut self.roles, role);
        let deal = Id::new(deal_id, &mut self.longs);
        self.rows.push(Row { deal, share: Share { rep, role, percent } });
    }

    /// Puts the rows of each deal together.
    pub fn sort(&mut self) {
        let longs = &self.longs;
        self.rows.sort_by(|one, other| one.deal.order(other.deal, longs));
    }

    /// Who owns the shares, each once, in the order of their first rows.
    #[must_use]
    pub fn owners(&self) -> &[String] {
        &self.owners
    }
}

fn role_number(roles: &mut Vec<String>, role: &str) -> u32 {
    // Most rows name no role, and texts of no bytes take long to compare.
    let same = |known: &String| if role.is_empty() { known.is_empty() } else { known == role };
    let known = roles.iter().position(same).unwrap_or_else(|| {
        roles.push(role.to_owned());
        roles.len() - 1
    });
    position(known)
}

/// Puts the parts of the splits table together, in any order.
#[derive(Debug, Default)]
pub struct SplitBuilder {
    parts: Vec<Vec<Row>>,
    longs: Texts,
    roles: Vec<String>,
}

impl SplitBuilder {
    /// Adds a part, sorted, given the rep of each of its owners.
    pub fn append(&mut self, part: SplitRows, reps: &[u32]) {
        let SplitRows { mut rows, longs, roles, .. } = part;
        let roles: Vec<u32> = roles.iter().map(|role| role_number(&mut self.roles, role)).collect();
        let shift = position(self.longs.len());
        self.longs.append(&longs);
        for Row { deal, share } in &mut rows {
            deal.long += shift;
            share.rep = reps[index(share.rep)];
            share.role = roles[index(share.role)];
        }
        if !rows.is_empty() {
            self.parts.push(rows);
        }
    }

    /// Puts the rows of each deal together on so many threads, in the order of rep ids; rows of one rep in one role add
    /// up.
    #[must_use]
    pub fn finish(self, rep_rank: &[u32], threads: usize) -> SplitBook {
        let Self { parts, longs, roles } = self;
        // Roles in the order of their names, so that the order of the rows decides nothing.
        let mut sorted: Vec<(String, usize)> = roles.into_iter().zip(0..).collect();
        sorted.sort();
        let mut rank = vec![0_u32; sorted.len()];
        for ((_, number), place) in sorted.iter().zip(0_u32..) {
            rank[*number] = place;
        }
        let roles: Vec<String> = sorted.into_iter().map(|(role, _)| role).collect();
        let stretches = stretches(&parts, threads, &longs);
        let all: usize = parts.iter().map(Vec::len).sum();
        let piece = |number: usize| {
            let stretch = &stretches[number];
            // The others are put to the first one.
            let room = if number == 0 { all } else { stretch.iter().map(|rows| rows.len()).sum() };
            Ok::<_, Infallible>(Piece { longs: &longs, roles: &rank, reps: rep_rank }.book(stretch, room))
        };
        let Ok(pieces) = side_by_side(stretches.len(), threads, piece);
        let mut pieces = pieces.into_iter();
        let mut book = pieces.next().unwrap_or_default();
        for piece in pieces {
            let shift = position(book.shares.len());
            book.deals.extend(piece.deals);
            book.starts.extend(piece.starts.into_iter().map(|start| start + shift));
            book.shares.extend(piece.shares);
        }
        book.starts.push(position(book.shares.len()));
        SplitBook { longs, roles, ..book }
    }
}

/// A stretch of deals: of each sorted part the rows of these deals.
type Stretch<'a> = Vec<&'a [Row]>;

/// The deals of all parts in so many stretches, one after the other, of much the same number of rows.
fn stretches<'a>(parts: &'a [Vec<Row>], count: usize, longs: &Texts) -> Vec<Stretch<'a>> {
    /// The places in each part at which a stretch may end.
    const PLACES: usize = 64;
    let mut ends: Vec<Id> = Vec::new();
    for part in parts {
        ends.extend(part.iter().step_by(part.len().div_ceil(PLACES)).map(|row| row.deal));
    }
    ends.sort_by(|one, other| one.order(*other, longs));
    let mut rest: Stretch<'a> = parts.iter().map(Vec::as_slice).collect();
    let mut stretches = Vec::with_capacity(count.max(1));
    for number in 1..count {
        let Some(end) = ends.get(ends.len() * number / count) else { break };
        let before = |row: &Row| row.deal.order(*end, longs) == Ordering::Less;
        let cut = |rows: &mut &'a [Row]| {
            let (these, others) = rows.split_at(rows.partition_point(before));
            *rows = others;
            these
        };
        stretches.push(rest.iter_mut().map(cut).collect());
    }
    stretches.push(rest);
    stretches
}

/// What the shares of a stretch are put together by.
struct Piece<'a> {
    longs: &'a Texts,
    /// The place of each role among all of them.
    roles: &'a [u32],
    /// The place of each rep by id.
    reps: &'a [u32],
}

impl Piece<'_> {
    /// The deals of a stretch and their shares, in lists with room for so many.
    fn book(&self, stretch: &[&[Row]], room: usize) -> SplitBook {
        let order = |one: &Row, other: &Row| one.deal.order(other.deal, self.longs);
        let mut book = SplitBook {
            deals: Vec::with_capacity(room),
            starts: Vec::with_capacity(room + 1),
            shares: Vec::with_capacity(room),
            ..SplitBook::default()
        };
        let mut deal: Vec<Row> = Vec::new();
        let mut add = |mut row: Row| {
            row.share.role = self.roles[index(row.share.role)];
            if deal.first().is_some_and(|first| order(first, &row) != Ordering::Equal) {
                self.close(&mut deal, &mut book);
            }
            deal.push(row);
        };
        let mut found = runs(stretch, order);
        let sorted;
        if found.len() > RUNS {
            let mut rows = stretch.concat();
            rows.sort_by(order);
            sorted = rows;
            found = vec![vec![&sorted[..]]];
        }
        let mut runs: Vec<SortedRows<'_>> =
            found.into_iter().map(|run| run.into_iter().flatten().copied().peekable()).collect();
        match &mut runs[..] {
            [run] => run.by_ref().for_each(&mut add),
            runs => {
                while let Some(run) = least(runs, order) {
                    run.next().into_iter().for_each(&mut add);
                }
            }
        }
        self.close(&mut deal, &mut book);
        book
    }

    /// Takes the rows of one deal, if there are any.
    fn close(&self, rows: &mut Vec<Row>, book: &mut SplitBook) {
        let Some(first) = rows.first() else { return };
        let start = book.shares.len();
        book.deals.push(first.deal);
        book.starts.push(position(start));
        rows.sort_unstable_by_key(|Row { share, .. }| {
            (self.reps[index(share.rep)], share.role, share.percent)
        });
        for Row { share, .. } in rows.drain(..) {
            match book.shares[start..].last_mut() {
                Some(last) if (last.rep, last.role) == (share.rep, share.role) => {
                    last.percent = Percent::from_raw(last.percent.raw() + share.percent.raw());
                }
                _ => book.shares.push(share),
            }
        }
    }
}

/// Rows in order.
type SortedRows<'a> = Peekable<Copied<Flatten<IntoIter<&'a [Row]>>>>;

/// The most runs of sorted rows that are merged as they are.
const RUNS: usize = 8;

/// Sorted parts as runs of sorted rows: a table is most often sorted, or written share by share.
fn runs<'a>(stretch: &[&'a [Row]], order: impl Fn(&Row, &Row) -> Ordering) -> Vec<Vec<&'a [Row]>> {
    let mut parts: Vec<&[Row]> = stretch.iter().copied().filter(|rows| !rows.is_empty()).collect();
    parts.sort_by(|one, other| order(&one[0], &other[0]));
    let mut runs: Vec<Vec<&[Row]>> = Vec::new();
    for part in parts {
        let follows = |run: &&mut Vec<&[Row]>| {
            let last = run.last().and_then(|part| part.last());
            last.is_none_or(|last| order(last, &part[0]) != Ordering::Greater)
        };
        match runs.iter_mut().find(follows) {
            Some(run) => run.push(part),
            None => runs.push(vec![part]),
        }
    }
    runs
}

/// The run whose next row comes first; none when all have ended.
fn least<'r, 'a>(
    runs: &'r mut [SortedRows<'a>],
    order: impl Fn(&Row, &Row) -> Ordering,
) -> Option<&'r mut SortedRows<'a>> {
    let mut least: Option<(usize, Row)> = None;
    for (place, run) in runs.iter_mut().enumerate() {
        if let Some(row) = run.peek()
            && least.as_ref().is_none_or(|(_, before)| order(row, before) == Ordering::Less)
        {
            least = Some((place, *row));
        }
    }
    least.map(|(place, _)| &mut runs[place])
}
