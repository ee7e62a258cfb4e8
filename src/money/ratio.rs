//! Exact numbers of any practical size: what an expression of a plan calculates with, before its one rounding.
//!
//! A [`Fraction`] holds one attainment, but the product of two, each with a currency conversion in it, may need
//! more than 128 bits. A ratio is a scaled integer as long as that will do, then a fraction, then a huge one.

use std::cmp::Ordering;
use std::fmt;

use super::amount::Amount;
use super::exact::Exact;
use super::fraction::Fraction;
use super::huge::Huge;
use super::rate::Rate;
use super::rounding::{Rounding, divide};
use super::write::write_plain;

/// An exact number; arithmetic on it is exact, or `None` where more than 4,096 bits would be needed above or below
/// the line.
#[derive(Clone, Debug)]
pub struct Ratio(Form);

/// The forms overlap: equal numbers may have different ones, and are compared by value.
#[derive(Clone, Debug)]
enum Form {
    /// `raw` ÷ 10^`scale`, with at most [`SCALE_MOST`] decimals: what most deals need, and all of it fast.
    Decimal { raw: i128, scale: u32 },
    /// What a quotient needs.
    Fraction(Fraction),
    /// What no fraction of 128 bits holds; nothing else is in this form.
    Huge(Box<Huge>),
}

/// The most decimals of the fast form: 10^28 leaves room to bring another scale to it.
const SCALE_MOST: u32 = 28;

/// Decimals that are tried before a number is shown cut.
const SHOWN_EXACTLY: u32 = 14;

/// Decimals of a number that is shown cut.
const SHOWN_CUT: u32 = 6;

impl Ratio {
    /// Nothing.
    pub const ZERO: Ratio = Ratio::whole(0);
    /// The whole.
    pub const ONE: Ratio = Ratio::whole(1);

    /// The whole number.
    #[must_use]
    pub const fn whole(number: i128) -> Ratio {
        Ratio::decimal(number, 0)
    }

    const fn decimal(raw: i128, scale: u32) -> Ratio {
        Ratio(Form::Decimal { raw, scale })
    }

