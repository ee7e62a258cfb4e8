//! What the program runs in: which streams are terminals, how wide, and what the environment says about
//! looks. Read once at the start; the decisions are pure functions of it, so that tests can make up any
//! surroundings.

use std::io::IsTerminal;

use super::ui::ColorChoice;

/// Columns of a terminal that does not tell its width.
const WIDTH_UNKNOWN: usize = 80;
/// No table is fitted to less.
const WIDTH_LEAST: usize = 20;

/// The terminal and the environment, as they were at the start. Nothing here can change a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combinations occur")]
pub struct Surroundings {
    /// Whether standard input is a terminal.
    pub input_is_terminal: bool,
    /// Whether standard output is a terminal.
    pub output_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub error_is_terminal: bool,
    /// The columns of the terminal, when it tells.
    pub terminal_width: Option<usize>,
    /// `COLUMNS`, when it is a number.
    pub columns: Option<usize>,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `TERM` is `dumb`.
    pub dumb: bool,
    /// `CI` is set and not empty.
    pub continuous_integration: bool,
    /// `SPM_FORMAT`.
    pub format: Option<String>,
    /// `SPM_COLOR`, when it is one of its values.
    pub color: Option<ColorChoice>,
    /// `SPM_WIDTH`, when it is a number.
    pub width: Option<usize>,
    /// `SPM_PAGER`, else `PAGER`; empty for none.
    pub pager: Option<String>,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Surroundings {
        let terminal_width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Surroundings {
            input_is_terminal: std::io::stdin().is_terminal(),
            output_is_terminal: std::io::stdout().is_terminal(),
            error_is_terminal: std::io::stderr().is_terminal(),
            terminal_width,
            ..Surroundings::of_environment(|name| std::env::var(name).ok())
        }
    }

    /// Those of an environment without any terminal.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Surroundings {
        let text = |name: &str| variable(name).filter(|value| !value.is_empty());
        let number = |name: &str| text(name).and_then(|value| value.trim().parse().ok());
        Surroundings {
            columns: number("COLUMNS"),
            no_color: text("NO_COLOR").is_some(),
            dumb: text("TERM").as_deref() == Some("dumb"),
            continuous_integration: text("CI").is_some(),
            format: text("SPM_FORMAT"),
            color: text("SPM_COLOR").and_then(|value| ColorChoice::parse(&value)),
            width: number("SPM_WIDTH"),
            pager: variable("SPM_PAGER").or_else(|| variable("PAGER")),
            ..Surroundings::default()
        }
    }

    /// Whether standard output gets colour.
    #[must_use]
    pub fn output_colour(&self, choice: Option<ColorChoice>) -> bool {
        self.colour(choice, self.output_is_terminal)
    }

    /// Whether standard error gets colour.
    #[must_use]
    pub fn error_colour(&self, choice: Option<ColorChoice>) -> bool {
        self.colour(choice, self.error_is_terminal)
    }

    fn colour(&self, choice: Option<ColorChoice>, terminal: bool) -> bool {
        match choice {
            Some(ColorChoice::Always) => true,
            Some(ColorChoice::Never) => false,
            // What the user set for this program goes before what is set for all, except that NO_COLOR can
            // only be overruled on the command line.
            Some(ColorChoice::Auto) | None => match self.color {
                _ if self.no_color => false,
                Some(ColorChoice::Always) => true,
                Some(ColorChoice::Never) => false,
                Some(ColorChoice::Auto) | None => terminal && !self.dumb,
            },
        }
    }

    /// The width of a table on standard output: the option, `SPM_WIDTH`, and on a terminal `COLUMNS`, what
    /// the terminal tells, and 80. `None`, for no limit, in a pipe, and for an option of 0.
    #[must_use]
    pub fn output_width(&self, option: Option<usize>) -> Option<usize> {
        let stated = option.or(self.width);
        let found = || self.columns.filter(|&columns| columns > 0).or(self.terminal_width);
        let width = match stated {
            Some(width) => Some(width),
            None if self.output_is_terminal => Some(found().unwrap_or(WIDTH_UNKNOWN)),
            None => None,
        };
        width.filter(|&width| width > 0).map(|width| width.max(WIDTH_LEAST))
    }

    /// Whether progress may be drawn on standard error.
    #[must_use]
    pub fn shows_progress(&self) -> bool {
        self.error_is_terminal && !self.dumb && !self.continuous_integration
    }
}

