//! What the reps can bring: ramped reps × what a ramped rep brings in a month × season, less those who will have left,
//! against a target, and the hires that would close what is missing, by the month in which they start. Productivity,
//! ramp, attrition and season come from the record; where it says too little, from what the caller states.

use super::call::Deals;
use super::hazard::Outcome;
use super::number::{count, mean, median, whole};

/// Months of the record that tell what a ramped rep brings.
const RECENT: usize = 12;
/// Months in which reps come to their full productivity, where the record does not say.
const RAMP_ASSUMED: usize = 6;
/// Months of which a ramp has its own number at most.
const RAMP_MAX: usize = 12;
/// Fewer new reps than this tell no ramp.
const NEW_LEAST: usize = 5;
/// Fewer rep-months than this tell no attrition.
const EXPOSURE_LEAST: usize = 60;

/// One rep.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The month in which the rep began, counted from the first month of the record; `None` before that, or unknown.
    pub began: Option<usize>,
    /// The first month that the rep does not work through; `None` while nobody knows of an end.
    pub left: Option<usize>,
    /// What the rep brought in each month of the record.
    pub brought: Vec<f64>,
}

/// What each rep brought in each month: won amounts × parts. Months are given by their first days, and end with the day
/// before `end`.
#[must_use]
pub fn brought(
    deals: &Deals,
    brings: &[Vec<(u32, f64)>],
    reps: usize,
    months: &[i32],
    end: i32,
) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; months.len()]; reps];
    for deal in
        (0..deals.len()).filter(|deal| deals.outcome[*deal] == Outcome::Won && deals.closed[*deal] < end)
    {
        let Some(month) = months.partition_point(|first| *first <= deals.closed[deal]).checked_sub(1) else {
            continue;
        };
        for (rep, part) in brings.get(deal).into_iter().flatten() {
            if let Some(sums) = usize::try_from(*rep).ok().and_then(|rep| sums.get_mut(rep)) {
                sums[month] += deals.amount[deal] * part;
            }
        }
    }
    sums
}

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The reps who carry a quota or are hired to.
    pub people: Vec<Person>,
    /// Complete months of the record.
    pub known: usize,
    /// Months from the end of the record to the first of the period: already begun or still ahead.
    pub lead: usize,
    /// Months of the period that are ahead.
    pub ahead: usize,
    /// Which month of the year (0 to 11) the first month of the record is.
    pub first_month: usize,
    /// What a ramped rep brings in a month; from the record if absent.
    pub productivity: Option<f64>,
    /// Months to full productivity; from the record if absent.
    pub ramp: Option<usize>,
    /// The part of reps who leave in a year; from the record if absent.
    pub attrition: Option<f64>,
    /// The first month of the record that belongs to the period; what the months from it on brought counts.
    pub from: usize,
    /// What the whole period is to bring.
    pub target: Option<f64>,
}

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It was stated.
    Stated,
    /// From so many reps, rep-months or months of the record.
    Record(usize),
    /// The record says too little; this is usual.
    Assumed,
}

/// One month ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Month {
    /// Reps who work in it as far as anybody knows.
    pub reps: usize,
    /// How many of them are expected to be there still.
    pub staying: f64,
    /// They as ramped reps.
    pub ramped: f64,
    /// The season: 1 is an average month.
    pub season: f64,
    /// What they bring.
    pub brings: f64,
    /// Hires that would close what is missing if all began in this month; `None` where nothing is missing or none
    /// would.
    pub hires: Option<i64>,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The months ahead.
    pub months: Vec<Month>,
    /// What a ramped rep brings in an average month, and where that comes from.
    pub productivity: (f64, Source),
    /// The part of full productivity in each month since the begin, the first first.
    pub ramp: (Vec<f64>, Source),
    /// The part of reps who leave in a year.
    pub attrition: (f64, Source),
    /// Whether the season comes from the record.
    pub seasonal: bool,
    /// What the complete months of the period brought.
    pub closed: f64,
    /// What all bring in the months ahead.
    pub brings: f64,
    /// What is missing to the target; below zero when more comes.
    pub missing: Option<f64>,
    /// What the same would have said of the last twelve months of the record, and what came.
    pub check: Option<(f64, f64)>,
}

impl Answer {
    /// Half as many hires again as would be needed at once; one at least.
    #[must_use]
    pub fn few_hires(&self) -> i64 {
        let at_once = self.months.first().and_then(|month| month.hires).unwrap_or(0);
        (at_once.saturating_mul(3).saturating_add(1) / 2).max(1)
    }
}

