//! The rows of the splits behind a rep's shares, read once more for whoever explains them: a run keeps shares alone.

use hashbrown::HashSet;

use crate::cli::failure::Failure;
use crate::cli::reading::Reading;
use crate::cli::tables::Tables;
use crate::data::rows::{Columns, each_split};
use crate::engine::commissions::explain::SplitPart;
use crate::engine::commissions::{CreditKind, Run};
use crate::engine::people::{Found, index};

/// The rows that give a rep a part of the deals of a run, in the order of the files. Nothing is read where no deal of
/// the rep is split.
pub fn of_rep(
    run: &Run,
    rep: u32,
    tables: &Tables<'_>,
    reading: &Reading<'_>,
) -> Result<Vec<SplitPart>, Failure> {
    let split = run.order.of(rep).iter().filter(|credit| {
        matches!(run.credits.causes[index(**credit)].kind, CreditKind::Share | CreditKind::Overlay)
    });
    let deals: HashSet<&str> =
        split.map(|credit| run.deals.ids.get(index(run.credits.deals[index(*credit)]))).collect();
    let source = if deals.is_empty() { None } else { tables.source("splits")? };
    let Some(source) = source else { return Ok(Vec::new()) };
    let mut parts = Vec::new();
    reading.again(
        &source,
        &["deal_id", "rep_id", "percent", "role", "credit"],
        &|batch| {
            let columns = Columns::new(&batch.frame, batch.file_name());
            let mut mine = Vec::new();
            each_split(&batch.frame, |row| {
                if deals.contains(row.deal_id)
                    && matches!(run.people.find(row.rep_id), Found::Rep(found) if found == rep)
                {
                    mine.push(SplitPart {
                        deal_id: row.deal_id.to_owned(),
                        percent: row.percent,
                        overlay: row.overlay,
                        place: columns.place(row.position),
                    });
                }
            })?;
            Ok(mine)
        },
        &mut |mine| {
            parts.extend(mine);
            Ok(())
        },
    )?;
    Ok(parts)
}