    /// Reads digits with at most 28 decimals, without a sign: `0.95`. `None` for anything else and past 128 bits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Ratio> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) {
            return None;
        }
        let decimals = decimals.trim_end_matches('0');
        let scale = u32::try_from(decimals.len()).ok().filter(|scale| *scale <= SCALE_MOST)?;
        Some(Ratio::decimal(format!("{whole}{decimals}").parse().ok()?, scale))
    }

    /// Whether the number is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// -1 below zero, 0 at zero and 1 above.
    #[must_use]
    pub fn signum(&self) -> i128 {
        match &self.0 {
            Form::Decimal { raw, .. } => raw.signum(),
            Form::Fraction(fraction) => fraction.numerator().signum(),
            Form::Huge(huge) => huge.signum(),
        }
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negate(&self) -> Ratio {
        match &self.0 {
            Form::Decimal { raw, scale } if *raw != i128::MIN => Ratio::decimal(-raw, *scale),
            _ => Ratio::of_huge(&self.huge().negate()),
        }
    }

    /// The number without its sign.
    #[must_use]
    pub fn magnitude(&self) -> Ratio {
        if self.signum() < 0 { self.negate() } else { self.clone() }
    }

    /// The sum, or `None` past the bits.
    #[must_use]
    pub fn checked_add(&self, other: &Ratio) -> Option<Ratio> {
        if let Some((left, right, scale)) = self.at_one_scale(other)
            && let Some(raw) = left.checked_add(right)
        {
            return Some(Ratio::decimal(raw, scale));
        }
        self.combine(other, Fraction::checked_add, Huge::checked_add)
    }

    /// The difference, or `None` past the bits.
    #[must_use]
    pub fn checked_sub(&self, other: &Ratio) -> Option<Ratio> {
        if let Some((left, right, scale)) = self.at_one_scale(other)
            && let Some(raw) = left.checked_sub(right)
        {
            return Some(Ratio::decimal(raw, scale));
        }
        self.combine(other, Fraction::checked_sub, |left, right| left.checked_add(&right.negate()))
    }

    /// The product, or `None` past the bits.
    #[must_use]
    pub fn checked_mul(&self, other: &Ratio) -> Option<Ratio> {
        if let (Form::Decimal { raw: left, scale }, Form::Decimal { raw: right, scale: more }) =
            (&self.0, &other.0)
            && scale + more <= SCALE_MOST
            && let Some(raw) = left.checked_mul(*right)
        {
            return Some(Ratio::decimal(raw, scale + more));
        }
        self.combine(other, Fraction::checked_mul, Huge::checked_mul)
    }

    /// The quotient, or `None` by zero and past the bits.
    #[must_use]
    pub fn checked_div(&self, other: &Ratio) -> Option<Ratio> {
        self.combine(other, Fraction::checked_div, Huge::checked_div)
    }

    /// What remains of a division that is cut to a whole number, with the sign of this number: -7 by 3 leaves
    /// -1. `None` by zero and past the bits.
    #[must_use]
    pub fn checked_remainder(&self, divisor: &Ratio) -> Option<Ratio> {
        if let Some((left, right, scale)) = self.at_one_scale(divisor)
            && let Some(raw) = left.checked_rem(right)
        {
            return Some(Ratio::decimal(raw, scale));
        }
        let times = self.checked_div(divisor)?.rounded(0, Rounding::Down)?;
        self.checked_sub(&divisor.checked_mul(&times)?)
    }

    /// The number times itself so many times, or `None` past the bits: 1.1 to the power of two is 1.21, and
    /// anything to the power of zero is 1.
    #[must_use]
    pub fn checked_power(&self, exponent: u32) -> Option<Ratio> {
        (0..exponent).try_fold(Ratio::ONE, |product, _| product.checked_mul(self))
    }

    /// The number rounded to so many decimals, to tens or hundreds when negative; `None` past 128 bits. 1250 to
    /// -2 decimals, half-up, is 1300.
    #[must_use]
    pub fn rounded(&self, decimals: i32, rounding: Rounding) -> Option<Ratio> {
        let places = decimals.unsigned_abs();
        if decimals >= 0 {
            if let Form::Decimal { scale, .. } = &self.0
                && *scale <= places
            {
                return Some(self.clone());
            }
            let scale = places.min(SCALE_MOST);
            return self.scaled(scale, rounding).map(|raw| Ratio::decimal(raw, scale));
        }
        let unit = 10_i128.checked_pow(places)?;
        let times = self.checked_div(&Ratio::whole(unit))?.scaled(0, rounding)?;
        times.checked_mul(unit).map(Ratio::whole)
    }

    /// The largest whole number that is not above this one, or `None` past 128 bits: -2.5 gives -3.
    #[must_use]
    pub fn floor(&self) -> Option<Ratio> {
        let cut = self.rounded(0, Rounding::Down)?;
        if cut > *self { cut.checked_sub(&Ratio::ONE) } else { Some(cut) }
    }

    /// The smallest whole number that is not below this one, or `None` past 128 bits: -2.5 gives -2.
    #[must_use]
    pub fn ceiling(&self) -> Option<Ratio> {
        Some(self.negate().floor()?.negate())
    }

    /// The number × 10^`scale`, rounded once, or `None` past 128 bits.
    #[must_use]
    pub fn scaled(&self, scale: u32, rounding: Rounding) -> Option<i128> {
        match &self.0 {
            Form::Decimal { raw, scale: own } if *own <= scale => {
                raw.checked_mul(10_i128.checked_pow(scale - own)?)
            }
            Form::Decimal { raw, scale: own } => Some(divide(*raw, 10_i128.pow(own - scale), rounding)),
            Form::Fraction(fraction) => fraction.scaled(scale, rounding),
            Form::Huge(huge) => huge.scaled(scale, rounding),
        }
    }

    /// The number as an amount, rounded once to so many decimals (at most its four); `None` from 10^15 on.
    #[must_use]
    pub fn round_to(&self, decimals: u32, rounding: Rounding) -> Option<Amount> {
        let decimals = decimals.min(Amount::SCALE);
        let raw = self.scaled(decimals, rounding)?.checked_mul(10_i128.pow(Amount::SCALE - decimals))?;
        (raw.unsigned_abs() < Amount::LIMIT_RAW.unsigned_abs()).then(|| Amount::from_raw(raw))
    }

    /// The number as an amount when it is one to the last digit: `None` with more than four decimals, and from
    /// 10^15 on.
    #[must_use]
    pub fn amount(&self) -> Option<Amount> {
        self.round_to(Amount::SCALE, Rounding::Down).filter(|amount| Ratio::from(*amount) == *self)
    }

    /// The number with the fourteen decimals of a credit when it is one to the last digit.
    #[must_use]
    pub fn exact(&self) -> Option<Exact> {
        let exact = Exact::from_raw(self.scaled(Exact::SCALE, Rounding::Down)?);
        Some(exact).filter(|exact| Ratio::from(*exact) == *self)
    }

    /// The number as a fraction of 128 bits, or `None` when it needs more.
    #[must_use]
    pub fn fraction(&self) -> Option<Fraction> {
        match &self.0 {
            Form::Decimal { raw, scale } => Fraction::new(*raw, 10_i128.pow(*scale)),
            Form::Fraction(fraction) => Some(*fraction),
            Form::Huge(huge) => huge.narrow(),
        }
    }

    fn huge(&self) -> Huge {
        match &self.0 {
            Form::Huge(huge) => (**huge).clone(),
            Form::Fraction(fraction) => Huge::of(*fraction),
            Form::Decimal { .. } => Huge::of(self.fraction().expect("a power of ten divides any number")),
        }
    }

    fn of_huge(huge: &Huge) -> Ratio {
        Ratio(huge.narrow().map_or_else(|| Form::Huge(Box::new(huge.clone())), Form::Fraction))
    }

    /// Two decimals brought to the larger scale, where both are decimals and 128 bits hold them there.
    fn at_one_scale(&self, other: &Ratio) -> Option<(i128, i128, u32)> {
        let (Form::Decimal { raw: left, scale }, Form::Decimal { raw: right, scale: more }) =
            (&self.0, &other.0)
        else {
            return None;
        };
        match scale.cmp(more) {
            Ordering::Equal => Some((*left, *right, *scale)),
            Ordering::Less => Some((left.checked_mul(10_i128.pow(more - scale))?, *right, *more)),
            Ordering::Greater => Some((*left, right.checked_mul(10_i128.pow(scale - more))?, *scale)),
        }
    }

    /// In 128 bits where they hold the result, else in more.
    fn combine(
        &self,
        other: &Ratio,
        short: impl Fn(Fraction, Fraction) -> Option<Fraction>,
        long: impl Fn(&Huge, &Huge) -> Option<Huge>,
    ) -> Option<Ratio> {
        if let (Some(left), Some(right)) = (self.fraction(), other.fraction())
            && let Some(result) = short(left, right)
        {
            return Some(Ratio(Form::Fraction(result)));
        }
        long(&self.huge(), &other.huge()).map(|huge| Ratio::of_huge(&huge))
    }
}

