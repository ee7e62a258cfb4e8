//! `spm forecast`: the call of a period.

use crate::cli::calling::call;
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::report::forecast_call::{Call, report};

/// Reads, calls and writes.
pub fn run(args: &ForecastArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let called = call(args, settings, &mut reading, ui)?;
    let code = called.currency.as_ref().map_or("", |currency| currency.as_str());
    let about = format!("{} · bookings{}", called.period.label, if code.is_empty() { "" } else { " in " });
    let result = Call {
        by: &called.by,
        keys: &called.keys,
        people: &called.company.people,
        period: &called.period,
        as_of: settings.as_of.value,
        currency: code,
        level: called.level,
        subtitle: subtitle(settings, &format!("{about}{code}")),
        deals: &called.deals,
        answer: &called.answer,
    };
    put::report(&report(&result), ui)?;
    reading.outcome()
}
