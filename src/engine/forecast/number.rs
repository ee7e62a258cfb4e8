//! Between exact numbers and floats, and the few statistics that every part of the forecast uses. Sums run in the
//! order of their slices, so that the same rows give the same bytes.

use crate::money::{Amount, Exact};

/// A count as a float; counts beyond 2^32 do not occur.
#[must_use]
pub fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The nearest float of a whole number.
#[must_use]
pub fn float(number: i128) -> f64 {
    let limbs = |magnitude: u128| {
        let limb = |shift: u32| u32::try_from((magnitude >> shift) & 0xffff_ffff).map_or(0.0, f64::from);
        ((limb(96) * 4_294_967_296.0 + limb(64)) * 4_294_967_296.0 + limb(32)) * 4_294_967_296.0 + limb(0)
    };
    if number < 0 { -limbs(number.unsigned_abs()) } else { limbs(number.unsigned_abs()) }
}

/// The nearest whole number of a float, halves away from zero; zero for what is no number. 2.5 is 3.
#[must_use]
pub fn whole(number: f64) -> i128 {
    let rounded = number.round().abs();
    if !rounded.is_finite() {
        return 0;
    }
    // A float of at least 1 is 1.fraction × 2^exponent: the bits of the fraction, moved.
    let bits = rounded.to_bits();
    let exponent = i64::try_from(bits >> 52).unwrap_or(0) - 1075;
    let digits = i128::from((bits & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000);
    let shift = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
    let magnitude = match exponent {
        _ if rounded < 1.0 => 0,
        0.. => digits.checked_shl(shift.min(74)).unwrap_or(i128::MAX),
        _ => digits.checked_shr(shift).unwrap_or(0),
    };
    if number < 0.0 { -magnitude } else { magnitude }
}

/// Money as a float, in units of the currency. 1,234.50 is 1234.5.
#[must_use]
pub fn units(exact: Exact) -> f64 {
    float(exact.raw()) / 1e14
}

/// A float in units of the currency as money, to the cent.
#[must_use]
pub fn amount(units: f64) -> Amount {
    Amount::from_raw(whole(units.clamp(-9.99e14, 9.99e14) * 100.0) * 100)
}

/// A share as millionths: 0.25 is 250000.
#[must_use]
pub fn share(part: f64) -> i64 {
    i64::try_from(whole(part * 1e6)).unwrap_or(0)
}

/// One number over another, in millionths; zero over nothing. 3 over 4 is 750000.
#[must_use]
pub fn part(of: f64, all: f64) -> i64 {
    if all == 0.0 { 0 } else { share(of / all) }
}

/// A number with two of four decimals: 17.8132 is 178100.
#[must_use]
pub fn hundredths(number: f64) -> i64 {
    i64::try_from(whole(number * 1e2) * 100).unwrap_or(i64::MAX)
}

/// Money for people, whatever its sign: 1234.5 and -1234.5 are `1,234.50`.
#[must_use]
pub fn size(units: f64) -> String {
    crate::money::grouped(&amount(units.abs()).to_string())
}

/// Percent with four decimals as a part: 500000 (50 %) is 0.5.
#[must_use]
pub fn of_percent(percent: i128) -> f64 {
    float(percent) / 1e6
}

/// Millionths as a part: 250000 is 0.25.
#[must_use]
pub fn part_of(millionths: i64) -> f64 {
    float(i128::from(millionths)) / 1e6
}

/// Parts that add up to one, in proportion to whole numbers; none of nothing. 60 and 20 are 0.75 and 0.25.
#[must_use]
pub fn parts_of(numbers: &[i64]) -> Vec<f64> {
    let all: f64 = numbers.iter().map(|number| float(i128::from(*number))).sum();
    if all <= 0.0 {
        return vec![0.0; numbers.len()];
    }
    numbers.iter().map(|number| float(i128::from(*number)) / all).collect()
}

/// The mean; zero of nothing.
#[must_use]
pub fn mean(numbers: &[f64]) -> f64 {
    if numbers.is_empty() { 0.0 } else { numbers.iter().sum::<f64>() / count(numbers.len()) }
}

/// The standard deviation with `n - 1` below the line; zero of fewer than two. Of 2, 4, 6 it is 2.
#[must_use]
pub fn deviation(numbers: &[f64]) -> f64 {
    if numbers.len() < 2 {
        return 0.0;
    }
    let middle = mean(numbers);
    let squares: f64 = numbers.iter().map(|number| (number - middle).powi(2)).sum();
    (squares / count(numbers.len() - 1)).sqrt()
}

/// Sorts floats ascending; what is no number comes last.
pub fn sort(numbers: &mut [f64]) {
    numbers.sort_unstable_by(f64::total_cmp);
}

/// The quantile of sorted numbers, with straight lines between them (type 7 of Hyndman and Fan 1996); zero of
/// nothing. The 0.25 quantile of 10, 20, 30 is 15.
#[must_use]
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = part.clamp(0.0, 1.0) * count(last);
    let below = usize::try_from(whole(place.floor())).unwrap_or(0).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (place - count(below))
}

/// The median of numbers in any order.
#[must_use]
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sort(&mut sorted);
    quantile(&sorted, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_go_to_floats_and_back() {
        for number in [0, 1, -1, 3, 4_294_967_296, -12_345_678_901_234_567, 1_i128 << 90] {
            assert_eq!(whole(float(number)), whole(float(whole(float(number)))));
            assert!((float(number) - float(whole(float(number)))).abs() < 1e-9);
        }
        assert_eq!([0.4, 0.5, 2.5, -2.5, 1e18].map(whole), [0, 1, 3, -3, 1_000_000_000_000_000_000]);
        assert_eq!([f64::NAN, f64::INFINITY].map(whole), [0, 0]);
    }

    #[test]
    fn money_is_rounded_to_the_cent() {
        assert_eq!(amount(1234.567).to_string(), "1234.57");
        assert_eq!(amount(-0.005).to_string(), "-0.01");
        let exact = Amount::parse("27652.51").unwrap().exact();
        assert!((units(exact) - 27_652.51).abs() < 1e-9);
        assert_eq!(share(0.25), 250_000);
    }

    #[test]
    fn parts_add_up_to_one() {
        let parts = parts_of(&[60, 20]);
        assert!((parts[0] - 0.75).abs() < 1e-12 && (parts[1] - 0.25).abs() < 1e-12);
        assert!(parts_of(&[0, 0]).iter().all(|part| *part == 0.0) && parts_of(&[]).is_empty());
    }

    #[test]
    fn quantiles_lie_on_lines_between_numbers() {
        let sorted = [10.0, 20.0, 30.0];
        let found = [0.0, 0.25, 0.5, 1.0].map(|part| quantile(&sorted, part));
        assert!(found.iter().zip([10.0, 15.0, 20.0, 30.0]).all(|(left, right)| (left - right).abs() < 1e-12));
        assert!(quantile(&[], 0.5).abs() < 1e-12 && deviation(&[7.0]).abs() < 1e-12);
        assert!((deviation(&[2.0, 4.0, 6.0]) - 2.0).abs() < 1e-12);
    }
}
