//! What the call would have been at the same point of earlier periods, each from what was known then, beside what
//! came; the correction that follows, and how far calls have missed. Amounts and owners are those of the file, for it
//! does not say what they were then.

use super::call::{Deals, NO_DAY, RECENT, View, Window};
use super::hazard::Outcome;
use super::number::{count, float, mean, share};
use super::random::student_quantile;

/// How the days that are left are foretold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// By ages of open deals and the creation of new ones, corrected by earlier calls.
    #[default]
    Hazard,
    /// Open deals due in the period × what was won of value that ever stood in their stage.
    Stage,
    /// Open deals due in the period × what was won of value due in their category.
    Category,
    /// As the same value of open deals turned into wins in earlier periods.
    Snapshot,
    /// As much a day as in the last 91 days.
    RunRate,
    /// As much as in the same days a year before.
    LastYear,
}

/// Ways by name.
const NAMES: [(&str, Way); 6] = [
    ("hazard", Way::Hazard),
    ("stage", Way::Stage),
    ("category", Way::Category),
    ("snapshot", Way::Snapshot),
    ("run-rate", Way::RunRate),
    ("last-year", Way::LastYear),
];

/// Fewer closed deals than this say too little about ages.
pub const DEALS_LEAST: usize = 100;
/// Fewer complete periods than this say too little about a method.
pub const PERIODS_LEAST: usize = 3;

impl Way {
    /// The way of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Way> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, way)| *way)
    }

    /// All of them.
    #[must_use]
    pub fn all() -> [Way; 6] {
        NAMES.map(|(_, way)| way)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, way)| *way == self).map_or("", |(name, _)| name)
    }
}

/// One earlier period, seen from its day.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The period.
    pub window: Window,
    /// What was won in it by that day.
    pub closed: f64,
    /// What was won in it after that day.
    pub came: f64,
    /// What each way said of that, uncorrected, in the order of [`Way::all`]; nothing where it could not have said it.
    said: [Option<f64>; 6],
    /// For each category what was due in the period at its day, and what was won of that in it.
    categories: Vec<(f64, f64)>,
    /// The variance that chance alone gives, of the hazard.
    variance: f64,
    /// The hazard with the factors of stages; where the history tells them.
    staged: Option<Staged>,
}

/// What the hazard said with the factors of stages.
#[derive(Clone, Copy, Debug)]
struct Staged {
    said: f64,
    variance: f64,
    /// Squared errors of the chances of deals less those without stages.
    squares: f64,
}

/// The record of all earlier periods.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The trials, the earliest first.
    pub trials: Vec<Trial>,
    /// Whether the hazard goes by stages too, because chances of deals were nearer to what came with them.
    pub by_stage: bool,
}

/// How a way has done on whole periods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Sum of absolute errors over what was won, in millionths.
    pub wape: Option<i64>,
    /// Sum of what was said too much, over what was won, in millionths.
    pub bias: Option<i64>,
    /// Periods compared.
    pub periods: usize,
}

/// What a way says of one period, corrected.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    /// The factor that the past puts on it.
    pub factor: f64,
    /// What is still to come, corrected.
    pub value: f64,
}

impl Past {
    /// Tries every way on earlier windows, given the earliest first. A window counts when it was over by the last day
    /// of the record, and when the record reached back before it by as long as it needs.
    #[must_use]
    pub fn of(deals: &Deals, windows: &[Window], known_until: i32) -> Past {
        let first = (0..deals.len())
            .filter(|deal| deals.was_won(*deal, known_until))
            .map(|deal| deals.closed[deal])
            .min();
        let mut past = Past::default();
        for window in windows.iter().filter(|window| window.to <= known_until && window.days() > 0) {
            if first.is_none_or(|first| first > window.as_of.saturating_sub(RECENT)) {
                continue;
            }
            let mut view = View::of(deals, *window);
            let staged = view.knows_stages().then(|| (view.remaining(deals), squares(&view, deals, *window)));
            view.forget_stages();
            let staged = staged.map(|((open, new, variance), staged)| Staged {
                said: open + new,
                variance,
                squares: staged - squares(&view, deals, *window),
            });
            let (open, new, variance) = view.remaining(deals);
            let weighted = |way| past.weights(way, deals, *window).map(|weights| value_of(deals, &weights));
            let said = [
                Some(open + new),
                weighted(Way::Stage),
                weighted(Way::Category),
                Some(past.converted(deals, *window)),
                Some(run_rate(deals, *window)),
                Some(last_year(deals, *window)),
            ];
            let closed = deals.won_value(|day| window.is_past(day));
            let came = deals.won_value(|day| window.is_ahead(day));
            let categories = due_by_category(deals, *window);
            past.trials.push(Trial { window: *window, closed, came, said, categories, variance, staged });
        }
        past.decide();
        past
    }

