//! The methods on published series and on the short, empty and constant ones.

use super::*;

#[test]
fn every_length_from_nothing_to_two_years_has_a_method() {
    for length in 0..30_u32 {
        let series: Vec<f64> = (0..length).map(|place| f64::from(place % 7) + 1.0).collect();
        for name in Method::names() {
            let carried = Method::parse(name).unwrap().carry(&series, 12, 18);
            assert_eq!(carried.numbers.len(), 18);
            assert!(
                carried.numbers.iter().all(|number| number.is_finite() && *number >= 0.0),
                "{name} {length}"
            );
        }
    }
    let of = |length: usize| Method::Combination.allowed(&vec![1.0; length], 12);
    assert_eq!(
        [of(1), of(11), of(12), of(23), of(24)].map(Method::name),
        ["run-rate", "run-rate", "theta+damped", "theta+damped", "combination"]
    );
}

#[test]
fn a_patchy_series_goes_on_with_its_mean() {
    // 15 of 36 months are zero: more than 40 %.
    let series: Vec<f64> = (0..36).map(|place| if place < 15 { 0.0 } else { 24.0 }).collect();
    let carried = Method::Combination.carry(&series, 12, 2);
    assert_eq!(carried, Carried { numbers: vec![24.0, 24.0], method: Method::RunRate });
    assert_eq!(Method::Combination.carry(&[0.0; 40], 12, 2).numbers, [0.0, 0.0]);
}

#[test]
fn nothing_blows_up() {
    let series: Vec<f64> = (0..24).map(|place| 1.5_f64.powi(place)).collect();
    let (_, high) = bounds(&series);
    for name in Method::names() {
        let carried = Method::parse(name).unwrap().carry(&series, 12, 24);
        assert!(carried.numbers.iter().all(|number| *number <= high), "{name}");
    }
}
