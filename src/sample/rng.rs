//! A small seeded generator (`SplitMix64`): the same topic gives the same numbers on every machine. Integers
//! only. What the numbers mean is left to the callers.

/// A stream of numbers that depends on nothing but the topic it was made for.
pub(super) struct Rng {
    state: u64,
}

impl Rng {
    /// The stream of a topic. Each table has its own, so that a change to one leaves the others as they are.
    pub(super) fn of(topic: &str) -> Rng {
        // FNV-1a spreads the topic's bytes over the seed.
        let state = topic.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Rng { state }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound` - 1; 0 when `bound` is below 1.
    pub(super) fn below(&mut self, bound: i64) -> i64 {
        let drawn = i64::try_from(self.next() >> 1).unwrap_or(0);
        drawn.checked_rem(bound.max(1)).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }

    /// True in `per_mille` of 1000 cases.
    pub(super) fn chance(&mut self, per_mille: i64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of the items, each as likely as the others. The slice is never empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        &items[usize::try_from(self.below(count)).unwrap_or(0)]
    }

    /// One of the items in proportion to its weight. The slice is never empty and its weights are above 0.
    pub(super) fn weighted<'a, T>(&mut self, items: &'a [(T, i64)]) -> &'a T {
        let mut left = self.below(items.iter().map(|item| item.1).sum());
        let chosen = items.iter().find(|item| {
            left -= item.1;
            left < 0
        });
        &chosen.unwrap_or(&items[0]).0
    }

    /// A number around `middle`, mostly near it and at most `spread` away: the mean of four even draws.
    pub(super) fn around(&mut self, middle: i64, spread: i64) -> i64 {
        let drawn: i64 = (0..4).map(|_| self.between(-spread, spread)).sum();
        middle + drawn / 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_gives_the_same_numbers_every_time() {
        let draw = |topic| {
            let mut rng = Rng::of(topic);
            (0..5).map(|_| rng.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw("deals"), draw("deals"));
        assert_ne!(draw("deals"), draw("splits"));
    }

    #[test]
    fn the_first_number_is_that_of_splitmix64() {
        // Seed 0: the published first output of SplitMix64 is e220a8397b1dcdaf.
        assert_eq!(Rng { state: 0 }.next(), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn draws_stay_within_their_bounds() {
        let mut rng = Rng::of("bounds");
        for _ in 0..1000 {
            assert!((3..=9).contains(&rng.between(3, 9)));
            assert!((50..=150).contains(&rng.around(100, 50)));
        }
        assert_eq!(rng.below(0), 0);
    }
}
