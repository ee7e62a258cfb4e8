//! Natural numbers of up to 1,024 bits, for the few fractions that 128 bits cannot hold: products of several
//! results, each with a long denominator. Slow and plain; [`Ratio`](super::Ratio) comes here only when it must.

use std::cmp::Ordering;

/// Words of 64 bits in a number.
const WORDS: usize = 16;

/// A natural number below 2^1024, in words of 64 bits, the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Natural([u64; WORDS]);

impl Natural {
    pub(super) const ZERO: Natural = Natural([0; WORDS]);

    pub(super) fn of(number: u128) -> Natural {
        let low = u64::try_from(number & u128::from(u64::MAX)).expect("the mask leaves 64 bits");
        let high = u64::try_from(number >> 64).expect("the shift leaves 64 bits");
        let mut words = [0; WORDS];
        (words[0], words[1]) = (low, high);
        Natural(words)
    }

    /// The number in 128 bits, or `None` when it needs more.
    pub(super) fn narrow(self) -> Option<u128> {
        let fits = self.0[2..].iter().all(|word| *word == 0);
        fits.then(|| (u128::from(self.0[1]) << 64) | u128::from(self.0[0]))
    }

    pub(super) fn is_zero(self) -> bool {
        self == Natural::ZERO
    }

    pub(super) fn is_odd(self) -> bool {
        self.0[0] % 2 == 1
    }

    /// How many bits the number takes; none for zero.
    pub(super) fn bits(self) -> u32 {
        let mut bits = 0;
        let mut below = 0;
        for word in self.0 {
            if word != 0 {
                bits = below + u64::BITS - word.leading_zeros();
            }
            below += u64::BITS;
        }
        bits
    }

    pub(super) fn checked_add(mut self, other: Natural) -> Option<Natural> {
        let mut carry = false;
        for (word, more) in self.0.iter_mut().zip(other.0) {
            (*word, carry) = word.carrying_add(more, carry);
        }
        (!carry).then_some(self)
    }

    /// The difference, or `None` below zero.
    pub(super) fn checked_sub(mut self, other: Natural) -> Option<Natural> {
        let mut borrow = false;
        for (word, less) in self.0.iter_mut().zip(other.0) {
            (*word, borrow) = word.borrowing_sub(less, borrow);
        }
        (!borrow).then_some(self)
    }

    /// The product, as learnt at school, or `None` past 1,024 bits.
    pub(super) fn checked_mul(self, other: Natural) -> Option<Natural> {
        let mut product = [0_u64; WORDS];
        for (place, factor) in self.0.into_iter().enumerate().filter(|(_, factor)| *factor != 0) {
            let mut carry = 0;
            for (step, other) in other.0.into_iter().enumerate() {
                match product.get_mut(place + step) {
                    Some(word) => (*word, carry) = factor.carrying_mul_add(other, *word, carry),
                    None if other != 0 || carry != 0 => return None,
                    None => {}
                }
            }
            if carry != 0 {
                return None;
            }
        }
        Some(Natural(product))
    }

    /// The whole quotient and the remainder, bit by bit; `None` by zero and by numbers of 1,024 bits.
    pub(super) fn divide(self, divisor: Natural) -> Option<(Natural, Natural)> {
        if divisor.is_zero() || divisor.bits() == Natural::bits_most() {
            return None;
        }
        let (mut quotient, mut rest) = (Natural::ZERO, Natural::ZERO);
        for place in (0..WORDS).rev() {
            for bit in (0..u64::BITS).rev() {
                rest = rest.doubled((self.0[place] >> bit) & 1);
                if let Some(less) = rest.checked_sub(divisor) {
                    rest = less;
                    quotient.0[place] |= 1 << bit;
                }
            }
        }
        Some((quotient, rest))
    }

    /// The greatest common divisor by halving and subtracting (Stein); that of zero and a number is the number.
    pub(super) fn common_divisor(self, other: Natural) -> Natural {
        if self.is_zero() || other.is_zero() {
            return if self.is_zero() { other } else { self };
        }
        let shared = self.zeros_at_end().min(other.zeros_at_end());
        let (mut a, mut b) = (self.halved(self.zeros_at_end()), other);
        loop {
            b = b.halved(b.zeros_at_end());
            if a > b {
                (a, b) = (b, a);
            }
            b = b.checked_sub(a).expect("the larger was put second");
            if b.is_zero() {
                return (0..shared).fold(a, |divisor, _| divisor.doubled(0));
            }
        }
    }

    fn bits_most() -> u32 {
        u64::BITS * u32::try_from(WORDS).expect("there are few words")
    }

    fn zeros_at_end(self) -> u32 {
        let mut zeros = 0;
        for word in self.0 {
            zeros += word.trailing_zeros();
            if word != 0 {
                break;
            }
        }
        zeros
    }

