//! What cannot be taken as a book of accounts, in words for the person who has to mend it.

use thiserror::Error;

use crate::model::rows::Place;

/// A table that territories cannot be worked out from.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TerritoryError {
    /// The owner of an account is named by a name or address that several reps have.
    #[error(
        "`{owner}` is the name or address of {count} reps, so it does not say whose account `{account_id}` is"
    )]
    AmbiguousOwner {
        /// The owner as the file has it.
        owner: String,
        /// How many reps have it.
        count: usize,
        /// The account.
        account_id: String,
        /// Where.
        place: Place,
    },
    /// An account belongs, through others, to itself.
    #[error("the parents of account `{account_id}` go round in a circle: {circle}")]
    FamilyCircle {
        /// The account from which the circle was found.
        account_id: String,
        /// The members of the circle, in order.
        circle: String,
        /// Where.
        place: Place,
    },
    /// A measure of an account is below zero.
    #[error("the {measure} of account `{account_id}` is {value}, below zero")]
    BelowZero {
        /// The measure.
        measure: &'static str,
        /// The value as a plain number.
        value: String,
        /// The account.
        account_id: String,
        /// Where.
        place: Place,
    },
    /// The capacity of a rep is below zero or above one hundred territories.
    #[error("the capacity of `{rep_id}` is {value}; 1 is a full territory, 0.5 half of one")]
    Capacity {
        /// The rep.
        rep_id: String,
        /// The value as the file has it.
        value: String,
        /// Where.
        place: Place,
    },
}

impl TerritoryError {
    /// The row of the file that it is about.
    #[must_use]
    pub fn place(&self) -> &Place {
        match self {
            Self::AmbiguousOwner { place, .. }
            | Self::FamilyCircle { place, .. }
            | Self::BelowZero { place, .. }
            | Self::Capacity { place, .. } => place,
        }
    }

    /// The column of the table that it is about.
    #[must_use]
    pub fn column(&self) -> &'static str {
        match self {
            Self::AmbiguousOwner { .. } => "rep_id",
            Self::FamilyCircle { .. } => "parent_id",
            Self::BelowZero { measure, .. } => measure,
            Self::Capacity { .. } => "capacity",
        }
    }
}
