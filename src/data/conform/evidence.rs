//! Which of two readings a column asks for. `1.234` is 1.234 or 1234, and `3/4/2026` is in March or in April:
//! one value cannot say, the whole column can. This module collects what each value says and decides. What
//! happens to a file that cannot be decided is left to `survey`.

/// One of the two readings of a column that can be read two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::data) enum Choice {
    /// Decimal point; month before day.
    First,
    /// Decimal comma; day before month.
    Second,
}

/// How a column is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) enum Reading {
    /// Nothing is known yet: evidence is collected.
    Undecided,
    /// Stated by the user or decided by the whole column: a value that contradicts it is a fault of its row.
    Decided(Choice),
}

/// What the values seen so far say about the reading of their column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::data) struct Evidence(u8);

impl Evidence {
    /// No value can be read two ways.
    pub const NONE: Self = Self(0);
    /// A value that only the first choice can read.
    pub const FIRST: Self = Self(1);
    /// A value that only the second choice can read.
    pub const SECOND: Self = Self(2);
    /// A value that both can read, differently.
    pub const EITHER: Self = Self(4);

    /// Adds what another value says.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether anything in `other` is also here.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The reading that all values agree on; `None` when they say nothing, or contradict each other.
    pub const fn choice(self) -> Option<Choice> {
        match (self.has(Self::FIRST), self.has(Self::SECOND)) {
            (true, false) => Some(Choice::First),
            (false, true) => Some(Choice::Second),
            _ => None,
        }
    }

    /// Whether some values demand the first reading and others the second.
    pub const fn contradicts_itself(self) -> bool {
        self.has(Self::FIRST) && self.has(Self::SECOND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_one_kind_decide_and_values_of_both_kinds_contradict() {
        assert_eq!(Evidence::FIRST.and(Evidence::EITHER).choice(), Some(Choice::First));
        assert_eq!(Evidence::SECOND.and(Evidence::EITHER).choice(), Some(Choice::Second));
        assert!(Evidence::FIRST.and(Evidence::SECOND).contradicts_itself());
        assert_eq!(Evidence::EITHER.choice(), None);
    }
}