    /// Twice the number plus `last`; the top bit is known not to be set.
    fn doubled(mut self, last: u64) -> Natural {
        let mut carry = last;
        for word in &mut self.0 {
            let next = *word >> (u64::BITS - 1);
            *word = (*word << 1) | carry;
            carry = next;
        }
        self
    }

    /// The number without its last `bits` bits.
    fn halved(self, bits: u32) -> Natural {
        let whole = usize::try_from(bits / u64::BITS).expect("there are few words");
        let part = bits % u64::BITS;
        let word = |place: usize| self.0.get(place).copied().unwrap_or(0);
        let mut words = [0; WORDS];
        for (place, to) in words.iter_mut().enumerate() {
            let from_above = word(place + whole + 1).checked_shl(u64::BITS - part).unwrap_or(0);
            *to = (word(place + whole) >> part) | from_above;
        }
        Natural(words)
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Natural) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Natural) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Natural;

    fn one() -> Natural {
        Natural::of(1)
    }

    /// Reads decimal digits, by sums and products alone.
    fn natural(digits: &str) -> Natural {
        digits.bytes().fold(Natural::ZERO, |sum, digit| {
            let ten = sum.checked_mul(Natural::of(10)).unwrap();
            ten.checked_add(Natural::of(u128::from(digit - b'0'))).unwrap()
        })
    }

    // Worked out with Python's integers: 3**200, 7**150, and what remains of the second by the first.
    const A: &str =
        "265613988875874769338781322035779626829233452653394495974574961739092490901302182994384699044001";
    const B: &str = "5817092933824343165432524003391691164919859649719340532627567207607656\
                     859034356995566589707894210757866827613621721127496191249";

    const REST: &str =
        "27842578356254637262799863190063704582478912033115668681951761811665728650043504552585728452465";

    #[test]
    fn long_numbers_multiply_and_divide() {
        let (a, b) = (natural(A), natural(B));
        let product = a.checked_mul(b).unwrap();
        assert_eq!(product.bits(), 739);
        assert_eq!(product.divide(a), Some((b, Natural::ZERO)));
        assert_eq!(product.checked_add(one()).unwrap().divide(b), Some((a, one())));
        assert_eq!(product.common_divisor(a), a);
        assert_eq!(a.common_divisor(b), one());
        let quotient = natural("21900551843836636987733069242784");
        let rest = natural(REST);
        assert_eq!(b.divide(a), Some((quotient, rest)));
    }

    #[test]
    fn what_passes_the_bits_is_none() {
        let top = (0..1023).fold(one(), |number, _| number.doubled(0));
        assert_eq!(top.bits(), 1024);
        assert_eq!(top.checked_add(top), None);
        assert_eq!(top.checked_mul(Natural::of(2)), None);
        assert_eq!(top.checked_mul(top), None);
        assert_eq!(top.checked_mul(one()), Some(top));
        assert_eq!(Natural::ZERO.checked_sub(one()), None);
        assert_eq!(top.divide(Natural::ZERO), None);
        assert_eq!(top.narrow(), None);
        assert_eq!(top.common_divisor(Natural::of(12)), Natural::of(4));
    }

    proptest! {
        #[test]
        fn small_naturals_are_the_numbers_that_they_are(a in any::<u64>(), b in 1_u64.., shift in 0_u32..64) {
            let (a, b) = (u128::from(a), u128::from(b) << shift);
            let of = Natural::of;
            prop_assert_eq!(of(a).checked_add(of(b)), Some(of(a + b)));
            prop_assert_eq!(of(a).checked_sub(of(b)), a.checked_sub(b).map(of));
            prop_assert_eq!(of(a).divide(of(b)), Some((of(a / b), of(a % b))));
            prop_assert_eq!(of(a).cmp(&of(b)), a.cmp(&b));
            prop_assert_eq!(of(b).bits(), 128 - b.leading_zeros());
            prop_assert_eq!(of(b).narrow(), Some(b));
            let common = of(a).common_divisor(of(b)).narrow().unwrap();
            prop_assert!(a % common == 0 && b % common == 0);
        }

        #[test]
        fn a_product_divides_back(a in any::<u128>(), b in 1_u128.., c in 1_u128.., rest in any::<u128>()) {
            let (a, b, c) = (Natural::of(a), Natural::of(b), Natural::of(c));
            let rest = Natural::of(rest).divide(b).unwrap().1;
            let product = a.checked_mul(b).unwrap().checked_mul(c).unwrap().checked_add(rest).unwrap();
            let (quotient, left) = product.divide(b).unwrap();
            prop_assert_eq!((quotient, left), (a.checked_mul(c).unwrap(), rest));
        }
    }
}
