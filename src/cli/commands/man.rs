//! `spm man`: the manual page, all commands on one page.

use clap::{Args, CommandFactory};

use crate::cli::args::Cli;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::ui::Ui;

/// Arguments of `spm man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command to print the page of; the whole program if absent. Example: spm man attainment
    pub command: Vec<String>,
}

/// Prints the page in the format of `man`.
pub fn run(args: &ManArgs, ui: &Ui) -> Result<Outcome, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut at = &command;
    for name in &args.command {
        at = at.find_subcommand(name).ok_or_else(|| {
            let known = at.get_subcommands().map(clap::Command::get_name);
            Failure::new(Outcome::Usage, format!("there is no command `{name}`"))
                .hint(crate::cli::failure::did_you_mean(name, known))
        })?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(at.clone()).render(&mut page).map_err(|error| {
        Failure::new(Outcome::Output, format!("the manual page cannot be written: {error}"))
    })?;
    put::text(&String::from_utf8_lossy(&page), ui)?;
    Ok(Outcome::Done)
}
