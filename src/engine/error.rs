//! What the engine refuses to calculate, in words for the person who has to mend it.

use thiserror::Error;

use crate::calendar::Day;

/// A calculation that cannot go on without paying somebody wrongly.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EngineError {
    /// Two rows of one rep hold on one day.
    #[error("rep `{rep_id}` has two rows that both hold on {day} (rows {first} and {second} of `{file}`)")]
    OverlappingRows {
        /// The rep.
        rep_id: String,
        /// The first day on which both hold.
        day: Day,
        /// The file of the rows.
        file: String,
        /// The row that begins first.
        first: u64,
        /// The other row.
        second: u64,
    },
    /// A manager is, through others, his own manager.
    #[error("the managers above `{rep_id}` go round in a circle on {day}: {circle}")]
    ManagerCircle {
        /// The rep from whom the circle was found.
        rep_id: String,
        /// The day.
        day: Day,
        /// The members of the circle, in order.
        circle: String,
    },
    /// An owner is named by a name or address that several reps have.
    #[error("`{name}` is the name or address of {count} reps, so it does not say whose deal it is")]
    AmbiguousName {
        /// The name.
        name: String,
        /// How many reps have it.
        count: usize,
    },
    /// No exchange rate on or before a day.
    #[error("there is no exchange rate from {from} to {to} on or before {day}")]
    MissingRate {
        /// The currency to be converted.
        from: String,
        /// The currency wanted.
        to: String,
        /// The day of the event.
        day: Day,
    },
    /// The direct shares of a deal miss 100 %.
    #[error("the direct shares of deal `{deal_id}` add up to {total} %, not 100 %")]
    SharesMissWhole {
        /// The deal.
        deal_id: String,
        /// What they add up to, in percent.
        total: String,
    },
    /// A rep is on two plans on one day.
    #[error("rep `{rep_id}` is on two plans on {day}: `{first}` and `{second}`")]
    TwoPlans {
        /// The rep.
        rep_id: String,
        /// The first such day.
        day: Day,
        /// One plan.
        first: String,
        /// The other plan.
        second: String,
    },
    /// Elements of a plan that need each other's results.
    #[error("the elements {elements} of plan `{plan}` wait for each other")]
    ElementCircle {
        /// The plan.
        plan: String,
        /// The elements.
        elements: String,
    },
    /// An expression of a plan has no value.
    #[error("element `{element}`: {reason}")]
    Expression {
        /// The element.
        element: String,
        /// Why.
        reason: String,
    },
    /// A deal whose earnings are taken back by the months of its term does not say how many it has.
    #[error("deal `{deal_id}` was undone, and its clawback goes by `term_months`, which it does not have")]
    MissingTerm {
        /// The deal.
        deal_id: String,
    },
    /// The calendar has no period of this label.
    #[error("the draw of plan `{plan}` names a period `{label}` that the calendar does not have")]
    DrawPeriod {
        /// The plan.
        plan: String,
        /// The label.
        label: String,
    },
    /// A closed period was paid by a plan that is no longer there.
    #[error("{period} is closed with plan `{plan}` in {currency}, and no plan is that today")]
    ClosedPlan {
        /// The closed payout.
        period: String,
        /// The plan.
        plan: String,
        /// Its currency then.
        currency: String,
    },
    /// A closed period that the calendar no longer has.
    #[error("the calendar has no payout `{period}`, which is closed")]
    ClosedPeriod {
        /// The closed payout.
        period: String,
    },
    /// A number grew past what exact arithmetic holds.
    #[error("{what} is too large to be calculated exactly")]
    TooLarge {
        /// What was being calculated.
        what: String,
    },
}

impl EngineError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::OverlappingRows { .. } => {
                "end the earlier row with `valid_to` on the day before the later one's `valid_from`"
                    .to_owned()
            }
            Self::ManagerCircle { .. } => "correct `manager_id` in the reps table".to_owned(),
            Self::AmbiguousName { .. } => "name the owner by rep_id or e-mail".to_owned(),
            Self::MissingRate { from, to, .. } => {
                format!("add a row `date,{from},{to},rate` to the exchange rates (`--exchange-rates FILE`)")
            }
            Self::SharesMissWhole { .. } => {
                "correct the splits of this deal: 60 means 60 %, and overlays carry `credit` = `overlay`"
                    .to_owned()
            }
            Self::TwoPlans { .. } => "narrow `who` or `effective` of one of the plans".to_owned(),
            Self::ElementCircle { .. } => "let no element need its own result".to_owned(),
            Self::Expression { .. } => {
                "simplify the expression, or check the amounts for a mistake of scale".to_owned()
            }
            Self::MissingTerm { .. } => {
                "fill in `term_months` of the deal, or choose another `method` of the clawback".to_owned()
            }
            Self::DrawPeriod { .. } => {
                "correct `until` or `recover_from` of the draw, or the calendar in spm.toml".to_owned()
            }
            Self::ClosedPlan { .. } => {
                "put the plan back: what closed periods have paid is compared with what it pays".to_owned()
            }
            Self::ClosedPeriod { .. } => {
                "put the calendar of spm.toml, and the `payout` of the plans, back".to_owned()
            }
            Self::TooLarge { .. } => "check the amounts and rates for a mistake of scale".to_owned(),
        }
    }
}