    /// Lets the hazard go by stages where that was tried on enough periods, the chances of deals were nearer to what
    /// became of them, and the calls no more than a quarter worse.
    fn decide(&mut self) {
        let (mut tried, mut squares, mut staged_off, mut plain_off) = (0, 0.0, 0.0, 0.0);
        for trial in &self.trials {
            if let (Some(staged), Some(plain)) = (trial.staged, trial.said[index(Way::Hazard)]) {
                tried += 1;
                squares += staged.squares;
                staged_off += (staged.said - trial.came).abs();
                plain_off += (plain - trial.came).abs();
            }
        }
        self.by_stage = tried >= PERIODS_LEAST && squares < 0.0 && staged_off <= 1.25 * plain_off;
        for trial in self.trials.iter_mut().filter(|_| self.by_stage) {
            if let Some(Staged { said, variance, .. }) = trial.staged {
                (trial.said[index(Way::Hazard)], trial.variance) = (Some(said), variance);
            }
        }
    }

    /// What a way says of a window after these, uncorrected; `hazard` is what the ages say.
    #[must_use]
    pub fn raw(&self, way: Way, deals: &Deals, window: Window, hazard: f64) -> f64 {
        match way {
            Way::Hazard => hazard,
            Way::Stage | Way::Category => match self.weights(way, deals, window) {
                Some(weights) => value_of(deals, &weights),
                None => value_of(deals, &by_crm(way, deals, window)),
            },
            Way::Snapshot => self.converted(deals, window),
            Way::RunRate => run_rate(deals, window),
            Way::LastYear => last_year(deals, window),
        }
    }

    /// The part of each deal's amount that a way by stage or by category expects of a window after these, from how
    /// deals stood on its day; `None` without a history of that day or of earlier ones, and for other ways.
    #[must_use]
    pub fn weights(&self, way: Way, deals: &Deals, window: Window) -> Option<Vec<f64>> {
        let day = window.as_of;
        let rates: Vec<f64> = match way {
            Way::Stage => deals.stands.won_of_stages(deals, day),
            Way::Category => self.won_of_categories(deals.stands.categories),
            _ => return None,
        };
        let known = deals.stands.covers(deals, day);
        let weight = |deal: usize| {
            let stand = deals.stands.on(deal, day).filter(|_| deals.was_open(deal, day));
            let due = stand.filter(|stand| stand.due != NO_DAY && stand.due <= window.to);
            due.map_or(0.0, |stand| rates[if way == Way::Stage { stand.stage } else { stand.category }])
        };
        // Where the history knows of no value that was won, zeros would be no estimate.
        let learnt = way == Way::Stage || rates.iter().any(|rate| *rate > 0.0);
        (known && learnt).then(|| (0..deals.len()).map(weight).collect())
    }

