//! From batches of deals to credits: what the readers deliver, shared out as the engine says, summed on a board. The
//! measure is in `counted`, the groups in `grouping`, one batch in `batch`.

mod batch;
mod counted;
mod currencies;
mod grouping;

use hashbrown::HashMap;

pub use self::counted::Counted;
pub use self::currencies::DealCurrencies;
pub use self::grouping::Grouping;

use self::batch::{Context, Part};
use crate::calendar::{Day, Period, Span, Unit};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::own_column;
use crate::cli::reading::{Company, Reading, counted, refused, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::data::{Batch, Beside, DataError, Source, Won, columns_of};
use crate::engine::attainment::{Board, Dimension, Slots};
use crate::engine::people::index;
use crate::money::{Currency, Exact};

/// The report's currency: of the flag, else of spm.toml; else that of the deals.
pub fn report_currency(flag: Option<&str>, settings: &Settings) -> Result<Option<Currency>, Failure> {
    match flag {
        Some(text) => Currency::parse(text).map(Some).map_err(|error| {
            Failure::new(Outcome::Usage, error.to_string()).at(format!("--currency {text}"))
        }),
        None => Ok(settings.currency.as_ref().map(|currency| currency.value)),
    }
}

/// What was credited.
#[derive(Debug, Default)]
pub struct Credited {
    /// The sums.
    pub board: Board,
    /// Names of the groups of deal columns.
    pub groups: Vec<Vec<String>>,
    /// The report's currency, if any is known.
    pub currency: Option<Currency>,
    /// First and last event date.
    pub extent: Option<Span>,
    /// Won deals without an owner, and their value.
    pub unowned: (u64, i128),
    /// Owners who are not in the reps table, and their deals.
    pub unlisted: Vec<(String, u64)>,
    /// Overlay rows, which attainment does not count.
    pub overlays: u64,
}

impl Credited {
    /// What the rows do not show.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.unowned.0 > 0 {
            let value = Exact::from_raw(self.unowned.1);
            let deals =
                counted(self.unowned.0, "won deal without an owner is", "won deals without an owner are");
            let currency = self.currency.as_ref().map_or("", |currency| currency.as_str());
            warnings.push(format!("{deals} credited to nobody: {value} {currency}").trim_end().to_owned());
        }
        if !self.unlisted.is_empty() {
            let names: Vec<String> =
                self.unlisted.iter().take(5).map(|(owner, deals)| format!("`{owner}` ({deals})")).collect();
            let more = if self.unlisted.len() > 5 { " …" } else { "" };
            let count = u64::try_from(self.unlisted.len()).unwrap_or(u64::MAX);
            let owners = counted(count, "owner of won deals is", "owners of won deals are");
            warnings.push(format!("{owners} not in the reps table: {}{more}", names.join(", ")));
        }
        warnings
    }
}

/// Reads the won deals of some days and sums their credits.
#[allow(
    clippy::too_many_arguments,
    reason = "each is one table or choice of the run; a struct would be used once"
)]
pub fn board(
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    grouping: &Grouping,
    measure: &Counted,
    currency: Option<Currency>,
    slots: &Slots,
    days: Span,
) -> Result<Credited, Failure> {
    let source = tables.require("deals")?;
    let mut columns = vec!["deal_id", "rep_id", "stage", "close_date", "amount"];
    for column in measure.columns().into_iter().chain(grouping.columns()).chain(["currency"]) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    measure.check(&columns_of(&source).map_err(|error| refused(&error))?)?;
    let mut credited = Credited { currency, overlays: company.overlays, ..Credited::default() };
    credited.board = Board::new(slots, grouping.by.contains(&Dimension::Rep));
    let known = company.people.len();
    let mut strangers: HashMap<String, (u32, u64)> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    let mut groups: HashMap<Vec<String>, u32> = HashMap::new();
    let mut currencies: Vec<Currency> = Vec::new();
    let failure = std::sync::Mutex::new(None);
    let context = Context { company, grouping, measure, currency, slots, failure: &failure };
    let won = reading.won();
    let read = reading.large(
        &source,
        &columns,
        Some(Won { stages: won.as_deref(), beside: Beside::Nothing, days, below_zero_before: None }),
        &|batch| context.part(batch, days),
        &mut |part: Part| {
            let new: Vec<u32> = part
                .unknown
                .iter()
                .map(|(owner, deals)| {
                    let next = u32::try_from(known + strangers.len()).expect("fewer than 2^32 owners");
                    let (number, count) = strangers.entry_ref(owner.as_str()).or_insert_with(|| {
                        names.push(owner.clone());
                        (next, 0)
                    });
                    *count += deals;
                    *number
                })
                .collect();
            let group_numbers: Vec<u32> = part
                .groups
                .into_iter()
                .map(|group| {
                    let next = u32::try_from(groups.len()).expect("fewer groups than deals");
                    *groups.entry(group).or_insert(next)
                })
                .collect();
            let mut credits = part.credits;
            if !new.is_empty() {
                for (rep, _) in &mut credits {
                    let at = index(*rep).checked_sub(known);
                    *rep = at.map_or(*rep, |at| new[at]);
                }
            }
            let mut start = 0;
            for (slot, group, end) in part.deals {
                let end = index(end);
                credited.board.add(slot, group_numbers[index(group)], &credits[start..end]);
                start = end;
            }
            credited.unowned.0 += part.unowned.0;
            credited.unowned.1 += part.unowned.1;
            for currency in part.currencies {
                if !currencies.contains(&currency) {
                    currencies.push(currency);
                }
            }
            credited.extent = widen(credited.extent, part.extent);
            Ok(())
        },
    );
    if let Some(error) = failure.into_inner().unwrap_or(None) {
        return Err(refused_by_engine(&error));
    }
    read?;
    company.split_deals.say(company, reading, &source)?;
    credited.board.finish();
    if credited.extent.is_none() {
        say_stages(&source, reading, won.as_deref())?;
    }
    for name in names {
        company.people.intern(&name);
        company.leaves.push(Vec::new());
    }
    if company.people.has_rows() {
        credited.unlisted = strangers.into_iter().map(|(owner, (_, deals))| (owner, deals)).collect();
        credited.unlisted.sort();
    }
    let mut named: Vec<(Vec<String>, u32)> = groups.into_iter().collect();
    named.sort_unstable_by_key(|(_, number)| *number);
    credited.groups = named.into_iter().map(|(group, _)| group).collect();
    if currency.is_none() {
        credited.currency = only_currency(&mut currencies, measure)?;
    }
    Ok(credited)
}

