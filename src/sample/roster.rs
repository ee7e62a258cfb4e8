//! The list of the people of the sample company, all invented. What the entries mean is told in `people`.

use super::people::{Date, Person, Role, Stint};

const fn person(
    name: &'static str,
    email: &'static str,
    role: Role,
    hired: Date,
    pay: (i64, i64),
    skill: i64,
    stints: &'static [Stint],
) -> Person {
    Person { name, email, role, hired, left: None, currency: "USD", pay, capacity: "1", skill, stints }
}

/// Somebody whose pay is in euro.
const fn european(person: Person) -> Person {
    Person { currency: "EUR", ..person }
}

const fn stint(manager: usize, teams: Team, territory: &'static str, home: Home) -> Stint {
    let (country, latitude, longitude) = home;
    Stint {
        from: None,
        to: None,
        manager: Some(manager),
        team: teams.0,
        region: teams.1,
        territory,
        country,
        place: (latitude, longitude),
    }
}

/// Team and region.
type Team = (&'static str, &'static str);
/// Country, latitude, longitude.
type Home = (&'static str, &'static str, &'static str);

const VICE_PRESIDENT: usize = 0;
const AMERICAS: usize = 1;
const EUROPE: usize = 2;
const PACIFIC: usize = 3;

const AMER_EAST: Team = ("AMER East", "AMER");
const AMER_WEST: Team = ("AMER West", "AMER");
const EMEA_NORTH: Team = ("EMEA North", "EMEA");
const EMEA_SOUTH: Team = ("EMEA South", "EMEA");
const APAC: Team = ("APAC", "APAC");

const SALT_LAKE_CITY: Home = ("US", "40.7608", "-111.8910");
const SYDNEY: Home = ("AU", "-33.8688", "151.2093");

use Role::{AccountExecutive, AccountManager, Manager, President, Specialist};

/// Everybody, leaders first. The place in this list is the number that the other tables use.
pub(super) static PEOPLE: &[Person] = &[
    person(
        "Marit Oakhaven",
        "marit.oakhaven",
        President,
        (2019, 3, 4),
        (240_000, 160_000),
        0,
        &[Stint { manager: None, ..stint(0, ("Sales", "Global"), "", ("US", "42.3601", "-71.0589")) }],
    ),
    person(
        "Desmond Ferreira-Holt",
        "desmond.ferreira-holt",
        Manager,
        (2020, 9, 14),
        (165_000, 95_000),
        0,
        &[stint(VICE_PRESIDENT, ("AMER", "AMER"), "", ("US", "41.8781", "-87.6298"))],
    ),
    european(person(
        "Annelie Brückenthal",
        "annelie.brueckenthal",
        Manager,
        (2021, 2, 1),
        (138_000, 82_000),
        0,
        &[stint(VICE_PRESIDENT, ("EMEA", "EMEA"), "", ("DE", "50.1109", "8.6821"))],
    )),
    person(
        "Kenji Morisato",
        "kenji.morisato",
        Manager,
        (2021, 7, 5),
        (150_000, 88_000),
        0,
        &[stint(VICE_PRESIDENT, APAC, "", ("SG", "1.3521", "103.8198"))],
    ),
    person(
        "Tobias Hartwell-Reyes",
        "tobias.hartwell-reyes",
        AccountExecutive,
        (2021, 4, 12),
        (92_000, 78_000),
        1040,
        &[stint(AMERICAS, AMER_EAST, "AMER-East", ("US", "40.7128", "-74.0060"))],
    ),
    person(
        "Latisha Monroe-Okafor",
        "latisha.monroe-okafor",
        AccountExecutive,
        (2022, 1, 10),
        (88_000, 72_000),
        1240,
        &[stint(AMERICAS, AMER_EAST, "AMER-Central", ("US", "41.8781", "-87.6298"))],
    ),
    // Left; from June the patch waits two weeks for the next entry.
    Person {
        left: Some((2026, 5, 31)),
        ..person(
            "Garrett Sandoval-Pike",
            "garrett.sandoval-pike",
            AccountExecutive,
            (2022, 8, 1),
            (84_000, 68_000),
            760,
            &[stint(AMERICAS, AMER_EAST, "AMER-South", ("US", "33.7490", "-84.3880"))],
        )
    },
    Person {
        capacity: "0.75",
        ..person(
            "Noor Haddad-Ellis",
            "noor.haddad-ellis",
            AccountExecutive,
            (2026, 6, 15),
            (86_000, 70_000),
            1000,
            &[stint(AMERICAS, AMER_EAST, "AMER-South", ("US", "30.2672", "-97.7431"))],
        )
    },
    person(
        "Mei-Lin Castellanos",
        "mei-lin.castellanos",
        AccountExecutive,
        (2020, 11, 2),
        (95_000, 82_000),
        1120,
        &[stint(AMERICAS, AMER_WEST, "AMER-West", ("US", "37.7749", "-122.4194"))],
    ),
    // Moved from the mountains to the ocean: two dated rows for one person.
    person(
        "Callum Brightwater",
        "callum.brightwater",
        AccountExecutive,
        (2022, 5, 16),
        (86_000, 70_000),
        1000,
        &[
            Stint { to: Some((2026, 3, 31)), ..stint(AMERICAS, AMER_WEST, "AMER-Mountain", SALT_LAKE_CITY) },
            Stint { from: Some((2026, 4, 1)), ..stint(PACIFIC, APAC, "APAC-ANZ", SYDNEY) },
        ],
    ),
    person(
        "Élodie Marchbanks",
        "elodie.marchbanks",
        AccountExecutive,
        (2023, 3, 6),
        (82_000, 66_000),
        900,
        &[stint(AMERICAS, AMER_WEST, "AMER-Canada", ("CA", "43.6532", "-79.3832"))],
    ),
    european(person(
        "Rhiannon Ashgrove",
        "rhiannon.ashgrove",
        AccountExecutive,
        (2021, 9, 20),
        (78_000, 66_000),
        1080,
        &[stint(EUROPE, EMEA_NORTH, "EMEA-UKI", ("GB", "51.5074", "-0.1278"))],
    )),
    european(person(
        "Lukas Eichenwald",
        "lukas.eichenwald",
        AccountExecutive,
        (2020, 6, 1),
        (82_000, 68_000),
        1160,
        &[stint(EUROPE, EMEA_NORTH, "EMEA-DACH", ("DE", "48.1351", "11.5820"))],
    )),
    european(person(
        "Camille Desrosiers-Vogel",
        "camille.desrosiers-vogel",
        AccountExecutive,
        (2022, 10, 3),
        (76_000, 62_000),
        930,
        &[stint(EUROPE, EMEA_SOUTH, "EMEA-France", ("FR", "48.8566", "2.3522"))],
    )),
    // Away for six weeks in spring 2026.
    european(person(
        "Sørine Halvorsgaard",
        "sorine.halvorsgaard",
        AccountExecutive,
        (2021, 11, 15),
        (80_000, 66_000),
        1020,
        &[stint(EUROPE, EMEA_NORTH, "EMEA-Nordics", ("DK", "55.6761", "12.5683"))],
    )),
    european(person(
        "Matteo Bellandrini",
        "matteo.bellandrini",
        AccountExecutive,
        (2023, 5, 8),
        (68_000, 56_000),
        820,
        &[stint(EUROPE, EMEA_SOUTH, "EMEA-South", ("IT", "45.4642", "9.1900"))],
    )),
    person(
        "Haruka Tsukinami",
        "haruka.tsukinami",
        AccountExecutive,
        (2022, 2, 14),
        (84_000, 68_000),
        1060,
        &[stint(PACIFIC, APAC, "APAC-Japan", ("JP", "35.6762", "139.6503"))],
    ),
    person(
        "Wei Jie Tanaputra",
        "weijie.tanaputra",
        AccountExecutive,
        (2021, 12, 6),
        (82_000, 66_000),
        980,
        &[stint(PACIFIC, APAC, "APAC-SEA", ("SG", "1.3521", "103.8198"))],
    ),
    person(
        "Arjun Malhotra-Sen",
        "arjun.malhotra-sen",
        AccountExecutive,
        (2024, 1, 15),
        (64_000, 54_000),
        1130,
        &[stint(PACIFIC, APAC, "APAC-India", ("IN", "19.0760", "72.8777"))],
    ),
    person(
        "Beatriz Quintanar",
        "beatriz.quintanar",
        AccountManager,
        (2021, 5, 3),
        (86_000, 44_000),
        1060,
        &[stint(AMERICAS, AMER_EAST, "", ("US", "39.9526", "-75.1652"))],
    ),
    person(
        "Owen Fairclough-Diaz",
        "owen.fairclough-diaz",
        AccountManager,
        (2022, 7, 11),
        (84_000, 42_000),
        960,
        &[stint(AMERICAS, AMER_WEST, "", ("US", "47.6062", "-122.3321"))],
    ),
    european(person(
        "Zofia Wierzbowska",
        "zofia.wierzbowska",
        AccountManager,
        (2020, 10, 5),
        (72_000, 38_000),
        1100,
        &[stint(EUROPE, EMEA_NORTH, "", ("NL", "52.3676", "4.9041"))],
    )),
    person(
        "Leilani Kahananui-Grant",
        "leilani.kahananui-grant",
        AccountManager,
        (2022, 4, 4),
        (80_000, 40_000),
        1000,
        &[stint(PACIFIC, APAC, "", SYDNEY)],
    ),
    person(
        "Ruben Achterberg-Cole",
        "ruben.achterberg-cole",
        Specialist,
        (2021, 8, 16),
        (118_000, 32_000),
        0,
        &[stint(AMERICAS, AMER_EAST, "", ("US", "42.3601", "-71.0589"))],
    ),
    european(person(
        "Ilse Vandermolen",
        "ilse.vandermolen",
        Specialist,
        (2022, 3, 21),
        (96_000, 26_000),
        0,
        &[stint(EUROPE, EMEA_SOUTH, "", ("BE", "50.8503", "4.3517"))],
    )),
    person(
        "Minh Anh Trinhova",
        "minhanh.trinhova",
        Specialist,
        (2023, 1, 9),
        (98_000, 27_000),
        0,
        &[stint(PACIFIC, APAC, "", ("SG", "1.3521", "103.8198"))],
    ),
];
