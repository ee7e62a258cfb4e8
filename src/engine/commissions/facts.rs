//! What a line of pay is about, as plain values: the same for a line of this run and for one that a closed period
//! keeps, so that the two can be held against each other.

use std::collections::BTreeMap;

use crate::calendar::{Day, Span};
use crate::engine::commissions::{
    CreditKind, Line, LineKind, NO_CREDIT, NO_CURRENCY, NO_RATE, NO_RULE, Reason, Run,
};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::model::pay::PayLine;
use crate::money::{Amount, Exact, Rate, Rounding, divide};

/// The word of the column `cause` for what was added by hand.
pub const BY_HAND: &str = "adjustment";

/// Quotas of a rep that were worked out, by rule and window.
pub(super) type Quotas = BTreeMap<(usize, Span), Option<Amount>>;

/// What the lines of one element and deal in one payout come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The element; empty where there is none.
    pub element: String,
    /// The deal; empty where none stands behind it.
    pub deal_id: String,
    /// Its account.
    pub account: String,
    /// What dates the credit.
    pub event_date: Option<Day>,
    /// The amount of the deal.
    pub amount: Option<Amount>,
    /// Its currency.
    pub currency: String,
    /// The rep's share.
    pub share: Option<Rate>,
    /// What is credited, scale 14.
    pub credited: i128,
    /// The tier of the last slice.
    pub tier: Option<u32>,
    /// The rate of the last slice.
    pub rate: Option<Rate>,
    /// The rate of every tier that pays.
    pub rates: BTreeMap<u32, Rate>,
    /// The version of the plan.
    pub version: String,
    /// The quota of the window.
    pub quota: Option<Amount>,
    /// Why the rep is credited.
    pub cause: String,
    /// The reason of the first line.
    pub reason: String,
    /// The file of the deal.
    pub file: String,
    /// The row in it.
    pub row: Option<u64>,
    /// What is paid in all, raw on scale 4.
    pub payable: i128,
    /// What of it is earned, after caps.
    pub earned: i128,
    /// What of it waits, or waits no longer.
    pub waits: i128,
    /// What of it is taken back.
    pub taken: i128,
    /// What is earned or taken back in all, payable or not, with what was found late.
    pub accrued: i128,
}

impl Facts {
    /// Adds a line of the same element and deal; the last one says what is true of the deal.
    pub(super) fn add(&mut self, line: &PayLine) {
        let payable = line.payable.raw();
        self.payable += payable;
        match line.kind.as_str() {
            "earning" | "cap" => self.earned += payable,
            "hold" | "release" => self.waits += payable,
            "clawback" => self.taken += payable,
            _ => {}
        }
        self.accrued += line.accrued.raw();
        self.credited += line.credited.raw();
        if self.reason.is_empty() {
            self.reason.clone_from(&line.reason);
        }
        self.element.clone_from(&line.element);
        self.deal_id.clone_from(&line.deal_id);
        self.account.clone_from(&line.account);
        (self.event_date, self.amount) = (line.event_date, line.amount);
        (self.share, self.quota, self.row) = (line.share, line.quota, line.row);
        self.currency.clone_from(&line.currency);
        self.version.clone_from(&line.version);
        self.cause.clone_from(&line.cause);
        self.file.clone_from(&line.file);
        let pays = matches!(line.kind.as_str(), "earning" | "prior-period");
        if let (true, Some(rate)) = (pays, line.rate) {
            (self.tier, self.rate) = (line.tier, Some(rate));
            self.rates.insert(line.tier.unwrap_or(0), rate);
        }
    }
}

impl Run {
    /// What a line adds to what is earned or taken back, payable or not. Of 1,000.00 of which half waits for the
    /// payment it is all of it, and nothing when the payment comes.
    #[must_use]
    pub fn accrued(&self, line: &Line) -> Amount {
        match (line.kind, line.reason) {
            (LineKind::Earning | LineKind::Cap, _) => line.earned,
            (LineKind::Clawback, _) => line.payable,
            (LineKind::PriorPeriod, Reason::Prior(position)) => self.past.prior[index(position)].accrued,
            _ => Amount::ZERO,
        }
    }

