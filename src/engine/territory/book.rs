//! The book: every account with its owner, territory, family, measures and place, and the reps who cover them, in the
//! order of their ids. What the tables say is taken as it is; whether it is good is left to `coverage`.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Day;
use crate::engine::people::{Found, People, index};
use crate::engine::territory::distance::Point;
use crate::engine::territory::error::TerritoryError;
use crate::model::account::AccountRow;
use crate::model::rows::Place;
use crate::money::{Amount, Percent};

/// What accounts are weighed by. Values are exact, scale 4: 10,000 is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// What the account could buy in a year.
    Potential,
    /// Its revenue, as the table has it.
    Revenue,
    /// Hours of work in a year.
    Workload,
    /// Visits in a year.
    Visits,
    /// Each account is one.
    Count,
}

impl Measure {
    /// Every measure, in the order of columns.
    pub const ALL: [Measure; 5] =
        [Measure::Potential, Measure::Revenue, Measure::Workload, Measure::Visits, Measure::Count];

    /// The name, which is that of the column of accounts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Measure::Potential => "potential",
            Measure::Revenue => "revenue",
            Measure::Workload => "workload",
            Measure::Visits => "visits",
            Measure::Count => "count",
        }
    }

    /// The measure of this name, in any case; `accounts` is the count.
    #[must_use]
    pub fn parse(word: &str) -> Option<Measure> {
        let word = word.trim().to_lowercase();
        let word = if word == "accounts" { "count" } else { word.as_str() };
        Measure::ALL.into_iter().find(|measure| measure.as_str() == word)
    }

    /// Whether it is money.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(self, Measure::Potential | Measure::Revenue)
    }
}

/// One account; it is a number, the place in [`Book::accounts`].
#[derive(Clone, Debug)]
pub struct Account {
    /// Identifier.
    pub account_id: String,
    /// Name for people.
    pub name: String,
    /// Whose it is: a place in [`Book::reps`]; the stated owner, else the one rep who covers its territory.
    pub rep: Option<u32>,
    /// Whether the table states the owner.
    pub owner_stated: bool,
    /// Its territory: a place in [`Book::territories`].
    pub territory: Option<u32>,
    /// Accounts with one number have one parent in common, through others too; none for an account alone.
    pub family: Option<u32>,
    /// Size class; may be empty.
    pub segment: String,
    /// State or province; may be empty.
    pub state: String,
    /// Country; may be empty.
    pub country: String,
    /// Whether it must stay where it is.
    pub locked: bool,
    /// Where it is; none where either coordinate is missing, and where both are zero.
    pub point: Option<Point>,
    /// The first day as a customer.
    pub customer_since: Option<Day>,
    /// The first day as one no longer.
    pub churned_on: Option<Day>,
    /// Where its row came from.
    pub place: Place,
    /// Potential, revenue, workload and visits, scale 4.
    values: [Option<i128>; 4],
}

impl Account {
    /// A measure, scale 4; a missing one is zero.
    #[must_use]
    pub fn measure(&self, measure: Measure) -> i128 {
        self.known(measure).unwrap_or(0)
    }

    /// A measure, scale 4, if the table has it.
    #[must_use]
    pub fn known(&self, measure: Measure) -> Option<i128> {
        match measure {
            Measure::Potential => self.values[0],
            Measure::Revenue => self.values[1],
            Measure::Workload => self.values[2],
            Measure::Visits => self.values[3],
            Measure::Count => Some(10_000),
        }
    }

    /// Whether it is a customer on a day.
    #[must_use]
    pub fn is_customer(&self, day: Day) -> bool {
        self.customer_since.is_some_and(|since| since <= day) && self.churned_on.is_none_or(|end| day < end)
    }
}

/// One rep, as of the day of the book; a number, the place in [`Book::reps`].
#[derive(Clone, Debug)]
pub struct Rep {
    /// Identifier.
    pub rep_id: String,
    /// Name for people; may be empty.
    pub name: String,
    /// The territory of the row in force: a place in [`Book::territories`].
    pub territory: Option<u32>,
    /// How much of a full territory the rep can cover, scale 4: 10,000 is one, which is also what is not stated.
    pub capacity: i64,
    /// Where the rep starts from.
    pub home: Option<Point>,
    /// First day of work.
    pub hire_date: Option<Day>,
    /// Last day of work.
    pub end_date: Option<Day>,
    /// Whether the reps table has this rep; others are known only as owners of accounts.
    pub listed: bool,
    /// Whether somebody's row names this rep as manager.
    pub manages: bool,
    /// Whether the rep covers accounts: is there on the day and owns some or has a territory. Where no rep of the
    /// table has a territory, everybody who is there and manages nobody does.
    pub covers: bool,
}

