//! Exact numbers against hand arithmetic and Python's fractions, and the laws that they keep at every size.

use proptest::prelude::*;

use super::{Form, Ratio, Rounding};
use crate::money::{Amount, Exact, Fraction, Rate};

fn ratio(text: &str) -> Ratio {
    let number = |text: &str| match text.strip_prefix('-') {
        Some(rest) => Ratio::parse(rest).unwrap().negate(),
        None => Ratio::parse(text).unwrap(),
    };
    match text.split_once('/') {
        Some((above, below)) => number(above).checked_div(&number(below)).unwrap(),
        None => number(text),
    }
}

fn check_shown(text: &str, expected: &str) {
    assert_eq!(ratio(text).to_string(), expected, "{text}");
}

#[test]
fn digits_are_read_exactly_and_nothing_else_is() {
    check_shown("0.95", "0.95");
    check_shown("1.5000", "1.5");
    check_shown("007", "7");
    check_shown("0.0000000000000000000000000001", "0.0000000000000000000000000001");
    check_shown("170141183460469231731687303715884105727", "170141183460469231731687303715884105727");
    for text in [
        "",
        ".",
        "1.",
        ".5",
        "-1",
        "+1",
        "1e3",
        "1_000",
        "1.2.3",
        "0.00000000000000000000000000001",
        "170141183460469231731687303715884105728",
    ] {
        assert!(Ratio::parse(text).is_none(), "{text}");
    }
}

#[test]
fn a_number_that_is_shown_cut_says_so_and_is_never_rounded_up() {
    check_shown("2/3", "0.666666…");
    check_shown("-1/3", "-0.333333…");
    check_shown("-1/3000000000", "-0.000000…");
    check_shown("19/20", "0.95");
    check_shown("8999999999/10000000000", "0.8999999999");
    check_shown("3/1", "3");
    check_shown("1/16384", "0.00006103515625");
    check_shown("1/32768", "0.000030…");
}

#[test]
fn decimals_stay_decimals_until_they_are_divided() {
    let sum = ratio("27652.51").checked_add(&ratio("0.0001")).unwrap();
    assert!(matches!(sum.0, Form::Decimal { raw: 276_525_101, scale: 4 }));
    let product = ratio("27652.51").checked_mul(&ratio("0.187709")).unwrap();
    assert_eq!(product.to_string(), "5190.62499959");
    assert_eq!(product.round_to(2, Rounding::HalfUp), Some(Amount::from_cents(519_062)));
    assert!(matches!(ratio("1/2").0, Form::Fraction(_)));
}

#[test]
fn a_remainder_has_the_sign_of_what_was_divided() {
    for (left, right, expected) in [
        ("7", "3", "1"),
        ("-7", "3", "-1"),
        ("7", "-3", "1"),
        ("-7", "-3", "-1"),
        ("7.5", "2", "1.5"),
        ("1/2", "1/3", "0.166666…"),
        ("1", "0.3", "0.1"),
    ] {
        let found = ratio(left).checked_remainder(&ratio(right)).unwrap();
        assert_eq!(found.to_string(), expected, "{left} by {right}");
    }
    assert_eq!(Ratio::ONE.checked_remainder(&Ratio::ZERO), None);
}

#[test]
fn rounding_takes_the_decimals_asked_for() {
    let rounded = |text, decimals| ratio(text).rounded(decimals, Rounding::HalfUp).unwrap().to_string();
    assert_eq!(rounded("2.345", 2), "2.35");
    assert_eq!(rounded("-2.345", 2), "-2.35");
    assert_eq!(rounded("2/3", 4), "0.6667");
    assert_eq!(rounded("1250", -2), "1300");
    assert_eq!(rounded("-1250", -2), "-1300");
    assert_eq!(rounded("1249.99", -2), "1200");
    assert_eq!(rounded("12", 20), "12");
    assert_eq!(rounded("49", -2), "0");
    let whole = |text| (ratio(text).floor().unwrap().to_string(), ratio(text).ceiling().unwrap().to_string());
    assert_eq!(whole("2.5"), ("2".to_owned(), "3".to_owned()));
    assert_eq!(whole("-2.5"), ("-3".to_owned(), "-2".to_owned()));
    assert_eq!(whole("-1/3"), ("-1".to_owned(), "0".to_owned()));
    assert_eq!(whole("4"), ("4".to_owned(), "4".to_owned()));
}

