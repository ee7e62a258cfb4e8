//! Scaled integers to plain decimal text: tens of millions of cells of a report pass through here.

/// Appends `raw` ÷ 10^`scale` as plain text with at least `decimals_min` decimals; zeros beyond those are
/// cut.
///
/// `write_plain(out, 123_450_000, 4, 2)` appends `12345.00`; with `decimals_min` 0 it appends `12345`.
pub fn write_plain(out: &mut Vec<u8>, raw: i128, scale: u32, decimals_min: u32) {
    let magnitude = raw.unsigned_abs();
    let written = match scale {
        4 => write_short::<4>(out, raw < 0, magnitude, decimals_min),
        6 => write_short::<6>(out, raw < 0, magnitude, decimals_min),
        10 => write_short::<10>(out, raw < 0, magnitude, decimals_min),
        14 => write_short::<14>(out, raw < 0, magnitude, decimals_min),
        _ => false,
    };
    if !written {
        write_long(out, raw < 0, magnitude, index(u64::from(scale)), index(u64::from(decimals_min)));
    }
}

/// Writes what fits 64 bits after a shift by `SCALE` (an even number, at most 14); `false` when it does not.
///
/// 10^s is 2^s × 5^s, so the integer part is the shifted magnitude ÷ 5^s: one 64-bit division by a constant,
/// for amounts of scale 14 up to three thousand million.
fn write_short<const SCALE: u32>(
    out: &mut Vec<u8>,
    negative: bool,
    magnitude: u128,
    decimals_min: u32,
) -> bool {
    let Ok(shifted) = u64::try_from(magnitude >> SCALE) else { return false };
    if decimals_min > SCALE {
        return false;
    }
    let integer = shifted / const { 5_u64.pow(SCALE) };
    let fraction = low_half(magnitude).wrapping_sub(integer.wrapping_mul(const { 10_u64.pow(SCALE) }));

    // Nearly every amount has no more than four decimals, whatever its scale: the rest need not be written.
    let beyond_four = const { 10_u64.pow(SCALE.saturating_sub(4)) };
    if decimals_min <= 4 && fraction.is_multiple_of(beyond_four) {
        write_digits(out, negative, integer, fraction / beyond_four, 4, decimals_min);
    } else {
        write_digits(out, negative, integer, fraction, SCALE, decimals_min);
    }
    true
}

/// Appends a whole number.
pub fn write_whole(out: &mut Vec<u8>, number: i64) {
    write_digits(out, number < 0, number.unsigned_abs(), 0, 0, 0);
}

/// The most bytes of a number: a sign, the 20 digits that a `u64` can have, the point and 14 decimals, and room for a
/// word of eight digits that begins at the last of them.
const LONGEST: usize = 44;

/// What a word of eight digits is below.
const WORD: u64 = 100_000_000;

/// Writes an integer and a fraction with so many decimals (an even number).
///
/// The digits go where they stay, most often eight at a time: a processor waits when it copies bytes that it has just
/// written one by one.
#[inline]
fn write_digits(
    out: &mut Vec<u8>,
    negative: bool,
    integer: u64,
    mut fraction: u64,
    mut decimals: u32,
    decimals_min: u32,
) {
    // Zeros at the end are cut down to the least number of decimals.
    while decimals >= decimals_min + 2 && fraction.is_multiple_of(100) {
        fraction /= 100;
        decimals -= 2;
    }
    if decimals > decimals_min && fraction.is_multiple_of(10) {
        fraction /= 10;
        decimals -= 1;
    }

    let start = out.len();
    out.extend_from_slice(&[b'0'; LONGEST]);
    let Some(cell) = out[start..].first_chunk_mut::<LONGEST>() else { return };
    let mut end = usize::from(negative);
    if negative {
        cell[0] = b'-';
    }
    if integer < WORD && decimals <= 8 {
        let digits = eight_digits(integer);
        let zeros = (digits.trailing_zeros() / 8).min(7);
        put_word(cell, end, digits >> (8 * zeros));
        end += index(u64::from(8 - zeros));
        if decimals > 0 {
            cell[end] = b'.';
            put_word(cell, end + 1, eight_digits(fraction) >> (8 * (8 - decimals)));
            end += 1 + index(u64::from(decimals));
        }
    } else {
        end += digits_of(integer);
        put_digits(cell, end, integer);
        if decimals > 0 {
            cell[end] = b'.';
            end += 1 + index(u64::from(decimals));
            put_digits(cell, end, fraction);
        }
    }
    out.truncate(start + end);
}

