//! The evaluation held against a slow and obvious twin, on random expressions over small whole numbers.

use proptest::prelude::*;

use super::{Scope, Value, evaluate};
use crate::plan::expression::{Expression, Kind, Names};

/// An expression as the twin knows it: a truth is the number one or zero.
#[derive(Clone, Debug)]
enum Twin {
    Whole(u8),
    /// A name, by its place: the last one is NULL.
    Name(usize),
    /// Two numbers and a sign between them.
    Sum(&'static str, Box<[Twin; 2]>),
    Negate(Box<Twin>),
    /// A function of several numbers.
    Call(&'static str, Vec<Twin>),
    /// A condition, and what is given when it holds, and when not.
    Case(Box<[Twin; 3]>),
    /// Two numbers that are compared.
    Compare(&'static str, Box<[Twin; 2]>),
    /// A number between two others, or equal to one of two others.
    Within(&'static str, Box<[Twin; 3]>),
    /// Two conditions.
    Logic(&'static str, Box<[Twin; 2]>),
    Not(Box<Twin>),
    IsNull(Box<Twin>),
}

const NAMES: [(&str, Option<i64>); 4] = [("a", Some(-3)), ("b", Some(0)), ("c", Some(7)), ("n", None)];

/// A number above and one below the line; not reduced.
type Pair = Option<(i128, i128)>;

fn truth(holds: Option<bool>) -> Pair {
    holds.map(|holds| (i128::from(holds), 1))
}

fn whole_of(name: &str, n: i128, d: i128) -> i128 {
    let (n, d) = if d < 0 { (-n, -d) } else { (n, d) };
    match name {
        "FLOOR" => n.div_euclid(d),
        "CEIL" => -(-n).div_euclid(d),
        // Half away from zero: the floor of twice the magnitude plus one, halved.
        _ => n.signum() * (2 * n.abs() + d).div_euclid(2 * d),
    }
}

fn compared(sign: &str, left: Pair, right: Pair) -> Option<bool> {
    let ((n, d), (m, e)) = (left?, right?);
    // Both sides times the squares of what stands below, which are above zero.
    let (left, right) = (n * d * e * e, m * e * d * d);
    Some(match sign {
        "=" => left == right,
        "<>" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        _ => left >= right,
    })
}

/// TRUE when one is, FALSE when both are, else unknown: as the tables of SQL have it.
fn either(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

impl Twin {
    fn text(&self) -> String {
        match self {
            Twin::Whole(number) => number.to_string(),
            Twin::Name(place) => NAMES[*place].0.to_owned(),
            Twin::Sum(sign, parts) | Twin::Compare(sign, parts) | Twin::Logic(sign, parts) => {
                format!("({}) {sign} ({})", parts[0].text(), parts[1].text())
            }
            Twin::Negate(part) => format!("-({})", part.text()),
            Twin::Call(name, parts) => {
                format!("{name}({})", parts.iter().map(Twin::text).collect::<Vec<_>>().join(", "))
            }
            Twin::Case(parts) => {
                let [when, then, otherwise] = &**parts;
                format!("CASE WHEN {} THEN {} ELSE {} END", when.text(), then.text(), otherwise.text())
            }
            Twin::Within("IN", parts) => {
                format!("({}) IN ({}, {})", parts[0].text(), parts[1].text(), parts[2].text())
            }
            Twin::Within(sign, parts) => {
                format!("({}) {sign} ({}) AND ({})", parts[0].text(), parts[1].text(), parts[2].text())
            }
            Twin::Not(part) => format!("NOT ({})", part.text()),
            Twin::IsNull(part) => format!("({}) IS NULL", part.text()),
        }
    }

    fn holds(&self) -> Option<bool> {
        self.value().map(|(n, _)| n != 0)
    }

    fn value(&self) -> Pair {
        match self {
            Twin::Whole(number) => Some((i128::from(*number), 1)),
            Twin::Name(place) => NAMES[*place].1.map(|number| (i128::from(number), 1)),
            Twin::Sum(sign, parts) => {
                let ((n, d), (m, e)) = (parts[0].value()?, parts[1].value()?);
                match *sign {
                    "+" => Some((n * e + m * d, d * e)),
                    "-" => Some((n * e - m * d, d * e)),
                    "*" => Some((n * m, d * e)),
                    "/" => (m != 0).then_some((n * e, d * m)),
                    // What is left when the divisor is taken away as often as it goes, toward zero.
                    _ => (m != 0).then(|| (n * e - m * d * ((n * e) / (m * d)), d * e)),
                }
            }
            Twin::Negate(part) => part.value().map(|(n, d)| (-n, d)),
            Twin::Call("COALESCE", parts) => parts.iter().find_map(Twin::value),
            Twin::Call("NULLIF", parts) => {
                let value = parts[0].value();
                if compared("=", value, parts[1].value()) == Some(true) { None } else { value }
            }
            Twin::Call(name @ ("LEAST" | "GREATEST"), parts) => {
                let sign = if *name == "LEAST" { "<=" } else { ">=" };
                let values: Vec<Pair> = parts.iter().map(Twin::value).collect();
                let best =
                    |value: &&Pair| values.iter().all(|other| compared(sign, **value, *other) == Some(true));
                values.iter().find(best).copied().flatten()
            }
            Twin::Call("ABS", parts) => parts[0].value().map(|(n, d)| (n.abs(), d.abs())),
            Twin::Call("SIGN", parts) => parts[0].value().map(|(n, d)| (n.signum() * d.signum(), 1)),
            Twin::Call(name, parts) => parts[0].value().map(|(n, d)| (whole_of(name, n, d), 1)),
            Twin::Case(parts) => parts[if parts[0].holds() == Some(true) { 1 } else { 2 }].value(),
            Twin::Compare(sign, parts) => truth(compared(sign, parts[0].value(), parts[1].value())),
            Twin::Within(sign, parts) => {
                let [value, first, second] = [0, 1, 2].map(|place: usize| parts[place].value());
                if *sign == "IN" {
                    return truth(either(compared("=", value, first), compared("=", value, second)));
                }
                let outside = either(compared("<", value, first), compared(">", value, second));
                truth(outside.map(|outside| outside != (*sign == "BETWEEN")))
            }
            Twin::Logic("OR", parts) => truth(either(parts[0].holds(), parts[1].holds())),
            Twin::Logic(_, parts) => {
                let neither = either(parts[0].holds().map(|it| !it), parts[1].holds().map(|it| !it));
                truth(neither.map(|it| !it))
            }
            Twin::Not(part) => truth(part.holds().map(|holds| !holds)),
            Twin::IsNull(part) => truth(Some(part.value().is_none())),
        }
    }
}

fn any_number(depth: u32) -> BoxedStrategy<Twin> {
    let leaf = prop_oneof![(0_u8..6).prop_map(Twin::Whole), (0..NAMES.len()).prop_map(Twin::Name)];
    if depth == 0 {
        return leaf.boxed();
    }
    let part = || any_number(depth - 1);
    let pair = || (part(), part()).prop_map(|(left, right)| Box::new([left, right]));
    let sign = prop::sample::select(vec!["+", "-", "*", "/", "%"]);
    let of_one = prop::sample::select(vec!["ABS", "SIGN", "FLOOR", "CEIL", "ROUND"]);
    let of_two = prop::sample::select(vec!["COALESCE", "NULLIF", "LEAST", "GREATEST"]);
    prop_oneof![
        1 => leaf,
        5 => (sign, pair()).prop_map(|(sign, parts)| Twin::Sum(sign, parts)),
        1 => part().prop_map(|part| Twin::Negate(Box::new(part))),
        2 => (of_one, part()).prop_map(|(name, part)| Twin::Call(name, vec![part])),
        2 => (of_two, pair()).prop_map(|(name, parts)| Twin::Call(name, parts.to_vec())),
        2 => (any_condition(depth - 1), pair()).prop_map(|(when, parts)| {
            let [then, otherwise] = *parts;
            Twin::Case(Box::new([when, then, otherwise]))
        }),
    ]
    .boxed()
}

fn any_condition(depth: u32) -> BoxedStrategy<Twin> {
    let number = || any_number(depth.saturating_sub(1));
    let sign = prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">="]);
    let compare = (sign, number(), number())
        .prop_map(|(sign, left, right)| Twin::Compare(sign, Box::new([left, right])));
    if depth == 0 {
        return compare.boxed();
    }
    let part = || any_condition(depth - 1);
    let within = prop::sample::select(vec!["BETWEEN", "NOT BETWEEN", "IN"]);
    prop_oneof![
        3 => compare,
        2 => (within, number(), number(), number())
            .prop_map(|(sign, value, first, second)| Twin::Within(sign, Box::new([value, first, second]))),
        3 => (prop::sample::select(vec!["AND", "OR"]), part(), part())
            .prop_map(|(sign, left, right)| Twin::Logic(sign, Box::new([left, right]))),
        1 => part().prop_map(|part| Twin::Not(Box::new(part))),
        1 => number().prop_map(|part| Twin::IsNull(Box::new(part))),
    ]
    .boxed()
}

struct Small<'a>(&'a Expression);

impl Scope for Small<'_> {
    fn column(&self, place: usize) -> Value<'_> {
        let (_, number) = NAMES.iter().find(|(name, _)| *name == self.0.columns()[place]).unwrap();
        number.map_or(Value::Null, |number| Value::Number(crate::money::Ratio::whole(i128::from(number))))
    }

    fn result(&self, _place: usize) -> Value<'_> {
        Value::Null
    }
}

fn check(twin: &Twin) -> Result<(), TestCaseError> {
    let text = twin.text();
    let names = Names::of_columns(NAMES.map(|(name, _)| (name, Kind::Number)));
    let expression = Expression::parse(&text, &names).unwrap();
    let scope = Small(&expression);
    let found = evaluate(&expression, &scope).unwrap();
    let as_pair = match &found {
        Value::Number(number) => number.fraction().map(|number| (number.numerator(), number.denominator())),
        Value::Truth(holds) => truth(Some(*holds)),
        _ => None,
    };
    let same = match (as_pair, twin.value()) {
        (Some(found), Some(expected)) => compared("=", Some(found), Some(expected)) == Some(true),
        (found, expected) => found.is_none() && expected.is_none(),
    };
    prop_assert!(same, "{text} is {found}, the twin says {:?}", twin.value());
    let printed = Expression::parse(&expression.to_string(), &names);
    prop_assert_eq!(printed.as_ref(), Ok(&expression), "{}", text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn numbers_are_what_the_twin_says(twin in any_number(3)) {
        check(&twin)?;
    }

    #[test]
    fn conditions_are_what_the_twin_says(twin in any_condition(3)) {
        check(&twin)?;
    }
}
