//! Sharing a whole so that nothing is lost: a deal by percents, and a result over its credits.

use super::amount::Amount;
use super::exact::Exact;
use super::rate::Percent;
use super::rounding::{Rounding, signed};
use super::wide::{multiply_divide, multiply_divide_whole};

/// Splits an amount by percents: each of `shares`, whatever they were, becomes `total` × percent ÷ 100 rounded to
/// cents, and what is then missing from the total goes to the share with the largest percent (the first of equals;
/// callers order by rep).
///
/// The shares sum to the total to the last ten-thousandth, also when the percents miss 100. `None` when there
/// are no percents, or past 128 bits. 100.00 by 33.3333, 33.3333 and 33.3334 is 33.33, 33.33 and 33.34.
#[must_use]
pub fn split_by_percent(
    total: Amount,
    percents: impl IntoIterator<Item = Percent>,
    rounding: Rounding,
    shares: &mut Vec<Amount>,
) -> Option<()> {
    // Raw percents are millionths of a per cent, and a cent is a hundred ten-thousandths: 10^8 × 10^2.
    const OF_WHOLE_IN_CENTS: i128 = 10_i128.pow(10);
    shares.clear();
    let mut missing = total;
    let mut largest: Option<(usize, Percent)> = None;
    for (position, percent) in percents.into_iter().enumerate() {
        let cents = multiply_divide(total.raw(), i128::from(percent.raw()), OF_WHOLE_IN_CENTS, rounding)?;
        let share = Amount::from_raw(cents.checked_mul(100)?);
        missing = missing.checked_sub(share)?;
        shares.push(share);
        if largest.is_none_or(|(_, most)| percent > most) {
            largest = Some((position, percent));
        }
    }
    let residue_to = shares.get_mut(largest?.0)?;
    *residue_to = residue_to.checked_add(missing)?;
    Some(())
}

/// Shares a whole number of units over weights by largest remainder: each part is less than one unit from
/// `total` × weight ÷ sum of weights, ties go to the first, and the parts sum to the total.
///
/// A weight below zero takes its negative part. Parts of `-total` are those of `total` with the other sign.
/// 100 over 1, 1 and 1 is 34, 33 and 33; 100 over 3 and -1 is 150 and -50. All goes to the first when the
/// weights sum to zero, or almost do so that a part would pass 128 bits. Without weights there are no parts.
#[must_use]
pub fn allocate(total: i128, weights: &[i128]) -> Vec<i128> {
    proportional(total, weights).unwrap_or_else(|| {
        let mut parts = vec![0; weights.len()];
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        parts
    })
}

/// The parts of [`allocate`], or `None` when there is no proportion to follow.
fn proportional(total: i128, weights: &[i128]) -> Option<Vec<i128>> {
    let whole = weights.iter().try_fold(0_i128, |sum, &weight| sum.checked_add(weight))?;
    let (units, divisor) = (total.unsigned_abs(), whole.unsigned_abs());
    let mut left = i128::try_from(units).ok()?;
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for (position, &weight) in weights.iter().enumerate() {
        let (quotient, remainder) = multiply_divide_whole(units, weight.unsigned_abs(), divisor)?;
        let negative = (weight < 0) != (whole < 0);
        // Parts are taken downward, so that all that is left is to be given and nothing to be taken back.
        let (part, remainder) = match signed(quotient, negative)? {
            part if negative && remainder > 0 => (part.checked_sub(1)?, divisor - remainder),
            part => (part, remainder),
        };
        left = left.checked_sub(part)?;
        parts.push(part);
        remainders.push((remainder, position));
    }
    remainders.sort_unstable_by(|(a, first), (b, second)| b.cmp(a).then(first.cmp(second)));
    for &(_, position) in remainders.iter().take(usize::try_from(left).ok()?) {
        parts[position] = parts[position].checked_add(1)?;
    }
    if total < 0 {
        for part in &mut parts {
            *part = part.checked_neg()?;
        }
    }
    Some(parts)
}