impl Ord for Ratio {
    /// Compares by value, exactly.
    fn cmp(&self, other: &Ratio) -> Ordering {
        if let Some((left, right, _)) = self.at_one_scale(other) {
            return left.cmp(&right);
        }
        match (self.fraction(), other.fraction()) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.huge().compare(&other.huge()),
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ratio {}

impl From<Fraction> for Ratio {
    fn from(fraction: Fraction) -> Ratio {
        Ratio(Form::Fraction(fraction))
    }
}

impl From<Amount> for Ratio {
    fn from(amount: Amount) -> Ratio {
        Ratio::decimal(amount.raw(), Amount::SCALE)
    }
}

impl From<Exact> for Ratio {
    fn from(exact: Exact) -> Ratio {
        Ratio::decimal(exact.raw(), Exact::SCALE)
    }
}

impl From<Rate> for Ratio {
    fn from(rate: Rate) -> Ratio {
        Ratio::decimal(i128::from(rate.raw()), Rate::SCALE)
    }
}

/// Plain text, without zeros at the end: `0.95`. A number with more than fourteen decimals that was not written
/// as a decimal is cut after six, and says so: two thirds are `0.666666…`.
impl fmt::Display for Ratio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.scaled(SHOWN_EXACTLY, Rounding::Down);
        let (raw, scale, cut) = match (&self.0, whole) {
            (Form::Decimal { raw, scale }, _) => (*raw, *scale, ""),
            (_, Some(raw)) if Ratio::decimal(raw, SHOWN_EXACTLY) == *self => (raw, SHOWN_EXACTLY, ""),
            _ => match self.scaled(SHOWN_CUT, Rounding::Down) {
                Some(raw) => (raw, SHOWN_CUT, "…"),
                None => return write!(formatter, "a number beyond 10^32 either side of zero"),
            },
        };
        // A number between zero and the last decimal shown keeps its sign.
        let sign = if raw == 0 && self.signum() < 0 { "-" } else { "" };
        let mut text = sign.as_bytes().to_vec();
        write_plain(&mut text, raw, scale, if cut.is_empty() { 0 } else { scale });
        text.extend_from_slice(cut.as_bytes());
        formatter.pad(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests;
