//! `spm forecast`: the call of a period.

use crate::cli::calling::{Called, call};
use crate::cli::calls_file;
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::report::forecast_call::{Call, report, saved};

/// Reads, calls and writes.
pub fn run(args: &ForecastArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let called = call(args, settings, &mut reading, ui)?;
    let result = Call {
        by: &called.by,
        keys: &called.keys,
        people: &called.company.people,
        period: &called.period,
        as_of: settings.as_of.value,
        currency: called.code(),
        level: called.level,
        subtitle: called.heading("bookings", settings),
        deals: &called.deals,
        answer: &called.answer,
    };
    put::report(&report(&result), ui)?;
    if args.save {
        save(&called, &result, settings, ui)?;
    }
    reading.outcome()
}

/// Keeps the call in the workspace.
fn save(called: &Called, result: &Call<'_>, settings: &Settings, ui: &Ui) -> Result<(), Failure> {
    let Some(root) = settings.root() else {
        return Err(Failure::new(Outcome::Usage, "`--save` needs a workspace to keep the call in")
            .hint("make one with `spm init`, or write the call to a file with `-o call.csv`"));
    };
    if called.answer.over || called.answer.way.is_none() {
        let why = if called.answer.over { "the period is over" } else { "there is no call" };
        return Err(Failure::new(Outcome::Usage, format!("nothing can be saved: {why}"))
            .hint("name a period that is not over with `--period`, or another `--method`"));
    }
    let day = settings.as_of.value;
    let path = calls_file::keep(root, &called.period.label, day, &called.by, &saved(result))?;
    let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
    ui.note(&format!("the call is kept in `{shown}`"));
    Ok(())
}
