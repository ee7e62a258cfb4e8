//! Who shares a deal: direct shares that add up to 100 %, and the specialists' overlay rows beside them.

use super::accounts::Account;
use super::deals::Deal;
use super::market::{ANALYTICS, AS_OF, Kind, SERVICES};
use super::patches::PATCHES;
use super::people::{PEOPLE, Role, away, employed, id, stint};
use super::rng::Rng;
use super::text::Sheet;

/// The usual ways to share, and how common each is in a hundred.
static SHARES: &[(&[&str], i64)] =
    &[(&["60", "40"], 42), (&["50", "50"], 34), (&["70", "30"], 12), (&["33.34", "33.33", "33.33"], 12)];

/// `opportunity-splits.csv`: shares of about one deal in eleven, overlays of about one in eight.
pub(super) fn sheet(deals: &[Deal], accounts: &[Account]) -> Vec<u8> {
    let mut rng = Rng::of("splits");
    let mut sheet = Sheet::new("OpportunityId,SplitOwnerId,SplitPercentage,SplitType,Role__c");
    for deal in deals {
        let patch = &PATCHES[accounts[deal.account].patch];
        let wanted = if deal.kind == Kind::Renewal { 30 } else { 105 };
        if rng.chance(wanted) {
            let shares = *rng.weighted(SHARES);
            let people = sharers(&mut rng, deal, patch.region);
            if shares.len() <= people.len() {
                for (place, share) in shares.iter().enumerate() {
                    let role = if place == 0 { "Owner" } else { "Co-Seller" };
                    sheet.row(&[&deal.id, &id(people[place]), share, "direct", role]);
                }
            }
        }
        let technical = deal.product == ANALYTICS || deal.product == SERVICES;
        if technical && deal.kind != Kind::Renewal && rng.chance(400) {
            let share = if rng.chance(850) { "100" } else { "50" };
            sheet.row(&[&deal.id, &id(patch.specialist), share, "overlay", "Specialist"]);
        }
    }
    sheet.into_bytes()
}

/// The owner and two colleagues of the region who were there when the deal closed.
fn sharers(rng: &mut Rng, deal: &Deal, region: &str) -> Vec<usize> {
    let day = deal.close.min(AS_OF.day());
    let mut colleagues: Vec<usize> = (0..PEOPLE.len())
        .filter(|&person| matches!(PEOPLE[person].role, Role::AccountExecutive | Role::AccountManager))
        .filter(|&person| person != deal.owner && stint(person, day).region == region)
        .filter(|&person| employed(person, day) && !away(person, day))
        .collect();
    let mut together = vec![deal.owner];
    while together.len() < 3 && !colleagues.is_empty() {
        let chosen = *rng.pick(&colleagues);
        colleagues.retain(|&colleague| colleague != chosen);
        together.push(chosen);
    }
    together
}
