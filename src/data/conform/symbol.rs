//! The currency that stands beside an amount (`USD 45000`, `€1,000`): which code it means, or which codes it
//! can mean. Whether it agrees with the currency column of its row is decided in `rows`.

use super::fault::Fault;
use crate::money::Currency;

/// What stood beside an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) enum CurrencyMark {
    /// One currency.
    Code(Currency),
    /// A sign that several currencies share, such as `$`; it fills no currency, and agrees with each of them.
    Shared(&'static str),
}

/// Signs that mean one currency.
const SIGNS: &[(&str, &str)] = &[
    ("€", "EUR"),
    ("£", "GBP"),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₽", "RUB"),
    ("₺", "TRY"),
    ("₪", "ILS"),
    ("₫", "VND"),
    ("₴", "UAH"),
    ("฿", "THB"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("R$", "BRL"),
    ("US$", "USD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("SG$", "SGD"),
    ("MX$", "MXN"),
];

/// Signs that several currencies share, and those that they agree with.
const SHARED: &[(&str, &[&str])] = &[
    (
        "$",
        &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "ARS", "CLP", "COP", "BRL", "JMD", "BSD",
            "BBD", "BZD", "FJD", "NAD", "TTD", "XCD", "UYU", "DOP", "BMD", "KYD",
        ],
    ),
    ("¥", &["JPY", "CNY"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("kr.", &["DKK"]),
];

impl CurrencyMark {
    /// Whether an amount with this mark may stand in a row of this currency.
    pub fn agrees_with(self, currency: Currency) -> bool {
        match self {
            Self::Code(code) => code == currency,
            Self::Shared(sign) => {
                SHARED.iter().any(|(shared, codes)| *shared == sign && codes.contains(&currency.as_str()))
            }
        }
    }

    /// Both marks of one number as one; `None` if they contradict each other.
    pub fn merged(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Code(code), mark) | (mark, Self::Code(code)) => {
                mark.agrees_with(code).then_some(Self::Code(code))
            }
            _ => (self == other).then_some(self),
        }
    }

    /// The currency, if it is one.
    pub fn code(self) -> Option<Currency> {
        match self {
            Self::Code(code) => Some(code),
            Self::Shared(_) => None,
        }
    }

    /// How the mark is named in a message.
    pub fn name(&self) -> &str {
        match self {
            Self::Code(code) => code.as_str(),
            Self::Shared(sign) => sign,
        }
    }
}

/// The currency that a run of letters and signs spells. `Ok(None)` means that it spells none, and that the
/// value is not an amount; an error means that it looks like a code that does not exist.
pub(super) fn currency_mark(text: &str) -> Result<Option<CurrencyMark>, Fault> {
    if let Some((_, code)) = SIGNS.iter().find(|(sign, _)| *sign == text) {
        return Ok(Currency::parse(code).ok().map(CurrencyMark::Code));
    }
    if let Some((sign, _)) = SHARED.iter().find(|(sign, _)| *sign == text) {
        return Ok(Some(CurrencyMark::Shared(sign)));
    }
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return match Currency::parse(text) {
            Ok(code) => Ok(Some(CurrencyMark::Code(code))),
            // `NAN` and `INF` look like codes; the caller's message is the better one.
            Err(_) if matches!(text, "NAN" | "INF") => Ok(None),
            Err(_) => Err(Fault::new(format!("names `{text}`, which is not an ISO 4217 currency"))),
        };
    }
    Ok(None)
}
