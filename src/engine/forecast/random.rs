//! Random numbers that are the same everywhere: `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom
//! number generators", 2014), and draws from the distributions that the simulation needs. Whoever draws names a seed
//! and a stream, so that no draw depends on another.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of a seed and a name.
    #[must_use]
    pub fn new(seed: u64, stream: &str) -> Random {
        // FNV-1a of the name, so that streams do not depend on the order in which they are begun.
        let hash = stream.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let mut random = Random { state: seed };
        random.state = random.bits() ^ hash;
        random
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number above 0 and below 1, evenly spread.
    pub fn uniform(&mut self) -> f64 {
        let bits = self.bits();
        let high = u32::try_from(bits >> 32).map_or(0.0, f64::from);
        let low = u32::try_from(bits & 0xffff_ffff).map_or(0.0, f64::from);
        // 32 and 20 bits below the point, and half a step so that neither 0 nor 1 is reached.
        (high + ((low / 4_096.0).floor() + 0.5) / 1_048_576.0) / 4_294_967_296.0
    }

    /// So many tosses of a coin that shows heads with this chance, 64 to a word, the first in its lowest bit.
    ///
    /// A number between 0 and 1 is drawn for each toss, digit by digit of 64 at once, until it differs from the chance:
    /// heads where it is below. Eight words decide 64 tosses on average.
    pub fn coins(&mut self, chance: f64, tosses: usize) -> Vec<u64> {
        // 53 digits are all that a float has.
        let digits = u64::try_from(super::number::whole(chance.clamp(0.0, 1.0) * 9_007_199_254_740_992.0))
            .unwrap_or(0);
        let word = |random: &mut Random| {
            if digits >> 53 == 1 {
                return u64::MAX;
            }
            let (mut heads, mut undecided, mut left) = (0, u64::MAX, digits << 11);
            while left != 0 && undecided != 0 {
                let drawn = random.bits();
                if left >> 63 == 1 {
                    heads |= undecided & !drawn;
                    undecided &= drawn;
                } else {
                    undecided &= !drawn;
                }
                left <<= 1;
            }
            heads
        };
        (0..tosses.div_ceil(64)).map(|_| word(self)).collect()
    }

    /// A place below `length`, all alike; 0 when there is none.
    pub fn below(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        let scaled = (u128::from(self.bits()) * u128::from(length)) >> 64;
        usize::try_from(scaled).unwrap_or(0)
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// A number of Student's t distribution: a normal over the root of a mean of squares. `freedom` above 0.
    pub fn student(&mut self, freedom: usize) -> f64 {
        let normal = self.normal();
        let squares: f64 = (0..freedom).map(|_| self.normal().powi(2)).sum();
        normal / (squares / super::number::count(freedom.max(1))).max(1e-12).sqrt()
    }

    /// How many events a Poisson process of this mean shows.
    pub fn poisson(&mut self, mean: f64) -> usize {
        // Events of a long time are those of its parts; each part by products of uniforms (Knuth).
        let (mut left, mut events) = (mean.clamp(0.0, 1e6), 0);
        while left > 0.0 {
            let part = left.min(20.0);
            left -= part;
            let (least, mut product) = ((-part).exp(), self.uniform());
            while product > least {
                events += 1;
                product *= self.uniform();
            }
        }
        events
    }
}

/// The quantile of the standard normal distribution: algorithm AS 241 (Wichura 1988), right to 16 digits. 0.9 gives
/// 1.2815515655446004.
#[must_use]
pub fn normal_quantile(part: f64) -> f64 {
    let centre = part - 0.5;
    if centre.abs() <= 0.425 {
        let r = 0.180_625 - centre * centre;
        return centre * ratio(r, &CENTRE);
    }
    let tail = if centre < 0.0 { part } else { 1.0 - part };
    let r = (-tail.max(1e-300).ln()).sqrt();
    let size = if r <= 5.0 { ratio(r - 1.6, &MIDDLE) } else { ratio(r - 5.0, &TAIL) };
    if centre < 0.0 { -size } else { size }
}

/// The quantile of Student's t distribution, by the first terms of Fisher's and Cornish's expansion (1960): right to
/// 2 % from three degrees of freedom on. 0.9 with 10 degrees gives 1.3722.
#[must_use]
pub fn student_quantile(part: f64, freedom: usize) -> f64 {
    let (z, n) = (normal_quantile(part), super::number::count(freedom.max(1)));
    let z2 = z * z;
    let first = z * (z2 + 1.0) / 4.0;
    let second = z * (5.0 * z2 * z2 + 16.0 * z2 + 3.0) / 96.0;
    let third = z * (3.0 * z2 * z2 * z2 + 19.0 * z2 * z2 + 17.0 * z2 - 15.0) / 384.0;
    z + first / n + second / (n * n) + third / (n * n * n)
}

/// A quotient of two polynomials, highest power first.
fn ratio(r: f64, (above, below): &([f64; 8], [f64; 8])) -> f64 {
    let polynomial = |factors: &[f64; 8]| factors.iter().fold(0.0, |sum, factor| sum * r + factor);
    polynomial(above) / polynomial(below)
}

const CENTRE: ([f64; 8], [f64; 8]) = (
    [
        2_509.080_928_730_122_7,
        33_430.575_583_588_13,
        67_265.770_927_008_7,
        45_921.953_931_549_87,
        13_731.693_765_509_46,
        1_971.590_950_306_551_3,
        133.141_667_891_784_38,
        3.387_132_872_796_366_5,
    ],
    [
        5_226.495_278_852_545,
        28_729.085_735_721_943,
        39_307.895_800_092_71,
        21_213.794_301_586_597,
        5_394.196_021_424_751,
        687.187_007_492_057_9,
        42.313_330_701_600_91,
        1.0,
    ],
);

const MIDDLE: ([f64; 8], [f64; 8]) = (
    [
        7.745_450_142_783_414e-4,
        0.022_723_844_989_269_184,
        0.241_780_725_177_450_6,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        5.475_938_084_995_345e-4,
        0.015_198_666_563_616_457,
        0.148_103_976_427_480_08,
        0.689_767_334_985_1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
);

const TAIL: ([f64; 8], [f64; 8]) = (
    [
        2.010_334_399_292_288_1e-7,
        2.711_555_568_743_487_6e-5,
        0.001_242_660_947_388_078_4,
        0.026_532_189_526_576_124,
        0.296_560_571_828_504_87,
        1.784_826_539_917_291_3,
        5.463_784_911_164_114,
        6.657_904_643_501_103,
    ],
    [
        2.044_263_103_389_939_8e-15,
        1.421_511_758_316_446e-7,
        1.846_318_317_510_054_8e-5,
        7.868_691_311_456_133e-4,
        0.014_875_361_290_850_615,
        0.136_929_880_922_735_8,
        0.599_832_206_555_888,
        1.0,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first numbers of SplitMix64 from the seed 1234567, as its authors' C code gives them.
        let mut random = Random { state: 1_234_567 };
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([random.bits(), random.bits(), random.bits()], expected);
    }

    #[test]
    fn normal_quantiles_are_those_of_the_tables() {
        // scipy.stats.norm.ppf.
        for (part, expected) in [
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_4),
            (0.025, -1.959_963_984_540_054),
            (0.999, 3.090_232_306_167_813),
            (1e-12, -7.034_483_825_301_132),
        ] {
            assert!((normal_quantile(part) - expected).abs() < 1e-9, "{part}");
        }
    }

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        // scipy.stats.t.ppf(0.9, n).
        for (freedom, expected) in [(3, 1.637_744), (5, 1.475_884), (10, 1.372_184), (100, 1.290_075)] {
            assert!((student_quantile(0.9, freedom) - expected).abs() < 0.02 * expected, "{freedom}");
        }
    }

    #[test]
    fn draws_have_the_moments_of_their_distributions() {
        let mut random = Random::new(1, "moments");
        let draws = 20_000;
        let mean = |draw: &mut dyn FnMut() -> f64| (0..draws).map(|_| draw()).sum::<f64>() / f64::from(draws);
        assert!((mean(&mut || random.uniform()) - 0.5).abs() < 0.01);
        assert!((mean(&mut || random.normal().powi(2)) - 1.0).abs() < 0.04);
        assert!((mean(&mut || super::super::number::count(random.poisson(55.5))) - 55.5).abs() < 0.3);
        assert!((mean(&mut || super::super::number::count(random.below(11))) - 5.0).abs() < 0.1);
        // The variance of t with 5 degrees of freedom is 5/3.
        assert!((mean(&mut || random.student(5).powi(2)) - 5.0 / 3.0).abs() < 0.2);
    }

    #[test]
    fn coins_show_heads_as_often_as_their_chance() {
        let heads = |chance: f64| -> u32 {
            Random::new(3, "coins").coins(chance, 64_000).iter().map(|word| word.count_ones()).sum()
        };
        assert_eq!([heads(0.0), heads(1.0), heads(-1.0), heads(f64::NAN)], [0, 64_000, 0, 0]);
        for chance in [0.001_f64, 0.1, 0.5, 0.3, 0.999] {
            // Four standard deviations.
            let (wanted, spread) = (64_000.0 * chance, 4.0 * (64_000.0 * chance * (1.0 - chance)).sqrt());
            assert!((f64::from(heads(chance)) - wanted).abs() < spread, "{chance}: {}", heads(chance));
        }
        // Places of a word do not go together: of 0.5 × 0.5 a quarter is heads twice.
        let words = Random::new(4, "pairs").coins(0.5, 64_000);
        let both: u32 = words.iter().map(|word| (word & (word >> 1)).count_ones()).sum();
        assert!((f64::from(both) / 63_000.0 - 0.25).abs() < 0.01, "{both}");
    }

    #[test]
    fn streams_differ_and_repeat() {
        let first = |seed, stream| Random::new(seed, stream).bits();
        assert_eq!(first(1, "R1"), first(1, "R1"));
        assert_ne!(first(1, "R1"), first(1, "R2"));
        assert_ne!(first(1, "R1"), first(2, "R1"));
    }
}
