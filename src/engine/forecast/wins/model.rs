//! Learning which deals are won, with the doubts that belong to it: the later part of the closed deals judges what was
//! learnt from the earlier one, a field that tells the end all alone is one that is filled in at the end, and a model
//! that is no better than the plain rate is not used.

use super::fields::{Cut, Field};
use super::logistic::{Fit, Rows, fit};
use super::metrics::{Bin, area, brier, calibration};
use crate::engine::forecast::number::{count, share};

/// Fewer closed deals than this teach nothing.
const DEALS_LEAST: usize = 200;
/// A single field that ranks better than this is known only at the close.
const KNOWN_AT_CLOSE: f64 = 0.95;
/// A model whose errors are less than this part better than the plain rate's is not used.
const SKILL_LEAST: f64 = 0.01;
/// The penalty of the weights.
const PENALTY: f64 = 1.0;

/// What became of the attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Too few deals have closed, or all of one end: so many.
    TooFew(usize),
    /// No better than the plain rate: the skill, in millionths.
    NoSignal(i64),
    /// It is used.
    Used,
}

/// What was learnt.
#[derive(Clone, Debug)]
pub struct Model {
    /// What became of the attempt.
    pub verdict: Verdict,
    /// How much smaller the squared errors on the later deals are than those of the plain rate, in millionths.
    pub skill: i64,
    /// The chance that it ranks a won deal above a lost one, in millionths, on the later deals.
    pub area: Option<i64>,
    /// Fields that were left out because they are known only at the close.
    pub refused: Vec<String>,
    /// Calibration on the later deals.
    pub bins: Vec<Bin>,
    /// The levels that change the odds most: name, factor on the odds.
    pub odds: Vec<(String, f64)>,
    /// For each deal its chance over the plain rate; empty when the model is not used.
    pub relative: Vec<f64>,
}

impl Model {
    fn not_used(verdict: Verdict) -> Model {
        let none = Vec::new;
        Model {
            verdict,
            skill: 0,
            area: None,
            refused: Vec::new(),
            bins: Vec::new(),
            odds: none(),
            relative: Vec::new(),
        }
    }
}

/// Learns from closed deals, given by their places in the order in which they closed with whether they were won.
#[must_use]
pub fn learn(fields: &[Field], closed: &[(usize, bool)]) -> Model {
    let (early, late) = closed.split_at(closed.len() * 7 / 10);
    let mixed =
        |part: &[(usize, bool)]| part.iter().any(|(_, won)| *won) && part.iter().any(|(_, won)| !*won);
    if closed.len() < DEALS_LEAST || !mixed(early) || !mixed(late) {
        return Model::not_used(Verdict::TooFew(closed.len()));
    }
    let places = |part: &[(usize, bool)]| part.iter().map(|(deal, _)| *deal).collect::<Vec<usize>>();
    let ends = |part: &[(usize, bool)]| part.iter().map(|(_, won)| *won).collect::<Vec<bool>>();
    let cuts: Vec<(&Field, Cut)> = fields.iter().map(|field| (field, field.cut(&places(early)))).collect();
    let (mut used, mut refused) = (Vec::new(), Vec::new());
    for (field, cut) in cuts {
        let alone = tried(&[&cut], early, late).map(|(_, chances)| chances);
        let ranks = alone.and_then(|chances| area(&chances, &ends(late)));
        if ranks.is_some_and(|ranks| ranks > KNOWN_AT_CLOSE) {
            refused.push(field.name().to_owned());
        } else {
            used.push((field, cut));
        }
    }
    let kept: Vec<&Cut> = used.iter().map(|(_, cut)| cut).collect();
    let Some((_, chances)) = tried(&kept, early, late) else {
        return Model { refused, ..Model::not_used(Verdict::NoSignal(0)) };
    };
    let plain = rate(early);
    let skill = 1.0 - brier(&chances, &ends(late)) / brier(&vec![plain; late.len()], &ends(late)).max(1e-12);
    let bins = calibration(&chances, &ends(late), 10);
    let ranks = area(&chances, &ends(late)).map(share);
    if skill < SKILL_LEAST {
        let verdict = Verdict::NoSignal(share(skill));
        return Model { refused, skill: share(skill), area: ranks, bins, ..Model::not_used(verdict) };
    }
    // What is used is learnt from all of them.
    let cuts: Vec<Cut> = used.iter().map(|(field, _)| field.cut(&places(closed))).collect();
    let kept: Vec<&Cut> = cuts.iter().collect();
    let all: Vec<(usize, bool)> = closed.to_vec();
    let Some((fit, width)) = fitted(&kept, &all) else {
        return Model { refused, ..Model::not_used(Verdict::NoSignal(share(skill))) };
    };
    let rows: Vec<usize> = (0..kept.first().map_or(0, |cut| cut.levels.len())).collect();
    let (columns, _) = columns(&kept, &rows);
    let rows = Rows { columns: &columns, fields: kept.len(), width };
    let plain = rate(closed).max(1e-6);
    let relative =
        (0..columns.len() / kept.len().max(1)).map(|row| fit.chance(rows.row(row)) / plain).collect();
    Model {
        verdict: Verdict::Used,
        skill: share(skill),
        area: ranks,
        refused,
        bins,
        odds: top_odds(&kept, &fit),
        relative,
    }
}