impl Person {
    fn works(&self, month: usize) -> bool {
        self.began.is_none_or(|began| began <= month) && self.left.is_none_or(|left| left > month)
    }

    /// Months since the begin; `None` for who was there before the record.
    fn tenure(&self, month: usize) -> Option<usize> {
        self.began.map(|began| month.saturating_sub(began))
    }
}

impl Question {
    /// Works it out.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let (season, seasonal) = self.season();
        let ramp = self.ramp();
        let productivity = self.productivity(&ramp.0, &season);
        let attrition = self.attrition();
        let stays = (1.0 - attrition.0.clamp(0.0, 1.0)).powf(1.0 / 12.0);
        let first = self.known + self.lead;
        let of = |month: usize| season[(self.first_month + month) % 12];
        let mut months = Vec::with_capacity(self.ahead);
        for month in first..first + self.ahead {
            let working: Vec<&Person> = self.people.iter().filter(|person| person.works(month)).collect();
            // Who is there at the end of the record may leave in any month after it.
            let staying = |person: &Person| {
                stays.powi(power(month + 1 - person.began.unwrap_or(0).clamp(self.known, month)))
            };
            let part = |person: &Person| person.tenure(month).map_or(1.0, |tenure| ramped(&ramp.0, tenure));
            let there: f64 = working.iter().map(|person| staying(person)).sum();
            let full: f64 = working.iter().map(|person| staying(person) * part(person)).sum();
            months.push(Month {
                reps: working.len(),
                staying: there,
                ramped: full,
                season: of(month),
                brings: full * productivity.0 * of(month),
                hires: None,
            });
        }
        let brings: f64 = months.iter().map(|month| month.brings).sum();
        let of_known = |person: &Person| person.brought.iter().skip(self.from).sum::<f64>();
        let closed: f64 = self.people.iter().map(of_known).sum();
        let missing = self.target.map(|target| target - closed - brings);
        for begin in 0..months.len() {
            let one = |place: usize| {
                let tenure = place - begin;
                productivity.0
                    * months[place].season
                    * ramped(&ramp.0, tenure)
                    * stays.powi(power(tenure + 1))
            };
            let hire: f64 = (begin..months.len()).map(one).sum();
            let short = missing.filter(|missing| *missing > 0.0 && hire > 0.0);
            months[begin].hires =
                short.and_then(|missing| i64::try_from(whole((missing / hire).ceil())).ok());
        }
        let check = self.check(&ramp.0, &season, productivity.0);
        Answer { months, productivity, ramp, attrition, seasonal, closed, brings, missing, check }
    }

    /// For each month of the year its mean part of an average month, where two whole years are known.
    fn season(&self) -> (Vec<f64>, bool) {
        let years = self.known / 12;
        let total = |month: usize| self.people.iter().map(|person| person.brought[month]).sum::<f64>();
        let totals: Vec<f64> = (0..self.known).map(total).collect();
        let mut season = vec![Vec::new(); 12];
        for year in 0..years {
            // The last whole years of the record.
            let start = self.known - 12 * (year + 1);
            let middle = mean(&totals[start..start + 12]);
            if middle > 0.0 {
                for month in start..start + 12 {
                    season[(self.first_month + month) % 12].push(totals[month] / middle);
                }
            }
        }
        match years >= 2 && season.iter().all(|parts| !parts.is_empty()) {
            true => (season.iter().map(|parts| mean(parts)).collect(), true),
            false => (vec![1.0; 12], false),
        }
    }

    /// What reps bring in each month since their begin over what they bring once a year is over, never falling.
    fn ramp(&self) -> (Vec<f64>, Source) {
        let straight = |months: usize| -> Vec<f64> {
            (0..months).map(|month| (count(month) + 0.5) / count(months.max(1))).collect()
        };
        if let Some(months) = self.ramp {
            return (straight(months), Source::Stated);
        }
        let mut new = vec![Vec::new(); RAMP_MAX];
        let (mut full, mut seen) = (Vec::new(), 0);
        for person in &self.people {
            let begins_within = person.began.is_some_and(|began| began < self.known);
            seen += usize::from(begins_within);
            for month in (0..self.known).filter(|month| person.works(*month)) {
                match person.tenure(month).and_then(|tenure| new.get_mut(tenure)) {
                    Some(months) if begins_within => months.push(person.brought[month]),
                    _ => full.push(person.brought[month]),
                }
            }
        }
        let full = mean(&full);
        let enough = new.iter().all(|months| months.len() >= NEW_LEAST) && full > 0.0;
        if !enough {
            return (straight(RAMP_ASSUMED), Source::Assumed);
        }
        let parts: Vec<(f64, f64)> =
            new.iter().map(|months| ((mean(months) / full).clamp(0.0, 1.0), count(months.len()))).collect();
        (never_falling(&parts), Source::Record(seen))
    }

    /// The median, over reps, of what each brought in a ramped month of the last year, at an average season.
    fn productivity(&self, ramp: &[f64], season: &[f64]) -> (f64, Source) {
        if let Some(stated) = self.productivity {
            return (stated, Source::Stated);
        }
        let first = self.known.saturating_sub(RECENT);
        let mut of_reps = Vec::new();
        for person in &self.people {
            let full = |month: &usize| {
                person.works(*month) && person.tenure(*month).is_none_or(|tenure| tenure >= ramp.len())
            };
            let months: Vec<usize> = (first..self.known).filter(full).collect();
            // A rep of few months says little.
            if months.len() >= 3 {
                let brought: f64 = months.iter().map(|month| person.brought[*month]).sum();
                let weight: f64 = months.iter().map(|month| season[(self.first_month + month) % 12]).sum();
                if weight > 0.0 {
                    of_reps.push(brought / weight);
                }
            }
        }
        (median(&of_reps), Source::Record(of_reps.len()))
    }

    /// Reps who left over rep-months of the last two years, as a part of a year.
    fn attrition(&self) -> (f64, Source) {
        if let Some(stated) = self.attrition {
            return (stated, Source::Stated);
        }
        let first = self.known.saturating_sub(2 * RECENT);
        let (mut exposed, mut left) = (0, 0);
        for person in &self.people {
            exposed += (first..self.known).filter(|month| person.works(*month)).count();
            left += usize::from(person.left.is_some_and(|left| left > first && left <= self.known));
        }
        if exposed < EXPOSURE_LEAST {
            return (0.0, Source::Assumed);
        }
        let monthly = count(left) / count(exposed);
        (1.0 - (1.0 - monthly).powi(12), Source::Record(exposed))
    }

    fn check(&self, ramp: &[f64], season: &[f64], productivity: f64) -> Option<(f64, f64)> {
        let first = self.known.checked_sub(RECENT)?;
        let (mut said, mut came) = (0.0, 0.0);
        for month in first..self.known {
            for person in &self.people {
                came += person.brought[month];
                if person.works(month) {
                    let part = person.tenure(month).map_or(1.0, |tenure| ramped(ramp, tenure));
                    said += part * productivity * season[(self.first_month + month) % 12];
                }
            }
        }
        Some((said, came))
    }
}