impl Rep {
    /// Whether the rep is there on a day, by hire and end date.
    #[must_use]
    pub fn is_there(&self, day: Day) -> bool {
        self.hire_date.is_none_or(|hired| hired <= day) && self.end_date.is_none_or(|end| day <= end)
    }
}

/// All accounts and reps.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The accounts in the order of their ids, byte by byte.
    pub accounts: Vec<Account>,
    /// The reps in the order of their ids, byte by byte.
    pub reps: Vec<Rep>,
    /// The names of territories that accounts and reps state, in order.
    pub territories: Vec<String>,
    /// How many families of two accounts or more there are.
    pub families: u32,
    /// For each family the account above all others; none where that is no account of the table.
    pub heads: Vec<Option<u32>>,
    /// The day as of which reps are taken.
    pub as_of: Day,
}

impl Book {
    /// Builds the book. Owners are found by id, e-mail or name; one who is in no reps table becomes an unlisted rep.
    pub fn new(mut rows: Vec<AccountRow>, people: &mut People, as_of: Day) -> Result<Self, TerritoryError> {
        rows.sort_by(|left, right| left.account_id.cmp(&right.account_id));
        let listed = people.len();
        let has_table = people.has_rows();
        let owners: Result<Vec<Option<u32>>, TerritoryError> =
            rows.iter().map(|row| owner(row, people)).collect();
        let owners = owners?;
        let territories = names(&rows, people, as_of);
        let order = people.in_order();
        let mut place_of = vec![0_u32; people.len()];
        for (place, rep) in (0_u32..).zip(&order) {
            place_of[index(*rep)] = place;
        }
        let mut reps = Vec::with_capacity(order.len());
        for rep in &order {
            reps.push(one_rep(people, *rep, as_of, &territories, has_table && index(*rep) < listed)?);
        }
        let (families, heads) = families(&rows)?;
        let mut accounts = Vec::with_capacity(rows.len());
        for ((row, owner), family) in rows.into_iter().zip(owners).zip(families) {
            let rep = owner.map(|owner| place_of[index(owner)]);
            accounts.push(account(row, rep, family, &territories)?);
        }
        let family_count = u32::try_from(heads.len()).unwrap_or(u32::MAX);
        let mut book = Self { accounts, reps, territories, families: family_count, heads, as_of };
        book.mark_managers(people);
        book.mark_covering();
        book.give_owners();
        Ok(book)
    }

    /// The rep's place by id.
    #[must_use]
    pub fn rep(&self, rep_id: &str) -> Option<u32> {
        let place = self.reps.binary_search_by(|rep| rep.rep_id.as_str().cmp(rep_id)).ok()?;
        u32::try_from(place).ok()
    }

    /// The territory's place by name.
    #[must_use]
    pub fn territory(&self, name: &str) -> Option<u32> {
        let place = self.territories.binary_search_by(|known| known.as_str().cmp(name)).ok()?;
        u32::try_from(place).ok()
    }

    /// The account's place by id.
    #[must_use]
    pub fn account(&self, account_id: &str) -> Option<u32> {
        let place = self.accounts.binary_search_by(|known| known.account_id.as_str().cmp(account_id)).ok()?;
        u32::try_from(place).ok()
    }

    /// The reps who cover accounts, in order.
    #[must_use]
    pub fn covering(&self) -> Vec<u32> {
        (0_u32..).zip(&self.reps).filter(|(_, rep)| rep.covers).map(|(place, _)| place).collect()
    }

    /// The sum of a measure over all accounts, scale 4.
    #[must_use]
    pub fn total(&self, measure: Measure) -> i128 {
        self.accounts.iter().map(|account| account.measure(measure)).sum()
    }

    /// The measures of which at least one account states a value above zero; the count is always among them.
    #[must_use]
    pub fn stated_measures(&self) -> Vec<Measure> {
        let stated = |measure: &Measure| self.accounts.iter().any(|account| account.measure(*measure) > 0);
        Measure::ALL.into_iter().filter(|measure| *measure == Measure::Count || stated(measure)).collect()
    }

