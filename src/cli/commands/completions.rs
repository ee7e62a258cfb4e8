//! `spm completions`: a script that completes commands and flags in a shell.

use clap::{Args, CommandFactory, ValueEnum};

use crate::cli::args::Cli;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::ui::Ui;

/// Arguments of `spm completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell: bash, elvish, fish, powershell or zsh. Example: spm completions zsh
    pub shell: Shell,
}

/// The shells that there are scripts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU bash.
    Bash,
    /// Elvish.
    Elvish,
    /// Fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// Zsh.
    Zsh,
}

impl Shell {
    /// All shells with the file names that their scripts have in `completions/`.
    pub const FILES: [(Self, &'static str); 5] = [
        (Self::Bash, "spm.bash"),
        (Self::Elvish, "spm.elvish"),
        (Self::Fish, "spm.fish"),
        (Self::Powershell, "spm.ps1"),
        (Self::Zsh, "_spm"),
    ];
}

/// The script for a shell.
#[must_use]
pub fn script(shell: Shell) -> Vec<u8> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    let shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Elvish => clap_complete::Shell::Elvish,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Powershell => clap_complete::Shell::PowerShell,
        Shell::Zsh => clap_complete::Shell::Zsh,
    };
    clap_complete::generate(shell, &mut command, "spm", &mut script);
    script
}

/// Prints the script.
pub fn run(args: &CompletionsArgs, ui: &Ui) -> Result<Outcome, Failure> {
    put::text(&String::from_utf8_lossy(&script(args.shell)), ui)?;
    Ok(Outcome::Done)
}
