//! Labels of periods: a quota that begins on a day is one of the month, quarter, half or year that the source
//! states, and is written so, so that the table says by itself what it means. Reading a day is left to
//! `conform`.

use hashbrown::HashMap;
use polars::prelude::*;

use super::conform::{Conformed, Fault};
use super::error::DataError;
use super::source::Source;
use crate::calendar::{Calendar, Day, Unit};

/// How the periods of a file are labelled.
#[derive(Clone, Debug)]
pub(super) struct Periods {
    calendar: Calendar,
    unit: Unit,
}

impl Periods {
    /// The labels of a source whose calendar is known.
    pub fn of(source: &Source) -> Result<Option<Self>, DataError> {
        let Some(calendar) = source.calendar.clone() else { return Ok(None) };
        let unit = match source.period_unit.as_deref() {
            None | Some("month") => Unit::Month,
            Some("quarter") => Unit::Quarter,
            Some("half") => Unit::Half,
            Some("year") => Unit::Year,
            Some(other) => {
                return Err(DataError::Refused {
                    message: format!("`{other}` is not a unit of periods"),
                    hint: "write `period_unit = \"month\"`, `\"quarter\"`, `\"half\"` or `\"year\"`"
                        .to_owned(),
                });
            }
        };
        Ok(Some(Self { calendar, unit }))
    }

    /// Writes days as the label of what they begin, and refuses what is no period.
    pub fn label(&self, conformed: &mut Conformed) -> Result<(), DataError> {
        let texts = conformed.column.as_materialized_series().str()?.clone();
        let mut builder = StringChunkedBuilder::new(texts.name().clone(), texts.len());
        // The same few periods stand in most rows.
        let mut known: HashMap<&str, Option<String>> = HashMap::new();
        for (place, text) in texts.iter().enumerate() {
            let Some(text) = text else {
                builder.append_null();
                continue;
            };
            let label = known.entry(text).or_insert_with(|| self.label_of(text));
            if label.is_none() {
                let hint = "write a period such as 2026-10, 2026-Q4, 2026-H2 or 2026";
                conformed.faults.push((place, Fault::with("is not a period", hint)));
            }
            builder.append_option(label.as_deref());
        }
        conformed.faults.sort_by_key(|(place, _)| *place);
        conformed.column = builder.finish().into_series().into_column();
        Ok(())
    }

    fn label_of(&self, text: &str) -> Option<String> {
        if let Ok(day) = Day::parse(text) {
            return Some(self.calendar.period_of(self.unit, day).label);
        }
        // Words such as `this-month` depend on the day of reading, so they are no period of a table.
        let named = self.calendar.parse(text, Day::MIN).ok()?;
        let later = self.calendar.parse(text, Day::MAX).ok()?;
        (named.span == later.span).then(|| text.to_owned())
    }
}