    /// A line of this run as plain values; `files` are those that deals came from, and `said` is its reason.
    pub(super) fn facts_of(
        &self,
        rep: u32,
        line: &Line,
        files: &[String],
        quotas: &mut Quotas,
    ) -> Result<PayLine, EngineError> {
        let plan = &self.plans[line.plan];
        let period = self.periods[line.period].label.clone();
        let mut said = PayLine {
            for_period: period.clone(),
            period,
            rep_id: self.people.id(rep).to_owned(),
            plan: plan.id.clone(),
            version: plan.version.clone(),
            paid_in: plan.currency.as_str().to_owned(),
            kind: line.kind.name().to_owned(),
            credited: Exact::from_raw(line.credited),
            tier: (line.tier > 0).then_some(line.tier),
            rate: (line.rate != NO_RATE).then_some(Rate::from_raw(line.rate)),
            earned: line.earned,
            payable: line.payable,
            accrued: self.accrued(line),
            ..PayLine::default()
        };
        if let Reason::Prior(position) = line.reason {
            self.past.prior[index(position)].say(&mut said);
            return Ok(said);
        }
        if line.kind == LineKind::Adjustment {
            BY_HAND.clone_into(&mut said.cause);
        }
        let mut day = self.periods[line.period].span.to;
        if line.credit != NO_CREDIT {
            let credit = index(line.credit);
            let deal = index(self.credits.deals[credit]);
            self.deals.ids.get(deal).clone_into(&mut said.deal_id);
            self.deals.accounts.get(deal).clone_into(&mut said.account);
            said.event_date = Day::from_number(self.credits.days[credit]);
            day = said.event_date.unwrap_or(day);
            said.amount = Some(Amount::from_raw(self.deals.amounts[deal]));
            let currency = self.deals.currencies[deal];
            if currency != NO_CURRENCY {
                self.currencies[usize::from(currency)].as_str().clone_into(&mut said.currency);
            }
            said.share = Some(share(self.credits.shares[credit]));
            cause(self.credits.causes[credit].kind).clone_into(&mut said.cause);
            said.file = files.get(usize::from(self.deals.files[deal])).cloned().unwrap_or_default();
            said.row = Some(self.deals.rows[deal]);
        }
        if line.rule != NO_RULE {
            self.element(line.rule).id.clone_into(&mut said.element);
            let key = (line.rule, self.window(line.rule, day));
            said.quota = if let Some(quota) = quotas.get(&key) {
                *quota
            } else {
                let quota = self.quota(rep, line.rule, day)?;
                quotas.insert(key, quota);
                quota
            };
        }
        Ok(said)
    }

    /// The lines of a rep in the periods that are asked for as plain values, without their reasons in words.
    pub fn plain_lines(&self, rep: u32, files: &[String]) -> Result<Vec<(Line, PayLine)>, EngineError> {
        let (mut lines, mut quotas) = (Vec::new(), Quotas::new());
        self.lines(rep, &mut |line| lines.push(line))?;
        lines.into_iter().map(|line| Ok((line, self.facts_of(rep, &line, files, &mut quotas)?))).collect()
    }
}

/// A share in percent, scale 6, as a fraction, half up: 33.333333 % is 0.333333.
fn share(percent: i64) -> Rate {
    let share = divide(i128::from(percent), 100, Rounding::HalfUp);
    Rate::from_raw(i64::try_from(share).unwrap_or(i64::MAX))
}

/// The word of the column `cause`.
pub(super) fn cause(kind: CreditKind) -> &'static str {
    match kind {
        CreditKind::Owner => "owner",
        CreditKind::Share => "share",
        CreditKind::Overlay => "overlay",
        CreditKind::Territory => "territory",
        CreditKind::Team(_) => "team",
    }
}
