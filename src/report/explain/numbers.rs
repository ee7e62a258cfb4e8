//! Numbers of a derivation as people and machines read them, and arithmetic as one line.

use super::words::Signs;
use crate::engine::commissions::explain::{Operator, Part, Quantity};
use crate::money::{Currency, Fraction, Ratio, Rounding, grouped, write_plain};

/// Decimals of a number without end in machine formats.
const DECIMALS: u32 = 14;

/// A number as plain text: exact, or rounded half up to fourteen decimals where it has no end.
pub(super) fn plain(number: &Ratio) -> String {
    decimal(number, 0)
}

fn decimal(number: &Ratio, decimals_min: u32) -> String {
    let Some(raw) = number.scaled(DECIMALS, Rounding::HalfUp) else { return number.to_string() };
    let mut bytes = Vec::new();
    write_plain(&mut bytes, raw, DECIMALS, decimals_min);
    String::from_utf8(bytes).expect("digits are ASCII")
}

/// A quantity for machines: money with at least two decimals, no separators, no unit.
pub(super) fn machine(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Money(number, _) => decimal(number, 2),
        Quantity::Number(number) | Quantity::Share(number) => plain(number),
        Quantity::Days(days) => days.to_string(),
    }
}

/// The unit of a quantity: a currency, `share`, `days`, or nothing.
pub(super) fn unit(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Money(_, currency) => currency.as_str().to_owned(),
        Quantity::Share(_) => "share".to_owned(),
        Quantity::Days(_) => "days".to_owned(),
        Quantity::Number(_) => String::new(),
    }
}

/// A quantity for people; money says its currency where it is not the plan's.
pub(super) fn shown(quantity: &Quantity, plan: Option<Currency>, signs: Signs) -> String {
    match quantity {
        Quantity::Money(number, currency) if Some(*currency) == plan => money(number, signs),
        Quantity::Money(number, currency) => format!("{} {}", money(number, signs), currency.as_str()),
        Quantity::Number(number) => signs.dots(grouped(&number.to_string())),
        Quantity::Share(number) => {
            let hundred = Ratio::from(Fraction::whole(100));
            let percent = number.checked_mul(&hundred).unwrap_or_else(|| number.clone());
            format!("{} %", signs.dots(grouped(&percent.to_string())))
        }
        Quantity::Days(1) => "1 day".to_owned(),
        Quantity::Days(days) => format!("{} days", grouped(&days.to_string())),
    }
}

/// Money with every digit, at least two decimals.
pub(super) fn money(number: &Ratio, signs: Signs) -> String {
    let mut text = number.to_string();
    if !text.ends_with('…') {
        let decimals = text.find('.').map(|point| text.len() - point - 1);
        match decimals {
            None => text.push_str(".00"),
            Some(1) => text.push('0'),
            Some(_) => {}
        }
    }
    signs.dots(grouped(&text))
}

/// An arithmetic in one line: `10,000.00 × 6 % × 1.2 multiplier`.
pub(super) fn arithmetic(parts: &[Part], signs: Signs, plan: Option<Currency>) -> String {
    let mut text = String::new();
    for part in parts {
        let operator = match part.operator {
            Operator::First => "",
            Operator::Times => signs.times,
            Operator::Over => signs.over,
            Operator::Minus => "-",
            Operator::Against => "against",
        };
        for word in [operator, &shown(&part.value, plan, signs), name(part.name)] {
            if !word.is_empty() {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(word);
            }
        }
    }
    text
}

/// An arithmetic for machines: `10000.00 * 0.06 * 1.2`.
pub(super) fn plain_arithmetic(parts: &[Part]) -> String {
    let mut words = Vec::new();
    for part in parts {
        words.push(operator(part.operator).to_owned());
        words.push(machine(&part.value));
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// The sign of an operator for machines; nothing before the first number.
pub(super) fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::First => "",
        Operator::Times => "*",
        Operator::Over => "/",
        Operator::Minus => "-",
        Operator::Against => "against",
    }
}

/// What stands behind a number so that a reader knows which it is; nothing where it is plain.
fn name(name: &'static str) -> &'static str {
    match name {
        "exchange_rate" => "exchange rate",
        "factor" => "multiplier",
        "base_rate" => "base rate",
        "target" | "target_incentive" => "target incentive",
        "months" => "months",
        "days_of_the_window" => "of the window",
        "days_present" | "part_present" => "present",
        "weight" => "weight",
        "weights" => "weights",
        "ramp" => "ramp",
        "quota" => "quota",
        "of_target" | "multiple" => "of target",
        "score" => "score",
        "cap" => "cap",
        "earned_to_date" => "earned to date",
        "earned_before" => "before",
        "attainment" => "attainment",
        "pool" => "of the group",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Ratio {
        Ratio::parse(text).unwrap()
    }

    #[test]
    fn people_see_every_digit_and_two_decimals_of_money() {
        let usd = Currency::USD;
        let eur = Currency::parse("EUR").unwrap();
        let show = |quantity: Quantity| shown(&quantity, Some(usd), Signs::UNICODE);
        assert_eq!(show(Quantity::Money(number("27652.5"), usd)), "27,652.50");
        assert_eq!(show(Quantity::Money(number("5190.62499959"), usd)), "5,190.62499959");
        assert_eq!(show(Quantity::Money(number("1000").negate(), eur)), "-1,000.00 EUR");
        assert_eq!(show(Quantity::Share(number("0.187709"))), "18.7709 %");
        let third = Ratio::from(Fraction::new(1, 3).unwrap());
        assert_eq!(show(Quantity::Share(third.clone())), "33.333333… %");
        assert_eq!(shown(&Quantity::Number(third.clone()), None, Signs::ASCII), "0.333333...");
        assert_eq!(machine(&Quantity::Share(third)), "0.33333333333333");
        assert_eq!(machine(&Quantity::Money(number("5"), usd)), "5.00");
    }

    #[test]
    fn an_arithmetic_is_one_line() {
        let part = |operator, name, value| Part { operator, name, value };
        let parts = [
            part(Operator::First, "credited", Quantity::Money(number("10000"), Currency::USD)),
            part(Operator::Times, "rate", Quantity::Share(number("0.06"))),
            part(Operator::Times, "factor", Quantity::Number(number("1.2"))),
        ];
        let usd = Some(Currency::USD);
        assert_eq!(arithmetic(&parts, Signs::UNICODE, usd), "10,000.00 × 6 % × 1.2 multiplier");
        assert_eq!(arithmetic(&parts, Signs::ASCII, usd), "10,000.00 x 6 % x 1.2 multiplier");
    }
}
