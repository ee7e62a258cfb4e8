//! The quotas of a run: read once, the reps found whom they name, in each currency that is asked for.

use crate::calendar::{Span, Unit};
use crate::cli::credit::Counted;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::reading::{Company, Reading, counted, refused, refused_by_engine};
use crate::cli::tables::Tables;
use crate::data::{Source, repeated_rows, rows};
use crate::engine::metrics::goals::is_goal;
use crate::engine::metrics::list::{Unit as Counting, metric_named};
use crate::engine::people::Found;
use crate::engine::quota::QuotaBook;
use crate::model::rows::{QuotaHolder, QuotaRow};
use crate::money::Currency;

impl Reading<'_> {
    /// The quotas of some measures and days, once in each of the currencies. A quota in another currency is converted
    /// at the last rate on or before the first day of its period; without a currency to convert to it stays as it is.
    pub fn quotas(
        &mut self,
        tables: &Tables<'_>,
        company: &mut Company,
        currencies: &[Option<Currency>],
        measures: &[&str],
        days: Span,
    ) -> Result<Vec<QuotaBook>, Failure> {
        let Some(source) = tables.source("quotas")? else {
            return Ok(vec![QuotaBook::default(); currencies.len()]);
        };
        let (frame, file) = self.small(&source)?;
        let unit = period_unit(&source)?;
        let calendar = &self.settings.calendar.value;
        let (mut quotas, repeated) =
            rows::quotas(&frame, &file, calendar, unit).map_err(|error| refused(&error))?;
        if repeated > 0 {
            self.note(&repeated_rows(&file, repeated));
        }
        quotas.retain(|quota| {
            days.intersect(quota.span).is_some() && measures.contains(&quota.measure.as_str())
        });
        self.find_holders(company, &mut quotas)?;
        let mut books = Vec::with_capacity(currencies.len());
        for (position, currency) in currencies.iter().enumerate() {
            let last = position + 1 == currencies.len();
            let mut quotas = if last { std::mem::take(&mut quotas) } else { quotas.clone() };
            for quota in &mut quotas {
                // Units, counts and activities are no money, whatever currency their rows name.
                let money = match metric_named(&quota.measure).filter(|metric| is_goal(metric)) {
                    Some(metric) => metric.unit == Counting::Money,
                    None => Counted::parse(&quota.measure).money,
                };
                if let (true, Some(from), Some(to)) = (money, quota.currency, *currency) {
                    let rate = company.exchange.rate(from, to, quota.span.from);
                    quota.rate = rate.map_err(|error| refused_by_engine(&error))?;
                }
            }
            books.push(QuotaBook::new(quotas));
        }
        let added = books.first().map_or(0, QuotaBook::added);
        if added > 0 {
            let rows = counted(added, "quota row is", "quota rows are");
            self.note(&format!(
                "{rows} for a holder, measure and days that another row is for too: their amounts are added"
            ));
        }
        Ok(books)
    }

    /// Finds the reps that quotas name, and says which are in no reps table.
    fn find_holders(&self, company: &mut Company, quotas: &mut [QuotaRow]) -> Result<(), Failure> {
        let mut strangers: Vec<String> = Vec::new();
        // Rows of one rep most often follow each other.
        let mut last: Option<(String, u32)> = None;
        for quota in quotas {
            let QuotaHolder::Rep(owner) = &mut quota.holder else { continue };
            let rep = match &last {
                Some((name, rep)) if name == owner => *rep,
                _ => {
                    if company.people.has_rows() && company.people.find(owner) == Found::Unknown {
                        strangers.push(owner.clone());
                    }
                    let rep = company.people.find_or_intern(owner);
                    let rep = rep.map_err(|error| refused_by_engine(&error))?;
                    last = Some((owner.clone(), rep));
                    rep
                }
            };
            let id = company.people.id(rep);
            if owner != id {
                id.clone_into(owner);
            }
        }
        strangers.sort();
        strangers.dedup();
        if !strangers.is_empty() {
            let shown: Vec<String> = strangers.iter().take(5).map(|owner| format!("`{owner}`")).collect();
            let more = if strangers.len() > 5 { " …" } else { "" };
            let count = u64::try_from(strangers.len()).unwrap_or(u64::MAX);
            let who = counted(count, "holder of quotas is", "holders of quotas are");
            self.warning(&format!("{who} not in the reps table: {}{more}", shown.join(", ")));
        }
        Ok(())
    }
}

/// What a quota's start date begins.
pub(super) fn period_unit(source: &Source) -> Result<Unit, Failure> {
    match source.period_unit.as_deref() {
        None | Some("month") => Ok(Unit::Month),
        Some("quarter") => Ok(Unit::Quarter),
        Some("half") => Ok(Unit::Half),
        Some("year") => Ok(Unit::Year),
        Some(other) => {
            Err(Failure::new(Outcome::Workspace, format!("`{other}` is not a unit of quota periods"))
                .hint("write `period_unit = \"month\"`, `\"quarter\"`, `\"half\"` or `\"year\"`"))
        }
    }
}
