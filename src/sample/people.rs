//! The people of the sample company: who they are, what they are paid, when they came, moved, were away and
//! left. Which patch they sell in is told by `patches`.

use super::days::{Day, day};
pub(super) use super::roster::PEOPLE;
use super::text::{Sheet, money, optional, salesforce_id};

/// A person's work, as the column `Role__c` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    President,
    Manager,
    AccountExecutive,
    AccountManager,
    Specialist,
}

/// A date in the tables of this module: year, month, day.
pub(super) type Date = (i32, u8, u8);

/// A stretch of time in one team, under one manager.
pub(super) struct Stint {
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) manager: Option<usize>,
    pub(super) team: &'static str,
    pub(super) region: &'static str,
    pub(super) territory: &'static str,
    pub(super) country: &'static str,
    /// Latitude and longitude in degrees.
    pub(super) place: (&'static str, &'static str),
}

/// One person, whose place in [`PEOPLE`] is the number by which the other tables know them.
#[derive(Clone, Copy)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) role: Role,
    pub(super) hired: Date,
    pub(super) left: Option<Date>,
    pub(super) currency: &'static str,
    /// Yearly pay in whole units of the currency: base salary and target incentive.
    pub(super) pay: (i64, i64),
    /// 1 is a full territory.
    pub(super) capacity: &'static str,
    /// How well they win, 1000 is as the company does on average.
    pub(super) skill: i64,
    pub(super) stints: &'static [Stint],
}

/// The one who is away for six weeks in spring 2026, and from when to when.
pub(super) const AWAY: (usize, Date, Date) = (14, (2026, 3, 16), (2026, 4, 26));

impl Role {
    /// The code that plans ask for, such as `AE`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Role::President => "VP",
            Role::Manager => "Manager",
            Role::AccountExecutive => "AE",
            Role::AccountManager => "AM",
            Role::Specialist => "SE",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Role::President => "Vice President of Sales",
            Role::Manager => "Regional Sales Manager",
            Role::AccountExecutive => "Account Executive",
            Role::AccountManager => "Account Manager",
            Role::Specialist => "Solutions Specialist",
        }
    }
}

/// The day of a date in these tables.
pub(super) fn on(date: Date) -> Day {
    day(date.0, date.1, date.2)
}

/// The Salesforce user id of a person.
pub(super) fn id(person: usize) -> String {
    salesforce_id("005", 61_007 + 37 * i64::try_from(person).unwrap_or(0))
}

/// Whether the person is employed on this day.
pub(super) fn employed(person: usize, day: Day) -> bool {
    let person = &PEOPLE[person];
    on(person.hired) <= day && person.left.is_none_or(|left| day <= on(left))
}

/// Whether the person is on leave on this day.
pub(super) fn away(person: usize, day: Day) -> bool {
    person == AWAY.0 && on(AWAY.1) <= day && day <= on(AWAY.2)
}

/// The stint of the person on this day.
pub(super) fn stint(person: usize, day: Day) -> &'static Stint {
    let stints = PEOPLE[person].stints;
    stints.iter().rev().find(|stint| stint.from.is_none_or(|from| on(from) <= day)).unwrap_or(&stints[0])
}

/// `users.csv`: the Salesforce users joined with what the HR system knows; two dated rows for who moved.
pub(super) fn users() -> Vec<u8> {
    let mut sheet = Sheet::new(
        "Id,Name,Email,Title,Role__c,ManagerId,Team__c,Region__c,Territory__c,Country,DefaultCurrencyIsoCode,\
         Hire_Date__c,End_Date__c,Base_Salary__c,Target_Incentive__c,Capacity__c,Latitude,Longitude,\
         Valid_From__c,Valid_To__c",
    );
    for (place, person) in PEOPLE.iter().enumerate() {
        for stint in person.stints {
            sheet.row(&[
                &id(place),
                person.name,
                &format!("{}@acme.example", person.email),
                person.role.title(),
                person.role.code(),
                &stint.manager.map_or_else(String::new, id),
                stint.team,
                stint.region,
                stint.territory,
                stint.country,
                person.currency,
                &on(person.hired).to_string(),
                &optional(person.left.map(on)),
                &money(person.pay.0 * 100),
                &money(person.pay.1 * 100),
                person.capacity,
                stint.place.0,
                stint.place.1,
                &optional(stint.from.map(on)),
                &optional(stint.to.map(on)),
            ]);
        }
    }
    sheet.into_bytes()
}

/// `leaves.csv`: the days on which a person is away and still employed.
pub(super) fn leaves() -> Vec<u8> {
    let mut sheet = Sheet::new("rep_id,from,to,kind");
    sheet.row(&[&id(AWAY.0), &on(AWAY.1).to_string(), &on(AWAY.2).to_string(), "parental"]);
    sheet.into_bytes()
}
