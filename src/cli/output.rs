//! Where a result goes and in which format: an option, the ending of the output file, the environment, else a
//! table for a terminal and CSV for a pipe. Turning the report into bytes is left to `render`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::pager::Pager;
use super::run_manifest::{FilePrint, Total, totals};
use super::ui::{Ui, lock};
use crate::disk::write_atomically;
use crate::ledger::digest::{Print, Printing};
use crate::render::{Format, FormatError, RenderError, Style, render, render_tree, write_review};
use crate::report::{Report, ReportError, Review, Tree};

/// Rows of a table on a terminal before those in the middle are left out; 0 to 200 % in steps of 5 % are 41.
const ROWS_ON_TERMINAL: usize = 41;

/// Why a result could not be put out.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The format is not known.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A terminal cannot show this format.
    #[error("the format `{format}` is not text and would garble the terminal")]
    Binary {
        /// The name of the format.
        format: &'static str,
    },
    /// The report has no picture to show.
    #[error("`{title}` has no chart, and `svg` is a picture of one")]
    NoChart {
        /// The title of the report.
        title: String,
    },
    /// The format cannot hold so many rows.
    #[error("{destination} cannot be written: {message}")]
    TooMany {
        /// The file in back-ticks, or `standard output`.
        destination: String,
        /// How many it holds.
        message: String,
    },
    /// The rows could not be made; the error of the calculation is inside.
    #[error(transparent)]
    Report(ReportError),
    /// The destination did not take the bytes.
    #[error("{destination} cannot be written: {source}")]
    Write {
        /// The file in back-ticks, or `standard output`.
        destination: String,
        /// What the system said.
        source: io::Error,
    },
    /// The format's library refused.
    #[error("{destination} cannot be written: {message}")]
    Library {
        /// As above.
        destination: String,
        /// What the library said.
        message: String,
    },
}

impl OutputError {
    /// The exit code by the product's contract; `None` where the error inside decides.
    #[must_use]
    pub fn exit_code(&self) -> Option<u8> {
        match self {
            OutputError::Format(_) | OutputError::Binary { .. } | OutputError::NoChart { .. } => Some(2),
            OutputError::Report(_) => None,
            OutputError::Write { .. } | OutputError::Library { .. } | OutputError::TooMany { .. } => Some(8),
        }
    }

    /// What to do about it, for a `hint:` line.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            OutputError::Format(error) => Some(error.hint()),
            OutputError::NoChart { .. } => {
                Some("`spm commissions curve PLAN -o curve.svg` draws one".to_owned())
            }
            OutputError::TooMany { .. } => {
                Some("`-o FILE.csv` and `-o FILE.parquet` hold any number of rows".to_owned())
            }
            OutputError::Binary { format } => Some(format!("write it to a file with `-o FILE.{format}`")),
            OutputError::Write { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Some("its folder does not exist; create it first".to_owned())
            }
            OutputError::Write { source, .. } if source.kind() == io::ErrorKind::IsADirectory => {
                Some("`-o` takes the name of a file".to_owned())
            }
            _ => None,
        }
    }
}

impl Ui {
    /// The format of the result. Asking before any data is read refuses a wrong command line at once.
    pub fn format(&self) -> Result<Format, OutputError> {
        if let Some(name) = &self.options.format {
            return self.suitable(Format::from_name(name)?);
        }
        if let Some(path) = self.file() {
            return Ok(Format::from_path(path)?);
        }
        if let Some(name) = &self.surroundings.format {
            return self.suitable(Format::from_name(name)?);
        }
        Ok(if self.surroundings.output_is_terminal { Format::Table } else { Format::Csv })
    }

    fn suitable(&self, format: Format) -> Result<Format, OutputError> {
        if format.is_binary() && self.file().is_none() && self.surroundings.output_is_terminal {
            return Err(OutputError::Binary { format: format.name() });
        }
        Ok(format)
    }

