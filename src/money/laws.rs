//! The laws that money keeps for every number, held against slow and obvious ways of getting the same.

use proptest::prelude::*;

use super::rounding::Rounding;
use super::{
    Amount, ExchangeRate, Fraction, Percent, Rate, allocate, divide, multiply_divide, split_by_percent,
};

const ROUNDINGS: [Rounding; 3] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down];

/// Numbers of every size, with the edges more often than chance would have them.
fn any_size() -> impl Strategy<Value = i128> {
    prop_oneof![
        any::<i128>(),
        (any::<i128>(), 0_u32..127).prop_map(|(number, shift)| number >> shift),
        -100_i128..100,
        prop::sample::select(vec![i128::MIN, i128::MIN + 1, i128::MAX, i128::MAX - 1, 1 << 64, -(1 << 64)]),
    ]
}

/// Whole numbers of any length as decimal digits, lowest first: the slow way.
fn digits_of(number: u128) -> Vec<u32> {
    number.to_string().bytes().rev().map(|byte| u32::from(byte - b'0')).collect()
}

/// The product of two numbers in decimal digits, as learnt at school.
fn school_product(a: u128, b: u128) -> Vec<u32> {
    let (a, b) = (digits_of(a), digits_of(b));
    let mut product = vec![0_u32; a.len() + b.len()];
    for (i, x) in a.iter().enumerate() {
        let mut carry = 0;
        for (j, y) in b.iter().enumerate() {
            let sum = product[i + j] + x * y + carry;
            (product[i + j], carry) = (sum % 10, sum / 10);
        }
        product[i + b.len()] += carry;
    }
    product
}

/// The quotient and the remainder of decimal digits by repeated subtraction, digit by digit; the quotient is
/// `None` past 128 bits. The divisor is below 2^127, so that ten times a remainder is taken in parts.
fn school_division(dividend: &[u32], divisor: u128) -> (Option<u128>, u128) {
    let (mut quotient, mut rest) = (Some(0_u128), 0_u128);
    for &digit in dividend.iter().rev() {
        let mut times = 0_u128;
        let mut next = 0_u128;
        let mut add = |part: u128| {
            next = if next >= divisor - part {
                times += 1;
                next - (divisor - part)
            } else {
                next + part
            };
        };
        for _ in 0..10 {
            add(rest);
        }
        for _ in 0..digit {
            add(1 % divisor);
        }
        if divisor == 1 {
            times = u128::from(digit);
        }
        rest = next;
        quotient = quotient.and_then(|value| value.checked_mul(10)?.checked_add(times));
    }
    (quotient, rest)
}

