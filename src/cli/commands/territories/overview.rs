//! `spm territories` without a subcommand: what each territory has, as the tables stand.

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::{Reading, counted};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory;
use crate::cli::ui::Ui;
use crate::engine::territory::alignment::Alignment;
use crate::report::territories::{Frame, report};

/// Reads, sums and writes.
pub fn run(args: &TerritoriesArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let ground = territory::read(&tables, &mut reading)?;
    let measures = territory::measures(&args.measure, &ground.book)?;
    territory::say_locations(&ground, &reading);
    let alignment = Alignment::standing(&ground.book);
    let without = u64::try_from(alignment.without()).unwrap_or(u64::MAX);
    if without > 0 {
        let what = counted(without, "account is", "accounts are");
        reading
            .warning(&format!("{what} in no territory, and nobody's: `spm territories coverage` lists them"));
    }
    let currency = territory::currency(settings);
    let about =
        if currency.is_empty() { "accounts".to_owned() } else { format!("accounts · money in {currency}") };
    let frame = Frame {
        book: &ground.book,
        alignment: &alignment,
        measures: &measures,
        subtitle: subtitle(settings, &about),
    };
    put::report(&report(&frame), ui)?;
    reading.outcome()
}