    /// The output file, unless the result goes to standard output.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.options.out.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// How the result looks where it goes.
    #[must_use]
    pub fn style(&self) -> Style {
        let file = self.file().is_some();
        let options = &self.options;
        let terminal = self.surroundings.output_is_terminal && !file;
        let threads = match options.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        Style {
            width: if file {
                options.width.filter(|&width| width > 0)
            } else {
                self.surroundings.output_width(options.width)
            },
            colour: !file && self.surroundings.output_colour(options.color),
            unicode: !options.ascii,
            spreadsheet_safe: options.spreadsheet_safe.unwrap_or(file),
            rows_max: (terminal && !options.all_rows).then_some(ROWS_ON_TERMINAL),
            all_columns: options.all_columns,
            threads,
        }
    }

    /// Puts a report out. A pipe whose reader has gone is no failure.
    pub fn print(&self, report: &Report) -> Result<(), OutputError> {
        let format = self.format()?;
        let style = self.style();
        let print = self.put(format == Format::Table, |out| render(report, format, &style, out))?;
        self.put_manifest(print, totals(report))
    }

    /// Writes the manifest of the run beside a result that is a file.
    fn put_manifest(&self, print: Option<Print>, totals: Vec<Total>) -> Result<(), OutputError> {
        // A pipe or a device has nothing beside it.
        let Some((path, print)) = self.file().filter(|path| path.is_file()).zip(print) else {
            return Ok(());
        };
        let written = || -> io::Result<()> {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let mut manifest = self.manifest()?;
            manifest.outputs = vec![FilePrint::new(name, print)];
            manifest.totals = totals;
            manifest.write_beside(path, self.options.private)
        };
        let destination = format!("the manifest of `{}`", path.display());
        written().map_err(|source| OutputError::Write { destination, source })
    }

    /// Puts a tree out, as a report is put out.
    pub fn print_tree(&self, tree: &Tree) -> Result<(), OutputError> {
        let format = self.format()?;
        let style = self.style();
        let print = self.put(format == Format::Table, |out| render_tree(tree, format, &style, out))?;
        self.put_manifest(print, totals(&tree.rows))
    }

    /// Puts a review out, in one of its formats.
    pub fn print_review(&self, review: &Review, format: Format) -> Result<(), OutputError> {
        let style = self.style();
        let print = self.put(false, |out| write_review(review, format, &style, out))?;
        self.put_manifest(print, Vec::new())
    }

    /// Puts out a result that is text already, such as a tree.
    pub fn print_text(&self, text: &str) -> Result<(), OutputError> {
        self.put(true, |out| Ok(out.write_all(text.as_bytes())?)).map(|_| ())
    }