    /// For each category what was won in earlier periods of the value due in it, with a tenth of an average period's
    /// value at the rate of all categories beside it.
    fn won_of_categories(&self, categories: usize) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); categories];
        for trial in &self.trials {
            for ((due, won), (of_due, of_won)) in sums.iter_mut().zip(&trial.categories) {
                *due += of_due;
                *won += of_won;
            }
        }
        let (due, won) = sums.iter().fold((0.0, 0.0), |(due, won), sum| (due + sum.0, won + sum.1));
        let rate = if due > 0.0 { won / due } else { 0.0 };
        let beside = 0.1 * due / count(self.trials.len().max(1));
        sums.iter()
            .map(|(due, won)| if due + beside > 0.0 { (won + rate * beside) / (due + beside) } else { 0.0 })
            .collect()
    }

    /// What came in earlier periods over the open value at their days, times the open value now.
    fn converted(&self, deals: &Deals, window: Window) -> f64 {
        let value = |day: i32| -> f64 {
            (0..deals.len()).filter(|deal| deals.was_open(*deal, day)).map(|deal| deals.amount[deal]).sum()
        };
        let came: f64 = self.trials.iter().map(|trial| trial.came).sum();
        let open: f64 = self.trials.iter().map(|trial| value(trial.window.as_of)).sum();
        if open > 0.0 { came / open * value(window.as_of) } else { 0.0 }
    }

    /// Corrects what the hazard says by what it said before: the ratio of all that came to all that was said, with one
    /// period of ratio 1 beside it; months of one place in the quarter by their own ratio as far as there are some.
    #[must_use]
    pub fn corrected(&self, way: Way, raw: f64, place: u32) -> Said {
        let factor = if way == Way::Hazard { ratio(&self.trials, way, place) } else { 1.0 };
        Said { factor, value: raw * factor }
    }

    /// What a way said of each period, corrected by the periods before it.
    #[must_use]
    pub fn calls(&self, way: Way) -> Vec<(&Trial, f64)> {
        let mut calls = Vec::with_capacity(self.trials.len());
        for (place, trial) in self.trials.iter().enumerate() {
            let Some(said) = trial.said[index(way)] else { continue };
            let before = &self.trials[..place];
            let factor = if way == Way::Hazard { ratio(before, way, trial.window.place) } else { 1.0 };
            calls.push((trial, said * factor));
        }
        calls
    }

    /// How a way has done on whole periods: what was closed and what was said, beside all that was won. The first
    /// period has nothing before it to learn from and is left out where there are more.
    #[must_use]
    pub fn score(&self, way: Way) -> Score {
        let calls = self.calls(way);
        let calls = if calls.len() > 1 { &calls[1..] } else { &calls[..] };
        let won: f64 = calls.iter().map(|(trial, _)| trial.closed + trial.came).sum();
        let errors: Vec<f64> = calls.iter().map(|(trial, said)| said - trial.came).collect();
        let over = |sum: f64| (won > 0.0).then(|| share(sum / won));
        Score {
            wape: over(errors.iter().map(|error| error.abs()).sum()),
            bias: over(errors.iter().sum()),
            periods: calls.len(),
        }
    }

    /// How often intervals of a way, of a level in millionths, would have held what came, each period judged by the
    /// misses of the others.
    #[must_use]
    pub fn held(&self, way: Way, level: i64) -> Option<(usize, usize)> {
        let misses = self.misses(way);
        let level = float(i128::from(level)) / 1e6;
        if misses.len() < PERIODS_LEAST + 1 {
            return None;
        }
        let others = misses.len() - 1;
        let all: f64 = misses.iter().map(|(miss, _)| miss * miss).sum();
        let wide = student_quantile(f64::midpoint(1.0, level), others) * (1.0 + 1.0 / count(others)).sqrt();
        let holds = |(miss, _): &&(f64, f64)| {
            let others_root = ((all - miss * miss).max(0.0) / count(others)).sqrt();
            miss.abs() <= wide * others_root
        };
        Some((misses.iter().filter(holds).count(), misses.len()))
    }

    /// For each call the logarithm of what came over what was said, and the variance that chance alone gives it. The
    /// first period has learnt from none and is left out where there are more than two.
    fn misses(&self, way: Way) -> Vec<(f64, f64)> {
        let calls = self.calls(way);
        let calls = if calls.len() > 2 { &calls[1..] } else { &calls[..] };
        let usual = mean(&calls.iter().map(|(trial, _)| trial.came).collect::<Vec<f64>>());
        if usual <= 0.0 {
            return Vec::new();
        }
        // An amount that keeps a period without any win from being infinitely wrong.
        let little = 0.05 * usual;
        let miss = |(trial, said): &(&Trial, f64)| {
            let chance = trial.variance / (said + little).max(usual * 0.2).powi(2);
            (((trial.came + little) / (said + little)).ln(), chance)
        };
        calls.iter().map(miss).collect()
    }

    /// How far calls of a way have missed in the logarithm: the root of the mean square, and the number of calls. Where
    /// deals are drawn one by one, `drawn`, what chance alone gives is taken off.
    #[must_use]
    pub fn shock(&self, way: Way, drawn: bool) -> (f64, usize) {
        let misses = self.misses(way);
        let square = mean(&misses.iter().map(|(miss, _)| miss * miss).collect::<Vec<f64>>());
        let chance = mean(&misses.iter().map(|(_, chance)| *chance).collect::<Vec<f64>>());
        let left = if drawn { (square - chance).max(0.0) } else { square };
        (left.sqrt(), misses.len())
    }
}

