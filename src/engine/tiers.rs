//! Marginal tiers: a credit is cut where the running measure crosses a boundary, and each slice has its own rate.

/// One tier with its lower boundary on the scale of the credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Where it begins, counted in.
    pub from: i128,
    /// Its rate, scale 6.
    pub rate: i64,
}

/// A part of a credit that lies in one tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The tier, counted from 1; 0 below the first.
    pub tier: u32,
    /// The part, on the scale of the credit.
    pub part: i128,
    /// The tier's rate, scale 6; zero below the first.
    pub rate: i64,
}

/// Cuts a credit that takes the measure from `before` to `before + amount` into slices, in the order in which they are
/// passed. Their parts add up to `amount`. A first tier from 0 also holds what is below 0.
///
/// From 90 by 20 over tiers 0 → 6 % and 100 → 9 %: 10 in tier 1, 10 in tier 2, so 0.60 + 0.90 = 1.50.
pub fn slices(bands: &[Band], before: i128, amount: i128, mut each: impl FnMut(Slice)) {
    let after = before + amount;
    let mut at = before;
    // A first band that begins at zero or below has no lower end.
    let open = bands.first().map(|first| first.from).filter(|from| *from <= 0);
    let floor = |band: &Band| if open == Some(band.from) { i128::MIN } else { band.from };
    loop {
        // Going up, the tier of a boundary is the one that begins there; going down, the one that ends there.
        // A plan has few tiers, and most often a credit lies in the tier of the one before.
        let tier = if amount < 0 {
            bands.iter().take_while(|band| floor(band) < at).count()
        } else {
            bands.iter().take_while(|band| floor(band) <= at).count()
        };
        let band = tier.checked_sub(1).and_then(|position| bands.get(position));
        let to = if amount < 0 {
            band.map_or(after, |band| after.max(floor(band)))
        } else {
            bands.get(tier).map_or(after, |next| after.min(next.from))
        };
        let number = u32::try_from(tier).expect("a plan has fewer than 2^32 tiers");
        each(Slice { tier: number, part: to - at, rate: band.map_or(0, |band| band.rate) });
        if to == after {
            return;
        }
        at = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BANDS: [Band; 3] =
        [Band { from: 0, rate: 6 }, Band { from: 100, rate: 9 }, Band { from: 125, rate: 12 }];

    fn check(bands: &[Band], before: i128, amount: i128, expected: &[(u32, i128)]) {
        let mut seen = Vec::new();
        slices(bands, before, amount, |slice| seen.push((slice.tier, slice.part)));
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_credit_is_cut_at_each_boundary_it_crosses() {
        check(&BANDS, 90, 40, &[(1, 10), (2, 25), (3, 5)]);
        check(&BANDS, 0, 99, &[(1, 99)]);
        check(&BANDS, 0, 100, &[(1, 100)]);
        check(&BANDS, 100, 1, &[(2, 1)]);
        check(&BANDS, 50, 0, &[(1, 0)]);
    }

    #[test]
    fn a_negative_credit_is_cut_the_same_way_back() {
        check(&BANDS, 130, -40, &[(3, -5), (2, -25), (1, -10)]);
        check(&BANDS, 100, -1, &[(1, -1)]);
        check(&BANDS, 0, -5, &[(1, -5)]);
        check(&BANDS, -5, 10, &[(1, 10)]);
    }

    #[test]
    fn below_a_first_tier_that_starts_above_zero_nothing_is_paid() {
        let bands = [Band { from: 80, rate: 5 }, Band { from: 100, rate: 9 }];
        check(&bands, 70, 40, &[(0, 10), (1, 20), (2, 10)]);
        check(&bands, 90, -20, &[(1, -10), (0, -10)]);
        check(&[], 0, 5, &[(0, 5)]);
    }

    fn pay(before: i128, amount: i128) -> i128 {
        let mut total = 0;
        slices(&BANDS, before, amount, |slice| total += slice.part * i128::from(slice.rate));
        total
    }

    proptest! {
        #[test]
        fn two_credits_pay_what_their_sum_pays(before in -300_i128..300, a in -200_i128..200, b in -200_i128..200) {
            prop_assert_eq!(pay(before, a) + pay(before + a, b), pay(before, a + b));
        }
    }
}
