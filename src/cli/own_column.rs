//! Columns of a file's own that are counted: plain numbers, which are never converted. A deal in another currency than
//! its plan or report is refused, because nobody can say whether such a column is money.

use crate::calendar::Day;
use crate::cli::payable::Terms;
use crate::cli::reading::Company;
use crate::data::{DataError, WonDeals};
use crate::engine::commissions::NOT_TAKEN;
use crate::engine::membership::Membership;
use crate::engine::people::Found;
use crate::money::Currency;
use crate::plan::Plan;

/// Refuses a deal in another currency whose value is in a column of the file's own: such a column is a plain number,
/// and whether it would have to be converted cannot be known.
pub fn refuse_foreign(
    (file, row): (&str, u64),
    column: &str,
    deal: Currency,
    (what, wanted): (&str, Currency),
) -> Result<(), DataError> {
    if deal == wanted {
        return Ok(());
    }
    Err(DataError::Refused {
        message: format!(
            "`{file}` row {row}: `{column}` is a column of the file's own and counts as a plain number, but the \
             deal is in {} and {what} in {}",
            deal.as_str(),
            wanted.as_str()
        ),
        hint: hint(column),
    })
}

/// What to do with a column of the file's own that is counted.
#[must_use]
pub fn hint(column: &str) -> String {
    format!(
        "if it is money, map it to a column that is converted and measure by that (`--column list_amount='{column}'`, \
         or `columns.list_amount = \"{column}\"` in spm.toml); if it is none, map it to `units`"
    )
}

/// Refuses deals in another currency than the plan of a rep who is credited with them, where an element of that plan
/// counts a column of the file's own. `entries` says for each rule which deals it takes.
pub fn check(
    deals: &WonDeals,
    file: &str,
    entries: &[Vec<u8>],
    (terms, plans): (&Terms, &[Plan]),
    (company, membership): (&Company, &Membership),
) -> Result<(), DataError> {
    for (rule, taken) in terms.rules.iter().zip(entries) {
        let measures = [Some(rule.measure), rule.pays_on.map(|(measure, _)| measure)];
        let Some(column) = measures.into_iter().flatten().find_map(|measure| terms.own_column(measure))
        else {
            continue;
        };
        let plan = &plans[rule.plan];
        let what = format!("plan `{}`", plan.id);
        let (ids, owners, codes) =
            (deals.texts("deal_id")?, deals.texts("rep_id")?, deals.texts("currency")?);
        let (days, rows) = (deals.days()?, deals.rows());
        for row in (0..deals.len()).filter(|row| taken[*row] != NOT_TAKEN) {
            let currency = codes[row].and_then(|code| Currency::parse(code).ok());
            let (Some(deal), Some(day)) = (currency, Day::from_number(days[row])) else { continue };
            let split = company.splits.shares(ids[row].unwrap_or_default());
            let mut reps: Vec<u32> = split.iter().map(|share| share.rep).collect();
            if let (true, Found::Rep(owner)) =
                (reps.is_empty(), company.people.find(owners[row].unwrap_or_default()))
            {
                reps.push(owner);
            }
            if reps.iter().any(|rep| membership.plan_on(*rep, day) == Some(rule.plan)) {
                refuse_foreign((file, rows[row]), column, deal, (&what, plan.currency))?;
            }
        }
    }
    Ok(())
}
