//! Between the whole numbers of the model and the floats of the search: conversions that are exact where it matters,
//! and an exponential that gives the same bits on every machine.

/// A whole number as a float; exact up to 2^53, nearest beyond.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "the nearest float is what is wanted; no `From` gives it"
)]
#[must_use]
pub fn float(number: i64) -> f64 {
    number as f64
}

/// A wide whole number as the nearest float.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "the nearest float is what is wanted; no `From` gives it"
)]
#[must_use]
pub fn wide_float(number: i128) -> f64 {
    number as f64
}

/// A count as a float.
#[must_use]
pub fn count(number: usize) -> f64 {
    float(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The nearest whole number of a float, halves away from zero; zero for what is no number, the ends of the range for
/// what lies beyond.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the conversion saturates")]
#[must_use]
pub fn whole(number: f64) -> i64 {
    number.round() as i64
}

/// The whole number below a float, for numbers of at most 2^63.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the conversion saturates")]
#[must_use]
pub fn floor(number: f64) -> i64 {
    number.floor() as i64
}

/// A float in half the width, for the tables that the ascent walks through.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a coarser float is what is wanted"
)]
#[must_use]
pub fn narrow(number: f64) -> f32 {
    number as f32
}

/// A place in a list as the 32 bits that the tables keep.
#[must_use]
pub fn code(place: usize) -> u32 {
    u32::try_from(place).expect("no list of the model has 2^32 entries")
}

/// 32 bits of a table as a place in a list.
#[must_use]
pub fn place(code: u32) -> usize {
    usize::try_from(code).expect("a usize has at least 32 bits")
}

/// e^x for x from −80 to 0, within 1e-5 of its size. By x = n ln 2 + r and a polynomial for e^r, so that the bits
/// depend on no library.
#[inline]
#[must_use]
pub fn exponential(x: f32) -> f32 {
    // Adding 1.5 × 2^23 rounds to the whole number n, which stands in the last bits of the sum.
    let shifted = x * std::f32::consts::LOG2_E + 12_582_912.0;
    let n = shifted - 12_582_912.0;
    let r = (x - n * 0.693_359_4) + n * 2.121_944_4e-4;
    let series = ((((8.333_334e-3 * r + 4.166_666_6e-2) * r + 0.166_666_67) * r + 0.5) * r + 1.0) * r + 1.0;
    // 2^n by its bits: n + 127 in the place of the exponent.
    series * f32::from_bits(shifted.to_bits().wrapping_sub(0x4b40_0000 - 127) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_that_of_the_library() {
        for step in 0..8_000_u16 {
            let x = -f32::from(step) / 100.0;
            let expected = f64::from(x).exp();
            assert!((f64::from(exponential(x)) - expected).abs() < 1e-5 * expected + 1e-34, "{x}");
        }
    }

    #[test]
    fn whole_numbers_saturate() {
        assert_eq!([whole(2.5), whole(-2.5), whole(f64::NAN), floor(-0.5)], [3, -3, 0, -1]);
        assert_eq!(whole(1e30), i64::MAX);
    }
}