/// What `a` × `b` ÷ `denominator` must be.
fn reference(a: i128, b: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    let divisor = denominator.unsigned_abs();
    let (quotient, rest) = school_division(&school_product(a.unsigned_abs(), b.unsigned_abs()), divisor);
    let quotient = quotient?;
    let twice = rest.checked_mul(2);
    let above = twice.is_none_or(|twice| twice > divisor);
    let tie = twice == Some(divisor);
    let up = match rounding {
        Rounding::HalfUp => above || tie,
        Rounding::HalfEven => above || (tie && quotient % 2 == 1),
        Rounding::Down => false,
    };
    let magnitude = quotient.checked_add(u128::from(up))?;
    let negative = [a, b, denominator].iter().filter(|number| **number < 0).count() % 2 == 1;
    if negative { 0_i128.checked_sub_unsigned(magnitude) } else { i128::try_from(magnitude).ok() }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(raw in 1 - Amount::LIMIT_RAW..Amount::LIMIT_RAW, shift in 0_u32..64) {
        let amount = Amount::from_raw(raw >> shift);
        prop_assert_eq!(Amount::parse(&amount.to_string()), Ok(amount));
        let rate = Rate::from_raw(i64::try_from(raw % 100_000_001).unwrap() >> (shift % 27));
        prop_assert_eq!(Rate::parse(&rate.to_string()), Ok(rate));
        let percent = Percent::from_raw(i64::try_from(raw % 10_000_000_001).unwrap() >> (shift % 33));
        prop_assert_eq!(Percent::parse(&percent.to_string()), Ok(percent));
        let exchange = ExchangeRate::from_raw(raw.abs() % (10_i128.pow(16) - 1) + 1);
        prop_assert_eq!(ExchangeRate::parse(&exchange.to_string()), Ok(exchange));
    }

    #[test]
    fn short_and_long_reading_agree(text in "-?[0-9]{0,16}(\\.[0-9]{0,6})?") {
        // Zeros in front change nothing, and make a text too long for the short way.
        let (sign, number) = text.strip_prefix('-').map_or(("", text.as_str()), |number| ("-", number));
        if number.starts_with(|first: char| first.is_ascii_digit()) {
            let long = format!("{sign}{}{number}", "0".repeat(20));
            prop_assert_eq!(Amount::parse(&text).ok(), Amount::parse(&long).ok());
        } else {
            prop_assert!(Amount::parse(&text).is_err());
        }
    }

    #[test]
    fn reading_never_panics(text in ".{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let _ = (Amount::parse(&text), Rate::parse(&text), Percent::parse(&text), ExchangeRate::parse(&text));
        let _ = Amount::parse_bytes(&bytes);
    }

    #[test]
    fn writing_short_and_long_agree(raw in any_size(), decimals_min in 0_u32..=4) {
        for scale in [4_u32, 6, 10, 14] {
            let mut short = Vec::new();
            super::write_plain(&mut short, raw, scale, decimals_min);
            let digits = format!("{:0>1$}", raw.unsigned_abs(), usize::try_from(scale + 1).unwrap());
            let (integer, decimals) = digits.split_at(digits.len() - usize::try_from(scale).unwrap());
            let mut decimals = decimals.to_owned();
            while decimals.len() > usize::try_from(decimals_min).unwrap() && decimals.ends_with('0') {
                decimals.pop();
            }
            let point = if decimals.is_empty() { "" } else { "." };
            let sign = if raw < 0 { "-" } else { "" };
            prop_assert_eq!(String::from_utf8(short).unwrap(), format!("{sign}{integer}{point}{decimals}"));
        }
    }

    #[test]
    fn division_agrees_with_the_school(numerator in any_size(), denominator in any_size()) {
        prop_assume!(denominator != 0 && !(numerator == i128::MIN && denominator == -1));
        for rounding in ROUNDINGS {
            let expected = reference(numerator, 1, denominator, rounding);
            prop_assert_eq!(Some(divide(numerator, denominator, rounding)), expected);
        }
    }

    #[test]
    fn ties_agree_with_the_school(half in 1_i128..1 << 60, odd in -(1_i128 << 60)..1 << 60) {
        for rounding in ROUNDINGS {
            let expected = reference(half, 2 * odd + 1, 2 * half, rounding);
            prop_assert_eq!(Some(divide(half * (2 * odd + 1), 2 * half, rounding)), expected);
        }
    }

    #[test]
    fn wide_products_agree_with_the_school(a in any_size(), b in any_size(), denominator in any_size()) {
        prop_assume!(denominator != 0);
        for rounding in ROUNDINGS {
            let expected = reference(a, b, denominator, rounding);
            prop_assert_eq!(multiply_divide(a, b, denominator, rounding), expected);
        }
    }

    #[test]
    fn a_fraction_of_a_product_agrees_with_the_wide_way(a in any_size(), b in any_size(), d in any_size()) {
        let Some(product) = Fraction::new(a, d).and_then(|part| part.checked_mul(Fraction::whole(b))) else {
            return Ok(());
        };
        for rounding in ROUNDINGS {
            prop_assert_eq!(product.scaled(0, rounding), multiply_divide(a, b, d, rounding));
        }
    }

    #[test]
    fn fractions_follow_the_rules_of_arithmetic(
        a in -1_000_i128..1_000, b in 1_i128..1_000, c in -1_000_i128..1_000, d in 1_i128..1_000,
    ) {
        let (x, y) = (Fraction::new(a, b).unwrap(), Fraction::new(c, d).unwrap());
        prop_assert_eq!(x.checked_add(y), Fraction::new(a * d + c * b, b * d));
        prop_assert_eq!(x.checked_sub(y), Fraction::new(a * d - c * b, b * d));
        prop_assert_eq!(x.checked_mul(y), Fraction::new(a * c, b * d));
        prop_assert_eq!(x.checked_div(y), Fraction::new(a * d, b * c));
        prop_assert_eq!(x.cmp(&y), (a * d).cmp(&(c * b)));
    }

    #[test]
    fn a_split_sums_to_the_whole(
        total in -Amount::LIMIT_RAW..Amount::LIMIT_RAW,
        percents in prop::collection::vec(0_i64..=100_000_000, 1..8),
    ) {
        let percents: Vec<Percent> = percents.into_iter().map(Percent::from_raw).collect();
        let most = percents.iter().max().unwrap();
        let largest = percents.iter().position(|percent| percent == most).unwrap();
        for rounding in ROUNDINGS {
            let mut shares = Vec::new();
            split_by_percent(Amount::from_raw(total), percents.clone(), rounding, &mut shares).unwrap();
            prop_assert_eq!(shares.iter().map(|share| share.raw()).sum::<i128>(), total);
            for (position, (share, percent)) in shares.iter().zip(&percents).enumerate() {
                if position != largest {
                    let fraction = percent.fraction();
                    prop_assert_eq!(Some(*share), fraction.of(Amount::from_raw(total), rounding));
                }
            }
        }
    }

    #[test]
    fn parts_sum_to_the_whole_and_each_is_within_one_of_exact(
        total in -(1_i128 << 100)..1 << 100,
        weights in prop::collection::vec(-1_000_i128..100_000, 1..20),
    ) {
        let parts = allocate(total, &weights);
        prop_assert_eq!(parts.iter().sum::<i128>(), total);
        let whole: i128 = weights.iter().sum();
        prop_assume!(whole != 0);
        for (part, weight) in parts.iter().zip(&weights) {
            // |part − total × weight ÷ whole| < 1, without the division.
            prop_assert!((part * whole - total * weight).abs() < whole.abs());
        }
        let reversed: Vec<i128> = allocate(-total, &weights).iter().map(|part| -part).collect();
        prop_assert_eq!(reversed, parts);
    }

    #[test]
    fn parts_of_any_size_sum_to_the_whole(
        total in any_size(), weights in prop::collection::vec(any_size(), 1..6),
    ) {
        let parts = allocate(total, &weights);
        let sum = parts.iter().fold(0_i128, |sum, part| sum.wrapping_add(*part));
        prop_assert_eq!((parts.len(), sum), (weights.len(), total));
    }
}
