//! `spm commissions cost`: what each element costs and whom it pays, and what is remarkable about it.

use clap::Args;

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::prepare::{asked, prepare};
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::cost::{costs, findings};
use crate::engine::people::Found;
use crate::money::Rate;
use crate::report::cost::{Names, cost, found};

/// The arguments of `spm commissions cost`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct CostArgs {
    /// List the deals and reps behind the findings instead: windfalls and leakage. Example: --findings
    #[arg(long)]
    pub findings: bool,
    /// The part of its amount above which the pay for a deal, of all reps and elements together, is a windfall.
    /// Example: --windfall 0.15
    #[arg(long, value_name = "PART", default_value = "0.2")]
    pub windfall: String,
}

/// Reads, works the period out as it is and without each element, and writes.
pub fn run(
    args: &CommissionsArgs,
    asked_for: &CostArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let text = &asked_for.windfall;
    let windfall = Rate::parse(text).ok().filter(|part| *part > Rate::ZERO).ok_or_else(|| {
        Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `--windfall`"))
            .hint("write a part of one: 0.2 is 20 % of the amount")
    })?;
    let mut reading = Reading::new(settings, &args.read, ui);
    let period = asked(args, settings, ui)?;
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_pay(&args.pay_tables)?;
    let mut prepared = prepare(args, &period, settings, &mut reading, ui)?;
    let run = &mut prepared.run;
    if run.events.is_empty() {
        // A plan that takes nothing back does not ask for cancellations; what leaks is found by them.
        run.events = reading.events(&tables, &|_| true)?.0;
    }
    let only = prepared.only.as_deref();
    let found_deals =
        findings(run, only, windfall, settings.as_of.value).map_err(|error| refused_by_engine(&error))?;
    let name = |people: &crate::engine::people::People, id: &str| match people.find(id) {
        Found::Rep(rep) => people.name(rep, period.span.to).to_owned(),
        Found::Ambiguous(_) | Found::Unknown => String::new(),
    };
    let heading = subtitle(settings, &period.label);
    let report = if asked_for.findings {
        found(
            &found_deals,
            Names { period: &period.label, name: &|id| name(&run.people, id), subtitle: heading },
        )
    } else {
        let elements = costs(run, prepared.paid, only, prepared.threads);
        let elements = elements.map_err(|error| refused_by_engine(&error))?;
        cost(
            &elements,
            &found_deals,
            Names { period: &period.label, name: &|_| String::new(), subtitle: heading },
        )
    };
    put::report(&report, ui)?;
    reading.outcome()
}
