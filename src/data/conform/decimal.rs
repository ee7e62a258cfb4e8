//! Reads a decimal number as exports write it (`$1,234.50`, `1.234,50 €`, `(1,200.00)`, `90%`) into a scaled
//! integer, exactly: a digit that does not fit is a fault, never rounded (save for coordinates, see
//! [`Form::DEGREES`]). Whether a point or a comma is the decimal mark is not decided here but by the column.

use super::evidence::{Choice, Evidence, Reading};
use super::fault::Fault;
use super::symbol::{CurrencyMark, currency_mark};

/// What is allowed in the numbers of a column, and how they are scaled.
#[expect(clippy::struct_excessive_bools, reason = "each says whether one notation is allowed")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) struct Form {
    /// Decimals kept: the result is the number times ten to this power.
    pub scale: u32,
    /// Digits allowed before the decimal mark.
    pub whole_digits: usize,
    /// Whether a currency may stand beside the number.
    pub currency: bool,
    /// Whether a percent sign may follow the number.
    pub percent: bool,
    /// Whether only whole numbers are meant, so that `1,234` cannot be one and a bit.
    pub whole: bool,
    /// Whether decimals beyond the scale are rounded (half away from zero) instead of refused.
    pub rounded: bool,
}

impl Form {
    const PLAIN: Self =
        Self { scale: 4, whole_digits: 15, currency: false, percent: false, whole: false, rounded: false };
    /// Money: four decimals, below 10^15.
    pub const MONEY: Self = Self { currency: true, ..Self::PLAIN };
    /// Percent: six decimals.
    pub const PERCENT: Self = Self { scale: 6, whole_digits: 9, percent: true, ..Self::PLAIN };
    /// Exchange rates: ten decimals.
    pub const EXCHANGE_RATE: Self = Self { scale: 10, whole_digits: 6, ..Self::PLAIN };
    /// Plain numbers: four decimals.
    pub const NUMBER: Self = Self::PLAIN;
    /// Whole numbers up to eighteen digits.
    pub const INTEGER: Self = Self { scale: 0, whole_digits: 18, whole: true, ..Self::PLAIN };
    /// Coordinates: six decimals are a tenth of a metre, so what lies beyond is rounded.
    pub const DEGREES: Self = Self { scale: 6, whole_digits: 3, rounded: true, ..Self::PLAIN };
}

/// A number that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) struct Number {
    /// The number times ten to the scale.
    pub raw: i128,
    /// The currency that stood beside it.
    pub currency: Option<CurrencyMark>,
    /// Whether a percent sign followed it.
    pub percent: bool,
}

const POWERS: [i128; 11] = {
    let mut powers = [1_i128; 11];
    let mut index = 1;
    while index < powers.len() {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

/// Ten to the power of a scale of ours (at most 10).
pub(in crate::data) fn power_of_ten(exponent: u32) -> i128 {
    usize::try_from(exponent).ok().and_then(|index| POWERS.get(index)).copied().unwrap_or(1)
}

/// Reads what is nearly every value: an optional minus, digits, and at most one `mark` with no more decimals
/// than the scale. `None` means that the careful reader has to look.
#[inline]
pub(in crate::data) fn plain(text: &[u8], mark: u8, form: &Form) -> Option<(i128, Evidence)> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut value: u64 = 0;
    let mut mark_at = None;
    for (index, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value * 10 + u64::from(digit);
        } else if *byte == mark && mark_at.is_none() {
            mark_at = Some(index);
        } else {
            return None;
        }
        // Eighteen digits are below 2^63, so the next step cannot overflow either.
        if index >= 18 && mark_at.is_none() {
            return None;
        }
    }
    let (decimals, evidence) = match mark_at {
        None => (0, Evidence::NONE),
        Some(at) => {
            let after = digits.len() - at - 1;
            let two_ways = after == 3 && (1..=3).contains(&at) && digits[0] != b'0';
            let evidence = match (two_ways, mark) {
                (true, _) => Evidence::EITHER,
                (false, b'.') => Evidence::FIRST,
                (false, _) => Evidence::SECOND,
            };
            (u32::try_from(after).ok()?, evidence)
        }
    };
    let whole = digits.len() - usize::from(mark_at.is_some()) - usize::try_from(decimals).ok()?;
    let missing = form.scale.checked_sub(decimals)?;
    if whole > form.whole_digits || (whole == 0 && decimals == 0) || (form.whole && mark_at.is_some()) {
        return None;
    }
    let raw = i128::from(value) * power_of_ten(missing);
    Some((if negative { -raw } else { raw }, evidence))
}

/// A number taken out of its signs, currency and brackets.
struct Dressed<'a> {
    body: &'a str,
    negative: bool,
    currency: Option<CurrencyMark>,
    percent: bool,
}

/// What one value says about the decimal mark of its column.
pub(in crate::data) fn evidence(text: &str, form: &Form) -> Evidence {
    undress(text, form).map_or(Evidence::NONE, |dressed| body_evidence(dressed.body, form))
}

