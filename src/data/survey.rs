//! The decision between two readings of a column by all of its values, and the refusal of a file whose
//! columns cannot be decided: `1,234` alone is 1234 or 1.234, and `3/4/2026` is in March or in April.

use super::conform::{Choice, ColumnRules, Evidence, Reading, form_of, vote};
use super::error::DataError;
use super::origin::as_text;
use super::plan::Plan;
use super::stretch::Stretch;
use super::table_file::TableFile;

/// Values that a message shows.
const SHOWN: usize = 10;

/// What the values of one column say.
#[derive(Clone, Debug, Default)]
struct Votes {
    first: Side,
    second: Side,
    either: Side,
}

/// The values that say one thing.
#[derive(Clone, Debug, Default)]
struct Side {
    count: u64,
    examples: Vec<(u64, String)>,
}

impl Side {
    fn add(&mut self, row: u64, value: &str) {
        self.count += 1;
        if self.examples.len() < SHOWN {
            self.examples.push((row, value.to_owned()));
        }
    }

    fn join(&mut self, other: Self) {
        self.count += other.count;
        let room = SHOWN.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
    }
}

impl Votes {
    fn add(&mut self, evidence: Evidence, row: u64, value: &str) {
        if evidence.has(Evidence::FIRST) {
            self.first.add(row, value);
        } else if evidence.has(Evidence::SECOND) {
            self.second.add(row, value);
        } else if evidence.has(Evidence::EITHER) {
            self.either.add(row, value);
        }
    }

    fn join(&mut self, other: Self) {
        self.first.join(other.first);
        self.second.join(other.second);
        self.either.join(other.either);
    }
}

/// Looks at all values of the columns that are not decided, and decides them; or refuses the file, naming the
/// values that stand against the others.
pub(super) fn survey(file: &TableFile, plan: &Plan, readings: &[Reading]) -> Result<Vec<Reading>, DataError> {
    let open: Vec<usize> = (0..readings.len())
        .filter(|place| {
            readings[*place] == Reading::Undecided && plan.outputs[*place].rules.has_two_readings()
        })
        .collect();
    let mut votes = vec![Votes::default(); open.len()];
    let count = |stretch: Stretch| {
        let stretch = plan.melted(stretch)?;
        let mut votes = vec![Votes::default(); open.len()];
        for (votes, output) in votes.iter_mut().zip(&open) {
            let output = &plan.outputs[*output];
            let values = plan.evaluated(&plan.mapping.columns[output.mapped], &stretch.raw)?;
            if !values.dtype().is_string() {
                continue;
            }
            let values = as_text(&values)?;
            vote(&values, &output.rules, |place, value, evidence| {
                votes.add(evidence, stretch.rows[place], value);
            });
        }
        Ok(votes)
    };
    file.read(&plan.places(), None, &|_| (), &count, &mut |found: Vec<Votes>| {
        votes.iter_mut().zip(found).for_each(|(votes, found)| votes.join(found));
        Ok(())
    })?;
    decide(plan, readings, &open, &votes)
}

fn decide(
    plan: &Plan,
    readings: &[Reading],
    open: &[usize],
    votes: &[Votes],
) -> Result<Vec<Reading>, DataError> {
    let mut decided = readings.to_vec();
    let mut refusals = Vec::new();
    let mut hint = None;
    for (votes, place) in votes.iter().zip(open) {
        let rules = &plan.outputs[*place].rules;
        let words = Words::of(rules);
        decided[*place] = Reading::Decided(match (votes.first.count, votes.second.count) {
            (0, 0) if votes.either.count > 0 => {
                refusals.extend(undecidable(plan, rules, &words, &votes.either));
                hint.get_or_insert_with(|| {
                    format!("say which with `{}` or `{}`", words.flags.0, words.flags.1)
                });
                continue;
            }
            (_, 0) => Choice::First,
            (0, _) => Choice::Second,
            (first, second) => {
                let minority = if first < second { Choice::First } else { Choice::Second };
                refusals.extend(mixed(plan, rules, &words, votes, minority));
                hint.get_or_insert_with(|| mixed_hint(&words, votes, minority));
                continue;
            }
        });
    }
    if refusals.is_empty() {
        return Ok(decided);
    }
    Err(DataError::Refused {
        message: format!(
            "`{}` cannot be read as {}\n  {}",
            plan.file,
            plan.table.name,
            refusals.join("\n  ")
        ),
        hint: hint.unwrap_or_default(),
    })
}

/// How messages speak of the two readings.
struct Words {
    flags: (&'static str, &'static str),
    names: (&'static str, &'static str),
    lacks: (&'static str, &'static str),
}

impl Words {
    fn of(rules: &ColumnRules) -> Self {
        if form_of(rules.kind).is_some() {
            Self {
                flags: ("--decimal-point", "--decimal-comma"),
                names: ("a decimal point", "a decimal comma"),
                lacks: ("has no decimal comma", "has no decimal point"),
            }
        } else {
            Self {
                flags: ("--date-order mdy", "--date-order dmy"),
                names: ("the month first", "the day first"),
                lacks: ("has the month first", "has the day first"),
            }
        }
    }
}

fn undecidable(plan: &Plan, rules: &ColumnRules, words: &Words, either: &Side) -> Vec<String> {
    let column = plan.shown(&rules.name);
    let mut lines = vec![format!(
        "column `{column}` can be read with {} or with {}, and no value says which",
        words.names.0, words.names.1
    )];
    lines.extend(either.examples.iter().take(3).map(|(row, value)| {
        format!("row {row}, column `{column}`: `{value}` could be {}", both_readings(value, rules))
    }));
    lines
}

fn both_readings(value: &str, rules: &ColumnRules) -> String {
    let read = |choice| super::conform::written(value, rules, choice).unwrap_or_default();
    format!("{} or {}", read(Choice::First), read(Choice::Second))
}

fn mixed(plan: &Plan, rules: &ColumnRules, words: &Words, votes: &Votes, minority: Choice) -> Vec<String> {
    let column = plan.shown(&rules.name);
    let (few, many, name, other, lacks) = match minority {
        Choice::First => (&votes.first, &votes.second, words.names.0, words.names.1, words.lacks.0),
        Choice::Second => (&votes.second, &votes.first, words.names.1, words.names.0, words.lacks.1),
    };
    let mut lines = vec![format!(
        "column `{column}` has {} with {name} and {} with {other}",
        values(few.count),
        many.count
    )];
    lines.extend(
        few.examples.iter().map(|(row, value)| format!("row {row}, column `{column}`: `{value}` {lacks}")),
    );
    let more = few.count.saturating_sub(u64::try_from(few.examples.len()).unwrap_or(0));
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}

fn values(count: u64) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}

fn mixed_hint(words: &Words, votes: &Votes, minority: Choice) -> String {
    let (flag, side) = match minority {
        Choice::First => (words.flags.0, &votes.first),
        Choice::Second => (words.flags.1, &votes.second),
    };
    let example = side.examples.first().map(|(_, value)| value.as_str()).unwrap_or_default();
    format!("correct the export; `{flag}` reads `{example}` and refuses the other rows")
}
