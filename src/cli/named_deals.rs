//! Deals by their ids, and those of a rep that are still open: read whatever their stage is, each as a row of its
//! own. What becomes of them is left to the commands.

use crate::calendar::Day;
use crate::cli::failure::{Failure, Outcome, did_you_mean, nearest};
use crate::cli::reading::Reading;
use crate::cli::tables::Tables;
use crate::data::{Batch, DataError, Frame, amounts_of, days_of, row_of, texts_of};
use crate::money::Amount;

/// How a deal stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Neither won nor lost.
    Open,
    /// In a won stage.
    Won,
    /// In a lost stage.
    Lost,
}

/// One deal of a file.
#[derive(Clone, Debug)]
pub struct NamedDeal {
    /// The id.
    pub id: String,
    /// The row with all its columns.
    pub frame: Frame,
    /// The file that it stands in.
    pub file: String,
    /// The name of its stage.
    pub stage: String,
    /// What that stage means.
    pub standing: Standing,
    /// The day on which it closed, or is expected to.
    pub close_date: Option<Day>,
    /// Its amount.
    pub amount: Option<Amount>,
    /// What people call it; else its account.
    pub name: String,
    /// The name of a won stage.
    pub won: String,
}

/// Whether a deal is wanted: by its id, its owner and how it stands.
type Wanted<'w> = &'w (dyn Fn(&str, &str, Standing) -> bool + Sync);

/// Every wanted deal, in the order of the files; a row that says again what an earlier one says counts once.
pub fn deals(
    tables: &Tables<'_>,
    reading: &Reading<'_>,
    wanted: Wanted<'_>,
) -> Result<Vec<NamedDeal>, Failure> {
    let source = tables.require("deals")?;
    let won = reading.won();
    let lost = reading.settings.lost.as_ref().map(|lost| lost.value.clone());
    let mut found: Vec<NamedDeal> = Vec::new();
    let stages = (won.as_deref(), lost.as_deref());
    reading.every_column(&source, &|batch| picked(&batch, stages, wanted), &mut |deals: Vec<
        NamedDeal,
    >| {
        for deal in deals {
            if !found.iter().any(|known| known.id == deal.id) {
                found.push(deal);
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// The wanted deals of a batch.
fn picked(
    batch: &Batch,
    (won, lost): (Option<&[String]>, Option<&[String]>),
    wanted: Wanted<'_>,
) -> Result<Vec<NamedDeal>, DataError> {
    let frame = &batch.frame;
    let (won, lost) = (won.unwrap_or(&batch.won), lost.unwrap_or(&batch.lost));
    let (ids, owners) = (texts_of(frame, "deal_id")?, texts_of(frame, "rep_id")?);
    let (stages, days) = (texts_of(frame, "stage")?, days_of(frame, "close_date")?);
    let (amounts, files) = (amounts_of(frame, "amount")?, texts_of(frame, "file")?);
    let (names, accounts) = (texts_of(frame, "name")?, texts_of(frame, "account")?);
    let standing = |row: usize| match &stages[row] {
        stage if won.contains(stage) => Standing::Won,
        stage if lost.contains(stage) => Standing::Lost,
        _ => Standing::Open,
    };
    let mine = (0..ids.len()).filter(|row| wanted(&ids[*row], &owners[*row], standing(*row)));
    let deals = mine.map(|row| NamedDeal {
        id: ids[row].clone(),
        frame: row_of(frame, row),
        file: if files[row].is_empty() { batch.file_name().to_owned() } else { files[row].clone() },
        stage: stages[row].clone(),
        standing: standing(row),
        close_date: days[row],
        amount: amounts[row],
        name: if names[row].is_empty() { accounts[row].clone() } else { names[row].clone() },
        won: won.first().cloned().unwrap_or_default(),
    });
    Ok(deals.collect())
}

/// The deals with these ids, each once; an id that no deal has is a wrong command line.
pub fn by_id(tables: &Tables<'_>, reading: &Reading<'_>, ids: &[&str]) -> Result<Vec<NamedDeal>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = deals(tables, reading, &|id, _, _| ids.contains(&id))?;
    match ids.iter().find(|id| !found.iter().any(|deal| deal.id == **id)) {
        None => Ok(found),
        Some(unknown) => {
            let known = like(tables, reading, unknown)?;
            Err(Failure::new(Outcome::Usage, format!("there is no deal `{unknown}`"))
                .hint(did_you_mean(unknown, known.iter().map(String::as_str))))
        }
    }
}

/// The ids of deals that are most like a word.
fn like(tables: &Tables<'_>, reading: &Reading<'_>, word: &str) -> Result<Vec<String>, Failure> {
    let source = tables.require("deals")?;
    let mut known: Vec<String> = Vec::new();
    let each = |batch: Batch| {
        let ids = texts_of(&batch.frame, "deal_id")?;
        let near = nearest(word, ids.iter().map(String::as_str));
        Ok(near.into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    reading.again(&source, &["deal_id"], &each, &mut |near| {
        known.extend(near);
        Ok(())
    })?;
    known.sort();
    known.dedup();
    Ok(known)
}