impl ColorChoice {
    /// `auto`, `always` or `never`.
    #[must_use]
    pub fn parse(text: &str) -> Option<ColorChoice> {
        match text {
            "auto" => Some(ColorChoice::Auto),
            "always" => Some(ColorChoice::Always),
            "never" => Some(ColorChoice::Never),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal() -> Surroundings {
        Surroundings {
            output_is_terminal: true,
            error_is_terminal: true,
            terminal_width: Some(100),
            ..Surroundings::default()
        }
    }

    #[test]
    fn colour_is_for_terminals_unless_somebody_says_otherwise() {
        let pipe = Surroundings::default();
        assert!(terminal().output_colour(None));
        assert!(!pipe.output_colour(None));
        assert!(pipe.output_colour(Some(ColorChoice::Always)));
        assert!(!terminal().output_colour(Some(ColorChoice::Never)));
        assert!(!Surroundings { no_color: true, ..terminal() }.output_colour(None));
        assert!(!Surroundings { dumb: true, ..terminal() }.error_colour(None));
        assert!(Surroundings { no_color: true, ..terminal() }.output_colour(Some(ColorChoice::Always)));
        let always = Surroundings { color: Some(ColorChoice::Always), ..pipe };
        assert!(always.output_colour(Some(ColorChoice::Auto)));
        assert!(!Surroundings { no_color: true, ..always }.output_colour(None));
    }

    #[test]
    fn each_stream_is_judged_by_itself() {
        let piped = Surroundings { output_is_terminal: false, ..terminal() };
        assert!(!piped.output_colour(None));
        assert!(piped.error_colour(None));
        assert_eq!(piped.output_width(None), None);
        assert!(piped.shows_progress());
    }

    #[test]
    fn width_comes_from_the_option_then_the_environment_then_the_terminal() {
        let columns = Surroundings { columns: Some(120), ..terminal() };
        assert_eq!(columns.output_width(Some(60)), Some(60));
        assert_eq!(Surroundings { width: Some(70), ..columns.clone() }.output_width(None), Some(70));
        assert_eq!(columns.output_width(None), Some(120));
        assert_eq!(terminal().output_width(None), Some(100));
        assert_eq!(Surroundings { terminal_width: None, ..terminal() }.output_width(None), Some(80));
        assert_eq!(terminal().output_width(Some(0)), None);
        assert_eq!(terminal().output_width(Some(3)), Some(20));
        assert_eq!(Surroundings::default().output_width(Some(60)), Some(60));
    }

    #[test]
    fn progress_stays_away_from_logs() {
        assert!(terminal().shows_progress());
        assert!(!Surroundings { continuous_integration: true, ..terminal() }.shows_progress());
        assert!(!Surroundings { dumb: true, ..terminal() }.shows_progress());
        assert!(!Surroundings::default().shows_progress());
    }

    #[test]
    fn empty_variables_say_nothing() {
        let read = Surroundings::of_environment(|name| match name {
            "NO_COLOR" | "CI" | "SPM_FORMAT" => Some(String::new()),
            "TERM" => Some("dumb".to_owned()),
            "COLUMNS" => Some("wide".to_owned()),
            "SPM_COLOR" => Some("never".to_owned()),
            _ => None,
        });
        let expected =
            Surroundings { dumb: true, color: Some(ColorChoice::Never), ..Surroundings::default() };
        assert_eq!(read, expected);
    }
}