    fn mark_managers(&mut self, people: &People) {
        for place in 0..people.len() {
            let Ok(rep) = u32::try_from(place) else { return };
            let Some(manager) = people.manager(rep, self.as_of) else { continue };
            if let Some(manager) = self.rep(people.id(manager)) {
                self.reps[index(manager)].manages = true;
            }
        }
    }

    fn mark_covering(&mut self) {
        let owners: BTreeSet<u32> = self.accounts.iter().filter_map(|account| account.rep).collect();
        let table = self.reps.iter().any(|rep| rep.listed);
        let with_territories = self.reps.iter().any(|rep| rep.listed && rep.territory.is_some());
        let as_of = self.as_of;
        for (place, rep) in (0_u32..).zip(&mut self.reps) {
            let alone = !with_territories && !rep.manages;
            let chosen = owners.contains(&place) || rep.territory.is_some() || alone;
            rep.covers = (rep.listed || !table) && rep.is_there(as_of) && rep.capacity > 0 && chosen;
        }
    }

    /// An account without a stated owner belongs to the rep who covers its territory, where there is just one.
    fn give_owners(&mut self) {
        let mut covered: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (place, rep) in (0_u32..).zip(&self.reps) {
            if let (Some(territory), true) = (rep.territory, rep.covers) {
                covered.entry(territory).or_default().push(place);
            }
        }
        for account in self.accounts.iter_mut().filter(|account| account.rep.is_none()) {
            let reps = account.territory.and_then(|territory| covered.get(&territory));
            if let Some([only]) = reps.map(Vec::as_slice) {
                account.rep = Some(*only);
            }
        }
    }
}

fn owner(row: &AccountRow, people: &mut People) -> Result<Option<u32>, TerritoryError> {
    if row.owner.is_empty() {
        return Ok(None);
    }
    match people.find(&row.owner) {
        Found::Rep(rep) => Ok(Some(rep)),
        Found::Unknown => Ok(Some(people.intern(&row.owner))),
        Found::Ambiguous(count) => Err(TerritoryError::AmbiguousOwner {
            owner: row.owner.clone(),
            count,
            account_id: row.account_id.clone(),
            place: row.place.clone(),
        }),
    }
}

/// The names of territories that accounts and the reps' rows of the day state, in order.
fn names(rows: &[AccountRow], people: &People, as_of: Day) -> Vec<String> {
    let mut names: BTreeSet<&str> = rows.iter().map(|row| row.territory.as_str()).collect();
    let reps = people.in_order();
    for rep in &reps {
        names.insert(territory_of(people, *rep, as_of));
    }
    names.remove("");
    names.into_iter().map(str::to_owned).collect()
}

/// The territory of the row that is in force: who had one before, or will have, does not cover it on the day.
fn territory_of(people: &People, rep: u32, as_of: Day) -> &str {
    let row = people.row_on(rep, as_of);
    row.and_then(|row| row.columns.get("territory")).map_or("", String::as_str)
}

fn find(territories: &[String], name: &str) -> Option<u32> {
    let place = territories.binary_search_by(|known| known.as_str().cmp(name)).ok()?;
    u32::try_from(place).ok()
}

fn one_rep(
    people: &People,
    rep: u32,
    as_of: Day,
    territories: &[String],
    listed: bool,
) -> Result<Rep, TerritoryError> {
    let row = people.row_near(rep, as_of);
    let text = |name: &str| row.and_then(|row| row.columns.get(name)).map_or("", String::as_str);
    let employment = people.employment(rep);
    let degrees = |name: &str| Percent::parse(text(name)).ok().and_then(|raw| i32::try_from(raw.raw()).ok());
    let capacity = text("capacity");
    let stated = Amount::parse(capacity).ok().and_then(|amount| i64::try_from(amount.raw()).ok());
    let capacity = match (capacity.is_empty(), stated) {
        (true, _) => 10_000,
        (false, Some(stated)) if (0..=1_000_000).contains(&stated) => stated,
        (false, _) => {
            let place = row.map(|row| row.place.clone()).unwrap_or_default();
            let (rep_id, value) = (people.id(rep).to_owned(), capacity.to_owned());
            return Err(TerritoryError::Capacity { rep_id, value, place });
        }
    };
    let home = degrees("latitude").zip(degrees("longitude"));
    let home = home.and_then(|(latitude, longitude)| Point::new(latitude, longitude));
    Ok(Rep {
        rep_id: people.id(rep).to_owned(),
        name: people.name(rep, as_of).to_owned(),
        territory: find(territories, territory_of(people, rep, as_of)),
        capacity,
        home: home.filter(|home| !home.is_null_island()),
        hire_date: Some(employment.from).filter(|day| *day > Day::MIN),
        end_date: Some(employment.to).filter(|day| *day < Day::MAX),
        listed,
        manages: false,
        covers: false,
    })
}

