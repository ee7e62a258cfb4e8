//! Finds the bytes that matter in 64 bytes at a time: a mask with one bit for each equal byte.

/// Bytes looked at together.
pub(crate) const WIDTH: usize = 64;

/// Bit `i` is set where byte `i` of the chunk equals `byte`.
#[inline]
pub(crate) fn equal(chunk: &[u8; WIDTH], byte: u8) -> u64 {
    // Brings the lowest bits of eight bytes side by side into the top byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut equal = [0_u8; WIDTH];
    // This loop is compiled to vector instructions, which safe code cannot call by name.
    for (mark, found) in equal.iter_mut().zip(chunk) {
        *mark = u8::from(*found == byte);
    }
    let mut mask = 0;
    for (place, word) in equal.as_chunks::<8>().0.iter().enumerate() {
        mask |= (u64::from_le_bytes(*word).wrapping_mul(GATHER) >> 56) << (place * 8);
    }
    mask
}

/// Bit `i` is set where the number of set bits up to and with `i` is odd.
#[inline]
pub(crate) fn parity(mut mask: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        mask ^= mask << shift;
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_value_is_found_exactly_where_it_stands() {
        let mut chunk = [0; WIDTH];
        for wanted in 0..=u8::MAX {
            for (place, byte) in chunk.iter_mut().enumerate() {
                let place = u8::try_from(place).expect("64 places");
                *byte = wanted.wrapping_add(place % 5).wrapping_sub(2);
            }
            let expected =
                chunk.iter().enumerate().fold(0, |mask, (i, byte)| mask | u64::from(*byte == wanted) << i);
            assert_eq!(equal(&chunk, wanted), expected, "{wanted}");
        }
    }

    #[test]
    fn parity_opens_and_closes() {
        // Set bits 1 and 4: inside from 1 to 3.
        assert_eq!(parity(0b1_0010), 0b0_1110);
    }
}