fn rate(part: &[(usize, bool)]) -> f64 {
    count(part.iter().filter(|(_, won)| *won).count()) / count(part.len().max(1))
}

/// What is learnt from the early deals, and its chances for the late ones.
fn tried(cuts: &[&Cut], early: &[(usize, bool)], late: &[(usize, bool)]) -> Option<(Fit, Vec<f64>)> {
    let (fit, width) = fitted(cuts, early)?;
    let places: Vec<usize> = late.iter().map(|(deal, _)| *deal).collect();
    let (columns, _) = columns(cuts, &places);
    let rows = Rows { columns: &columns, fields: cuts.len(), width };
    let chances = (0..late.len()).map(|row| fit.chance(rows.row(row))).collect();
    Some((fit, chances))
}

fn fitted(cuts: &[&Cut], deals: &[(usize, bool)]) -> Option<(Fit, usize)> {
    if cuts.is_empty() {
        return None;
    }
    let places: Vec<usize> = deals.iter().map(|(deal, _)| *deal).collect();
    let (columns, width) = columns(cuts, &places);
    let won: Vec<bool> = deals.iter().map(|(_, won)| *won).collect();
    Some((fit(Rows { columns: &columns, fields: cuts.len(), width }, &won, PENALTY)?, width))
}

/// The columns of some deals, and how many there are in all.
fn columns(cuts: &[&Cut], deals: &[usize]) -> (Vec<usize>, usize) {
    let mut starts = Vec::with_capacity(cuts.len());
    let mut width = 0;
    for cut in cuts {
        starts.push(width);
        width += cut.names.len();
    }
    let row = |deal: &usize| -> Vec<usize> {
        cuts.iter().zip(&starts).map(|(cut, start)| start + cut.levels[*deal]).collect()
    };
    (deals.iter().flat_map(row).collect(), width)
}

/// The five levels with the largest effect, either way.
fn top_odds(cuts: &[&Cut], fit: &Fit) -> Vec<(String, f64)> {
    let names = cuts.iter().flat_map(|cut| &cut.names);
    let mut odds: Vec<(&String, f64)> = names.zip(fit.weights.iter().copied()).collect();
    odds.sort_by(|left, right| right.1.abs().total_cmp(&left.1.abs()).then_with(|| left.0.cmp(right.0)));
    odds.truncate(5);
    odds.into_iter().map(|(name, weight)| (name.clone(), weight.exp())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::forecast::random::Random;

    /// Deals of three types that are won at 20, 40 and 80 %, with a field of noise and one that tells the end.
    fn deals(number: usize, signal: bool) -> (Vec<Field>, Vec<(usize, bool)>) {
        let mut random = Random::new(5, "wins");
        let (mut types, mut noise, mut reasons, mut closed) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for deal in 0..number {
            let kind = random.below(3);
            let chance = if signal { [0.2, 0.4, 0.8][kind] } else { 0.4 };
            let won = random.uniform() < chance;
            types.push(["New", "Renewal", "Upsell"][kind].to_owned());
            noise.push(Some(random.uniform() * 1_000.0));
            reasons.push(if won { String::new() } else { "Price".to_owned() });
            closed.push((deal, won));
        }
        let fields = vec![
            Field::Text("type".to_owned(), types),
            Field::Number("amount".to_owned(), noise),
            Field::Text("loss_reason".to_owned(), reasons),
        ];
        (fields, closed)
    }

    #[test]
    fn signal_is_found_and_what_is_known_at_the_close_is_refused() {
        let (fields, closed) = deals(3_000, true);
        let model = learn(&fields, &closed);
        assert_eq!(
            (&model.verdict, model.refused.as_slice()),
            (&Verdict::Used, &["loss_reason".to_owned()][..])
        );
        // The best that can be known ranks 0.2, 0.4 and 0.8: 0.757 of pairs; its squared errors are 24 % smaller.
        assert!((0.72..0.79).contains(&(f64::from(i32::try_from(model.area.unwrap()).unwrap()) / 1e6)));
        assert!((180_000..300_000).contains(&model.skill), "{}", model.skill);
        let of = |kind: &str| {
            let Field::Text(_, types) = &fields[0] else { panic!("the first field is a text") };
            model.relative[types.iter().position(|text| text == kind).unwrap()]
        };
        assert!(of("New") < of("Renewal") && of("Renewal") < of("Upsell"));
        assert!(model.bins.iter().all(|bin| (bin.said - bin.came).abs() < 0.2), "{:?}", model.bins);
        assert_eq!(model.odds.len(), 5);
    }

    #[test]
    fn no_signal_is_said() {
        let (fields, closed) = deals(3_000, false);
        let model = learn(&fields[..2], &closed);
        assert!(matches!(model.verdict, Verdict::NoSignal(skill) if skill < 10_000), "{:?}", model.verdict);
        assert!(model.relative.is_empty());
        let (fields, closed) = deals(199, true);
        assert_eq!(learn(&fields, &closed).verdict, Verdict::TooFew(199));
        let won: Vec<(usize, bool)> = (0..300).map(|deal| (deal, true)).collect();
        assert_eq!(learn(&[], &won).verdict, Verdict::TooFew(300));
    }
}
