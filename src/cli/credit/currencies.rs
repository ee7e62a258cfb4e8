//! The currencies of deals, one deal after the other.

use crate::money::Currency;

/// Reads the currency codes of deals. The code of the deal before most often is that of the next one too.
#[derive(Default)]
pub struct DealCurrencies<'a> {
    last: Option<(&'a str, Currency)>,
}

impl<'a> DealCurrencies<'a> {
    /// The currency of a code, which joins those that were seen; none where the deal has no code.
    pub fn currency(&mut self, code: Option<&'a str>, seen: &mut Vec<Currency>) -> Option<Currency> {
        let code = code?;
        if let Some((last, currency)) = self.last
            && last == code
        {
            return Some(currency);
        }
        let currency = Currency::parse(code).ok()?;
        if !seen.contains(&currency) {
            seen.push(currency);
        }
        self.last = Some((code, currency));
        Some(currency)
    }
}