fn index(way: Way) -> usize {
    NAMES.iter().position(|(_, known)| *known == way).unwrap_or(0)
}

fn ratio(trials: &[Trial], way: Way, place: u32) -> f64 {
    let sums = |of: &dyn Fn(&&Trial) -> bool| {
        trials.iter().filter(of).fold((0.0, 0.0, 0), |(came, said, periods), trial| {
            (came + trial.came, said + trial.said[index(way)].unwrap_or(0.0), periods + 1)
        })
    };
    let (came, said, periods) = sums(&|_| true);
    if said <= 0.0 {
        return 1.0;
    }
    let one = said / count(periods);
    let all = (came + one) / (said + one);
    let (came, said, periods) = sums(&|trial| trial.window.place == place);
    let own = if said > 0.0 { came / said } else { all };
    let weight = count(periods) / (count(periods) + 1.0);
    (all + (own - all) * weight).clamp(0.2, 5.0)
}

/// Squared errors of the chances of open deals to be won in a window.
fn squares(view: &View, deals: &Deals, window: Window) -> f64 {
    let open = (0..deals.len()).filter(|deal| deals.was_open(*deal, window.as_of));
    let square = |deal: usize| {
        let won = deals.outcome[deal] == Outcome::Won && window.is_ahead(deals.closed[deal]);
        (view.chance(deals, deal) - if won { 1.0 } else { 0.0 }).powi(2)
    };
    open.map(square).sum()
}

/// What deals bring of their amounts.
fn value_of(deals: &Deals, weights: &[f64]) -> f64 {
    weights.iter().zip(&deals.amount).map(|(weight, amount)| weight * amount).sum()
}

/// Without a history: the CRM's probability of what is due by the end of the period, or the whole of it where the CRM
/// counts it among the surest.
#[must_use]
pub fn by_crm(way: Way, deals: &Deals, window: Window) -> Vec<f64> {
    let weight = |deal: usize| {
        let due = deals.due[deal] != NO_DAY && deals.due[deal] <= window.to;
        if !deals.was_open(deal, window.as_of) || !due {
            return 0.0;
        }
        match way {
            Way::Stage => deals.probability.get(deal).copied().flatten().unwrap_or(0.0).clamp(0.0, 1.0),
            _ => f64::from(u8::from(deals.committed.get(deal).copied().unwrap_or(false))),
        }
    };
    (0..deals.len()).map(weight).collect()
}

/// For each category what open deals of it were due by the end of a window at its day, and what was won of that in it.
fn due_by_category(deals: &Deals, window: Window) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0); deals.stands.categories];
    for deal in (0..deals.len()).filter(|deal| deals.was_open(*deal, window.as_of)) {
        let stand = deals.stands.on(deal, window.as_of);
        let Some(stand) = stand.filter(|stand| stand.due != NO_DAY && stand.due <= window.to) else {
            continue;
        };
        let (due, won) = &mut sums[stand.category];
        *due += deals.amount[deal];
        if deals.outcome[deal] == Outcome::Won && window.is_ahead(deals.closed[deal]) {
            *won += deals.amount[deal];
        }
    }
    sums
}

