//! What the flags of `spm territories quotas` mean, as numbers: amounts in cents, percents in millionths, periods.

use super::quotas::{QuotaArgs, Season, Way};
use crate::calendar::{Period, Unit};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::settings::Settings;
use crate::cli::territory::Ground;
use crate::engine::territory::quotas::bounded::Bounds;
use crate::money::{Amount, Percent};

/// The choices as numbers.
pub(super) struct Choices {
    pub(super) period: Period,
    pub(super) history: Period,
    pub(super) target: i128,
    pub(super) hedge: Vec<i64>,
    pub(super) bounds: Bounds,
    pub(super) growth: Growth,
    pub(super) percent: i128,
    pub(super) parts: Vec<Period>,
}

/// Growth by segment, as factors in hundred-millionths of one.
pub(super) struct Growth {
    by_segment: Vec<(String, i128)>,
    others: i128,
}

fn wrong(flag: &str, value: &str, hint: &str) -> Failure {
    Failure::new(Outcome::Usage, format!("`{value}` cannot be used for `{flag}`"))
        .hint(format!("write {hint}"))
}

/// An amount of whole cents, above zero or zero where so said.
fn cents(flag: &str, text: &str) -> Result<i128, Failure> {
    let plain = text.replace([',', '_'], "");
    let amount = Amount::parse(&plain).ok().map(Amount::raw);
    let amount = amount.filter(|raw| *raw >= 0 && raw % 100 == 0);
    amount.map(|raw| raw / 100).ok_or_else(|| wrong(flag, text, "an amount in whole cents, as in 84000000"))
}

/// A percent in millionths of one.
fn millionths(flag: &str, text: &str, most: i64) -> Result<i64, Failure> {
    let percent =
        Percent::parse(text).ok().map(Percent::raw).filter(|raw| (0..=most * 1_000_000).contains(raw));
    percent
        .map(|raw| raw / 100)
        .ok_or_else(|| wrong(flag, text, &format!("percents from 0 to {most}, as in 5")))
}

pub(super) fn choices(asked: &QuotaArgs, settings: &Settings) -> Result<Choices, Failure> {
    let period = settings.period(&asked.period)?;
    let history = match &asked.history {
        Some(text) => settings.period(text)?,
        None => before(&period, settings)?,
    };
    let target = cents("--target", &asked.target)?;
    if target == 0 {
        return Err(wrong("--target", &asked.target, "an amount above zero"));
    }
    let bound = |flag: &str, text: &Option<String>, open: i128| match text {
        Some(text) => cents(flag, text),
        None => Ok(open),
    };
    let bounds =
        Bounds { floor: bound("--floor", &asked.floor, 0)?, cap: bound("--cap", &asked.cap, i128::MAX)? };
    if bounds.floor > bounds.cap {
        return Err(
            Failure::new(Outcome::Usage, "`--floor` is above `--cap`").hint("exchange the two amounts")
        );
    }
    let hedge: Result<Vec<i64>, Failure> =
        asked.hedge.iter().map(|text| millionths("--hedge", text, 100)).collect();
    if asked.potential_share.is_some() && asked.by != Way::Blend {
        return Err(Failure::new(Outcome::Usage, "`--potential-share` belongs to `--by blend`"));
    }
    let percent = asked.potential_share.unwrap_or(50);
    if percent > 100 {
        return Err(wrong("--potential-share", &percent.to_string(), "0 to 100"));
    }
    let parts = match asked.unit.as_deref() {
        None => vec![period.clone()],
        Some(text) => parts(text, &period, settings)?,
    };
    if asked.season == Season::History && parts.len() < 2 {
        return Err(Failure::new(Outcome::Usage, "`--season history` spreads a period over its parts")
            .hint("say what the parts are: `--unit month`"));
    }
    Ok(Choices {
        period,
        history,
        target,
        hedge: hedge?,
        bounds,
        growth: growth(&asked.growth)?,
        percent: i128::from(percent),
        parts,
    })
}