/// When no deal is won, says which stages there are: most often the names of the won ones are missing.
pub fn say_stages(source: &Source, reading: &mut Reading<'_>, won: Option<&[String]>) -> Result<(), Failure> {
    let mut stages: Vec<String> = Vec::new();
    let mut named: Vec<String> = won.map(<[String]>::to_vec).unwrap_or_default();
    reading.again(source, &["stage"], &|batch| Ok((distinct(&batch)?, batch.won)), &mut |(found, won)| {
        stages.extend(found);
        if named.is_empty() {
            named.extend(won.iter().cloned());
        }
        Ok(())
    })?;
    stages.sort();
    stages.dedup();
    if stages.iter().any(|stage| named.contains(stage)) {
        reading.note("no deal is won in these days");
        return Ok(());
    }
    if stages.is_empty() {
        reading.note("there is no deal");
        return Ok(());
    }
    let quoted = |names: &[String]| {
        let names: Vec<String> = names.iter().take(12).map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    reading.warning(&format!(
        "no deal is won: the stages are {}, and won are {}; say which with `--won STAGE`, or `[stages]` in spm.toml",
        quoted(&stages),
        quoted(&named)
    ));
    Ok(())
}

fn distinct(batch: &Batch) -> Result<Vec<String>, DataError> {
    crate::data::distinct(&batch.frame, "stage")
}

/// The one currency of the deals; several cannot be added up without saying in which.
pub fn only_currency(currencies: &mut [Currency], measure: &Counted) -> Result<Option<Currency>, Failure> {
    currencies.sort_unstable_by_key(|currency| currency.as_str().to_owned());
    let names: Vec<&str> = currencies.iter().map(Currency::as_str).collect();
    match &*currencies {
        [_, _, ..] if measure.own => Err(Failure::new(
            Outcome::Input,
            format!(
                "`{}` is a column of the file's own and counts as a plain number, but the deals are in several \
                 currencies: {}",
                measure.name,
                names.join(", ")
            ),
        )
        .hint(own_column::hint(&measure.name))),
        [_, _, ..] if measure.money => {
            Err(Failure::new(
                Outcome::Usage,
                format!("the deals are in several currencies: {}", names.join(", ")),
            )
            .hint("say which to report in with `--currency USD`, and give `--exchange-rates FILE`"))
        }
        [first, ..] => Ok(Some(*first)),
        [] => Ok(None),
    }
}

/// The span with the days from the first to the last of a part in it.
#[must_use]
pub fn widen(extent: Option<Span>, part: Option<(i32, i32)>) -> Option<Span> {
    let Some((from, to)) = part else { return extent };
    let (from, to) = (Day::from_number(from)?, Day::from_number(to)?);
    Some(match extent {
        Some(extent) => Span { from: extent.from.min(from), to: extent.to.max(to) },
        None => Span { from, to },
    })
}

/// All days that quotas and won deals cover, by whole months.
pub fn covered(deals: Option<Span>, quotas: Option<Span>, settings: &Settings) -> Result<Period, Failure> {
    let spans: Vec<Span> = deals.into_iter().chain(quotas).collect();
    let (Some(from), Some(to)) =
        (spans.iter().map(|span| span.from).min(), spans.iter().map(|span| span.to).max())
    else {
        return Err(Failure::new(
            Outcome::Input,
            "there is no won deal and no quota, so no period to report on",
        )
        .hint("name the won stages with `--won STAGE`, or a period with `--period 2026-Q3`"));
    };
    let calendar = &settings.calendar.value;
    let (first, last) = (calendar.period_of(Unit::Month, from), calendar.period_of(Unit::Month, to));
    if first == last {
        return Ok(first);
    }
    settings.period(&format!("{}..{}", first.label, last.label))
}
