//! The tests that a plan carries: one rep, a quota, some deals, what they have earned when the last one is in, and what
//! payouts pay in the end. Running them is left to the engine.

use super::node::{Keys, Node};
use super::number::Number;
use super::place::Located;
use crate::calendar::Day;
use crate::money::Amount;

/// One test of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanTest {
    /// What it shows.
    pub name: Located<String>,
    /// The quota of each element's window; the elements' own where absent.
    pub quota: Option<Amount>,
    /// The yearly target incentive.
    pub target: Option<Amount>,
    /// Columns of the rep, in the order of the file.
    pub rep: Vec<Located<(String, TestValue)>>,
    /// The deals, in the order of the file.
    pub deals: Vec<TestDeal>,
    /// What elements have earned, each an element of the plan.
    pub pays: Vec<Located<(String, Amount)>>,
    /// What payouts pay after draws, recoveries and debts, by their labels. There is one of them or of `pays`.
    pub paid: Vec<Located<(String, Amount)>>,
}

/// A deal of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestDeal {
    /// Where the plan states it.
    pub spot: Located<()>,
    /// The event date.
    pub date: Day,
    /// The amount; zero where the test has none.
    pub amount: Amount,
    /// Its other columns, in the order of the file.
    pub columns: Vec<Located<(String, TestValue)>>,
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestValue {
    /// Text.
    Text(String),
    /// A number, exact.
    Number(Number),
    /// Yes or no.
    Flag(bool),
    /// A day, written without quotes; in quotes it is text that its column reads.
    Day(Day),
}

/// Reads one table `[[test]]`.
pub(super) fn read_test(node: &Node<'_>) -> Option<PlanTest> {
    let keys = node.table()?;
    let name = keys.require("name", "say what the test shows").and_then(|node| node.text());
    let money = |key: &str| match keys.get(key) {
        Some(node) => node.amount().map(|amount| Some(amount.value)),
        None => Some(None),
    };
    let (quota, target) = (money("quota"), money("target"));
    let rep = match keys.get("rep") {
        Some(node) => node.table().and_then(|keys| read_columns(&keys, &[])),
        None => Some(Vec::new()),
    };
    let deals = match keys.get("deals") {
        Some(node) => node.list().and_then(|parts| whole(parts.iter().map(read_deal))),
        None => Some(Vec::new()),
    };
    let amounts = |key: &str, nothing: &str| {
        let Some(stated) = keys.get(key) else { return Some(Vec::new()) };
        let amounts = whole(stated.table()?.all().into_iter().map(|(id, node)| {
            let amount = node.amount()?;
            let key = node.at_key();
            Some(Located { value: (id, amount.value), path: key.path, place: key.place })
        }))?;
        if amounts.is_empty() {
            stated.fault("checks nothing", nothing);
            return None;
        }
        Some(amounts)
    };
    let pays = amounts("pays", "name at least one element");
    let paid = amounts("paid", "name at least one payout, such as `paid = { 2026-01 = 2000 }`");
    if keys.get("paid").is_none() {
        keys.require("pays", "what each element has earned, such as `pays = { base = 6000 }`")?;
    }
    let (pays, paid) = (pays?, paid?);
    Some(PlanTest { name: name?, quota: quota?, target: target?, rep: rep?, deals: deals?, pays, paid })
}

fn read_deal(node: &Node<'_>) -> Option<TestDeal> {
    let keys = node.table()?;
    let date =
        keys.require("date", "the event date, such as `date = \"2026-03-31\"`").and_then(|node| node.day());
    let amount = keys.get("amount").map_or(Some(Amount::ZERO), |node| Some(node.amount()?.value));
    let columns = read_columns(&keys, &["date", "amount"]);
    Some(TestDeal { spot: node.here(()), date: date?.value, amount: amount?, columns: columns? })
}

fn read_columns(keys: &Keys<'_>, besides: &[&str]) -> Option<Vec<Located<(String, TestValue)>>> {
    let columns = keys.all().into_iter().filter(|(name, _)| !besides.contains(&name.as_str()));
    whole(columns.map(|(name, node)| {
        let value = if node.value.is_str() {
            TestValue::Text(node.value.as_str().unwrap_or_default().to_owned())
        } else if node.value.is_bool() {
            TestValue::Flag(node.flag()?.value)
        } else if node.value.is_datetime() {
            TestValue::Day(node.day()?.value)
        } else {
            TestValue::Number(node.number()?.value)
        };
        Some(node.here((name, value)))
    }))
}

/// All values, or none when one is missing; every one is read, so that each fault is named.
fn whole<T>(values: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let all: Vec<Option<T>> = values.collect();
    all.into_iter().collect()
}
