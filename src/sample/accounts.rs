//! The companies that Acme sells to: where they are, how large, what they could buy, who belongs to whom.
//! Which of them become customers, and when, is told by `deals`.

use super::days::{Day, day, plus};
use super::market::{AS_OF, Segment};
use super::names::{INDUSTRIES, Names};
use super::patches::PATCHES;
use super::people;
use super::rng::Rng;
use super::text::{Sheet, decimal, money, optional, salesforce_id};

/// One account.
pub(super) struct Account {
    pub(super) id: String,
    pub(super) name: String,
    /// The place of its patch in the list of patches.
    pub(super) patch: usize,
    pub(super) segment: Segment,
    industry: &'static str,
    employees: i64,
    /// Yearly revenue and potential in whole dollars.
    revenue: i64,
    potential: i64,
    /// Hours a year, in tenths.
    workload: i64,
    visits: i64,
    parent: Option<usize>,
    locked: bool,
    /// In ten-thousandths of a degree.
    latitude: i64,
    longitude: i64,
    /// The place of its city in the patch.
    city: usize,
    /// Whether nobody there has ever answered: one in three of those that are not customers.
    pub(super) quiet: bool,
    pub(super) customer_since: Option<Day>,
    pub(super) churned_on: Option<Day>,
}

/// All accounts, patch by patch; about one in three is a customer from before the data begin.
pub(super) fn all() -> Vec<Account> {
    let mut rng = Rng::of("accounts");
    let mut names = Names::new();
    let mut accounts: Vec<Account> = Vec::new();
    for (patch, area) in PATCHES.iter().enumerate() {
        for _ in 0..area.accounts {
            let account = one(&mut rng, &mut names, &accounts, patch);
            accounts.push(account);
        }
    }
    accounts
}

fn one(rng: &mut Rng, names: &mut Names, before: &[Account], patch: usize) -> Account {
    let city =
        usize::try_from(rng.below(i64::try_from(PATCHES[patch].cities.len()).unwrap_or(1))).unwrap_or(0);
    let place = PATCHES[patch].cities[city];
    let segment = *rng.weighted(&[(Segment::Small, 54), (Segment::Middle, 32), (Segment::Large, 14)]);
    let mut industry = rng.weighted(INDUSTRIES).name;
    let trade = INDUSTRIES.iter().find(|entry| entry.0.name == industry);
    let mut name = names.company(rng, &trade.unwrap_or(&INDUSTRIES[0]).0);
    let mut parent = None;
    // One in ten is a branch of a large company that is already in the list.
    if rng.chance(100) {
        let large = (0..before.len())
            .filter(|&place| before[place].segment == Segment::Large && before[place].parent.is_none());
        let large: Vec<usize> = large.collect();
        if !large.is_empty() {
            let chosen = *rng.pick(&large);
            if let Some(branch) = names.branch(&before[chosen].name, place.0) {
                (name, industry, parent) = (branch, before[chosen].industry, Some(chosen));
            }
        }
    }
    let employees = match segment {
        Segment::Small => rng.between(18, 190),
        Segment::Middle => rng.between(200, 1_900),
        Segment::Large => rng.between(2_000, 14_000),
    };
    let potential = employees * rng.around(140, 90) / (1 + employees / 3_000) / 100 * 100;
    let customer_since = rng.chance(340).then(|| plus(day(2025, 6, 30), -rng.between(5, 1_700)));
    let serial = 812_000 + 7 * i64::try_from(before.len()).unwrap_or(0) + rng.below(6);
    Account {
        id: salesforce_id("001", serial),
        name,
        patch,
        segment,
        industry,
        employees,
        revenue: employees * rng.around(210, 110) * 1_000,
        potential,
        workload: 60 + potential / 900 + rng.between(0, 90),
        visits: rng.between(1, 3) + potential / 60_000,
        parent,
        locked: rng.chance(35),
        latitude: place.3 * 100 + rng.around(0, 2_600),
        longitude: place.4 * 100 + rng.around(0, 2_600),
        city,
        quiet: customer_since.is_none() && rng.chance(340),
        customer_since,
        churned_on: None,
    }
}

/// `accounts.csv`: owner and territory as they are on the last day of the data. A few accounts of the one who
/// left were never handed over.
pub(super) fn sheet(accounts: &[Account]) -> Vec<u8> {
    let mut sheet = Sheet::new(
        "Id,Name,OwnerId,Territory__c,Industry,Segment__c,NumberOfEmployees,AnnualRevenue,Potential__c,\
         Workload__c,Visits__c,ParentId,Locked__c,BillingCity,BillingState,BillingCountryCode,\
         BillingLatitude,BillingLongitude,Customer_Since__c,Churned_On__c",
    );
    let mut forgotten = 0;
    for account in accounts {
        let area = &PATCHES[account.patch];
        let (mut owner, territory) = area.holder(AS_OF.day());
        let predecessor = area.holders[0].1;
        if !people::employed(predecessor, AS_OF.day()) && account.customer_since.is_none() && forgotten < 5 {
            (owner, forgotten) = (predecessor, forgotten + 1);
        }
        let (city, state, country, ..) = area.cities[account.city];
        sheet.row(&[
            &account.id,
            &account.name,
            &people::id(owner),
            territory,
            account.industry,
            account.segment.name(),
            &account.employees.to_string(),
            &money(account.revenue * 100),
            &money(account.potential * 100),
            &decimal(account.workload, 1),
            &account.visits.to_string(),
            account.parent.map_or("", |parent| &accounts[parent].id),
            if account.locked { "true" } else { "false" },
            city,
            state,
            country,
            &decimal(account.latitude, 4),
            &decimal(account.longitude, 4),
            &optional(account.customer_since),
            &optional(account.churned_on),
        ]);
    }
    sheet.into_bytes()
}