/// Reads a value of any accepted form under the given reading; an undecided column is read with a decimal
/// point.
pub(in crate::data) fn careful(text: &str, reading: Reading, form: &Form) -> Result<Number, Fault> {
    let dressed = undress(text, form)?;
    let choice = match reading {
        Reading::Undecided => Choice::First,
        Reading::Decided(choice) => choice,
    };
    let raw = body_value(dressed.body, choice, form)?;
    let raw = if dressed.negative { -raw } else { raw };
    Ok(Number { raw, currency: dressed.currency, percent: dressed.percent })
}

/// Spaces that stand between groups of digits, or around a value.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}

fn is_group_sign(character: char) -> bool {
    is_space(character) || matches!(character, '\'' | '\u{2019}')
}

/// What surrounds the body of a number, collected from both ends.
#[derive(Default)]
struct Dress {
    negatives: u32,
    signs: u32,
    currency: Option<CurrencyMark>,
    percent: bool,
}

fn undress<'a>(text: &'a str, form: &Form) -> Result<Dressed<'a>, Fault> {
    let mut dress = Dress::default();
    let mut rest = text.trim_matches(is_space);
    while let Some(inner) = dress.take_off(rest, form)? {
        rest = inner.trim_matches(is_space);
    }
    if dress.signs > 1 || !is_body(rest) {
        return Err(not_a_number(text, form));
    }
    Ok(Dressed {
        body: rest,
        negative: dress.negatives == 1,
        currency: dress.currency,
        percent: dress.percent,
    })
}

impl Dress {
    /// Takes one sign, pair of brackets, currency or percent sign off the text; `None` when there is none.
    fn take_off<'a>(&mut self, text: &'a str, form: &Form) -> Result<Option<&'a str>, Fault> {
        let minus = ['-', '\u{2212}'];
        if let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            (self.negatives, self.signs) = (self.negatives + 1, self.signs + 1);
            return Ok(Some(inner));
        }
        if let Some(inner) = text.strip_prefix(minus).or_else(|| text.strip_suffix(minus)) {
            (self.negatives, self.signs) = (self.negatives + 1, self.signs + 1);
            return Ok(Some(inner));
        }
        if let Some(inner) = text.strip_prefix('+') {
            self.signs += 1;
            return Ok(Some(inner));
        }
        if let Some(inner) = text.strip_suffix('%').filter(|_| form.percent && !self.percent) {
            self.percent = true;
            return Ok(Some(inner));
        }
        let Some((mark, inner)) = currency_before(text, form)?.or(currency_after(text, form)?) else {
            return Ok(None);
        };
        self.currency = Some(merge(self.currency, mark)?);
        Ok(Some(inner))
    }
}

/// The currency that two marks beside one number name together: `$5 USD` is one, `€5 USD` is none.
fn merge(known: Option<CurrencyMark>, found: CurrencyMark) -> Result<CurrencyMark, Fault> {
    let Some(known) = known else { return Ok(found) };
    known.merged(found).ok_or_else(|| Fault::new("names two currencies"))
}

/// Letters and signs that may spell a currency: not digits, marks, signs or spaces.
fn spells_currency(character: char) -> bool {
    !(character.is_ascii_digit()
        || is_group_sign(character)
        || matches!(character, '.' | ',' | '-' | '+' | '(' | ')' | '%' | '\u{2212}'))
}

fn currency_before<'a>(text: &'a str, form: &Form) -> Result<Option<(CurrencyMark, &'a str)>, Fault> {
    let end = text.find(|character| !spells_currency(character)).unwrap_or(text.len());
    if !form.currency || end == 0 || end == text.len() {
        return Ok(None);
    }
    currency_mark(&text[..end]).map(|mark| mark.map(|mark| (mark, &text[end..])))
}

fn currency_after<'a>(text: &'a str, form: &Form) -> Result<Option<(CurrencyMark, &'a str)>, Fault> {
    let start = text.trim_end_matches(spells_currency).len();
    if !form.currency || start == 0 || start == text.len() {
        return Ok(None);
    }
    currency_mark(&text[start..]).map(|mark| mark.map(|mark| (mark, &text[..start])))
}

fn is_body(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let known = |character: char| {
        character.is_ascii_digit() || matches!(character, '.' | ',') || is_group_sign(character)
    };
    digits > 0
        && text.chars().all(known)
        && !text.starts_with(is_group_sign)
        && !text.ends_with(is_group_sign)
}

/// Why a text that is not a number is not one, as helpfully as its form allows.
fn not_a_number(text: &str, form: &Form) -> Fault {
    let text = text.trim_matches(is_space);
    let lower = text.to_ascii_lowercase();
    let (head, tail) = lower.split_at(lower.trim_end_matches(char::is_alphabetic).len());
    let number =
        |part: &str| part.bytes().any(|byte| byte.is_ascii_digit()) && is_body(part.trim_start_matches('$'));
    if let Some((mantissa, exponent)) = lower.split_once('e')
        && is_body(mantissa.trim_start_matches(['-', '+']))
        && exponent.trim_start_matches(['-', '+']).bytes().all(|byte| byte.is_ascii_digit())
        && !exponent.is_empty()
    {
        return Fault::with(
            "is in scientific notation",
            "export the column as a plain number; digits may be lost already",
        );
    }
    if matches!(tail, "k" | "m" | "mm" | "b" | "bn" | "mio" | "mrd" | "tsd" | "t") && number(head) {
        return Fault::with("is an abbreviation", "write the number in full, such as 45000 for 45k");
    }
    if text.starts_with('#') {
        return Fault::with("is a spreadsheet error", "correct the formula in the spreadsheet");
    }
    Fault::new(if form.currency { "is not an amount" } else { "is not a number" })
}

