//! What it took: leads, the sellers' weekly activities, and the monthly spend.

use super::accounts::Account;
use super::days::{day, month_of, month_start, on_weekday, plus};
use super::deals::Deal;
use super::market::{AS_OF, BEGINNINGS, FIRST, Kind};
use super::patches::PATCHES;
use super::people::{self, PEOPLE, Role};
use super::rng::Rng;
use super::text::{Sheet, moment, money, month_label, optional, salesforce_id};

/// `leads.csv`: the Salesforce object; one in four or so became a deal.
pub(super) fn leads(deals: &[Deal], accounts: &[Account]) -> Vec<u8> {
    let mut rng = Rng::of("leads");
    let mut rows = Vec::new();
    for deal in deals {
        let begins = plus(deal.created, -rng.between(1, 34));
        let inbound = matches!(deal.source, "Web" | "Event") && deal.kind == Kind::New;
        if inbound && FIRST.day() <= begins && rng.chance(210) {
            let patch = &PATCHES[accounts[deal.account].patch];
            rows.push((begins, patch, deal.source, Some(deal.created), deal.id.clone()));
        }
    }
    for month in month_of(FIRST.day())..=month_of(AS_OF.day()) {
        let shape = BEGINNINGS[usize::try_from(month.rem_euclid(12)).unwrap_or(0)];
        for patch in PATCHES {
            for _ in 0..rng.around(patch.flow * shape / 2_800_000, 3) {
                let begins = on_weekday(plus(month_start(month), rng.below(29)));
                let source = *rng.weighted(&[("Web", 60), ("Event", 30), ("Partner", 10)]);
                rows.push((begins, patch, source, None, String::new()));
            }
        }
    }
    rows.retain(|row| row.0 <= AS_OF.day());
    rows.sort_by(|left, right| (left.0, &left.4, left.1.region).cmp(&(right.0, &right.4, right.1.region)));
    let mut sheet =
        Sheet::new("Id,OwnerId,CreatedDate,LeadSource,IsConverted,ConvertedDate,ConvertedOpportunityId");
    for (place, (begins, patch, source, converted, deal)) in rows.iter().enumerate() {
        let serial = 2_730_000 + 5 * i64::try_from(place).unwrap_or(0) + rng.below(5);
        sheet.row(&[
            &salesforce_id("00Q", serial),
            &people::id(patch.holder(*begins).0),
            &moment(*begins, rng.between(0, 86_399)),
            source,
            if converted.is_some() { "true" } else { "false" },
            &optional(*converted),
            deal,
        ]);
    }
    sheet.into_bytes()
}

/// `activities.csv`: how many calls, e-mails, meetings and demos a seller had in the week from each Monday.
pub(super) fn activities() -> Vec<u8> {
    let mut rng = Rng::of("activities");
    let mut sheet = Sheet::new("rep_id,date,kind,count");
    let mut monday = day(2025, 6, 30);
    while plus(monday, 4) <= AS_OF.day() {
        let holidays = [day(2025, 12, 22), day(2025, 12, 29)].contains(&monday);
        for (place, person) in PEOPLE.iter().enumerate() {
            let executive = person.role == Role::AccountExecutive;
            if !executive && person.role != Role::AccountManager
                || !people::employed(place, monday)
                || people::away(place, plus(monday, 2))
            {
                continue;
            }
            // Somebody is on holiday for a week now and then.
            let effort = if holidays || rng.chance(60) { 150 } else { person.skill / 2 + 500 };
            let usual = if executive { [44, 62, 9, 4] } else { [24, 48, 11, 2] };
            for (kind, usual) in ["call", "email", "meeting", "demo"].iter().zip(usual) {
                let count = rng.around(usual, usual * 2 / 3) * effort / 1_000;
                if count > 0 {
                    sheet.row(&[&people::id(place), &monday.to_string(), kind, &count.to_string()]);
                }
            }
        }
        monday = plus(monday, 7);
    }
    sheet.into_bytes()
}

/// `spend.csv`: what selling cost beside the people, in dollars.
pub(super) fn spend() -> Vec<u8> {
    let mut rng = Rng::of("spend");
    let mut sheet = Sheet::new("period,category,amount");
    for month in month_of(FIRST.day())..month_of(AS_OF.day()) {
        let shape = BEGINNINGS[usize::try_from(month.rem_euclid(12)).unwrap_or(0)];
        for (category, usual) in
            [("Advertising", 62_000), ("Events", 38_000), ("Tools", 21_500), ("Travel", 27_000)]
        {
            let moving = if category == "Tools" { 1_000 } else { rng.around(shape, 300) };
            let cents = usual * moving / 1_000 * 100 + if category == "Travel" { rng.below(100) } else { 0 };
            sheet.row(&[&month_label(month), category, &money(cents)]);
        }
    }
    sheet.into_bytes()
}
