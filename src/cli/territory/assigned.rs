//! Files that say which account is where: what `balance -o DIR` writes, or a spreadsheet of accounts and territories.

use crate::cli::args::ReadArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::reading::{Reading, counted, refused};
use crate::cli::tables::flagged;
use crate::cli::territory::Ground;
use crate::data::{column_names, texts_of};
use crate::engine::territory::alignment::Alignment;
use crate::engine::territory::compare::assigned;
use crate::model::table::{ColumnKind, ColumnSpec, TableSpec};

const fn column(name: &'static str, required: bool) -> ColumnSpec {
    ColumnSpec { name, kind: ColumnKind::Id, required }
}

/// An assignment, read like a table.
static ASSIGNMENT: TableSpec = TableSpec {
    name: "assignment",
    key: &["account_id"],
    columns: &[column("account_id", true), column("territory", false), column("rep_id", false)],
};

/// The alignment of a file; the word `now` is the alignment as the tables stand.
pub fn alignment(name: &str, ground: &Ground, reading: &mut Reading<'_>) -> Result<Alignment, Failure> {
    if name == "now" {
        return Ok(Alignment::standing(&ground.book));
    }
    let source = flagged(&ASSIGNMENT, &[name.to_owned()], &ReadArgs::default(), reading.settings)?;
    let (frame, file) = reading.small(&source)?;
    let has = |wanted: &str| column_names(&frame).iter().any(|name| name == wanted);
    if !has("territory") && !has("rep_id") {
        return Err(Failure::new(Outcome::Input, format!("`{file}` has neither `territory` nor `rep_id`"))
            .hint("an assignment has account_id, and territory or rep_id: `spm territories balance --all -o FILE`"));
    }
    let texts = |column: &str| texts_of(&frame, column).map_err(|error| refused(&error));
    let (ids, territories, reps) = (texts("account_id")?, texts("territory")?, texts("rep_id")?);
    let (mut rows, mut lost) = (Vec::with_capacity(ids.len()), 0_u64);
    for ((id, territory), rep) in ids.iter().zip(territories).zip(reps) {
        match ground.book.account(id) {
            Some(account) => rows.push((account, territory, rep)),
            None => lost += 1,
        }
    }
    if lost > 0 {
        let what =
            counted(lost, "account that the table does not have", "accounts that the table does not have");
        reading.warning(&format!("`{file}` names {what}"));
    }
    Ok(assigned(&ground.book, &rows))
}
