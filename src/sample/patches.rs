//! The patches of the sample company: pieces of the map with their cities, and who sells there from which day
//! on. Territories change hands and borders; patches stay.

use super::days::Day;
use super::people::{Date, on};

/// A city: name, state (where addresses have one), country, latitude and longitude in hundredths of a degree.
pub(super) type City = (&'static str, &'static str, &'static str, i64, i64);

/// One piece of the map.
pub(super) struct Patch {
    pub(super) region: &'static str,
    /// From which day who sells here (a place in the list of people), and the territory's name from then on.
    pub(super) holders: &'static [(Date, usize, &'static str)],
    /// Account manager and solutions specialist.
    pub(super) manager: usize,
    pub(super) specialist: usize,
    /// New opportunities in a month, in thousandths.
    pub(super) flow: i64,
    /// How many accounts.
    pub(super) accounts: i64,
    pub(super) cities: &'static [City],
}

impl Patch {
    /// Who sells here on this day, and the name of the territory.
    pub(super) fn holder(&self, day: Day) -> (usize, &'static str) {
        let current = self.holders.iter().rev().find(|holder| on(holder.0) <= day);
        let holder = current.unwrap_or(&self.holders[0]);
        (holder.1, holder.2)
    }

    /// Whether customers here pay in euro.
    pub(super) fn sells_in_euro(&self) -> bool {
        self.region == "EMEA"
    }
}

const START: Date = (2019, 1, 1);