fn account(
    row: AccountRow,
    rep: Option<u32>,
    family: Option<u32>,
    territories: &[String],
) -> Result<Account, TerritoryError> {
    let values = [row.potential.map(Amount::raw), row.revenue.map(Amount::raw), row.workload, row.visits];
    for (value, measure) in values.iter().zip(Measure::ALL) {
        // Revenue below zero is a year of credit notes; the others measure what there is to do.
        if let (Some(raw), true) = (value.filter(|raw| *raw < 0), measure != Measure::Revenue) {
            return Err(TerritoryError::BelowZero {
                measure: measure.as_str(),
                value: Amount::from_raw(raw).to_string(),
                account_id: row.account_id,
                place: row.place,
            });
        }
    }
    let point =
        row.latitude.zip(row.longitude).and_then(|(latitude, longitude)| Point::new(latitude, longitude));
    Ok(Account {
        territory: find(territories, &row.territory),
        account_id: row.account_id,
        name: row.name,
        rep,
        owner_stated: rep.is_some(),
        family,
        segment: row.segment,
        state: row.state,
        country: row.country,
        locked: row.locked,
        point: point.filter(|point| !point.is_null_island()),
        customer_since: row.customer_since,
        churned_on: row.churned_on,
        place: row.place,
        values,
    })
}

/// Numbers of families, and rows of their heads.
type Families = (Vec<Option<u32>>, Vec<Option<u32>>);

/// For each row the number of its family of two accounts or more, and for each family the row above all others. A
/// parent that is no account itself makes a family of those that name it. Families are numbered in the order of their
/// first accounts.
fn families(rows: &[AccountRow]) -> Result<Families, TerritoryError> {
    let place = |id: &str| rows.binary_search_by(|row| row.account_id.as_str().cmp(id)).ok();
    let mut tops: Vec<&str> = Vec::with_capacity(rows.len());
    for row in rows {
        let (mut top, mut steps) = (row, 0);
        let mut name = row.account_id.as_str();
        while !top.parent_id.is_empty() && top.parent_id != top.account_id {
            name = top.parent_id.as_str();
            let Some(above) = place(name) else { break };
            top = &rows[above];
            steps += 1;
            if steps > rows.len() {
                return Err(circle(rows, row));
            }
        }
        tops.push(name);
    }
    let mut sizes: BTreeMap<&str, u32> = BTreeMap::new();
    for top in &tops {
        *sizes.entry(top).or_default() += 1;
    }
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut found, mut heads) = (Vec::with_capacity(rows.len()), Vec::new());
    for top in tops {
        if sizes.get(top).copied().unwrap_or(0) < 2 {
            found.push(None);
            continue;
        }
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let number = *numbers.entry(top).or_insert(next);
        if number == next {
            heads.push(place(top).and_then(|head| u32::try_from(head).ok()));
        }
        found.push(Some(number));
    }
    Ok((found, heads))
}

/// The circle that the parents of an account end in.
fn circle(rows: &[AccountRow], from: &AccountRow) -> TerritoryError {
    let place = |id: &str| rows.binary_search_by(|row| row.account_id.as_str().cmp(id)).ok();
    let above = |row: &AccountRow| place(&row.parent_id).map(|place| &rows[place]);
    let mut seen: Vec<&str> = Vec::new();
    let mut at = Some(from);
    while let Some(row) = at {
        if let Some(start) = seen.iter().position(|known| *known == row.account_id) {
            seen.drain(..start);
            seen.truncate(12);
            seen.push(&row.account_id);
            break;
        }
        seen.push(&row.account_id);
        at = above(row);
    }
    TerritoryError::FamilyCircle {
        account_id: from.account_id.clone(),
        circle: seen.join(" → "),
        place: from.place.clone(),
    }
}

#[cfg(test)]
mod tests;
