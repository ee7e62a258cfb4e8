//! `spm commissions what-if`: the same run with something else in it, and who gains and loses by that.

use crate::cli::changes::{ChangeArgs, Changes};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::named_deals;
use crate::cli::prepare::{Prepared, asked, prepare, prepare_by};
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::{OutputOptions, Ui};
use crate::engine::people::Found;
use crate::engine::what_if::{AllPaid, compare, paid, sums};
use crate::report::what_if::{Names, said, what_if};

/// Works the period out twice, as it is and with the changes, and writes who gains and loses.
pub fn run(
    args: &CommissionsArgs,
    change: &ChangeArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let changes = Changes::read(change)?;
    if changes.is_empty() {
        return Err(Failure::new(Outcome::Usage, "nothing is said to be different").hint(
            "say what, as in `--close DEAL`, `--quota REP=AMOUNT` or `--rate ELEMENT=RATE`; see `--help`",
        ));
    }
    let mut reading = Reading::new(settings, &args.read, ui);
    let period = asked(args, settings, ui)?;
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_pay(&args.pay_tables)?;
    reading.reads_also(changes.plan_files().to_vec())?;
    let mut prepared = prepare(args, &period, settings, &mut reading, ui)?;
    let deals = named_deals::by_id(&tables, &reading, &changes.deal_ids())?;
    let before = all_paid(&prepared)?;
    let quiet = Ui::new(OutputOptions { quiet: true, ..ui.options().clone() }, ui.surroundings().clone());
    if changes.replaces_plans() {
        // What the tables say has been said once.
        let mut again = Reading::new(settings, &args.read, &quiet);
        let replace = |plans| changes.replaced(plans, settings);
        prepared = prepare_by(args, &period, settings, &mut again, &quiet, &replace)?;
    }
    let currency = settings.currency.as_ref().map(|currency| currency.value);
    let notes = changes.apply(&mut prepared, &deals, currency)?;
    let changed = compare(&before, &all_paid(&prepared)?);
    let sums = sums(&changed);
    let people = &prepared.run.people;
    let name = |id: &str| match people.find(id) {
        Found::Rep(rep) => people.name(rep, period.span.to).to_owned(),
        Found::Ambiguous(_) | Found::Unknown => String::new(),
    };
    for note in &notes {
        ui.note(note);
    }
    let mut notes: Vec<String> = sums.iter().map(said).collect();
    if changed.iter().all(|change| change.before == change.after) {
        // Who reads a file has to be told too.
        notes.drain(..).for_each(|note| ui.note(&note));
    }
    let names =
        Names { period: &period.label, name: &name, subtitle: subtitle(settings, &period.label), notes };
    put::report(&what_if(&changed, &sums, names), ui)?;
    reading.outcome()
}

fn all_paid(prepared: &Prepared) -> Result<AllPaid, Failure> {
    paid(&prepared.run, prepared.only.as_deref()).map_err(|error| refused_by_engine(&error))
}
