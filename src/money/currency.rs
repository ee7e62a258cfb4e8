//! The currencies of ISO 4217 that money can be paid in, and how many decimals each is paid with.
//!
//! The table holds the codes in force, funds codes included. Metals, bond units and test codes have no minor
//! unit and are left out: nothing can be rounded to them. Codes withdrawn since 2020 stay at the end of the
//! list, since a deal of an earlier year keeps its currency.

use std::fmt;

use super::error::{MoneyError, excerpt};

/// A currency code of ISO 4217, such as `USD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The dollar of the United States.
    pub const USD: Currency = Currency(*b"USD");

    /// Reads a code in capitals; an error says that it is none, or that it is one in lower case.
    pub fn parse(text: &str) -> Result<Currency, MoneyError> {
        if let Some(currency) = Currency::from_bytes(text.as_bytes()) {
            return Ok(currency);
        }
        let code = text.trim().to_ascii_uppercase();
        Err(match Currency::from_bytes(code.as_bytes()) {
            Some(_) => MoneyError::CurrencyInLowerCase { text: text.to_owned(), code },
            None => MoneyError::NotACurrency { text: excerpt(text.as_bytes()) },
        })
    }

    /// The currency with exactly these bytes as its code, or `None`.
    #[must_use]
    pub fn from_bytes(code: &[u8]) -> Option<Currency> {
        let currency = Currency(code.try_into().ok()?);
        currency.find().map(|_| currency)
    }

    /// How many decimals it is paid with: 2 for USD, 0 for JPY, 3 for KWD, 4 for CLF.
    #[must_use]
    pub fn minor_units(self) -> u32 {
        self.find().unwrap_or(2)
    }

    /// The three capitals of the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only codes of the table are made into currencies, and those are capitals.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Every currency of the table, by code.
    pub fn all() -> impl Iterator<Item = Currency> {
        MINOR_UNITS.iter().map(|&(code, _)| Currency(code))
    }

    fn find(self) -> Option<u32> {
        let found = MINOR_UNITS.binary_search_by(|(code, _)| code.cmp(&self.0)).ok()?;
        Some(MINOR_UNITS[found].1)
    }
}

/// The three capitals of the code.
impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

const COUNT: usize = CODES[0].len() + CODES[1].len() + CODES[2].len() + CODES[3].len() + CODES[4].len();

/// The codes by their minor units 0, 2, 3 and 4; then those withdrawn since 2020, all of two decimals.
const CODES: [&[&[u8; 3]]; 5] = [
    &[
        b"BIF", b"CLP", b"DJF", b"GNF", b"ISK", b"JPY", b"KMF", b"KRW", b"PYG", b"RWF", b"UGX", b"UYI",
        b"VND", b"VUV", b"XAF", b"XOF", b"XPF",
    ],
    &[
        b"AED", b"AFN", b"ALL", b"AMD", b"AOA", b"ARS", b"AUD", b"AWG", b"AZN", b"BAM", b"BBD", b"BDT",
        b"BMD", b"BND", b"BOB", b"BOV", b"BRL", b"BSD", b"BTN", b"BWP", b"BYN", b"BZD", b"CAD", b"CDF",
        b"CHE", b"CHF", b"CHW", b"CNY", b"COP", b"COU", b"CRC", b"CUP", b"CVE", b"CZK", b"DKK", b"DOP",
        b"DZD", b"EGP", b"ERN", b"ETB", b"EUR", b"FJD", b"FKP", b"GBP", b"GEL", b"GHS", b"GIP", b"GMD",
        b"GTQ", b"GYD", b"HKD", b"HNL", b"HTG", b"HUF", b"IDR", b"ILS", b"INR", b"IRR", b"JMD", b"KES",
        b"KGS", b"KHR", b"KPW", b"KYD", b"KZT", b"LAK", b"LBP", b"LKR", b"LRD", b"LSL", b"MAD", b"MDL",
        b"MGA", b"MKD", b"MMK", b"MNT", b"MOP", b"MRU", b"MUR", b"MVR", b"MWK", b"MXN", b"MXV", b"MYR",
        b"MZN", b"NAD", b"NGN", b"NIO", b"NOK", b"NPR", b"NZD", b"PAB", b"PEN", b"PGK", b"PHP", b"PKR",
        b"PLN", b"QAR", b"RON", b"RSD", b"RUB", b"SAR", b"SBD", b"SCR", b"SDG", b"SEK", b"SGD", b"SHP",
        b"SLE", b"SOS", b"SRD", b"SSP", b"STN", b"SVC", b"SYP", b"SZL", b"THB", b"TJS", b"TMT", b"TOP",
        b"TRY", b"TTD", b"TWD", b"TZS", b"UAH", b"USD", b"USN", b"UYU", b"UZS", b"VED", b"VES", b"WST",
        b"XAD", b"XCD", b"XCG", b"YER", b"ZAR", b"ZMW", b"ZWG",
    ],
    &[b"BHD", b"IQD", b"JOD", b"KWD", b"LYD", b"OMR", b"TND"],
    &[b"CLF", b"UYW"],
    &[b"ANG", b"BGN", b"CUC", b"HRK", b"SLL", b"ZWL"],
];

