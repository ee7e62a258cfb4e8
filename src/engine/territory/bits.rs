//! Which of many rows something holds for, a bit for each: a thousand rules over a hundred thousand accounts fit into
//! a few megabytes, and are held against each other word by word.

use crate::engine::people::index;

/// One bit for each row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    rows: usize,
}

impl Bits {
    /// The bits of flags.
    #[must_use]
    pub fn of(flags: &[bool]) -> Self {
        let word = |chunk: &[bool]| {
            chunk.iter().enumerate().fold(0_u64, |word, (place, flag)| word | (u64::from(*flag) << place))
        };
        Self { words: flags.chunks(64).map(word).collect(), rows: flags.len() }
    }

    /// So many bits, none of them set.
    #[must_use]
    pub fn none(rows: usize) -> Self {
        Self { words: vec![0; rows.div_ceil(64)], rows }
    }

    /// The bits of so many rows, with those set that are named, in any order.
    #[must_use]
    pub fn of_rows(rows: usize, named: &[u32]) -> Self {
        let mut bits = Self::none(rows);
        for row in named.iter().map(|row| index(*row)).filter(|row| *row < rows) {
            bits.words[row / 64] |= 1 << (row % 64);
        }
        bits
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Whether it holds for a row.
    #[must_use]
    pub fn get(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| (word >> (row % 64)) & 1 == 1)
    }

    /// What holds in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let words = self.words.iter().zip(&other.words).map(|(one, other)| one & other).collect();
        Self { words, rows: self.rows }
    }

    /// The rows for which it holds, ascending.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                (left != 0).then(|| {
                    left &= left - 1;
                    place * 64 + usize::try_from(bit).unwrap_or(0)
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_the_flags() {
        let flags: Vec<bool> = (0..200).map(|row| row % 7 == 3 || row == 199).collect();
        let bits = Bits::of(&flags);
        let expected: Vec<usize> = (0..200).filter(|row| flags[*row]).collect();
        assert_eq!(bits.ones().collect::<Vec<_>>(), expected);
        assert!((0..200).all(|row| bits.get(row) == flags[row]) && !bits.get(200));
        let odd = Bits::of(&(0..200).map(|row| row % 2 == 1).collect::<Vec<_>>());
        let both: Vec<usize> = expected.into_iter().filter(|row| row % 2 == 1).collect();
        assert_eq!(bits.and(&odd).ones().collect::<Vec<_>>(), both);
        assert!(Bits::none(65).ones().next().is_none() && Bits::default().is_empty());
        assert_eq!(Bits::none(65).len(), 65);
        assert_eq!(Bits::of_rows(70, &[69, 3, 70]).ones().collect::<Vec<_>>(), [3, 69]);
    }
}