#[test]
fn attainments_in_foreign_money_multiply_past_128_bits() {
    // Python: (c1/q1*F(6,10) + c2/q2*F(4,10)) * F(12345678,100) is 64901.75078337…, and
    // c1/q1 * c2/q2 * c1/q2 is 0.01983733337444…
    let exact = |raw| Ratio::from(Exact::from_raw(raw));
    let first = exact(12_345_678_912_345_678_901).checked_div(&ratio("987654.33")).unwrap();
    let second = exact(98_765_432_198_765_432_109).checked_div(&ratio("876543.21")).unwrap();
    let weighed = first
        .checked_mul(&ratio("0.6"))
        .and_then(|left| left.checked_add(&second.checked_mul(&ratio("0.4"))?))
        .and_then(|sum| sum.checked_mul(&ratio("123456.78")))
        .unwrap();
    assert_eq!(weighed.scaled(6, Rounding::Down), Some(64_901_750_783));
    assert_eq!(weighed.round_to(2, Rounding::HalfUp), Some(Amount::from_cents(6_490_175)));
    let third = exact(12_345_678_912_345_678_901).checked_div(&ratio("876543.21")).unwrap();
    let product = first.checked_mul(&second).unwrap().checked_mul(&third).unwrap();
    assert!(matches!(product.0, Form::Huge(_)));
    assert_eq!(product.fraction(), None);
    assert_eq!(product.scaled(14, Rounding::Down), Some(1_983_733_337_444));
    assert_eq!(product.checked_div(&third).unwrap().checked_div(&second), Some(first));
}

#[test]
fn what_is_not_exactly_an_amount_is_none() {
    assert_eq!(ratio("0.1234").amount(), Some(Amount::from_raw(1234)));
    assert_eq!(ratio("0.12345").amount(), None);
    assert_eq!(ratio("1/3").amount(), None);
    assert_eq!(ratio("5/2").amount(), Some(Amount::from_raw(25_000)));
    assert_eq!(ratio("999999999999999.9999").amount().map(Amount::raw), Some(Amount::LIMIT_RAW - 1));
    assert_eq!(ratio("1000000000000000").amount(), None);
    assert_eq!(ratio("999999999999999.99995").round_to(4, Rounding::HalfUp), None);
    assert_eq!(ratio("0.00000000000001").exact(), Some(Exact::from_raw(1)));
    assert_eq!(ratio("0.000000000000001").exact(), None);
}

#[test]
fn numbers_past_the_bits_are_none_and_the_largest_are_right() {
    let most = Ratio::whole(i128::MAX);
    let least = Ratio::whole(i128::MIN);
    assert_eq!(least.negate().checked_sub(&Ratio::ONE), Some(most.clone()));
    assert_eq!(most.checked_mul(&most).unwrap().checked_div(&most), Some(most.clone()));
    assert_eq!(
        most.checked_power(4).unwrap().checked_div(&most.checked_power(3).unwrap()),
        Some(most.clone())
    );
    // 32 × 127 bits are 4,064.
    assert!(most.checked_power(32).is_some());
    assert_eq!(most.checked_power(33), None);
    assert_eq!(Ratio::ONE.checked_div(&most.checked_power(32).unwrap()).unwrap().checked_div(&most), None);
    assert_eq!(most.checked_power(4).unwrap().to_string(), "a number beyond 10^32 either side of zero");
    assert_eq!(most.checked_div(&Ratio::ZERO), None);
    assert_eq!(most.checked_power(2).unwrap().checked_div(&Ratio::ZERO), None);
    assert_eq!(least.checked_remainder(&Ratio::whole(-1)), None);
    assert_eq!(ratio("1.1").checked_power(2), Some(ratio("1.21")));
    assert_eq!(Ratio::ZERO.checked_power(0), Some(Ratio::ONE));
}

