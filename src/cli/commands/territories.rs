//! `spm territories`: who covers which accounts. This file has the manual of the subcommands; each of them is a file
//! of the folder beside it.

mod assign;
mod balance;
mod capacity;
mod compare;
mod coverage;
mod design;
mod map;
mod overview;
mod quota_choices;
mod quotas;

use clap::{Args, Subcommand};

use crate::cli::args::{ReadArgs, TableArgs};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;

/// Show who covers which accounts, and how evenly
///
/// Without a subcommand: each territory with its rep, accounts and measures (potential, revenue, workload, visits), its
/// share of the first of --measure, and its index: share of the measure ÷ share of the capacity, so that 1 is even and
/// 1.25 a quarter more than that. Below stands how evenly each measure is spread.
///
/// The territory of an account is that of its column `territory`, else that of its owner; where nobody names
/// territories, each rep is one. Capacity is that of the reps table: 1 is a full territory.
///
///     spm territories
///     spm territories --measure workload,potential
///     spm territories --accounts accounts.csv --reps reps.csv -o territories.xlsx
#[derive(Debug, Clone, Args)]
#[command(verbatim_doc_comment)]
pub struct TerritoriesArgs {
    /// What to show.
    #[command(subcommand)]
    pub what: Option<What>,
    /// What accounts are weighed by, several with commas: potential, revenue, workload, visits, count; if absent, all
    /// that the accounts state. Share and index are those of the first. Example: --measure workload
    #[arg(short, long, value_name = "MEASURES", value_delimiter = ',')]
    pub measure: Vec<String>,
    /// Tables.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Reading.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// What to show.
#[derive(Debug, Clone, Subcommand)]
pub enum What {
    /// Move accounts until territories are even, within limits, and prove how good that is
    ///
    /// Least cost: for each visit the straight kilometres to the home of its territory, and --keep-km for each visit
    /// of an account that leaves an owner who stays; with every territory within --tolerance of its share of each
    /// --measure, by capacity. Families (`parent_id`) stay together and locked accounts stay. Rows are the moves with
    /// their reasons; above them stands the cost, and a proven bound that no assignment within these limits can go
    /// below.
    ///
    /// Who takes accounts: reps who cover some, and --joining; territories where the tables name any. Accounts of
    /// owners who have left or are --leaving go to others. Deterministic: same files, same seed, same answer,
    /// whatever the threads; a --time-limit alone may change it. With --adjacency every territory is connected; the
    /// bound is then that without it. `-o DIR` (a name without an ending) writes the scenario: assignment, moves and
    /// territories as CSV (-f parquet: as Parquet), scenario.json and a manifest. Exit code 1: a limit could not be
    /// kept; it is named.
    ///
    ///     spm territories balance
    ///     spm territories balance --measure potential,workload --tolerance 10 --max-moved 10 --territories
    ///     spm territories balance --frontier
    ///     spm territories balance --adjacency counties.csv --area county
    ///     spm territories balance --hire
    ///     spm territories balance -o scenarios/2027
    #[command(verbatim_doc_comment)]
    Balance(Box<balance::BalanceArgs>),
    /// Design territories afresh: centres where the work is, even, with a proof of how good the assignment is
    ///
    /// Nothing of today's owners counts. Centres begin where much work is far from any (seeded), and then by turns
    /// accounts are assigned to centres in balance, at the shortest ways, and each centre moves to the account in the
    /// middle of its own, by swaps also far away. A row is a territory, numbered from west to east: its centre, what it
    /// has, its share and index (1 is even), mean and farthest way, and how compact it is: the part of its work to
    /// which no other centre is nearer.
    ///
    /// The bound is proven for the centres as they are at the end: no assignment to them within these limits has
    /// shorter ways. What other centres could do it does not say. An account that alone is larger than a territory
    /// gets one of its own, named; the others share the rest evenly. `-o DIR` writes the files that `balance -o DIR`
    /// writes; `map` and `compare` read its assignment.csv. Deterministic. Exit code 1: a limit could not be kept; it
    /// is named.
    ///
    ///     spm territories design --count 50
    ///     spm territories design --measure workload --size 1600 --tolerance 5 -o scenarios/fresh
    ///     spm territories design --count 50 --adjacency counties.csv --area county
    #[command(verbatim_doc_comment)]
    Design(Box<design::DesignArgs>),
    /// Compare two assignments: what moves, and how even each is
    ///
    /// An assignment is a file with `account_id` and `territory` or `rep_id`, as `balance --all` and `balance -o DIR`
    /// write it and a spreadsheet may have changed it; `now` is the tables as they stand.
    ///
    ///     spm territories compare now scenarios/2027/assignment.csv
    ///     spm territories compare first.csv second.csv --measure potential
    #[command(verbatim_doc_comment)]
    Compare(compare::CompareArgs),
    /// Draw accounts by territory: SVG, `GeoJSON`, or a page of its own
    ///
    /// A dot is the accounts of one place, in the colour of their territory; a star is a home. Neighbours have
    /// different colours, which the colour-blind tell apart; what lies far away has a box of its own. --shapes fills
    /// polygons. With --before, accounts that moved have a dark ring, and arrows between homes say how many.
    ///
    ///     spm territories map -o map.svg
    ///     spm territories map scenarios/2027/assignment.csv --before now -o map.html
    ///     spm territories map --shapes zip.geojson --shape-column postal_code -o map.svg
    ///     spm territories map -o map.geojson            (-f geojson prints it)
    #[command(verbatim_doc_comment)]
    Map(map::MapArgs),
    /// Put accounts or leads into territories by rules, each with its reason
    ///
    /// Rules are `[[territory]]` tables in `territories/*.toml`. For each account, the first of these holds: a row of
    /// the exceptions; locked, it stays; named by a territory; the first territory whose `where` takes it, of those
    /// without parts by precedence, then in the order of the files. A part takes only what its parent takes. What a
    /// parent takes and none of its parts stays with the parent. A family (`parent_id`) goes where its head goes, save
    /// accounts that are excepted, locked or named, or where the file says `families = "apart"`; a head in no
    /// territory follows the largest by revenue. Whose it is: who covers the territory; of several the one who has it,
    /// else by turns, by weights where so said. Leads go by `leads`, else by `where`, over their own columns; a lead
    /// whose `account_id` is a known account goes to its owner, and reps on leave (--leaves) get no new ones.
    ///
    ///     spm territories assign --changes
    ///     spm territories assign --table -o accounts.csv
    ///     spm territories assign leads --leads leads.csv --rules territories/inbound.toml
    #[command(verbatim_doc_comment)]
    Assign(assign::AssignArgs),
    /// Count how many reps the accounts need: work against ramped capacity, attrition, what a leaver does
    ///
    /// Work is the workload that accounts state, in hours a year; or --calls by segment × --call-hours; or, with
    /// --call-hours alone, their visits × it. A rep has --hours a year × capacity × the days there × --ramp. Load is
    /// work ÷ hours, reps needed is work ÷ the hours of a ramped rep. --months adds attrition and says when hires
    /// have to begin; a target with the productivity of a rep stands beside it, top-down. --leaver hands the accounts
    /// of a rep on.
    ///
    ///     spm territories capacity --period 2027 --ramp 25,50,75
    ///     spm territories capacity --calls Enterprise=24 --calls 6 --call-hours 1.5 --months --attrition 15
    ///     spm territories capacity --leaver maria@acme.example
    #[command(verbatim_doc_comment)]
    Capacity(Box<capacity::CapacityArgs>),
    /// List gaps, overlaps, orphans, vacant territories, reps without accounts, names in vain
    ///
    /// By the rules where there are any, else as the tables stand. An account is an orphan when nobody owns it, or its
    /// owner has left or is in no reps table; a territory is vacant when accounts are in it and nobody who is there
    /// covers it. Rules add overlaps (two territories of one precedence take an account), accounts that no part
    /// takes, accounts that the table has elsewhere, and named accounts that it does not have. --distances shows how
    /// far accounts are.
    ///
    ///     spm territories coverage
    ///     spm territories coverage --far 500 --each -o coverage.csv
    ///     spm territories coverage --distances --accounts accounts.csv --reps reps.csv
    #[command(verbatim_doc_comment)]
    Coverage(coverage::CoverageArgs),
    /// Share a target down to reps: by potential, history, a blend of them, or even
    ///
    /// The target goes down the tree of the rules (else to the territories that the tables state), each part by what
    /// its accounts are worth: their potential, what they brought in --history, or both, with --growth by segment.
    /// Reps of one territory share by capacity. Parts add up to the whole to the cent at every level, by largest
    /// remainder; a --hedge is what the parts come to beyond it. --floor and --cap hold for every rep.
    ///
    /// The rows are a table of quotas: `spm attainment --quotas FILE` reads it. --fairness asks how many reps would
    /// have attained such quotas with what the same accounts brought before, and whether large books bear too much.
    ///
    ///     spm territories quotas --target 84000000 --period 2027 --by blend --growth SMB=10 -o quotas-2027.csv
    ///     spm territories quotas --target 84000000 --period 2027 --unit month --season history --hedge 3,5
    ///     spm territories quotas --target 84000000 --period 2027 --by history --fairness
    #[command(verbatim_doc_comment)]
    Quotas(Box<quotas::QuotaArgs>),
}

/// Reads, works out and writes.
pub fn run(args: &TerritoriesArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    if args.what.is_some() && !args.measure.is_empty() {
        return Err(Failure::new(Outcome::Usage, "`--measure` stands before the subcommand")
            .hint("write it behind the subcommand"));
    }
    match &args.what {
        None => overview::run(args, settings, ui),
        Some(What::Capacity(asked)) => capacity::run(args, asked, settings, ui),
        Some(What::Coverage(asked)) => coverage::run(args, asked, settings, ui),
        Some(What::Quotas(asked)) => quotas::run(args, asked, settings, ui),
        Some(What::Compare(asked)) => compare::run(args, asked, settings, ui),
        Some(What::Map(asked)) => map::run(args, asked, settings, ui),
        Some(What::Balance(asked)) => balance::run(args, asked, settings, ui),
        Some(What::Design(asked)) => design::run(args, asked, settings, ui),
        Some(What::Assign(asked)) => assign::run(args, asked, settings, ui),
    }
}