    /// Gives `write` the destination of the result. What went to a file has a print.
    fn put(
        &self,
        for_people: bool,
        write: impl FnOnce(&mut dyn Write) -> Result<(), RenderError>,
    ) -> Result<Option<Print>, OutputError> {
        if let Some(path) = self.file() {
            let mut print = None;
            let printed = |out: &mut dyn Write| {
                let mut out = Printing::new(out);
                write(&mut out)?;
                print = Some(out.finish().1);
                Ok(())
            };
            let destination = format!("`{}`", path.display());
            return match write_atomically(path, self.options.private, printed) {
                Ok(()) => Ok(print),
                Err(error) => Err(output_error(error, destination)),
            };
        }
        let mut pager = if for_people { self.pager() } else { None };
        let result = if let Some(input) = pager.as_mut().and_then(Pager::input) {
            write(input)
        } else {
            let mut stream = lock(&self.result);
            let mut out = BufWriter::with_capacity(1 << 16, &mut *stream);
            write(&mut out).and_then(|()| Ok(out.flush()?))
        };
        match result {
            Err(RenderError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
            other => other.map(|()| None).map_err(|error| output_error(error, "standard output".to_owned())),
        }
    }

    /// The pager that the person has named, on a terminal.
    fn pager(&self) -> Option<Pager> {
        let wanted =
            self.surroundings.output_is_terminal && !self.surroundings.dumb && !self.options.no_pager;
        Pager::start(self.surroundings.pager.as_deref().filter(|_| wanted)?)
    }
}

/// The system's own error inside another one.
fn os_error(error: &io::Error) -> Option<i32> {
    let inner = error.get_ref()?;
    let inner: &(dyn std::error::Error + 'static) = inner;
    let mut cause = Some(inner);
    while let Some(error) = cause {
        if let Some(code) = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
            return Some(code);
        }
        cause = error.source();
    }
    None
}

pub(super) fn output_error(error: RenderError, destination: String) -> OutputError {
    match error {
        RenderError::Report(error) => OutputError::Report(error),
        // What the system says is told without the temporary name that a library adds to it.
        RenderError::Write(source) => {
            let source = source
                .raw_os_error()
                .or_else(|| os_error(&source))
                .map_or(source, io::Error::from_raw_os_error);
            OutputError::Write { destination, source }
        }
        RenderError::NoChart { title } => OutputError::NoChart { title },
        error @ RenderError::TooManyRows { .. } => {
            OutputError::TooMany { destination, message: error.to_string() }
        }
        error @ (RenderError::NoStatement { .. }
        | RenderError::NoReview { .. }
        | RenderError::Template(_)) => OutputError::Library { destination, message: error.to_string() },
        RenderError::Workbook(message) | RenderError::Parquet(message) => {
            OutputError::Library { destination, message }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::{Arc, Mutex};

    use super::super::surroundings::Surroundings;
    use super::super::ui::OutputOptions;
    use super::*;
    use crate::report::{Block, Column, Values};

    /// A stream that keeps what it is given, or fails.
    #[derive(Clone, Default)]
    struct Kept {
        bytes: Arc<Mutex<Vec<u8>>>,
        fails: Option<io::ErrorKind>,
    }

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match self.fails {
                Some(kind) => Err(kind.into()),
                None => self.bytes.lock().unwrap().write(bytes),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Kept {
        fn text(&self) -> String {
            String::from_utf8(self.bytes.lock().unwrap().clone()).unwrap()
        }
    }

    /// A mouth with both streams kept: result and talk.
    fn ui(options: OutputOptions, surroundings: Surroundings) -> (Ui, Kept, Kept) {
        let (result, talk) = (Kept::default(), Kept::default());
        let ui = Ui::with_streams(options, surroundings, Box::new(result.clone()), Box::new(talk.clone()));
        (ui, result, talk)
    }

    fn terminal() -> Surroundings {
        Surroundings {
            output_is_terminal: true,
            error_is_terminal: true,
            no_color: true,
            ..Surroundings::default()
        }
    }

    fn report() -> Report {
        let columns = vec![Column::text("name", "Name"), Column::integer("deals", "Deals")];
        Report::new("", columns, Block::of(vec![Values::text(["=1+1"]), Values::Integer(vec![3])]))
    }

    fn format(
        format: Option<&str>,
        out: Option<&str>,
        surroundings: Surroundings,
    ) -> Result<Format, OutputError> {
        let options = OutputOptions {
            format: format.map(str::to_owned),
            out: out.map(PathBuf::from),
            ..OutputOptions::default()
        };
        ui(options, surroundings).0.format()
    }

    #[test]
    fn the_format_is_the_option_then_the_ending_then_the_environment_then_the_stream() {
        let set = |surroundings| Surroundings { format: Some("json".to_owned()), ..surroundings };
        assert_eq!(format(Some("tsv"), Some("a.csv"), set(terminal())).unwrap(), Format::Tsv);
        assert_eq!(format(None, Some("a.csv"), set(terminal())).unwrap(), Format::Csv);
        assert_eq!(format(None, Some("-"), set(terminal())).unwrap(), Format::Json);
        assert_eq!(format(None, None, terminal()).unwrap(), Format::Table);
        assert_eq!(format(None, None, Surroundings::default()).unwrap(), Format::Csv);
    }

    #[test]
    fn a_format_that_cannot_be_had_is_a_wrong_command_line() {
        for (name, out, message) in [
            (Some("excel"), None, "`excel` is not an output format"),
            (Some("xlsx"), None, "the format `xlsx` is not text and would garble the terminal"),
            (None, Some("a.doc"), "the ending of `a.doc` names no output format"),
            (Some("parquet"), None, "the format `parquet` is not text and would garble the terminal"),
        ] {
            let error = format(name, out, terminal()).unwrap_err();
            assert_eq!(error.to_string(), message);
            assert_eq!(error.exit_code(), Some(2));
            assert!(error.hint().is_some());
        }
        assert_eq!(format(Some("parquet"), None, Surroundings::default()).unwrap(), Format::Parquet);
    }

    #[test]
    fn a_pipe_gets_the_text_as_it_is_and_a_file_is_safe_for_spreadsheets() {
        let (pipe, result, _) = ui(OutputOptions::default(), Surroundings::default());
        pipe.print(&report()).unwrap();
        assert_eq!(result.text(), "name,deals\n=1+1,3\n");

        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("a.csv");
        let options = OutputOptions { out: Some(out.clone()), ..OutputOptions::default() };
        let (file, result, _) = ui(options.clone(), terminal());
        file.print(&report()).unwrap();
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "name,deals\n'=1+1,3\n");
        assert_eq!(result.text(), "");

        let (raw, _, _) = ui(OutputOptions { spreadsheet_safe: Some(false), ..options }, terminal());
        raw.print(&report()).unwrap();
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "name,deals\n=1+1,3\n");
    }

    #[test]
    fn a_terminal_gets_a_table_and_a_file_has_no_colour_and_no_width_of_the_terminal() {
        let (ui_of_terminal, result, _) = ui(OutputOptions::default(), terminal());
        ui_of_terminal.print(&report()).unwrap();
        assert_eq!(result.text(), "Name  Deals\n────  ─────\n=1+1      3\n");

        let colours = Surroundings { no_color: false, ..terminal() };
        assert!(ui(OutputOptions::default(), colours.clone()).0.style().colour);
        let options = OutputOptions { out: Some(PathBuf::from("a.txt")), ..OutputOptions::default() };
        let style = ui(options, colours).0.style();
        assert_eq!((style.colour, style.width, style.rows_max), (false, None, None));
    }

    #[test]
    fn a_reader_that_has_gone_is_no_failure_and_a_full_disk_is() {
        for (kind, expected) in [(io::ErrorKind::BrokenPipe, None), (io::ErrorKind::StorageFull, Some(8))] {
            let stream = Kept { fails: Some(kind), ..Kept::default() };
            let ui = Ui::with_streams(
                OutputOptions::default(),
                Surroundings::default(),
                Box::new(stream),
                Box::new(Kept::default()),
            );
            assert_eq!(ui.print(&report()).err().and_then(|error| error.exit_code()), expected);
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let out = PathBuf::from("there/is/no/such/folder/a.csv");
        let (ui, _, _) = ui(OutputOptions { out: Some(out), ..OutputOptions::default() }, terminal());
        let error = ui.print(&report()).unwrap_err();
        assert!(error.to_string().starts_with("`there/is/no/such/folder/a.csv` cannot be written: "));
        assert_eq!(error.exit_code(), Some(8));
        assert_eq!(error.hint().unwrap(), "its folder does not exist; create it first");
    }

    #[test]
    fn quiet_leaves_errors_and_hints_and_talk_never_reaches_the_result() {
        let speak = |options: OutputOptions| {
            let (ui, result, talk) = ui(options, Surroundings::default());
            ui.error("no period");
            ui.hint("give `--period`");
            ui.warning("3 reps have no plan");
            ui.note("2026-08 was never closed");
            ui.status("12 rows");
            ui.step("reading `deals.csv`");
            ui.debug("4 threads");
            assert_eq!(result.text(), "");
            talk.text()
        };
        let errors = "error: no period\nhint: give `--period`\n";
        let rest = "warning: 3 reps have no plan\nnote: 2026-08 was never closed\n12 rows\n";
        let options = OutputOptions::default;
        assert_eq!(speak(OutputOptions { quiet: true, verbose: 2, ..options() }), errors);
        assert_eq!(speak(options()), format!("{errors}{rest}"));
        let all = format!("{errors}{rest}reading `deals.csv`\ndebug: 4 threads\n");
        assert_eq!(speak(OutputOptions { verbose: 2, ..options() }), all);
    }
}
