//! The currencies of deals, one deal after the other.

use crate::money::Currency;

/// Remembers which currencies deals are in. That of the deal before most often is that of the next one too.
#[derive(Default)]
pub struct DealCurrencies {
    last: Option<Currency>,
}

impl DealCurrencies {
    /// The currency of a deal joins those that were seen.
    pub fn see(&mut self, currency: Option<Currency>, seen: &mut Vec<Currency>) {
        if currency == self.last {
            return;
        }
        if let Some(currency) = currency {
            if !seen.contains(&currency) {
                seen.push(currency);
            }
            self.last = Some(currency);
        }
    }
}
