//! The opportunities: which begin each month, for whom and for what, with the contracts that they leave
//! behind and that come up for renewal. How one of them ends is told by `settle`.

use super::accounts::Account;
use super::days::{Day, day, month_of, month_start, on_weekday, plus};
use super::market::{
    ANALYTICS, AS_OF, BEGINNINGS, Kind, PRODUCTS, SERVICES, SOURCES, STAGES, Segment, TERMS,
};
use super::patches::PATCHES;
use super::people;
use super::rng::Rng;
use super::text::{Sheet, moment, money, optional, salesforce_id};

/// One opportunity as it stands on the last day of the data.
pub(super) struct Deal {
    pub(super) id: String,
    pub(super) account: usize,
    pub(super) name: String,
    pub(super) owner: usize,
    pub(super) territory: &'static str,
    /// 0 where nobody has entered an amount yet.
    pub(super) cents: i64,
    pub(super) stage: usize,
    /// The last open stage that it was in.
    pub(super) reached: usize,
    pub(super) kind: Kind,
    pub(super) product: usize,
    pub(super) source: &'static str,
    pub(super) created: Day,
    /// Second of the day on which it was created.
    pub(super) second: i64,
    pub(super) close: Day,
    /// Whole units of its currency.
    pub(super) list: i64,
    pub(super) cost: i64,
    pub(super) units: i64,
    pub(super) term: i64,
    pub(super) next_step: Option<Day>,
    pub(super) loss: &'static str,
}

/// An amount as the exports show it: empty where none was entered.
pub(super) fn amount(cents: i64) -> String {
    if cents == 0 { String::new() } else { money(cents) }
}

impl Deal {
    /// The currency of its amounts.
    pub(super) fn currency(&self, accounts: &[Account]) -> &'static str {
        if PATCHES[accounts[self.account].patch].sells_in_euro() { "EUR" } else { "USD" }
    }
}

/// What an account has of a product, from when to when.
#[derive(Clone, Copy)]
pub(super) struct Contract {
    pub(super) units: i64,
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) term: i64,
}

/// An opportunity as it begins.
pub(super) struct Draft {
    pub(super) account: usize,
    pub(super) kind: Kind,
    pub(super) product: usize,
    pub(super) units: i64,
    pub(super) term: i64,
    pub(super) source: &'static str,
    pub(super) created: Day,
    /// Usual days to its end, and how often such a one is won, in thousandths, by an average seller.
    pub(super) cycle: i64,
    pub(super) win: i64,
    /// Whether the account manager has it, not the account executive.
    pub(super) managed: bool,
}

/// The company as the months go by.
pub(super) struct World<'a> {
    pub(super) rng: Rng,
    pub(super) accounts: &'a mut [Account],
    /// By account and product.
    pub(super) contracts: Vec<[Option<Contract>; 4]>,
    pub(super) deals: Vec<Deal>,
}

/// All opportunities in the order of their ids. Sets on the accounts since when they are customers.
pub(super) fn all(accounts: &mut [Account]) -> Vec<Deal> {
    let contracts = vec![[None; 4]; accounts.len()];
    let mut world = World { rng: Rng::of("deals"), accounts, contracts, deals: Vec::new() };
    world.inherit_contracts();
    // Long talks that end in the first months began before them.
    for month in month_of(day(2024, 10, 1))..=month_of(AS_OF.day()) {
        for patch in 0..PATCHES.len() {
            world.begin_new(month, patch);
            world.begin_expansions(month, patch);
        }
        world.begin_renewals(month);
    }
    let mut deals = world.deals;
    deals.sort_by_cached_key(|deal| (deal.created, deal.second, deal.name.clone()));
    let mut serial = 4_190_000;
    let mut rng = Rng::of("deal ids");
    for deal in &mut deals {
        serial += rng.between(1, 9);
        deal.id = salesforce_id("006", serial);
    }
    deals
}