fn any_fraction() -> impl Strategy<Value = Ratio> {
    let size = || (any::<i128>(), 0_u32..127).prop_map(|(number, shift)| number >> shift);
    prop_oneof![
        (size(), size()).prop_filter_map("a denominator", |(n, d)| Fraction::new(n, d)).prop_map(Ratio::from),
        any::<i64>().prop_map(|raw| Ratio::from(Amount::from_raw(i128::from(raw)))),
        (-100_000_000_i64..100_000_000).prop_map(|raw| Ratio::from(Rate::from_raw(raw))),
        (size(), 0_u32..=28).prop_map(|(raw, scale)| Ratio(Form::Decimal { raw, scale })),
    ]
}

proptest! {
    #[test]
    fn arithmetic_keeps_its_laws_at_every_size(a in any_fraction(), b in any_fraction(), c in any_fraction()) {
        let sum = a.checked_add(&b).unwrap();
        prop_assert_eq!(&sum, &b.checked_add(&a).unwrap());
        prop_assert_eq!(&sum.checked_sub(&b).unwrap(), &a);
        let product = a.checked_mul(&b).unwrap();
        prop_assert_eq!(&product, &b.checked_mul(&a).unwrap());
        if !b.is_zero() {
            prop_assert_eq!(&product.checked_div(&b).unwrap(), &a);
        }
        let apart = a.checked_mul(&c).unwrap().checked_add(&b.checked_mul(&c).unwrap()).unwrap();
        prop_assert_eq!(sum.checked_mul(&c).unwrap(), apart);
    }

    #[test]
    fn the_order_is_the_sign_of_the_difference(a in any_fraction(), b in any_fraction(), c in any_fraction()) {
        let difference = a.checked_sub(&b).unwrap().signum();
        prop_assert_eq!(a.cmp(&b), difference.cmp(&0));
        let (a, b) = (a.checked_mul(&c).unwrap(), b.checked_mul(&c).unwrap());
        prop_assert_eq!(a.cmp(&b), (difference * c.signum()).cmp(&0));
    }

    #[test]
    fn rounding_misses_by_half_a_unit_at_most(a in any_fraction(), b in any_fraction(), scale in 0_u32..8) {
        let number = a.checked_mul(&b).unwrap();
        let unit = Ratio(Form::Decimal { raw: 1, scale });
        let at_most = |missed: Ratio, part: &str| missed.magnitude() <= unit.checked_mul(&ratio(part)).unwrap();
        for (rounding, part) in [(Rounding::HalfUp, "0.5"), (Rounding::HalfEven, "0.5"), (Rounding::Down, "1")] {
            let Some(raw) = number.scaled(scale, rounding) else { continue };
            let rounded = Ratio(Form::Decimal { raw, scale });
            prop_assert!(at_most(rounded.checked_sub(&number).unwrap(), part));
            prop_assert!(rounding != Rounding::Down || rounded.magnitude() <= number.magnitude());
        }
    }

    #[test]
    fn a_remainder_is_less_than_the_divisor(a in any_fraction(), b in any_fraction()) {
        if let Some(rest) = a.checked_remainder(&b) {
            prop_assert!(rest.magnitude() < b.magnitude());
            prop_assert!(rest.is_zero() || rest.signum() == a.signum());
            let times = a.checked_sub(&rest).unwrap().checked_div(&b).unwrap();
            prop_assert_eq!(times.floor(), Some(times));
        }
    }
}
