//! The lines of a run, read back from the CSV file that `spm commissions lines` wrote.

use crate::calendar::Day;
use crate::model::pay::{LINE_COLUMNS, LINE_COLUMNS_SHOWN, PayLine};
use crate::model::records::records;
use crate::money::Amount;

use super::statements::{exact, millionths};

/// The columns, in their order; more may follow.
fn columns() -> &'static [&'static str] {
    &LINE_COLUMNS[..LINE_COLUMNS_SHOWN]
}

/// Reads the lines; what is not as it was written is refused with the line on which its record begins.
pub fn parse(text: &str) -> Result<Vec<PayLine>, String> {
    let records = records(text).map_err(|(line, why)| format!("in its record of line {line} {why}"))?;
    let mut records = records.into_iter();
    if records.next().is_none_or(|(_, header)| {
        !header.iter().map(String::as_str).take(LINE_COLUMNS_SHOWN).eq(columns().iter().copied())
    }) {
        return Err("its header is not that of `spm commissions lines`".to_owned());
    }
    let row = |(line, cells): (usize, Vec<String>)| {
        pay_line(&cells).ok_or_else(|| format!("its record of line {line} is no line of pay"))
    };
    records.map(row).collect()
}

/// A value that cannot be read.
struct Unreadable;

/// A value that may be empty.
fn some<T>(cell: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Unreadable> {
    if cell.is_empty() { Ok(None) } else { read(cell).map(Some).ok_or(Unreadable) }
}

fn pay_line(cells: &[String]) -> Option<PayLine> {
    if cells.len() < LINE_COLUMNS_SHOWN {
        return None;
    }
    let text = |at: usize| cells[at].clone();
    let amount = |cell: &str| Amount::parse(cell).ok();
    let rate = |cell: &str| millionths(cell).map(crate::money::Rate::from_raw);
    Some(PayLine {
        period: text(0),
        for_period: text(0),
        rep_id: text(1),
        plan: text(2),
        element: text(3),
        kind: text(4),
        deal_id: text(5),
        account: text(6),
        event_date: some(&cells[7], |cell| Day::parse(cell).ok()).ok()?,
        amount: some(&cells[8], amount).ok()?,
        currency: text(9),
        share: some(&cells[10], rate).ok()?,
        credited: exact(&cells[11])?,
        tier: some(&cells[12], |cell| cell.parse().ok()).ok()?,
        rate: some(&cells[13], rate).ok()?,
        earned: amount(&cells[14])?,
        payable: amount(&cells[15])?,
        reason: text(16),
        file: text(17),
        row: some(&cells[18], |cell| cell.parse().ok()).ok()?,
        ..PayLine::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_were_written() {
        let header = columns().join(",");
        let text = format!(
            "{header}\n2026-04,R1,old,base,earning,D4,\"A, B\",2026-04-15,23750.00,EUR,0.500000,11875.00,2,0.100000,\
             1187.50,1187.50,owner of the deal,deals.csv,5\n2026-04,R1,old,,recovery,,,,,,,0.00,,,0.00,-375.00,owed,,\n"
        );
        let lines = parse(&text).unwrap();
        let amount = |text: &str| Amount::parse(text).unwrap();
        assert_eq!((lines.len(), lines[0].account.as_str(), lines[0].tier), (2, "A, B", Some(2)));
        assert_eq!((lines[0].amount, lines[0].payable), (Some(amount("23750")), amount("1187.5")));
        assert_eq!(
            (lines[0].row, lines[0].event_date.unwrap().to_string().as_str()),
            (Some(5), "2026-04-15")
        );
        assert_eq!((lines[1].event_date, lines[1].rate, lines[1].payable), (None, None, amount("-375")));
        assert!(parse("period,rep_id\n").is_err());
        assert!(parse(&format!("{header}\n2026-04,R1\n")).unwrap_err().contains("line 2"));
        assert!(parse(&text.replace("1187.50", "1187,50")).is_err());
    }
}