/// All patches.
pub(super) static PATCHES: &[Patch] = &[
    Patch {
        region: "AMER",
        holders: &[(START, 4, "AMER-East")],
        manager: 19,
        specialist: 23,
        flow: 16_500,
        accounts: 56,
        cities: &[
            ("New York", "NY", "US", 4071, -7401),
            ("Boston", "MA", "US", 4236, -7106),
            ("Philadelphia", "PA", "US", 3995, -7517),
            ("Baltimore", "MD", "US", 3929, -7661),
            ("Pittsburgh", "PA", "US", 4044, -8000),
            ("Hartford", "CT", "US", 4176, -7267),
        ],
    },
    Patch {
        region: "AMER",
        holders: &[(START, 5, "AMER-Central")],
        manager: 19,
        specialist: 23,
        flow: 15_800,
        accounts: 52,
        cities: &[
            ("Chicago", "IL", "US", 4188, -8763),
            ("Minneapolis", "MN", "US", 4498, -9327),
            ("St. Louis", "MO", "US", 3863, -9020),
            ("Columbus", "OH", "US", 3996, -8300),
            ("Milwaukee", "WI", "US", 4304, -8791),
            ("Indianapolis", "IN", "US", 3977, -8616),
        ],
    },
    Patch {
        region: "AMER",
        holders: &[
            (START, 6, "AMER-South"),
            ((2026, 6, 1), 5, "AMER-South"),
            ((2026, 6, 15), 7, "AMER-South"),
        ],
        manager: 19,
        specialist: 23,
        flow: 14_000,
        accounts: 50,
        cities: &[
            ("Atlanta", "GA", "US", 3375, -8439),
            ("Dallas", "TX", "US", 3278, -9680),
            ("Austin", "TX", "US", 3027, -9774),
            ("Charlotte", "NC", "US", 3523, -8084),
            ("Tampa", "FL", "US", 2795, -8246),
            ("Nashville", "TN", "US", 3616, -8678),
        ],
    },
    Patch {
        region: "AMER",
        holders: &[(START, 8, "AMER-West")],
        manager: 20,
        specialist: 23,
        flow: 16_900,
        accounts: 58,
        cities: &[
            ("San Francisco", "CA", "US", 3777, -12242),
            ("Los Angeles", "CA", "US", 3405, -11824),
            ("Seattle", "WA", "US", 4761, -12233),
            ("Portland", "OR", "US", 4552, -12268),
            ("San Diego", "CA", "US", 3272, -11716),
            ("Sacramento", "CA", "US", 3858, -12149),
        ],
    },
    Patch {
        region: "AMER",
        holders: &[(START, 9, "AMER-Mountain"), ((2026, 4, 1), 8, "AMER-West")],
        manager: 20,
        specialist: 23,
        flow: 10_000,
        accounts: 36,
        cities: &[
            ("Denver", "CO", "US", 3974, -10499),
            ("Salt Lake City", "UT", "US", 4076, -11189),
            ("Phoenix", "AZ", "US", 3345, -11207),
            ("Boise", "ID", "US", 4362, -11620),
            ("Albuquerque", "NM", "US", 3508, -10665),
        ],
    },
    Patch {
        region: "AMER",
        holders: &[(START, 10, "AMER-Canada")],
        manager: 20,
        specialist: 23,
        flow: 13_400,
        accounts: 44,
        cities: &[
            ("Toronto", "ON", "CA", 4365, -7938),
            ("Montréal", "QC", "CA", 4550, -7357),
            ("Vancouver", "BC", "CA", 4928, -12312),
            ("Calgary", "AB", "CA", 5104, -11407),
            ("Ottawa", "ON", "CA", 4542, -7570),
        ],
    },
    Patch {
        region: "EMEA",
        holders: &[(START, 11, "EMEA-UKI")],
        manager: 21,
        specialist: 24,
        flow: 15_500,
        accounts: 52,
        cities: &[
            ("London", "", "GB", 5151, -13),
            ("Manchester", "", "GB", 5348, -224),
            ("Leeds", "", "GB", 5380, -155),
            ("Edinburgh", "", "GB", 5595, -319),
            ("Dublin", "", "IE", 5335, -626),
            ("Bristol", "", "GB", 5145, -259),
        ],
    },
    Patch {
        region: "EMEA",
        holders: &[(START, 12, "EMEA-DACH")],
        manager: 21,
        specialist: 24,
        flow: 16_000,
        accounts: 56,
        cities: &[
            ("München", "", "DE", 4814, 1158),
            ("Hamburg", "", "DE", 5355, 999),
            ("Berlin", "", "DE", 5252, 1341),
            ("Zürich", "", "CH", 4738, 854),
            ("Wien", "", "AT", 4821, 1637),
            ("Köln", "", "DE", 5094, 696),
        ],
    },
    Patch {
        region: "EMEA",
        holders: &[(START, 13, "EMEA-France")],
        manager: 21,
        specialist: 24,
        flow: 13_800,
        accounts: 46,
        cities: &[
            ("Paris", "", "FR", 4886, 235),
            ("Lyon", "", "FR", 4576, 484),
            ("Lille", "", "FR", 5063, 307),
            ("Toulouse", "", "FR", 4360, 144),
            ("Bruxelles", "", "BE", 5085, 435),
        ],
    },
    Patch {
        region: "EMEA",
        holders: &[(START, 14, "EMEA-Nordics")],
        manager: 21,
        specialist: 24,
        flow: 13_700,
        accounts: 44,
        cities: &[
            ("København", "", "DK", 5568, 1257),
            ("Stockholm", "", "SE", 5933, 1807),
            ("Oslo", "", "NO", 5991, 1075),
            ("Helsinki", "", "FI", 6017, 2494),
            ("Göteborg", "", "SE", 5771, 1197),
        ],
    },
    Patch {
        region: "EMEA",
        holders: &[(START, 15, "EMEA-South")],
        manager: 21,
        specialist: 24,
        flow: 12_900,
        accounts: 46,
        cities: &[
            ("Milano", "", "IT", 4546, 919),
            ("Roma", "", "IT", 4190, 1250),
            ("Madrid", "", "ES", 4042, -370),
            ("Barcelona", "", "ES", 4139, 217),
            ("Lisboa", "", "PT", 3872, -914),
        ],
    },
    Patch {
        region: "APAC",
        holders: &[(START, 16, "APAC-Japan")],
        manager: 22,
        specialist: 25,
        flow: 13_400,
        accounts: 46,
        cities: &[
            ("Tokyo", "", "JP", 3568, 13965),
            ("Osaka", "", "JP", 3469, 13550),
            ("Nagoya", "", "JP", 3518, 13691),
            ("Seoul", "", "KR", 3757, 12698),
        ],
    },
    Patch {
        region: "APAC",
        holders: &[(START, 17, "APAC-SEA")],
        manager: 22,
        specialist: 25,
        flow: 12_500,
        accounts: 42,
        cities: &[
            ("Singapore", "", "SG", 135, 10382),
            ("Kuala Lumpur", "", "MY", 314, 10169),
            ("Jakarta", "", "ID", -621, 10685),
            ("Bangkok", "", "TH", 1376, 10050),
            ("Manila", "", "PH", 1460, 12098),
        ],
    },
    Patch {
        region: "APAC",
        holders: &[(START, 17, "APAC-SEA"), ((2026, 4, 1), 9, "APAC-ANZ")],
        manager: 22,
        specialist: 25,
        flow: 11_400,
        accounts: 40,
        cities: &[
            ("Sydney", "NSW", "AU", -3387, 15121),
            ("Melbourne", "VIC", "AU", -3781, 14496),
            ("Brisbane", "QLD", "AU", -2747, 15303),
            ("Auckland", "", "NZ", -3685, 17476),
        ],
    },
    Patch {
        region: "APAC",
        holders: &[(START, 18, "APAC-India")],
        manager: 22,
        specialist: 25,
        flow: 13_000,
        accounts: 44,
        cities: &[
            ("Mumbai", "", "IN", 1908, 7288),
            ("Bengaluru", "", "IN", 1297, 7759),
            ("Delhi", "", "IN", 2861, 7721),
            ("Chennai", "", "IN", 1308, 8027),
            ("Hyderabad", "", "IN", 1739, 7849),
        ],
    },
];
