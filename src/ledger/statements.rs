//! The statements of a closed period, read back from the CSV file that they were written to.

use crate::model::pay::StatementRow;
use crate::model::records::records;
use crate::money::{Amount, Exact, Rate};

/// The columns, in their order.
const COLUMNS: [&str; 22] = [
    "period",
    "rep_id",
    "name",
    "plan",
    "version",
    "currency",
    "credited",
    "quota",
    "attainment",
    "earned",
    "held",
    "released",
    "prior_period",
    "clawed_back",
    "adjusted",
    "draw",
    "recovered",
    "carried_forward",
    "payable",
    "draw_balance",
    "pay_currency",
    "pay_amount",
];

/// Reads the statements; what is not as it was written is refused with the number of its record.
pub fn parse(text: &str) -> Result<Vec<StatementRow>, String> {
    if !text.ends_with('\n') {
        return Err("it ends in the middle of a record".to_owned());
    }
    let records = records(text).map_err(|(line, why)| format!("in its record of line {line} {why}"))?;
    let mut records = records.into_iter().map(|(_, cells)| cells);
    if records.next().is_none_or(|header| header != COLUMNS) {
        return Err("its header is not that of statements".to_owned());
    }
    let row = |(number, cells): (usize, Vec<String>)| {
        statement(&cells).ok_or_else(|| format!("its record {} is no statement", number + 2))
    };
    records.enumerate().map(row).collect()
}

fn statement(cells: &[String]) -> Option<StatementRow> {
    if cells.len() != COLUMNS.len() {
        return None;
    }
    let text = |at: usize| cells[at].clone();
    let amount = |at: usize| Amount::parse(&cells[at]).ok();
    let some = |at: usize| if cells[at].is_empty() { Some(None) } else { amount(at).map(Some) };
    let attainment = if cells[8].is_empty() { None } else { Some(Rate::from_raw(millionths(&cells[8])?)) };
    Some(StatementRow {
        period: text(0),
        rep_id: text(1),
        name: text(2),
        plan: text(3),
        version: text(4),
        currency: text(5),
        credited: exact(&cells[6])?,
        quota: some(7)?,
        attainment,
        earned: amount(9)?,
        held: amount(10)?,
        released: amount(11)?,
        prior_period: amount(12)?,
        clawed_back: amount(13)?,
        adjusted: amount(14)?,
        draw: amount(15)?,
        recovered: amount(16)?,
        carried_forward: amount(17)?,
        payable: amount(18)?,
        draw_balance: amount(19)?,
        pay_currency: text(20),
        pay_amount: amount(21)?,
    })
}

/// A plain number with up to fourteen decimals.
pub(super) fn exact(text: &str) -> Option<Exact> {
    scaled(text, 14).map(Exact::from_raw)
}

pub(super) fn millionths(text: &str) -> Option<i64> {
    i64::try_from(scaled(text, 6)?).ok()
}

/// A plain number on a scale; nothing for anything else.
fn scaled(text: &str, scale: usize) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > scale {
        return None;
    }
    format!("{whole}{part:0<scale$}").parse::<i128>().ok().map(|raw| sign * raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_read_as_it_was_written() {
        let text = format!(
            "{}\n2026-01,R1,\"Ada \"\"A\"\", Byron\",ae,2026-01-01,USD,10.12345678901234,,0.999999,1.50,0.00,0.00,\
             -2.00,0.00,0.00,0.50,0.00,0.00,0.00,0.50,EUR,0.00\n",
            COLUMNS.join(",")
        );
        let rows = parse(&text).unwrap();
        let amount = |text: &str| Amount::parse(text).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].name, "Ada \"A\", Byron");
        assert_eq!(rows[0].credited.raw(), 1_012_345_678_901_234);
        assert_eq!((rows[0].quota, rows[0].attainment), (None, Some(Rate::from_raw(999_999))));
        assert_eq!((rows[0].prior_period, rows[0].draw_balance), (amount("-2"), amount("0.5")));
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(parse("period\n").is_err());
        assert!(parse(&COLUMNS.join(",")).is_err());
        assert!(parse(&format!("{}\n1,2\n", COLUMNS.join(","))).is_err());
        assert!(parse(&format!("{}\n\"1,2\n", COLUMNS.join(","))).is_err());
    }
}
