//! Which rows are won deals of some days, told by stage and close date alone: a comparison for each row and no more,
//! since it is made for every deal of a file.

use polars::prelude::*;
use polars_arrow::bitmap::Bitmap;

use super::views::known;
use crate::calendar::{Day, Span};

/// The rows of a canonical frame that are won deals of these days.
pub(super) fn exactly(frame: &DataFrame, won: &[String], span: Span) -> PolarsResult<BooleanChunked> {
    let mut kept = within(frame, "close_date", span, false)?;
    let is_won = |stage: Option<&str>| stage.is_some_and(|stage| won.iter().any(|name| name == stage));
    let stages = frame.column("stage")?.as_materialized_series().str()?;
    keep(&mut kept, &known(stages, false, is_won));
    Ok(mask(&kept))
}

/// The rows of a file that may be won deals of these days, by the columns that can say so. Stages with blanks at an
/// end are kept: they are compared after the blanks are taken off. Rows without a date are kept too: a won deal
/// without one is refused. With `below`, so are rows of an amount below zero before that day.
pub(super) fn likely(
    frame: &DataFrame,
    stage: Option<(&str, &[String])>,
    days: Option<(&str, Span)>,
    below: Option<(&str, Day)>,
) -> PolarsResult<BooleanChunked> {
    let mut kept = match days {
        Some((name, span)) => within(frame, name, span, true)?,
        None => vec![true; frame.height()],
    };
    if let (Some((name, _)), Some((amount, before))) = (days, below) {
        let below = below_zero(frame, amount)?;
        if below.iter().any(|below| *below) {
            let earlier = within(frame, name, Span { from: Day::MIN, to: before.previous() }, false)?;
            for (kept, (earlier, below)) in kept.iter_mut().zip(earlier.iter().zip(&below)) {
                *kept |= *earlier && *below;
            }
        }
    }
    if let Some((name, won)) = stage {
        let blank = |stage: &str| stage.starts_with(' ') || stage.ends_with(' ');
        let is_likely = |stage: &str| won.iter().any(|name| name == stage) || blank(stage);
        let stages = frame.column(name)?.as_materialized_series().str()?;
        let is_likely = |stage: Option<&str>| stage.is_some_and(is_likely);
        keep(&mut kept, &known(stages, false, is_likely));
    }
    Ok(mask(&kept))
}

/// The first day before another one on which a deal of a canonical frame is won with an amount below zero.
pub(super) fn first_below_zero(frame: &DataFrame, won: &[String], before: Day) -> PolarsResult<Option<i32>> {
    let Ok(amounts) = frame.column("amount") else { return Ok(None) };
    let amounts = &amounts.as_materialized_series().decimal()?.phys;
    // What stands in a gap is no amount; where it is below zero, the deals are looked at one by one.
    if amounts.downcast_iter().all(|amounts| amounts.values().iter().all(|amount| *amount >= 0)) {
        return Ok(None);
    }
    let kept = exactly(frame, won, Span { from: Day::MIN, to: before.previous() })?;
    let days = &frame.column("close_date")?.as_materialized_series().date()?.phys;
    let rows = kept.iter().zip(amounts.iter()).zip(days.iter());
    let below =
        rows.filter(|((kept, amount), _)| *kept == Some(true) && amount.is_some_and(|amount| amount < 0));
    Ok(below.filter_map(|(_, day)| day).min())
}

/// Keeps those rows only that are in both.
fn keep(kept: &mut [bool], also: &[bool]) {
    for (kept, also) in kept.iter_mut().zip(also) {
        *kept &= *also;
    }
}

/// For each row whether its amount is below zero.
fn below_zero(frame: &DataFrame, name: &str) -> PolarsResult<Vec<bool>> {
    let amounts = &frame.column(name)?.as_materialized_series().decimal()?.phys;
    Ok(each(amounts, false, |amount| amount < 0))
}

/// The rows as a mask, eight of them to a byte, the first one lowest.
fn mask(kept: &[bool]) -> BooleanChunked {
    let byte = |rows: &[bool]| rows.iter().rev().fold(0_u8, |byte, kept| (byte << 1) | u8::from(*kept));
    let (eights, rest) = kept.as_chunks::<8>();
    let mut bytes: Vec<u8> = eights.iter().map(|rows| byte(rows)).collect();
    if !rest.is_empty() {
        bytes.push(byte(rest));
    }
    BooleanChunked::from_bitmap(PlSmallStr::EMPTY, Bitmap::from_u8_vec(bytes, kept.len()))
}

