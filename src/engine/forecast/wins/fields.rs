//! What is known of a deal, as columns of zeros and ones: a number by the tenth of closed deals into which it falls, a
//! text by its level, rare levels together.

use std::collections::BTreeMap;

use crate::engine::forecast::number::{count, quantile, sort, whole};

/// A level that fewer deals than this have is one of the others.
const RARE: usize = 20;
/// Into so many parts numbers are cut.
const PARTS: usize = 10;

/// What is known of every deal.
#[derive(Clone, Debug)]
pub enum Field {
    /// A text, empty where nothing is known.
    Text(String, Vec<String>),
    /// A number, `None` where it is not known.
    Number(String, Vec<Option<f64>>),
}

/// A field cut into levels.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    /// What the levels are called: `type = Renewal`, `amount up to 5,000`.
    pub names: Vec<String>,
    /// The level of each deal.
    pub levels: Vec<usize>,
}

impl Field {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Field::Text(name, _) | Field::Number(name, _) => name,
        }
    }

    /// Cuts the field where the deals of `learn` say.
    pub(super) fn cut(&self, learn: &[usize]) -> Cut {
        match self {
            Field::Text(name, texts) => by_text(name, texts, learn),
            Field::Number(name, numbers) => by_number(name, numbers, learn),
        }
    }
}

fn by_text(name: &str, texts: &[String], learn: &[usize]) -> Cut {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for deal in learn {
        *counts.entry(&texts[*deal]).or_default() += 1;
    }
    let common: Vec<&str> =
        counts.iter().filter(|(_, deals)| **deals >= RARE).map(|(text, _)| *text).collect();
    let mut names: Vec<String> = common
        .iter()
        .map(|text| if text.is_empty() { format!("no {name}") } else { format!("{name} = {text}") })
        .collect();
    names.push(format!("other {name}"));
    let level = |text: &String| common.binary_search(&text.as_str()).unwrap_or(common.len());
    Cut { names, levels: texts.iter().map(level).collect() }
}

fn by_number(name: &str, numbers: &[Option<f64>], learn: &[usize]) -> Cut {
    let mut known: Vec<f64> = learn.iter().filter_map(|deal| numbers[*deal]).collect();
    sort(&mut known);
    let mut bounds: Vec<f64> = (1..PARTS).map(|part| quantile(&known, count(part) / count(PARTS))).collect();
    bounds.dedup_by(|left, right| left.total_cmp(right).is_eq());
    if known.is_empty() {
        bounds.clear();
    }
    let shown = |bound: f64| crate::money::grouped(&whole(bound).to_string());
    let mut names = Vec::with_capacity(bounds.len() + 2);
    for (place, bound) in bounds.iter().enumerate() {
        names.push(match place.checked_sub(1) {
            None => format!("{name} up to {}", shown(*bound)),
            Some(before) => format!("{name} {} to {}", shown(bounds[before]), shown(*bound)),
        });
    }
    names.push(
        bounds.last().map_or_else(|| name.to_owned(), |bound| format!("{name} above {}", shown(*bound))),
    );
    names.push(format!("no {name}"));
    let level = |number: &Option<f64>| match number {
        Some(number) => bounds.partition_point(|bound| bound < number),
        None => bounds.len() + 1,
    };
    Cut { names, levels: numbers.iter().map(level).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_levels_and_rare_ones_are_together() {
        let texts: Vec<String> = (0..60)
            .map(|deal| {
                ["New", "Renewal", ""][if deal < 30 { 0 } else { 1 + usize::from(deal >= 50) }].to_owned()
            })
            .collect();
        let all: Vec<usize> = (0..60).collect();
        let cut = Field::Text("type".to_owned(), texts).cut(&all);
        assert_eq!(cut.names, ["type = New", "type = Renewal", "other type"]);
        assert_eq!([cut.levels[0], cut.levels[30], cut.levels[59]], [0, 1, 2]);
    }

    #[test]
    fn numbers_become_tenths() {
        let numbers: Vec<Option<f64>> =
            (0..101).map(|deal| Some(f64::from(deal) * 100.0)).chain([None]).collect();
        let all: Vec<usize> = (0..102).collect();
        let cut = Field::Number("amount".to_owned(), numbers).cut(&all);
        assert_eq!(cut.names.len(), 11);
        assert_eq!(
            (cut.names[0].as_str(), cut.names[9].as_str()),
            ("amount up to 1,000", "amount above 9,000")
        );
        assert_eq!([cut.levels[10], cut.levels[11], cut.levels[100], cut.levels[101]], [0, 1, 9, 10]);
        let none = Field::Number("amount".to_owned(), vec![None; 3]).cut(&[0, 1, 2]);
        assert_eq!(none.levels, [1, 1, 1]);
    }
}