/// Every code with its minor units, sorted by code when this is compiled.
static MINOR_UNITS: [([u8; 3], u32); COUNT] = {
    const UNITS: [u32; 5] = [0, 2, 3, 4, 2];
    let mut table = [([0; 3], 0); COUNT];
    let mut filled = 0;
    let mut list = 0;
    while list < CODES.len() {
        let mut position = 0;
        while position < CODES[list].len() {
            let entry = (*CODES[list][position], UNITS[list]);
            let mut place = filled;
            while place > 0 && number_of(table[place - 1].0) > number_of(entry.0) {
                table[place] = table[place - 1];
                place -= 1;
            }
            table[place] = entry;
            filled += 1;
            position += 1;
        }
        list += 1;
    }
    table
};

const fn number_of(code: [u8; 3]) -> u32 {
    u32::from_be_bytes([0, code[0], code[1], code[2]])
}

#[cfg(test)]
mod tests {
    use super::{Currency, MINOR_UNITS};

    #[test]
    fn currencies_are_paid_with_the_decimals_of_the_standard() {
        for (code, decimals) in [
            ("USD", 2),
            ("EUR", 2),
            ("GBP", 2),
            ("INR", 2),
            ("CHF", 2),
            ("JPY", 0),
            ("KRW", 0),
            ("ISK", 0),
            ("CLP", 0),
            ("VND", 0),
            ("XOF", 0),
            ("UYI", 0),
            ("KWD", 3),
            ("BHD", 3),
            ("TND", 3),
            ("CLF", 4),
            ("UYW", 4),
            ("HUF", 2),
            ("MRU", 2),
            ("MGA", 2),
            ("ZWG", 2),
            ("XCG", 2),
            ("BGN", 2),
            ("AED", 2),
        ] {
            let currency = Currency::parse(code).unwrap();
            assert_eq!((currency.as_str(), currency.minor_units()), (code, decimals));
        }
    }

    #[test]
    fn the_table_is_sorted_and_has_no_code_twice() {
        assert!(MINOR_UNITS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(Currency::all().count(), 171);
        assert!(
            Currency::all().all(|currency| currency.as_str().bytes().all(|byte| byte.is_ascii_uppercase()))
        );
    }

    #[test]
    fn what_is_not_a_currency_is_refused_with_advice() {
        let message = |text| Currency::parse(text).unwrap_err().to_string();
        assert_eq!(message("usd"), "`usd` is not a currency: did you mean `USD`?");
        assert_eq!(
            message("Euro"),
            "`Euro` is not a currency: write a code of ISO 4217 in capitals, as in USD or EUR"
        );
        for text in ["", "US", "USDX", "XAU", "XTS", "XXX", "$", "DEM"] {
            assert!(Currency::parse(text).is_err(), "{text}");
        }
    }
}