/// The daily mean of the last 91 days, or of the days since the first win, times the days ahead of the period.
fn run_rate(deals: &Deals, window: Window) -> f64 {
    let recent = deals.won_value(|day| day <= window.as_of && day > window.as_of.saturating_sub(RECENT));
    recent / f64::from(RECENT) * count(window.days().saturating_sub(window.lead()))
}

/// What was won on the days of the period that are ahead, 364 days before: whole weeks, so that weekdays agree.
fn last_year(deals: &Deals, window: Window) -> f64 {
    deals.won_value(|day| window.is_ahead(day.saturating_add(364)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One deal of 100 won each day for `days` days, a day after its creation.
    fn steady(days: i32) -> Deals {
        let mut deals = Deals { owners: 1, ..Deals::default() };
        for day in 1..=days {
            deals.created.push(day - 1);
            deals.closed.push(day);
            deals.due.push(NO_DAY);
            deals.outcome.push(Outcome::Won);
            deals.amount.push(100.0);
            deals.owner.push(0);
        }
        deals
    }

    fn window(from: i32) -> Window {
        Window { as_of: from + 9, from, to: from + 29, place: 0 }
    }

    #[test]
    fn a_steady_business_is_called_right_by_every_way() {
        let deals = steady(600);
        let windows: Vec<Window> = (15..20).map(|month| window(month * 30)).collect();
        let past = Past::of(&deals, &windows, 600);
        assert_eq!(past.trials.len(), 5);
        assert!(past.calls(Way::Stage).is_empty() && past.score(Way::Category) == Score::default());
        for way in [Way::Hazard, Way::Snapshot, Way::RunRate, Way::LastYear] {
            for (trial, said) in past.calls(way).iter().skip(1) {
                assert!((trial.closed - 1_000.0).abs() < 1e-9 && (trial.came - 2_000.0).abs() < 1e-9);
                assert!((said - 2_000.0).abs() < 60.0, "{} {said}", way.name());
            }
            let score = past.score(way);
            assert!(score.wape.unwrap() < 20_000 && score.periods == 4, "{} {score:?}", way.name());
        }
        let (shock, periods) = past.shock(Way::Hazard, true);
        assert!(shock < 0.05 && periods == 4, "{shock}");
    }

    #[test]
    fn a_way_that_says_half_is_corrected_to_nearly_the_whole() {
        let trial = |place: u32, came: f64| Trial {
            window: Window { place, ..window(30) },
            closed: 0.0,
            came,
            said: [Some(100.0), None, None, Some(0.0), Some(0.0), Some(0.0)],
            categories: Vec::new(),
            variance: 0.0,
            staged: None,
        };
        // Six periods of 200 where 100 was said: (1200 + 100) / (600 + 100), and its own ratio is 2 of weight 6/7.
        let past = Past { trials: vec![trial(0, 200.0); 6], by_stage: false };
        let said = past.corrected(Way::Hazard, 100.0, 0);
        let all = 1_300.0 / 700.0;
        assert!((said.factor - (all + (2.0 - all) * 6.0 / 7.0)).abs() < 1e-12);
        // Of another place there are none: only the ratio of all.
        assert!((past.corrected(Way::Hazard, 100.0, 1).factor - all).abs() < 1e-12);
        assert!((past.corrected(Way::RunRate, 100.0, 1).factor - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_record_corrects_nothing() {
        let past = Past::of(&Deals::default(), &[window(30)], 1_000);
        assert!(past.trials.is_empty());
        assert!((past.corrected(Way::Hazard, 5.0, 0).factor - 1.0).abs() < 1e-12);
        assert_eq!(past.score(Way::Hazard), Score::default());
        assert_eq!(past.shock(Way::Hazard, true).1, 0);
    }
}