fn ramped(ramp: &[f64], tenure: usize) -> f64 {
    ramp.get(tenure).copied().unwrap_or(1.0)
}

fn power(months: usize) -> i32 {
    i32::try_from(months).unwrap_or(i32::MAX)
}

/// Numbers with weights made to never fall, by the least squares: neighbours that fall become their mean (pool adjacent
/// violators; Ayer and others 1955).
fn never_falling(parts: &[(f64, f64)]) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in parts {
        pools.push((*value, *weight, 1));
        while let [.., before, last] = &pools[..] {
            if before.0 <= last.0 {
                break;
            }
            let weight = before.1 + last.1;
            let pooled = ((before.0 * before.1 + last.0 * last.1) / weight, weight, before.2 + last.2);
            pools.truncate(pools.len() - 2);
            pools.push(pooled);
        }
    }
    pools.iter().flat_map(|(value, _, length)| std::iter::repeat_n(*value, *length)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::forecast::random::Random;

    #[test]
    fn ramped_reps_by_hand() {
        // Two ramped reps of 100 a month, one who begins in the first month ahead, half a year of ramp, nobody leaves.
        let steady = Person { brought: vec![100.0; 12], ..Person::default() };
        let new = Person { began: Some(12), brought: vec![0.0; 12], ..Person::default() };
        let question = Question {
            people: vec![steady.clone(), steady, new],
            known: 12,
            ahead: 3,
            ramp: Some(2),
            attrition: Some(0.0),
            from: 12,
            target: Some(1_000.0),
            ..Question::default()
        };
        let answer = question.answer();
        assert_eq!(answer.productivity, (100.0, Source::Record(2)));
        // A ramp of two months is a quarter and three quarters.
        let brings: Vec<f64> = answer.months.iter().map(|month| month.brings).collect();
        assert!(brings.iter().zip([225.0, 275.0, 300.0]).all(|(found, value)| (found - value).abs() < 1e-9));
        // 200 are missing: a hire of the first month brings 25 + 75 + 100, of the second 100, of the third 25.
        assert!((answer.missing.unwrap() - 200.0).abs() < 1e-9);
        assert_eq!(
            answer.months.iter().map(|month| month.hires).collect::<Vec<_>>(),
            [Some(1), Some(2), Some(8)]
        );
        assert_eq!(answer.check, Some((2_400.0, 2_400.0)));
        assert!(!answer.seasonal);
    }

    #[test]
    fn ramp_attrition_and_season_of_a_known_company_are_found() {
        // 400 reps over four years; each begins somewhere, ramps over eight months, leaves with 2 % a month;
        // Decembers bring twice as much as other months, with 30 % of noise.
        let mut random = Random::new(31, "capacity");
        let people: Vec<Person> = (0..400)
            .map(|place| {
                let began = if place % 4 == 0 { None } else { Some(random.below(48)) };
                let start = began.unwrap_or(0);
                let left = (start + 1..48).find(|_| random.uniform() < 0.02);
                let brought = (0..48)
                    .map(|month| {
                        let works = month >= start && left.is_none_or(|left| left > month);
                        let tenure = began.map_or(99, |began| month.saturating_sub(began));
                        let part = (count(tenure + 1) / 8.0).min(1.0);
                        let season = if month % 12 == 11 { 2.0 } else { 1.0 };
                        if works { 1_000.0 * part * season * (0.3 * random.normal()).exp() } else { 0.0 }
                    })
                    .collect();
                Person { began, left, brought }
            })
            .collect();
        let answer = Question { people, known: 48, ahead: 12, ..Question::default() }.answer();
        // 24 months of a year of which one counts twice: an average month is 13/12 of a plain one.
        let truth = 1_000.0 * (0.045_f64).exp() * 13.0 / 12.0;
        assert!((answer.productivity.0 / truth - 1.0).abs() < 0.06, "{:?} {truth}", answer.productivity);
        for (month, part) in answer.ramp.0.iter().enumerate() {
            let truth = (count(month + 1) / 8.0).min(1.0);
            assert!((part - truth).abs() < 0.12, "{month}: {part}");
        }
        let yearly = 1.0 - 0.98_f64.powi(12);
        assert!((answer.attrition.0 - yearly).abs() < 0.05, "{:?}", answer.attrition);
        assert!((answer.months[11].season / answer.months[5].season - 2.0).abs() < 0.25);
        let (said, came) = answer.check.unwrap();
        assert!((said / came - 1.0).abs() < 0.1, "{said} {came}");
    }

    #[test]
    fn what_reps_brought_is_summed_by_month() {
        let deals = Deals {
            created: vec![0; 4],
            closed: vec![31, 30, 59, 60],
            outcome: vec![Outcome::Won, Outcome::Won, Outcome::Won, Outcome::Won],
            amount: vec![10.0, 20.0, 40.0, 80.0],
            ..Deals::default()
        };
        let brings = [vec![(0, 1.0)], vec![(1, 0.5), (0, 0.5)], vec![(1, 1.0)], vec![(1, 1.0)]];
        let found = brought(&deals, &brings, 2, &[0, 31], 60);
        assert_eq!(found, [[10.0, 10.0], [10.0, 40.0]]);
    }

    #[test]
    fn nothing_known_is_nothing_and_no_nonsense() {
        let answer = Question { ahead: 2, target: Some(10.0), ..Question::default() }.answer();
        assert_eq!((answer.brings, answer.missing, answer.check), (0.0, Some(10.0), None));
        assert!(answer.months.iter().all(|month| month.hires.is_none() && month.brings == 0.0));
        assert_eq!((answer.ramp.1, answer.attrition), (Source::Assumed, (0.0, Source::Assumed)));
        assert_eq!(never_falling(&[(1.0, 1.0), (0.5, 1.0), (2.0, 1.0)]), [0.75, 0.75, 2.0]);
    }
}