/// Eight digits as bytes from 0 to 9, the first one in the lowest byte; of a number below 100,000,000.
///
/// Two halves of four digits are cut at once into two pairs each, and these four pairs at once into digits: x ÷ 100 is
/// x × 10,486 ÷ 2^20 for all x below 10,000, and x ÷ 10 is x × 103 ÷ 2^10 for all x below 100, rounded down.
#[inline]
fn eight_digits(number: u64) -> u64 {
    let halves = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((halves * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let pairs = hundreds | ((halves - 100 * hundreds) << 16);
    let tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
    tens | ((pairs - 10 * tens) << 8)
}

/// Puts eight digits at a place.
#[inline]
fn put_word(cell: &mut [u8; LONGEST], at: usize, digits: u64) {
    cell[at..at + 8].copy_from_slice(&(digits | 0x3030_3030_3030_3030).to_le_bytes());
}

/// How many digits a number has; 1 for zero.
fn digits_of(number: u64) -> usize {
    1 + number.checked_ilog10().map_or(0, |log| index(u64::from(log)))
}

/// Puts the digits of a number before a place, the last ones first; what is before them stays.
fn put_digits(cell: &mut [u8; LONGEST], end: usize, number: u64) {
    let (mut rest, mut at) = (number, end);
    while rest > 0 {
        at -= 1;
        cell[at] = b'0' + low_byte(rest % 10);
        rest /= 10;
    }
}

/// Writes any magnitude at any scale, the slow way.
fn write_long(out: &mut Vec<u8>, negative: bool, magnitude: u128, scale: usize, decimals_min: usize) {
    if negative {
        out.push(b'-');
    }
    let digits = format!("{magnitude:0>width$}", width = scale + 1);
    let (integer, decimals) = digits.split_at(digits.len() - scale);
    let used = decimals.trim_end_matches('0').len();
    out.extend_from_slice(integer.as_bytes());
    if used.max(decimals_min) == 0 {
        return;
    }
    out.push(b'.');
    out.extend_from_slice(&decimals.as_bytes()[..used]);
    out.extend(std::iter::repeat_n(b'0', decimals_min.saturating_sub(used)));
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "small numbers: digits and lengths"
)]
fn index(value: u64) -> usize {
    value as usize
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a digit")]
fn low_byte(value: u64) -> u8 {
    value as u8
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the low 64 bits are what is wanted"
)]
fn low_half(value: u128) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::write_plain;

    fn check(raw: i128, scale: u32, decimals_min: u32, expected: &str) {
        let mut out = Vec::new();
        write_plain(&mut out, raw, scale, decimals_min);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn plain_text_keeps_the_least_decimals_and_cuts_zeros_beyond_them() {
        check(0, 4, 2, "0.00");
        check(0, 4, 0, "0");
        check(276_525_100, 4, 2, "27652.51");
        check(276_525_100, 4, 4, "27652.5100");
        check(-5, 4, 2, "-0.0005");
        check(-500, 4, 0, "-0.05");
        check(1_000_000, 4, 2, "100.00");
        check(60_000, 6, 0, "0.06");
        check(10_000_000_000, 10, 0, "1");
        check(10_837_000_000, 10, 2, "1.0837");
    }

    #[test]
    fn plain_text_of_scale_fourteen_is_right_on_both_sides_of_the_short_way() {
        check(2_765_251_000_000_000_000, 14, 2, "27652.51");
        check(276_525_100_000_000_000_001, 14, 2, "2765251.00000000000001");
        check(276_525_100_000_000_010_000, 14, 2, "2765251.0000000001");
        check(-302_231_454_903_657_293_676_543, 14, 2, "-3022314549.03657293676543");
        check(302_231_454_903_657_293_676_544, 14, 2, "3022314549.03657293676544");
        check(99_999_999_999_999_900_000_000_000_000, 14, 2, "999999999999999.00");
        check(i128::MAX, 14, 2, "1701411834604692317316873.03715884105727");
        check(i128::MIN, 4, 2, "-17014118346046923173168730371588410.5728");
    }

    #[test]
    fn every_length_of_integer_and_fraction_is_written() {
        for length in 0..30_u32 {
            for (leading, digit) in [(1, '1'), (9, '9'), (5, '5')] {
                let integer = leading * 10_i128.pow(length);
                let zeros = "0".repeat(usize::try_from(length).unwrap());
                check(integer * 10_000, 4, 0, &format!("{digit}{zeros}"));
                check(-integer * 10_000 - 9_990, 4, 2, &format!("-{digit}{zeros}.999"));
                check(integer * 10_000 + 1, 4, 2, &format!("{digit}{zeros}.0001"));
                check((integer - 1) * 10_000, 4, 1, &format!("{}.0", integer - 1));
            }
        }
    }

    #[test]
    fn words_of_digits_are_those_of_the_numbers() {
        // A prime, so that all last digits come along with all first ones.
        for number in
            (0..super::WORD).step_by(9_973).chain([1, 9, 10, 99, 100, 9_999, 10_000, super::WORD - 1])
        {
            let digits = super::eight_digits(number) | 0x3030_3030_3030_3030;
            assert_eq!(digits.to_le_bytes(), format!("{number:08}").as_bytes(), "{number}");
        }
        for pair in 0..10_000 {
            let digits = super::eight_digits(pair * 10_000 + pair) | 0x3030_3030_3030_3030;
            assert_eq!(digits.to_le_bytes(), format!("{pair:04}{pair:04}").as_bytes());
        }
    }

    #[test]
    fn whole_numbers_on_both_sides_of_a_word_are_written() {
        for number in [0, -1, 7, 10, 99_999_999, 100_000_000, -12_345_678_901, i64::MAX, i64::MIN] {
            let mut out = b"x".to_vec();
            super::write_whole(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), format!("x{number}"));
        }
    }

    #[test]
    fn plain_text_of_other_scales_goes_the_long_way() {
        check(12_345, 2, 2, "123.45");
        check(12_300, 2, 0, "123");
        check(7, 0, 0, "7");
        check(7, 0, 2, "7.00");
        check(-7, 3, 2, "-0.007");
        check(70_000, 4, 6, "7.000000");
    }

    proptest::proptest! {
        #[test]
        fn whole_numbers_are_written_as_the_standard_library_does(number: i64) {
            let mut out = Vec::new();
            super::write_whole(&mut out, number);
            proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }
}