/// For each row whether its day lies in the span.
fn within(frame: &DataFrame, name: &str, span: Span, missing: bool) -> PolarsResult<Vec<bool>> {
    let (from, to) = (span.from.number(), span.to.number());
    let days = &frame.column(name)?.as_materialized_series().date()?.phys;
    Ok(each(days, missing, |day| (from..=to).contains(&day)))
}

/// What is so of each number; `missing` of one that is not there.
fn each<T: PolarsNumericType>(
    numbers: &ChunkedArray<T>,
    missing: bool,
    is_so: impl Fn(T::Native) -> bool,
) -> Vec<bool> {
    let mut all = Vec::with_capacity(numbers.len());
    let whole = numbers.null_count() == 0;
    for numbers in numbers.downcast_iter() {
        if whole {
            all.extend(numbers.values().as_slice().iter().map(|number| is_so(*number)));
        } else {
            all.extend(numbers.iter().map(|number| number.map_or(missing, |number| is_so(*number))));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;

    const LONG: &str = "Closed and won after a long time";

    fn frame() -> DataFrame {
        let stages =
            [Some("Closed Won"), Some("Closed"), Some(" Won"), None, Some(LONG), Some("Won"), Some("Won")];
        let days = [Some(100), Some(100), Some(100), Some(100), Some(100), None, Some(99)];
        let days = Int32Chunked::from_iter_options("close_date".into(), days.into_iter()).into_date();
        let columns = vec![Column::new("stage".into(), stages), days.into_series().into_column()];
        DataFrame::new(7, columns).unwrap()
    }

    fn check(mask: &BooleanChunked, expected: [u8; 7]) {
        let found: Vec<u8> = mask.iter().map(|kept| u8::from(kept == Some(true))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn won_deals_are_told_by_their_stage_and_day() {
        let frame = frame();
        let day = |number| Day::from_number(number).unwrap();
        let span = Span { from: day(100), to: day(200) };
        let won = ["Closed Won", LONG, "Won"].map(str::to_owned);
        check(&exactly(&frame, &won, span).unwrap(), [1, 0, 0, 0, 1, 0, 0]);
        let (stage, days) = (("stage", &won[..]), ("close_date", span));
        check(&likely(&frame, Some(stage), Some(days), None).unwrap(), [1, 0, 1, 0, 1, 1, 0]);
        check(&likely(&frame, Some(stage), None, None).unwrap(), [1, 0, 1, 0, 1, 1, 1]);
        check(&likely(&frame, None, Some(days), None).unwrap(), [1, 1, 1, 1, 1, 1, 0]);
    }

    #[test]
    fn a_mask_has_a_bit_for_each_row() {
        for rows in [0_usize, 1, 7, 8, 9, 16, 21] {
            let kept: Vec<bool> = (0..rows).map(|row| row % 3 == 0 || row == 7).collect();
            let found: Vec<bool> = mask(&kept).iter().map(|kept| kept == Some(true)).collect();
            assert_eq!(found, kept);
        }
    }

    #[test]
    fn deals_below_zero_before_a_day_are_kept_and_found() {
        let mut frame = frame();
        // In ten-thousandths: the fourth deal is in no stage, the fifth not before day 100.
        let amounts = [Some(1), Some(-1), None, Some(-1), Some(-1), Some(5), Some(-20_000)];
        let amounts = Int128Chunked::from_iter_options("amount".into(), amounts.into_iter());
        frame.with_column(amounts.into_decimal_unchecked(38, 4).into_series().into_column()).unwrap();
        let day = |number| Day::from_number(number).unwrap();
        let span = Span { from: day(100), to: day(200) };
        let won = ["Closed Won", LONG, "Won"].map(str::to_owned);
        let kept = |before| {
            let stage = Some(("stage", &won[..]));
            likely(&frame, stage, Some(("close_date", span)), Some(("amount", day(before)))).unwrap()
        };
        check(&kept(100), [1, 0, 1, 0, 1, 1, 1]);
        check(&kept(99), [1, 0, 1, 0, 1, 1, 0]);
        let first = |before| first_below_zero(&frame, &won, day(before)).unwrap();
        assert_eq!((first(99), first(100), first(101)), (None, Some(99), Some(99)));
    }
}