/// The period before; where that is not over, as many months as it has, up to the last one that is.
fn before(period: &Period, settings: &Settings) -> Result<Period, Failure> {
    let (calendar, as_of) = (&settings.calendar.value, settings.as_of.value);
    let before = calendar.previous(period);
    if before.span.to <= as_of {
        return Ok(before);
    }
    let mut last = calendar.period_of(Unit::Month, as_of);
    if last.span.to > as_of {
        last = calendar.previous(&last);
    }
    let months = calendar.months_in(period.span).len();
    let first = (1..months).fold(last.clone(), |month, _| calendar.previous(&month));
    settings.period(&format!("{}..{}", first.label, last.label))
}

/// The parts of the period, which they must fill.
fn parts(text: &str, period: &Period, settings: &Settings) -> Result<Vec<Period>, Failure> {
    let units = [Unit::Month, Unit::Quarter, Unit::Half, Unit::Year];
    let unit = units.into_iter().find(|unit| unit.as_str() == text);
    let unit = unit.ok_or_else(|| wrong("--unit", text, "month, quarter, half or year"))?;
    let parts = settings.calendar.value.periods_in(unit, period.span);
    let fills = parts.first().is_some_and(|part| part.span.from == period.span.from)
        && parts.last().is_some_and(|part| part.span.to == period.span.to);
    if fills {
        return Ok(parts);
    }
    Err(Failure::new(Outcome::Usage, format!("{} is not made of whole parts of a {text}", period.label))
        .hint("name another `--period`, or a smaller `--unit`"))
}

fn growth(texts: &[String]) -> Result<Growth, Failure> {
    const WHOLE: i128 = 100_000_000;
    let hint = "SEGMENT=PERCENT from -100 to 1000, as in SMB=10, or PERCENT for all others";
    let mut growth = Growth { by_segment: Vec::new(), others: WHOLE };
    let mut others = false;
    for text in texts {
        let (segment, percent) = text.rsplit_once('=').unwrap_or(("", text));
        let (sign, digits) = percent.strip_prefix('-').map_or((1, percent), |digits| (-1, digits));
        let raw = Percent::parse(digits).ok().map(|percent| sign * i128::from(percent.raw()));
        let raw = raw
            .filter(|raw| (-WHOLE..=10 * WHOLE).contains(raw))
            .ok_or_else(|| wrong("--growth", text, hint))?;
        let known = growth.by_segment.iter().any(|(known, _)| known == segment);
        if known || (segment.is_empty() && others) {
            return Err(Failure::new(Outcome::Usage, format!("`--growth` names `{segment}` twice")));
        }
        if segment.is_empty() {
            (growth.others, others) = (WHOLE + raw, true);
        } else {
            growth.by_segment.push((segment.to_owned(), WHOLE + raw));
        }
    }
    Ok(growth)
}

impl Growth {
    pub(super) fn of(&self, segment: &str) -> i128 {
        self.by_segment.iter().find(|(known, _)| known == segment).map_or(self.others, |(_, factor)| *factor)
    }
}

/// Refuses a segment that no account is in.
pub(super) fn refuse_unknown_segments(growth: &Growth, ground: &Ground) -> Result<(), Failure> {
    let mut known: Vec<&str> = ground.book.accounts.iter().map(|account| account.segment.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    known.retain(|name| !name.is_empty());
    let Some((unknown, _)) = growth.by_segment.iter().find(|(name, _)| !known.contains(&name.as_str()))
    else {
        return Ok(());
    };
    let listed = if known.is_empty() {
        "no account has a segment".to_owned()
    } else {
        format!("the segments are {}", known.join(", "))
    };
    Err(Failure::new(Outcome::Usage, format!("no account is in the segment `{unknown}` of `--growth`"))
        .hint(did_you_mean(unknown, known.iter().copied()))
        .hint(listed))
}
