//! The sample company Acme, all invented: its exports, plans and settings, drawn anew from nothing but this
//! code, the same bytes each time. Also the smallest workspace to start from. Writing the files to a folder
//! is left to the command line.

mod accounts;
mod days;
mod deals;
mod effort;
mod events;
mod history;
mod market;
mod names;
mod patches;
mod people;
mod quotas;
mod rates;
mod rng;
mod roster;
mod settle;
mod splits;
mod text;
mod workspace;

pub use workspace::starter;

/// One file of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// Where it belongs, relative to the workspace, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Every file of the sample company: settings, plans, and the exports of eighteen months as of 2026-11-20,
/// less than 3 MB in all. The same bytes at each call.
#[must_use]
pub fn files() -> Vec<SampleFile> {
    let mut accounts = accounts::all();
    let deals = deals::all(&mut accounts);
    let mut files = workspace::texts();
    let exports = [
        ("opportunities.csv", deals::sheet(&deals, &accounts)),
        ("opportunity-splits.csv", splits::sheet(&deals, &accounts)),
        ("opportunity-history.csv", history::sheet(&deals)),
        ("users.csv", people::users()),
        ("leaves.csv", people::leaves()),
        ("quotas.csv", quotas::sheet()),
        ("billing-events.csv", events::sheet(&deals)),
        ("exchange-rates.csv", rates::sheet()),
        ("accounts.csv", accounts::sheet(&accounts)),
        ("leads.csv", effort::leads(&deals, &accounts)),
        ("activities.csv", effort::activities()),
        ("spend.csv", effort::spend()),
    ];
    files.extend(
        exports.into_iter().map(|(name, bytes)| SampleFile { path: format!("exports/{name}"), bytes }),
    );
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
}

#[cfg(test)]
mod tests;
