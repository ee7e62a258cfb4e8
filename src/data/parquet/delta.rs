//! The memory that texts of the encoding `DELTA_BYTE_ARRAY` will take, reckoned before they are decoded: each text may
//! repeat any part of the one before it, so that a small page can hold more text than any memory. Only lengths are
//! read here; the texts are left to the decoder.

use super::fault::Fault;

/// The sum of the lengths of all texts of a page, from its values: the lengths of the parts that are repeated, then
/// those of the parts that are new, both packed as differences.
pub(super) fn text_length(values: &[u8]) -> Result<u64, Fault> {
    let mut bits = Packed { bytes: values, at: 0 };
    let repeated = bits.sum()?;
    Ok(repeated.saturating_add(bits.sum()?))
}

/// A place in numbers that are packed as `DELTA_BINARY_PACKED`.
struct Packed<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Packed<'_> {
    /// The sum of one list of lengths; the place is after it then.
    fn sum(&mut self) -> Result<u64, Fault> {
        let block = self.varint()?;
        let parts = self.varint()?;
        let total = self.varint()?;
        if parts == 0 || block % parts != 0 || !(block / parts).is_multiple_of(8) || block > 1 << 20 {
            return Err(broken());
        }
        let size = block / parts;
        let mut value = i128::from(self.zigzag()?);
        let mut sum = if total == 0 { 0 } else { add(0, value)? };
        let mut left = total.saturating_sub(1);
        while left > 0 {
            let smallest = i128::from(self.zigzag()?);
            let widths = self.take(parts)?.to_vec();
            for width in widths {
                if left == 0 {
                    break;
                }
                let width = u64::from(width);
                if width > 64 {
                    return Err(broken());
                }
                let packed = self.take(size / 8 * width)?;
                for index in 0..size.min(left) {
                    value += smallest + i128::from(number(packed, index * width, width));
                    sum = add(sum, value)?;
                }
                left = left.saturating_sub(size);
            }
        }
        Ok(sum)
    }

    fn take(&mut self, count: u64) -> Result<&[u8], Fault> {
        let count = usize::try_from(count).map_err(|_| broken())?;
        let end = self.at.checked_add(count).ok_or_else(broken)?;
        let taken = self.bytes.get(self.at..end).ok_or_else(broken)?;
        self.at = end;
        Ok(taken)
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(broken())
    }

    fn zigzag(&mut self) -> Result<i64, Fault> {
        let value = self.varint()?;
        let magnitude = i64::from_le_bytes((value >> 1).to_le_bytes());
        Ok(if value & 1 == 0 { magnitude } else { !magnitude })
    }
}

/// One more length; none is negative.
fn add(sum: u64, length: i128) -> Result<u64, Fault> {
    let length = u64::try_from(length).map_err(|_| broken())?;
    Ok(sum.saturating_add(length))
}

/// The number of `width` bits that begins at the bit `start`, lowest bit first.
fn number(packed: &[u8], start: u64, width: u64) -> u64 {
    let mut value = 0_u64;
    for bit in 0..width {
        let place = start + bit;
        let byte = usize::try_from(place / 8).ok().and_then(|byte| packed.get(byte)).copied().unwrap_or(0);
        value |= u64::from(byte >> (place % 8) & 1) << bit;
    }
    value
}

fn broken() -> Fault {
    Fault::damaged("the lengths of its texts cannot be decoded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_added_up() {
        // blocks of 128 in 4 parts, 3 lengths, the first is 2; smallest difference 1, widths 1, 0, 0, 0;
        // differences 1 + 1 and 1 + 0: 2, 4, 5, together 11
        let lengths = [0x80, 1, 4, 3, 4, 2, 1, 0, 0, 0, 0b0000_0001, 0, 0, 0];
        assert_eq!(Packed { bytes: &lengths, at: 0 }.sum().unwrap(), 11);
        assert_eq!(text_length(&lengths.repeat(2)).unwrap(), 22);
    }

    #[test]
    fn a_list_that_ends_early_or_goes_below_zero_is_damage() {
        assert!(text_length(&[0x80, 1, 4, 3]).is_err());
        // one length, which is -1
        assert!(text_length(&[0x80, 1, 4, 1, 1]).is_err());
    }
}