fn count(body: &str, mark: char) -> usize {
    body.chars().filter(|character| *character == mark).count()
}

fn body_evidence(body: &str, form: &Form) -> Evidence {
    let (points, commas) = (count(body, '.'), count(body, ','));
    let reads =
        |choice| body_value(body, choice, &Form { whole_digits: 27, scale: 10, rounded: true, ..*form });
    match (points, commas) {
        (0, 0) => Evidence::NONE,
        (1, 0) | (0, 1) if reads(Choice::First).is_ok() && reads(Choice::Second).is_ok() => Evidence::EITHER,
        _ => match (reads(Choice::First).is_ok(), reads(Choice::Second).is_ok()) {
            (true, false) => Evidence::FIRST,
            (false, true) => Evidence::SECOND,
            _ => Evidence::NONE,
        },
    }
}

/// Reads `1 234,56`, `1,23,456.78` or `1234.5` with the given decimal mark.
fn body_value(body: &str, choice: Choice, form: &Form) -> Result<i128, Fault> {
    let Some((whole, fraction)) = sound_parts(body, choice) else {
        let (other, name) = match choice {
            Choice::First => (Choice::Second, "point"),
            Choice::Second => (Choice::First, "comma"),
        };
        return Err(match sound_parts(body, other) {
            Some(_) => Fault::with(format!("has no decimal {name}"), remedy(choice)),
            None => Fault::new(if form.currency { "is not an amount" } else { "is not a number" }),
        });
    };
    if form.whole && fraction.bytes().any(|byte| byte != b'0') {
        return Err(Fault::new("is not a whole number"));
    }
    scaled(whole, fraction, form)
}

/// What stands before and after the decimal mark, if both are written as numbers are.
fn sound_parts(body: &str, choice: Choice) -> Option<(&str, &str)> {
    let mark = if choice == Choice::First { '.' } else { ',' };
    let (whole, fraction) = body.split_once(mark).unwrap_or((body, ""));
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    (digits && groups_are_sound(whole, body.contains(mark))).then_some((whole, fraction))
}

fn remedy(choice: Choice) -> &'static str {
    match choice {
        Choice::First => "`--decimal-comma` reads the column with a decimal comma",
        Choice::Second => "`--decimal-point` reads the column with a decimal point",
    }
}

/// Whether the digits before the decimal mark are ungrouped, or grouped by one sign in threes
/// (`1,234,567`) or in the Indian way (`1,23,45,678`).
fn groups_are_sound(whole: &str, has_mark: bool) -> bool {
    let mut sign = None;
    for character in whole.chars().filter(|character| !character.is_ascii_digit()) {
        if *sign.get_or_insert(character) != character {
            return false;
        }
    }
    let Some(sign) = sign else { return has_mark || !whole.is_empty() };
    let lengths: Vec<usize> = whole.split(sign).map(str::len).collect();
    let [first, middle @ .., last] = lengths.as_slice() else { return false };
    let threes = (1..=3).contains(first) && middle.iter().all(|length| *length == 3);
    let indian = sign == ',' && (1..=2).contains(first) && middle.iter().all(|length| *length == 2);
    // A group of thousands does not begin with a zero: `0,123` is a fraction.
    *last == 3 && (threes || indian) && !whole.starts_with('0')
}

fn scaled(whole: &str, fraction: &str, form: &Form) -> Result<i128, Fault> {
    let digits = whole.bytes().filter(u8::is_ascii_digit).skip_while(|byte| *byte == b'0');
    if digits.clone().count() > form.whole_digits {
        return Err(Fault::new(format!(
            "has more than {} digits before the decimal mark",
            form.whole_digits
        )));
    }
    let scale = usize::try_from(form.scale).unwrap_or(0);
    let (kept, excess) = fraction.as_bytes().split_at(fraction.len().min(scale));
    if !form.rounded && !form.whole && excess.iter().any(|byte| *byte != b'0') {
        return Err(Fault::new(format!("has more than {} decimals", form.scale)));
    }
    let value =
        digits.chain(kept.iter().copied()).fold(0_i128, |sum, byte| sum * 10 + i128::from(byte - b'0'));
    let missing = form.scale - u32::try_from(kept.len()).unwrap_or(form.scale);
    let up = form.rounded && excess.first().is_some_and(|byte| *byte >= b'5');
    Ok(value * power_of_ten(missing) + i128::from(up))
}

#[cfg(test)]
mod tests;
