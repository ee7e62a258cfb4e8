//! The middle of some numbers and the places on the way to it, exactly: the one median and percentile of everything
//! that is counted or paid. Estimates have their own in floats (`forecast/number`), pay by nearest rank is in
//! `spread`.

use crate::money::{Exact, Fraction, Ratio};

/// A number that a median can be of.
pub trait Exactly: Clone + Ord {
    /// The number itself.
    fn exactly(&self) -> Ratio;
}

impl Exactly for i32 {
    fn exactly(&self) -> Ratio {
        Ratio::whole((*self).into())
    }
}

impl Exactly for i128 {
    fn exactly(&self) -> Ratio {
        Ratio::whole(*self)
    }
}

impl Exactly for Exact {
    fn exactly(&self) -> Ratio {
        Ratio::from(*self)
    }
}

impl Exactly for Ratio {
    fn exactly(&self) -> Ratio {
        self.clone()
    }
}

impl Exactly for Fraction {
    fn exactly(&self) -> Ratio {
        Ratio::from(*self)
    }
}

/// The value below which so many percent of the numbers lie, between two neighbours in proportion (Hyndman and Fan,
/// 1996, type 7). `None` without numbers.
///
/// The 25th percentile of 1, 2, 3, 4 lies a quarter of three steps along: 1.75.
#[must_use]
pub fn percentile<T: Exactly>(numbers: &[T], percent: u32) -> Option<Ratio> {
    let last = numbers.len().checked_sub(1)?;
    let along = last.checked_mul(usize::try_from(percent).ok()?)?;
    let (place, rest) = (along / 100, along % 100);
    let mut numbers = numbers.to_vec();
    // Only two neighbours are looked at, so that nothing has to be sorted.
    let (_, low, above) = numbers.select_nth_unstable(place);
    let low = low.exactly();
    let Some(high) = above.iter().min().filter(|_| rest > 0) else { return Some(low) };
    let part = Ratio::whole(i128::try_from(rest).ok()?).checked_div(&Ratio::whole(100))?;
    low.checked_add(&high.exactly().checked_sub(&low)?.checked_mul(&part)?)
}

/// The middle of some numbers: the mean of the two in the middle where their number is even. `None` without any.
///
/// The middle of 10, 40, 20 is 20, that of 10, 40, 20, 30 is 25.
#[must_use]
pub fn median<T: Exactly>(numbers: &[T]) -> Option<Ratio> {
    percentile(numbers, 50)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_even_number_of_values_is_the_mean_of_two() {
        let middle = |numbers: &[i128]| median(numbers).map(|middle| middle.to_string());
        assert_eq!(middle(&[]), None);
        assert_eq!(middle(&[7]).as_deref(), Some("7"));
        assert_eq!(middle(&[10, 40, 20]).as_deref(), Some("20"));
        assert_eq!(middle(&[10, 40, 20, 30]).as_deref(), Some("25"));
        assert_eq!(middle(&[5, 4]).as_deref(), Some("4.5"));
        assert_eq!(middle(&[-3, -3, 8, 9]).as_deref(), Some("2.5"));
    }

    #[test]
    fn percentiles_lie_between_neighbours() {
        let text = |percent| {
            let numbers = [400, 100, 300, 200].map(|number| Fraction::new(number, 100).unwrap());
            percentile(&numbers, percent).map(|number| number.to_string())
        };
        assert_eq!(text(25).as_deref(), Some("1.75"));
        assert_eq!(text(50).as_deref(), Some("2.5"));
        assert_eq!(text(0).as_deref(), Some("1"));
        assert_eq!(text(100).as_deref(), Some("4"));
        assert_eq!(percentile::<i32>(&[], 50), None);
    }
}