/// Rounds parts of a sum that is rounded already, so that they add up to it: each part down to its unit of so many
/// decimals, then one unit more for those with the largest remainders, ties to the first. `None` when the total is not
/// what the parts can come to, or a part does not fit.
///
/// 0.333, 0.333 and 0.334 of 1.00 at two decimals are 0.33, 0.33 and 0.34.
#[must_use]
pub fn round_parts(parts: &[Exact], total: Amount, decimals: u32) -> Option<Vec<Amount>> {
    let fine = 10_i128.checked_pow(Exact::SCALE.checked_sub(decimals)?)?;
    let coarse = 10_i128.checked_pow(Amount::SCALE.checked_sub(decimals)?)?;
    let mut units: Vec<i128> = parts.iter().map(|part| part.raw().div_euclid(fine)).collect();
    let floor = units.iter().try_fold(0_i128, |sum, unit| sum.checked_add(*unit))?;
    if total.raw() % coarse != 0 {
        return None;
    }
    let more = usize::try_from((total.raw() / coarse).checked_sub(floor)?).ok()?;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(parts[*place].raw().rem_euclid(fine)));
    if more > order.len() {
        return None;
    }
    order.iter().take(more).for_each(|place| units[*place] += 1);
    units.into_iter().map(|unit| unit.checked_mul(coarse).map(Amount::from_raw)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Amount, Exact, Percent, Rounding, allocate, round_parts, split_by_percent};

    fn check_split(total: &str, percents: &[&str], expected: &[&str]) {
        let percents: Vec<Percent> = percents.iter().map(|text| Percent::parse(text).unwrap()).collect();
        let mut shares = vec![Amount::ZERO];
        let total = Amount::parse(total).unwrap();
        split_by_percent(total, percents.clone(), Rounding::HalfUp, &mut shares).unwrap();
        let shares: Vec<String> = shares.iter().map(Amount::to_string).collect();
        assert_eq!(shares, expected, "{total} by {percents:?}");
    }

    #[test]
    fn a_deal_split_three_ways_sums_to_the_deal() {
        check_split("100", &["33.3333", "33.3333", "33.3334"], &["33.33", "33.33", "33.34"]);
        // 0.333333 × 1000.01 = 333.3363…, three times 333.34 is 1000.02: one cent less for the first of
        // equals.
        check_split("1000.01", &["33.3333", "33.3333", "33.3333"], &["333.33", "333.34", "333.34"]);
        check_split("-100", &["33.3333", "33.3333", "33.3334"], &["-33.33", "-33.33", "-33.34"]);
    }

    #[test]
    fn the_residue_goes_to_the_largest_percent() {
        // 27,652.51 by 60 and 40: 16,591.506 and 11,061.004; 16,591.51 + 11,061.00 is the deal.
        check_split("27652.51", &["60", "40"], &["16591.51", "11061.00"]);
        // 0.01 by halves is a tie for both: 0.01 and 0.01, and the first of equals gives one back.
        check_split("0.01", &["50", "50"], &["0.00", "0.01"]);
        check_split("0.01", &["49.99", "50.01"], &["0.00", "0.01"]);
        check_split("0", &["20", "80"], &["0.00", "0.00"]);
    }

    #[test]
    fn ten_thousandths_of_a_deal_are_not_lost() {
        check_split("100.0075", &["25", "75"], &["25.00", "75.0075"]);
        check_split("0.0001", &["100"], &["0.0001"]);
    }

    #[test]
    fn percents_that_miss_a_hundred_leave_the_rest_to_the_largest() {
        check_split("1000", &["33.33", "66.66"], &["333.30", "666.70"]);
        check_split("1000", &["50.005", "50.005"], &["499.95", "500.05"]);
    }

    #[test]
    fn a_deal_without_percents_has_no_shares() {
        assert_eq!(split_by_percent(Amount::ZERO, [], Rounding::HalfUp, &mut Vec::new()), None);
    }

    #[test]
    fn units_are_shared_by_largest_remainder() {
        assert_eq!(allocate(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(allocate(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(allocate(100, &[-1, -1, -1]), [34, 33, 33]);
        // 10 × 1/7, 2/7, 4/7 = 1.43, 2.86, 5.71: the two left go to the second and the third.
        assert_eq!(allocate(10, &[1, 2, 4]), [1, 3, 6]);
        assert_eq!(allocate(1, &[0, 5, 5]), [0, 1, 0]);
        assert_eq!(allocate(0, &[3, 4]), [0, 0]);
    }

    #[test]
    fn a_weight_below_zero_takes_its_negative_part() {
        assert_eq!(allocate(100, &[3, -1]), [150, -50]);
        // 100 × 4/3 and -1/3 = 133.33 and -33.33: downward 133 and -34, and the unit left goes to the larger
        // rest.
        assert_eq!(allocate(100, &[4, -1]), [133, -33]);
        assert_eq!(allocate(-100, &[4, -1]), [-133, 33]);
    }

    #[test]
    fn weights_without_a_proportion_give_all_to_the_first() {
        assert_eq!(allocate(7, &[0, 0]), [7, 0]);
        assert_eq!(allocate(7, &[5, -5]), [7, 0]);
        assert_eq!(allocate(7, &[]), Vec::<i128>::new());
        assert_eq!(allocate(i128::MAX, &[3, -2]), [i128::MAX, 0]);
        assert_eq!(allocate(7, &[i128::MAX, i128::MAX]), [7, 0]);
    }

    #[test]
    fn parts_are_rounded_so_that_they_add_up() {
        let check = |parts: &[&str], total: &str, decimals: u32, expected: &[&str]| {
            // Exact parts of four decimals are enough to see the rule.
            let amount = |text: &&str| Amount::parse(text).unwrap();
            let exacts: Vec<Exact> = parts.iter().map(|part| amount(part).exact()).collect();
            let expected: Vec<Amount> = expected.iter().map(amount).collect();
            assert_eq!(round_parts(&exacts, amount(&total), decimals).unwrap(), expected);
        };
        check(&["0.333", "0.333", "0.334"], "1", 2, &["0.33", "0.33", "0.34"]);
        // 100.005 and -40.0025 are 60.0025: down to 100.00 and -40.01, and the cent more goes to the larger rest.
        check(&["100.005", "-40.0025"], "60", 2, &["100", "-40"]);
        // Yen have no decimals: 10.6 + 20.6 = 31.2.
        check(&["10.6", "20.6"], "31", 0, &["11", "20"]);
        check(&[], "0", 2, &[]);
        assert_eq!(round_parts(&[], Amount::from_cents(1), 2), None);
        assert_eq!(round_parts(&[Amount::from_cents(5).exact()], Amount::from_raw(1), 2), None);
    }

    #[test]
    fn the_largest_totals_are_shared() {
        let parts = allocate(i128::MAX, &[1, 1]);
        assert_eq!(parts, [(1 << 126), (1 << 126) - 1]);
        assert_eq!(allocate(i128::MIN, &[1]), [i128::MIN]);
    }
}
