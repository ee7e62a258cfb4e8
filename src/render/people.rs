//! Which columns of a report people see, whatever the width: those for machines never, those that wait for
//! use once a cell says something. What fits into a terminal is left to `layout`.

use super::RenderError;
use super::ordered::in_order;
use super::style::Style;
use crate::report::{Block, Column, People, Report};

/// For each column of the report, whether it waits for use and a cell of the rows so far says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used(Vec<bool>);

impl Used {
    /// Nothing is used yet.
    pub(super) fn none(report: &Report) -> Used {
        Used(vec![false; report.columns.len()])
    }

    /// What a block with the columns of the report uses.
    pub(super) fn of(report: &Report, block: &Block) -> Used {
        let cells = report.columns.iter().zip(&block.columns);
        Used(cells.map(|(column, values)| waits(column) && !values.is_blank()).collect())
    }

    /// Adds what other rows use.
    pub(super) fn add(&mut self, other: &Used) {
        for (used, other) in self.0.iter_mut().zip(&other.0) {
            *used |= other;
        }
    }

    /// What the rows use. The parts are read for it only when a column waits for what they say.
    pub(super) fn by_parts(report: &Report, style: &Style) -> Result<Used, RenderError> {
        let mut used = Used::none(report);
        if report.columns.iter().any(waits) {
            let make = |index| -> Result<Used, RenderError> { Ok(Used::of(report, &report.part(index)?)) };
            in_order(report.parts.count, style.threads, make, |part| {
                used.add(&part);
                Ok(())
            })?;
        }
        Ok(used)
    }

    /// The places of the columns that people see, given what the rows use; the total is added here.
    pub(super) fn seen(&self, report: &Report) -> Vec<usize> {
        let mut used = self.clone();
        if let Some(total) = &report.total {
            used.add(&Used::of(report, total));
        }
        let is_seen = |place: &usize| match report.columns[*place].people {
            People::Shown => true,
            People::MachineOnly => false,
            People::WhenUsed => used.0[*place],
        };
        (0..report.columns.len()).filter(is_seen).collect()
    }
}

fn waits(column: &Column) -> bool {
    column.people == People::WhenUsed
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::text;
    use crate::render::{Format, Style};
    use crate::report::{Block, Column, MISSING_MONEY, Parts, Report, Values};

    /// Two reps in a part each, with a period for machines and a column that is shown once it is used.
    fn pay(held: [i128; 2], total_held: Option<i128>) -> Report {
        let columns = vec![
            Column::id("period", "Period").for_machines(),
            Column::id("rep_id", "Rep").essential(),
            Column::money("held", "Held").when_used(),
            Column::money("payable", "Payable").essential(),
        ];
        let block = |period: &str, rep: &str, held: i128, payable: i128| {
            let money = [held, payable].map(|raw| Values::Amounts(vec![raw]));
            Block::of([Values::text([period]), Values::text([rep])].into_iter().chain(money).collect())
        };
        let parts = [block("2026-10", "R1", held[0], 1_000_000), block("2026-10", "R2", held[1], 2_000_000)];
        let mut report = Report::new("", columns, parts[0].clone());
        report.parts = Parts::made(2, move |part| Ok(parts[part].clone()));
        report.total = total_held.map(|held| block("", "", held, 3_000_000));
        report
    }

    fn shown(report: &Report, format: Format) -> String {
        text(report, format, &Style::default())
    }

    #[test]
    fn people_see_neither_what_is_for_machines_nor_what_says_nothing() {
        let report = pay([0, MISSING_MONEY], Some(0));
        let table = "Rep    Payable\n─────  ───────\nR1      100.00\nR2      200.00\n─────  ───────\n\
                     Total   300.00\n";
        assert_eq!(shown(&report, Format::Table), table);
        let page = "| Rep | Payable |\n| --- | ---: |\n| R1 | 100.00 |\n| R2 | 200.00 |\n\
                    | **Total** | **300.00** |\n";
        assert_eq!(shown(&report, Format::Markdown), page);
    }

    #[test]
    fn people_see_a_column_that_one_row_uses() {
        // 5,000 ten-thousandths are 0.50.
        let report = pay([0, 5_000], None);
        let table = "Rep  Held  Payable\n───  ────  ───────\nR1   0.00   100.00\nR2   0.50   200.00\n";
        assert_eq!(shown(&report, Format::Table), table);
        let page = "| Rep | Held | Payable |\n| --- | ---: | ---: |\n| R1 | 0.00 | 100.00 |\n\
                    | R2 | 0.50 | 200.00 |\n";
        assert_eq!(shown(&report, Format::Markdown), page);
    }

    #[test]
    fn people_see_a_column_that_only_the_total_uses() {
        let report = pay([0, 0], Some(-5_000));
        for format in [Format::Table, Format::Markdown] {
            assert!(shown(&report, format).contains("-0.50"), "{format:?}");
        }
    }

    #[test]
    fn people_see_a_column_that_only_a_row_left_out_of_a_long_table_uses() {
        let style = Style { rows_max: Some(1), ..Style::default() };
        let table = text(&pay([0, 5_000], None), Format::Table, &style);
        assert_eq!(
            table,
            "Rep  Held  Payable\n───  ────  ───────\nR1   0.00   100.00\n…       …        …\n\n\
             1 of 2 rows shown\n"
        );
    }

    #[test]
    fn what_people_do_not_see_is_not_called_hidden_and_comes_with_no_flag() {
        let mut report = pay([0, 0], None);
        report.columns[0].essential = true;
        for all_columns in [false, true] {
            let style = Style { width: Some(12), all_columns, ..Style::default() };
            let table = text(&report, Format::Table, &style);
            assert_eq!(table, "Rep  Payable\n───  ───────\nR1    100.00\nR2    200.00\n");
        }
    }

    #[test]
    fn machines_see_every_column() {
        let csv = "period,rep_id,held,payable\n2026-10,R1,0.00,100.00\n2026-10,R2,,200.00\n";
        assert_eq!(shown(&pay([0, MISSING_MONEY], Some(0)), Format::Csv), csv);
        let lines = shown(&pay([0, MISSING_MONEY], Some(0)), Format::Ndjson);
        let first = "{\"period\":\"2026-10\",\"rep_id\":\"R1\",\"held\":\"0.00\",\"payable\":\"100.00\"}";
        assert_eq!(lines.lines().next(), Some(first));
    }
}
