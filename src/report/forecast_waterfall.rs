//! The report of `spm forecast waterfall`: a line for each path that value took, or for each deal on it.

use crate::engine::forecast::waterfall::{Path, Sum};
use crate::money::Amount;
use crate::report::{Block, Column, Kind, Report, Values};

/// One deal on one path.
#[derive(Clone, Debug)]
pub struct Step {
    /// The path.
    pub path: Path,
    /// The deal.
    pub deal_id: String,
    /// What people call it.
    pub name: String,
    /// Its owner.
    pub rep_id: String,
    /// Its amount, signed by what it does to the open value.
    pub amount: Amount,
}

/// What the report says besides its rows.
pub struct Frame<'a> {
    /// Whether each deal has a line.
    pub each: bool,
    /// The currency of the amounts.
    pub currency: &'a str,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// Builds the report.
#[must_use]
pub fn report(frame: &Frame<'_>, sums: &[Sum], steps: Vec<Step>) -> Report {
    let mut report = if frame.each { by_deal(frame, steps) } else { by_path(frame, sums) };
    report.subtitle.clone_from(&frame.subtitle);
    report.notes = vec!["begin and all that happened since add up to end, to the cent".to_owned()];
    report
}

fn by_path(frame: &Frame<'_>, sums: &[Sum]) -> Report {
    let columns = vec![
        Column::text("path", "Path").essential(),
        Column::integer("deals", "Deals").essential(),
        Column::new("amount", "Amount", Kind::Bar).essential(),
        Column::text("currency", "Cur").for_machines(),
    ];
    let deals = sums.iter().map(|sum| i64::try_from(sum.deals).unwrap_or(i64::MAX)).collect();
    let values = vec![
        Values::text(Path::ALL.iter().map(|path| path.name())),
        Values::Integer(deals),
        Values::Amounts(sums.iter().map(|sum| sum.amount.raw()).collect()),
        Values::text(sums.iter().map(|_| frame.currency)),
    ];
    Report::new("Waterfall", columns, Block { columns: values, rows: sums.len() })
}

fn by_deal(frame: &Frame<'_>, mut steps: Vec<Step>) -> Report {
    steps.sort_by(|left, right| left.path.cmp(&right.path).then_with(|| left.deal_id.cmp(&right.deal_id)));
    let columns = vec![
        Column::text("path", "Path").essential(),
        Column::id("deal_id", "Deal").essential(),
        Column::text("name", "Name").preferred(),
        Column::id("rep_id", "Rep"),
        Column::money("amount", "Amount").essential(),
        Column::text("currency", "Cur").for_machines(),
    ];
    let text = |of: &dyn Fn(&Step) -> &str| Values::text(steps.iter().map(of));
    let values = vec![
        text(&|step| step.path.name()),
        text(&|step| &step.deal_id),
        text(&|step| &step.name),
        text(&|step| &step.rep_id),
        Values::Amounts(steps.iter().map(|step| step.amount.raw()).collect()),
        Values::text(steps.iter().map(|_| frame.currency)),
    ];
    Report::new("Waterfall", columns, Block { columns: values, rows: steps.len() })
}
