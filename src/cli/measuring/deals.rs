//! Which deals of which stages and columns the metrics need, and reading them. A deal belongs wholly to its owner:
//! splits share out credit, and metrics are about who worked the deal. One batch is in `batch`, all of them in `fold`.

use std::sync::Mutex;

use super::Scene;
use super::batch::{Reach, Reader};
use super::customers::Customers;
use super::effort::{History, Work};
use super::fold::{Fold, FoundDeals};
use super::sums::Waiting;
use crate::calendar::Span;
use crate::cli::credit::{self, Counted};
use crate::cli::failure::Failure;
use crate::cli::reading::{Company, Reading, counted, refused, refused_by_engine};
use crate::cli::tables::Tables;
use crate::data::{Beside, Won};
use crate::engine::attainment::Slots;
use crate::engine::metrics::list::OF_OPEN_DEALS;

/// Reads the deals that the metrics need; all of them where the days are not said, which then are those of all deals.
pub(super) fn read(
    scene: &Scene<'_>,
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    slots: &Slots,
    named: (&History, &Work),
    customers: &Customers,
) -> Result<FoundDeals, Failure> {
    let source = tables.require("deals")?;
    let needed = columns(scene, customers);
    let failure = Mutex::new(None);
    let known = u32::try_from(company.people.len()).expect("fewer than 2^32 reps");
    let won = reading.won();
    let (history, work) = named;
    let reach = reach(scene, named, customers);
    let beside = if reach.open { Beside::Others } else { Beside::Lost(scene.lost.as_deref()) };
    let wanted = Won { stages: won.as_deref(), beside, days: reach.days, below_zero_before: None };
    let won_names = won.as_deref();
    let reader =
        Reader { scene, company, slots, history, work, customers, won: won_names, reach, failure: &failure };
    let mut fold = Fold::new(known);
    let medians = scene.wants(&["median_deal", "median_cycle_days"]);
    let sums = Waiting::new(medians);
    let columns: Vec<&str> = needed.iter().map(String::as_str).collect();
    let each = |batch| {
        sums.add_what_waits()?;
        reader.part(batch)
    };
    let read = reading.large(&source, &columns, Some(wanted), &each, &mut |part| {
        sums.put(fold.take(part)?);
        Ok(())
    });
    if let Some(error) = failure.into_inner().unwrap_or(None) {
        return Err(refused_by_engine(&error));
    }
    read?;
    let mut found = fold.found;
    found.sums = sums.finish().map_err(|error| refused(&error))?;
    for name in fold.names {
        company.people.intern(&name);
        company.leaves.push(Vec::new());
    }
    found.currency = match scene.currency {
        Some(currency) => Some(currency),
        None => credit::only_currency(&mut fold.currencies, &Counted::parse("bookings"))?,
    };
    say(reading, fold.unowned, fold.undated, fold.unpriced);
    if !found.has_won() {
        credit::say_stages(&source, reading, won.as_deref())?;
    }
    Ok(found)
}

/// Which deals are looked at. Open ones, and those of other days, where something is made of them.
fn reach(scene: &Scene<'_>, (history, work): (&History, &Work), customers: &Customers) -> Reach {
    let (told, followed) = (history.is_empty() && work.names_nothing(), customers.wants_deals());
    let open = scene.days.is_none() || !told || scene.wants(&OF_OPEN_DEALS);
    let whenever = !told || followed || scene.wants(&["median_days_to_first_deal", "median_days_to_full"]);
    Reach { open, days: scene.days.filter(|_| !whenever).unwrap_or(Span::ALL) }
}

/// Says what the rows do not show.
fn say(reading: &Reading<'_>, unowned: u64, undated: u64, unpriced: u64) {
    if unowned > 0 {
        let deals = counted(unowned, "deal has", "deals have");
        reading.warning(&format!("{deals} no owner: they are in a row without a rep, and in the total"));
    }
    if undated > 0 {
        let deals = counted(undated, "open or lost deal has", "open or lost deals have");
        reading.note(&format!("{deals} no close date, so no period to count in"));
    }
    if unpriced > 0 {
        let deals = counted(unpriced, "open or lost deal has", "open or lost deals have");
        reading.note(&format!("{deals} no amount: counted as deals, and as nothing in sums of money"));
    }
}

/// The columns of the deals that the metrics need, as far as the files have them.
fn columns(scene: &Scene<'_>, customers: &Customers) -> Vec<String> {
    let mut columns: Vec<String> =
        ["deal_id", "rep_id", "stage", "close_date", "amount", "currency"].map(str::to_owned).to_vec();
    for (column, wanted) in [
        ("created_date", scene.needs("deals.created_date")),
        ("list_amount", scene.needs("deals.list_amount")),
        ("cost", scene.needs("deals.cost")),
        ("term_months", customers.wants_deals()),
        ("account_id", customers.wants_deals()),
    ] {
        if wanted && scene.known.has(&format!("deals.{column}")) {
            columns.push(column.to_owned());
        }
    }
    for column in scene.grouping.columns() {
        if !columns.iter().any(|known| known == column) {
            columns.push(column.to_owned());
        }
    }
    columns
}