impl World<'_> {
    /// What the customers of old have bought before the data begin.
    fn inherit_contracts(&mut self) {
        for account in 0..self.accounts.len() {
            if self.accounts[account].customer_since.is_none() {
                continue;
            }
            for _ in 0..self.rng.between(1, 3) {
                let product = usize::try_from(self.rng.below(3)).unwrap_or(0);
                let term = *self.rng.weighted(TERMS);
                let to = plus(day(2025, 5, 1), self.rng.below(if term == 12 { 290 } else { 760 }));
                let units = self.first_units(account, product) * 5 / 4;
                self.contracts[account][product] =
                    Some(Contract { units, from: plus(to, -term * 30), to, term });
            }
        }
    }

    /// Units of a first purchase; smaller ones are more common.
    fn first_units(&mut self, account: usize, product: usize) -> i64 {
        let (low, high) = self.accounts[account].segment.units();
        let units = low + (high - low) * self.rng.below(1000).min(self.rng.below(1300)) / 1000;
        if product == SERVICES { units / 2 + 5 } else { units }
    }

    /// A weekday of the month; nothing after the last day of the data.
    fn day_in(&mut self, month: i64) -> Option<Day> {
        let day = on_weekday(plus(month_start(month), self.rng.below(28)));
        (day <= AS_OF.day()).then_some(day)
    }

    /// New business: a product that the account does not have yet.
    fn begin_new(&mut self, month: i64, patch: usize) {
        let shape = BEGINNINGS[usize::try_from(month.rem_euclid(12)).unwrap_or(0)];
        let thousandths = PATCHES[patch].flow * shape / 1000 * self.rng.around(1000, 350) / 1000;
        let count = thousandths / 1000 + i64::from(self.rng.chance(thousandths % 1000));
        for _ in 0..count {
            let product = *self.rng.weighted(&[(0_usize, 40), (1, 25), (ANALYTICS, 20), (SERVICES, 15)]);
            let (Some(created), Some(account)) = (self.day_in(month), self.without(patch, product)) else {
                continue;
            };
            let &(source, luck) = self.rng.weighted(SOURCES);
            let segment = self.accounts[account].segment;
            let draft = Draft {
                account,
                kind: Kind::New,
                product,
                units: self.first_units(account, product),
                term: if product == SERVICES { 3 } else { *self.rng.weighted(TERMS) },
                source,
                created,
                cycle: segment.cycle(),
                win: segment.win() * luck / 1000,
                managed: false,
            };
            self.settle(&draft);
        }
    }

    /// An account of the patch that does not have the product; nothing when a few tries find none.
    fn without(&mut self, patch: usize, product: usize) -> Option<usize> {
        let first = self.accounts.iter().position(|account| account.patch == patch)?;
        (0..24).find_map(|_| {
            let account = first + usize::try_from(self.rng.below(PATCHES[patch].accounts)).unwrap_or(0);
            let free = self.contracts[account][product].is_none() && !self.accounts[account].quiet;
            free.then_some(account)
        })
    }

    /// Expansions: more of what an account has.
    fn begin_expansions(&mut self, month: i64, patch: usize) {
        for account in 0..self.accounts.len() {
            for product in 0..PRODUCTS.len() {
                let Some(contract) = self.contracts[account][product] else { continue };
                if self.accounts[account].patch != patch || !self.rng.chance(72) {
                    continue;
                }
                let Some(created) = self.day_in(month) else { continue };
                if created < contract.from || contract.to < created {
                    continue;
                }
                let segment = self.accounts[account].segment;
                let draft = Draft {
                    account,
                    kind: Kind::Expansion,
                    product,
                    units: (contract.units * self.rng.between(14, 62) / 100).max(4),
                    term: contract.term,
                    source: "Customer",
                    created,
                    cycle: segment.cycle() * 7 / 10,
                    win: 375,
                    managed: self.rng.chance(if segment == Segment::Large { 700 } else { 300 }),
                };
                self.settle(&draft);
            }
        }
    }

    /// Renewals of what ends three months from now.
    fn begin_renewals(&mut self, month: i64) {
        for account in 0..self.accounts.len() {
            for product in 0..PRODUCTS.len() {
                let Some(contract) = self.contracts[account][product] else { continue };
                let created = on_weekday(plus(contract.to, -self.rng.between(75, 112)));
                if month_of(contract.to) - 3 != month || AS_OF.day() < created {
                    continue;
                }
                let segment = self.accounts[account].segment;
                let draft = Draft {
                    account,
                    kind: Kind::Renewal,
                    product,
                    units: (contract.units * self.rng.between(92, 114) / 100).max(4),
                    term: contract.term,
                    source: "Customer",
                    created,
                    // What the settlement draws around, so that most end near the contract's last day.
                    cycle: super::days::from_to(created, contract.to),
                    win: 840,
                    managed: self.rng.chance(if segment == Segment::Small { 740 } else { 930 }),
                };
                self.settle(&draft);
            }
        }
    }
}

/// `opportunities.csv`: an export of the Salesforce object with its API names and Acme's own fields.
pub(super) fn sheet(deals: &[Deal], accounts: &[Account]) -> Vec<u8> {
    let mut sheet = Sheet::new(
        "Id,Name,AccountId,OwnerId,Amount,CurrencyIsoCode,StageName,Probability,ForecastCategoryName,Type,\
         LeadSource,CreatedDate,CloseDate,Product__c,Territory__c,Region__c,List_Amount__c,Cost__c,Units__c,\
         Term_Months__c,Next_Step_Date__c,Loss_Reason__c",
    );
    for deal in deals {
        let (stage, probability, category) = STAGES[deal.stage];
        sheet.row(&[
            &deal.id,
            &deal.name,
            &accounts[deal.account].id,
            &people::id(deal.owner),
            &amount(deal.cents),
            deal.currency(accounts),
            stage,
            probability,
            category,
            deal.kind.name(),
            deal.source,
            &moment(deal.created, deal.second),
            &deal.close.to_string(),
            PRODUCTS[deal.product].name,
            deal.territory,
            PATCHES[accounts[deal.account].patch].region,
            &deal.list.to_string(),
            &deal.cost.to_string(),
            &deal.units.to_string(),
            &deal.term.to_string(),
            &optional(deal.next_step),
            deal.loss,
        ]);
    }
    sheet.into_bytes()
}
