//! The rows of a statement as reports, for the formats of rows: lines, standings, sums. Every column has the name that
//! it has in the other reports of commissions.

use super::{Line, Movement, Part, Statement};
use crate::calendar::Day;
use crate::engine::commissions::Cut;
use crate::money::Amount;
use crate::report::commissions::line_columns;
use crate::report::{Block, Column, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// Columns of money that are empty where there is none.
fn money<'a, T: 'a>(rows: impl IntoIterator<Item = &'a T>, of: impl Fn(&T) -> Option<Amount>) -> Values {
    Values::Amounts(rows.into_iter().map(|row| of(row).map_or(MISSING_MONEY, Amount::raw)).collect())
}

impl Statement {
    /// Every movement of pay: the columns of the report of lines, then where each line stands.
    #[must_use]
    pub fn lines(&self) -> Report {
        let rows: Vec<(&Part, &Line)> =
            self.parts.iter().flat_map(|part| part.lines.iter().map(move |line| (part, line))).collect();
        let for_rep = |column: Column| match column.name.as_str() {
            "rep_id" | "file" | "row" => column.for_machines(),
            "payable" => column.essential(),
            _ => column,
        };
        let mut columns: Vec<Column> = line_columns().into_iter().map(for_rep).collect();
        columns.push(Column::text("status", "Status").essential());
        let text = |of: &dyn Fn(&(&Part, &Line)) -> String| Values::text(rows.iter().map(of));
        let number = |of: &dyn Fn(&Line) -> Option<i64>| -> Vec<i64> {
            rows.iter().map(|(_, line)| of(line).unwrap_or(MISSING_INTEGER)).collect()
        };
        let values = vec![
            text(&|(part, _)| part.period.clone()),
            text(&|_| self.payee.id.clone()),
            text(&|(part, _)| part.plan.clone()),
            text(&|(_, line)| line.element.clone()),
            text(&|(_, line)| line.kind.to_owned()),
            text(&|(_, line)| line.deal_id.clone()),
            text(&|(_, line)| line.account.clone()),
            Values::Date(rows.iter().map(|(_, line)| line.date.map_or(MISSING_DAY, Day::number)).collect()),
            money(&rows, |(_, line)| line.amount),
            text(&|(_, line)| line.currency.clone()),
            Values::Fraction(number(&|line| line.share)),
            Values::Money(rows.iter().map(|(_, line)| line.credited.raw()).collect()),
            Values::Integer(number(&|line| (line.tier > 0).then(|| i64::from(line.tier)))),
            Values::Fraction(number(&|line| line.rate)),
            money(&rows, |(_, line)| Some(line.earned)),
            money(&rows, |(_, line)| Some(line.payable)),
            text(&|(_, line)| line.reason.clone()),
            text(&|(_, line)| line.file.clone()),
            Values::Integer(number(&|line| line.row.and_then(|row| i64::try_from(row).ok()))),
            text(&|(_, line)| line.status.to_owned()),
        ];
        Report::new("Lines", columns, Block { columns: values, rows: rows.len() })
    }

    /// Where the rep stands in each element of each payout.
    #[must_use]
    pub fn standings(&self) -> Report {
        let rows: Vec<(&Part, &super::Element)> = self
            .parts
            .iter()
            .flat_map(|part| part.elements.iter().map(move |element| (part, element)))
            .collect();
        let columns = vec![
            Column::id("period", "Period").essential(),
            Column::text("plan", "Plan"),
            Column::text("element", "Element").essential(),
            Column::id("window", "Window"),
            Column::money("credited_in_period", "Credited in the period"),
            Column::money("credited", "Credited to date").essential(),
            Column::money("quota_full", "Full quota"),
            Column::money("quota_prorated", "Prorated"),
            Column::money("quota", "Quota").essential(),
            Column::fraction("attainment_in_period", "In the period"),
            Column::fraction("attainment", "Attainment").essential(),
            Column::money("target_full", "Full target incentive").when_used(),
            Column::money("target", "Target incentive").when_used(),
            Column::money("earned", "Earned").essential(),
            Column::text("why", "Why").when_used(),
        ];
        let text = |of: &dyn Fn(&(&Part, &super::Element)) -> String| Values::text(rows.iter().map(of));
        let cut = |of: &dyn Fn(&super::Element) -> Option<Cut>, step: &dyn Fn(Cut) -> Amount| {
            money(&rows, |(_, element)| of(element).map(step))
        };
        let quota = |element: &super::Element| element.quota;
        let target = |element: &super::Element| element.target;
        let part = |of: &dyn Fn(&super::Element) -> Option<i64>| {
            Values::Fraction(rows.iter().map(|(_, element)| of(element).unwrap_or(MISSING_INTEGER)).collect())
        };
        let values = vec![
            text(&|(part, _)| part.period.clone()),
            text(&|(part, _)| part.plan.clone()),
            text(&|(_, element)| element.id.clone()),
            text(&|(_, element)| element.window.clone()),
            Values::Money(rows.iter().map(|(_, element)| element.in_period.raw()).collect()),
            Values::Money(rows.iter().map(|(_, element)| element.to_date.raw()).collect()),
            cut(&quota, &|cut| cut.full),
            cut(&quota, &|cut| cut.prorated),
            cut(&quota, &|cut| cut.ramped),
            part(&|element| element.attainment_in_period),
            part(&|element| element.attainment),
            cut(&target, &|cut| cut.full),
            cut(&target, &|cut| cut.prorated),
            money(&rows, |(_, element)| Some(element.earned)),
            text(&|(_, element)| element.why.join("; ")),
        ];
        Report::new("Quota and attainment", columns, Block { columns: values, rows: rows.len() })
    }

    /// What each payout adds up to.
    #[must_use]
    pub fn sums(&self) -> Report {
        let mut columns = vec![
            Column::id("period", "Period").essential(),
            Column::text("plan", "Plan"),
            Column::text("version", "Version"),
            Column::id("currency", "Cur").essential(),
            Column::money("target_full", "Full target incentive").when_used(),
            Column::money("target", "Target incentive").when_used(),
        ];
        let parts = &self.parts;
        let text = |of: &dyn Fn(&Part) -> String| Values::text(parts.iter().map(of));
        let mut values = vec![
            text(&|part| part.period.clone()),
            text(&|part| part.plan.clone()),
            text(&|part| part.version.clone()),
            text(&|part| part.currency.as_str().to_owned()),
            money(parts, |part| part.target.map(|cut| cut.full)),
            money(parts, |part| part.target.map(|cut| cut.prorated)),
        ];
        for movement in Movement::ALL {
            let column = Column::money(movement.name(), movement.title());
            columns.push(if movement == Movement::Earned { column } else { column.when_used() });
            values.push(money(parts, |part| Some(part.total(movement))));
        }
        let draw = |of: &dyn Fn(&super::Draw) -> Amount| money(parts, |part| part.draw.as_ref().map(of));
        columns.extend([
            Column::money("payable", "Payable").essential(),
            Column::money("withheld", "Withheld by caps").when_used(),
            Column::money("pending", "Held in this payout").when_used(),
            Column::money("draw_amount", "Draw").when_used(),
            Column::money("draw_opening", "Owed of draws before").when_used(),
            Column::money("draw_movement", "Change").when_used(),
            Column::money("draw_forgiven", "Written off").when_used(),
            Column::money("draw_balance", "Owed of draws after").when_used(),
            Column::money("owed_before", "Owed before").when_used(),
            Column::money("owed_after", "Owed after").when_used(),
            Column::id("pay_currency", "Paid in"),
            Column::money("pay_amount", "Pay").essential(),
        ]);
        values.extend([
            money(parts, |part| Some(part.payable)),
            money(parts, |part| Some(part.withheld)),
            money(parts, |part| Some(part.pending)),
            draw(&|draw| draw.amount),
            draw(&|draw| draw.opening),
            draw(&|draw| draw.movement),
            draw(&|draw| draw.forgiven),
            draw(&|draw| draw.closing),
            draw(&|draw| draw.owed_before),
            draw(&|draw| draw.owed_after),
            text(&|part| part.pay_currency.as_str().to_owned()),
            money(parts, |part| Some(part.pay_amount)),
        ]);
        Report::new("Payouts", columns, Block { columns: values, rows: parts.len() })
    }

    /// The fiscal year so far.
    #[must_use]
    pub fn year_to_date(&self) -> Report {
        let columns = vec![
            Column::id("year", "Year").essential(),
            Column::id("currency", "Cur").essential(),
            Column::money("earned", "Earned").essential(),
            Column::money("payable", "Payable").essential(),
        ];
        let values = vec![
            Values::text(self.year.iter().map(|year| year.label.clone())),
            Values::text(self.year.iter().map(|year| year.currency.as_str().to_owned())),
            money(&self.year, |year| Some(year.earned)),
            money(&self.year, |year| Some(year.payable)),
        ];
        Report::new("Year to date", columns, Block { columns: values, rows: self.year.len() })
    }
}
