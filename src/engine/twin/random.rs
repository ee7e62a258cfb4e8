//! Random companies and plans, from a seed alone.
//!
//! The file is longer than most: it is the one list of what a plan may say.

use super::company::{Company, Deal, Given, currencies};
use crate::calendar::{Calendar, Day, Pattern, Span, Unit};
use crate::engine::commissions::{Cause, CreditKind};
use crate::model::rows::{Place, QuotaHolder, QuotaRow, RateRow, RepRow};
use crate::money::{Amount, ExchangeRate, Rate};
use crate::plan::DatedBy;

/// A source of numbers that look random, the same for the same seed (SplitMix64 of Steele, Lea and Flood, 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers of neighbouring seeds have nothing to do with each other.
    pub fn new(seed: u64) -> Self {
        Self(mixed(seed.wrapping_add(0x5851_F42D_4C95_7F2D)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.0)
    }

    /// A number from `from` to `to`, both included.
    pub fn within(&mut self, from: i64, to: i64) -> i64 {
        let count = u64::try_from(to - from + 1).unwrap();
        from + i64::try_from(self.next() % count).unwrap()
    }

    pub fn chance(&mut self, percent: i64) -> bool {
        self.within(1, 100) <= percent
    }

    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[usize::try_from(self.within(0, i64::try_from(of.len()).unwrap() - 1)).unwrap()]
    }
}

fn mixed(number: u64) -> u64 {
    let mut mixed = number;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The days of the test's deals.
fn era() -> Span {
    Span { from: day("2025-01-01"), to: day("2026-06-30") }
}

/// A number of thousandths as text: 1250 is `1.250`.
fn thousandths(number: i64) -> String {
    format!("{}.{:03}", number / 1000, number % 1000)
}

/// Writes a plan: its shape is the same in each version, its numbers are not.
struct Writer {
    shape: Random,
    numbers: Random,
    payout: &'static str,
}

/// What is known of the elements that are written.
struct Written {
    id: String,
    /// Whether others may ask for it, and for what it earned.
    asked: bool,
    earned: bool,
    quota: bool,
}

impl Writer {
    fn rate(&mut self) -> String {
        match self.numbers.within(0, 4) {
            0 => "0.05".to_owned(),
            1 => "0.187709".to_owned(),
            _ => thousandths(self.numbers.within(0, 150)),
        }
    }

    fn share(&mut self) -> String {
        thousandths(self.numbers.within(0, 40) * 50)
    }

    fn money(&mut self) -> String {
        format!("{}.{:02}", self.numbers.within(1, 900), self.numbers.within(0, 99))
    }

    /// Where tiers begin, in thousandths of a quota or in whole units of the measure.
    fn begins(&mut self, on_quota: bool, from_zero: bool, unit: i64) -> Vec<String> {
        let count = self.shape.within(1, 4);
        let mut at = if from_zero || self.shape.chance(70) { 0 } else { self.shape.within(1, 8) * 100 };
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(if on_quota { thousandths(at) } else { (at * unit / 100).to_string() });
            at += self.shape.within(1, 8) * if self.shape.chance(50) { 125 } else { 50 };
            if at < 1000 && self.shape.chance(30) {
                at = 1000;
            }
        }
        all
    }

    fn tiers(&mut self, on_quota: bool, from_zero: bool, unit: i64, key: &str) -> String {
        let mut all = Vec::new();
        for from in self.begins(on_quota, from_zero, unit) {
            let value = match key {
                "rate" => self.rate(),
                "share" | "multiplier" => self.share(),
                _ => self.money(),
            };
            let key = if key == "share" { "rate" } else { key };
            all.push(format!("{{ from = {from}, {key} = {value} }}"));
        }
        format!("[{}]", all.join(", "))
    }

    fn asks(&mut self, before: &[Written], attainment: bool) -> Option<String> {
        let mut all = Vec::new();
        for written in before.iter().filter(|written| written.asked) {
            if written.quota {
                all.push(format!("attainment('{}')", written.id));
            }
            if !attainment {
                all.push(format!("credited('{}')", written.id));
                if written.earned {
                    all.push(format!("earned('{}')", written.id));
                }
            }
        }
        all.push("attainment('bookings')".to_owned());
        let place = self.shape.within(0, i64::try_from(all.len()).unwrap() - 1);
        all.get(usize::try_from(place).unwrap()).cloned()
    }

    fn element(&mut self, id: &str, before: &[Written]) -> (String, Written) {
        let kind = self.shape.within(0, 13);
        let mut text = format!("[[element]]\nid = \"{id}\"\n");
        let mut line = |key: &str, value: &str| text.push_str(&format!("{key} = {value}\n"));
        let windows = ["\"month\"", "\"quarter\"", "\"half\"", "\"year\"", "\"plan\"", "\"deal\""];
        let mut window =
            *self.shape.one(&[&windows[0], &windows[1], &windows[2], &windows[3], &windows[4], &windows[5]]);
        let results = matches!(kind, 7 | 8 | 10 | 11 | 12 | 13);
        if results && window == windows[5] {
            window = windows[1];
        }
        line("window", window);
        let of_deal = window == windows[5];
        // Measures: units where units are paid.
        let units = kind == 6;
        let measure =
            if units { "units" } else { *self.shape.one(&[&"amount", &"amount", &"margin", &"count"]) };
        line("measure", &format!("\"{measure}\""));
        let unit = match measure {
            "units" | "count" => 1,
            _ => 1000,
        };
        let credit = self.shape.one(&[
            "[\"direct\"]",
            "[\"direct\"]",
            "[\"direct\", \"overlay\"]",
            "[\"direct\", \"territory\"]",
            "[\"team\"]",
        ]);
        if kind != 5 {
            line("credit", credit);
        }
        if self.shape.chance(15) {
            line("on", self.shape.one(&["\"invoice\"", "\"payment\""]));
        }
        // A group finds the tiers, or is paid once.
        let grouped = !of_deal && kind <= 9 && self.shape.chance(25);
        let pool = grouped && matches!(kind, 0..=4 | 6 | 9) && self.shape.chance(40);
        if grouped {
            line("tier_scope", self.shape.one(&["\"team\"", "\"company\""]));
        }
        if pool {
            line("pool", self.shape.one(&["\"equal\"", "\"days\""]));
        }
        if self.shape.chance(20) {
            line("where", "\"product = 'A'\"");
        }
        if self.shape.chance(10) {
            line("between", "[\"2025-03-10\", \"2026-02-20\"]");
        }
        let forward = kind <= 6 && !pool && self.shape.chance(15);
        if forward {
            line("true_up", "\"forward\"");
        }
        let needs_quota = matches!(kind, 7 | 8) || kind == 2;
        let mut quota = needs_quota || self.shape.chance(60);
        if matches!(kind, 9 | 10 | 12 | 13) && !of_deal {
            quota = self.shape.chance(60);
        }
        if quota {
            let number = (self.shape.within(1, 30) * unit).to_string();
            if of_deal || self.shape.chance(20) {
                line("quota", &number);
            } else if measure == "margin" {
                line("quota", "\"margin\"");
            } else if matches!(measure, "units" | "count") {
                line("quota", "\"units\"");
            } else {
                line("quota", "\"bookings\"");
            }
        }
        let edge = self.shape.chance(30);
        match kind {
            0 => line("rate", &self.rate()),
            1..=4 => {
                let mode = match kind {
                    1 => "marginal",
                    2 => "overage",
                    3 => "retroactive",
                    _ => self.shape.one(&["interpolated", "marginal"]),
                };
                line("mode", &format!("\"{mode}\""));
                if edge && mode != "interpolated" {
                    line("boundary", "\"upper\"");
                }
                let base = self.shape.chance(40);
                if base {
                    let by_target = quota && !pool && !of_deal && self.shape.chance(70);
                    line("base_rate", if by_target { "\"target / quota\"" } else { "0.1" });
                }
                if self.shape.chance(25) {
                    line("pays_on", "\"margin\"");
                }
                let key = if base { "multiplier" } else { "rate" };
                if self.shape.chance(25) {
                    let first = self.tiers(quota, kind == 2, unit, key);
                    let second = self.tiers(quota, kind == 2, unit, key);
                    line(
                        "rates",
                        &format!(
                            "[{{ where = \"product = 'B'\", tiers = {first} }}, {{ tiers = {second} }}]"
                        ),
                    );
                } else {
                    let tiers = self.tiers(quota, kind == 2, unit, key);
                    line("tiers", &tiers);
                }
            }
            5 => {
                line("credit", "[\"team\"]");
                let (first, second) = (self.rate(), self.rate());
                line("levels", &format!("[{first}, {second}]"));
            }
            6 => {
                line("pays", "\"unit\"");
                if self.shape.chance(40) {
                    line("amount", &self.money());
                } else {
                    line("mode", self.shape.one(&["\"marginal\"", "\"retroactive\""]));
                    let tiers = self.tiers(quota, false, unit, "amount");
                    line("tiers", &tiers);
                }
            }
            7 | 8 => {
                line("pays", "\"target\"");
                line("weight", &thousandths(self.shape.within(1, 20) * 50));
                if kind == 7 && self.shape.chance(20) {
                    line("rate", &self.share());
                } else {
                    let mode =
                        *self.shape.one(&[&"marginal", &"retroactive", &"overage", &"step", &"interpolated"]);
                    line("mode", &format!("\"{mode}\""));
                    if edge && mode != "interpolated" {
                        line("boundary", "\"upper\"");
                    }
                    let tiers = self.tiers(true, mode == "overage", 1, "share");
                    line("tiers", &tiers);
                }
            }
            9 => {
                line("pays", "\"fixed\"");
                if self.shape.chance(30) {
                    line("amount", &self.money());
                } else {
                    line("mode", self.shape.one(&["\"step\"", "\"interpolated\""]));
                    let tiers = self.tiers(quota, false, unit, "amount");
                    line("tiers", &tiers);
                }
            }
            10 => {
                line("weight", "0.4");
                let (rows, columns) = (self.asks(before, true).unwrap(), self.asks(before, true).unwrap());
                let between = self.shape.one(&["step", "bilinear"]);
                let values: Vec<String> = (0..4).map(|_| self.share()).collect();
                line(
                    "matrix",
                    &format!(
                        "{{ rows = \"{rows}\", row_from = [0.3, 0.8], columns = \"{columns}\", \
                         column_from = [0.4, 1.1], \
                     values = [[{}, {}], [{}, {}]], between = \"{between}\" }}",
                        values[0], values[1], values[2], values[3]
                    ),
                );
            }
            11 => {
                let minimum = match self.shape.chance(70) {
                    true => format!(", minimum = {}", self.shape.within(1, 5) * unit),
                    false => String::new(),
                };
                line(
                    "contest",
                    &format!(
                        "{{ rank_by = \"{measure}\", prizes = [1000, 500.01, 250], ties = \"share\"{minimum} }}"
                    ),
                );
            }
            12 => {
                line("weight", "0.3");
                line("score", "true");
            }
            _ => {
                let asked = self.asks(before, false).unwrap();
                let formula = match self.shape.within(0, 4) {
                    0 => {
                        line("rate", &self.rate());
                        "credited * rate".to_owned()
                    }
                    1 => "LEAST(attainment, 1.5) * target * 0.5".to_owned(),
                    2 => "CASE WHEN attainment >= 1 THEN 1000.005 ELSE 250 END".to_owned(),
                    3 => "quota / 7 * attainment".to_owned(),
                    _ => format!("0.0137 * {asked}"),
                };
                line("formula", &format!("\"{formula}\""));
            }
        }
        let plain = !forward && !of_deal;
        if plain && kind != 11 && self.shape.chance(15) {
            let value = if quota {
                thousandths(self.shape.within(1, 10) * 100)
            } else {
                (self.shape.within(1, 10) * unit).to_string()
            };
            line("threshold", &value);
        }
        if plain && self.shape.chance(15) {
            let asked = self.asks(before, false).unwrap();
            let least = if asked.starts_with('a') { "0.5" } else { "1000" };
            line("gate", &format!("\"{asked} >= {least}\""));
        }
        if plain && self.shape.chance(15) {
            let by = self.asks(before, true).unwrap();
            line(
                "multiplier",
                &format!("{{ by = \"{by}\", points = [[0.5, 0.8], [1.0, 1.0], [1.2, 1.25]] }}"),
            );
        }
        if self.shape.chance(20) {
            let credits = kind <= 6 && !pool;
            let cap = match self.shape.within(0, 3) {
                3 => format!("payout = {}", self.shape.within(50, 900)),
                0 if credits => format!("deal = {}", self.shape.within(50, 900)),
                1 if !of_deal => format!("of_target = {}", thousandths(self.shape.within(1, 30) * 50)),
                _ => format!("window = {}", self.shape.within(100, 3000)),
            };
            line("cap", &format!("{{ {cap} }}"));
        }
        if plain && kind <= 9 && self.shape.chance(12) {
            let on = self.shape.one(&["\"cancel\"", "\"refund\"", "\"cancel\", \"refund\""]);
            let within = match self.shape.chance(40) {
                true => format!(", within_days = {}", self.shape.within(0, 150)),
                false => String::new(),
            };
            line("clawback", &format!("{{ on = [{on}], method = \"retier\"{within} }}"));
        }
        // A deal that several events date is capped over all its windows, which the asking one does not see.
        let dated_cap = text.contains("\non = ") && text.contains("cap = { deal");
        let earned = plain && !text.contains("payout =") && !text.contains("clawback") && !dated_cap;
        let written = Written { id: id.to_owned(), asked: !of_deal, earned, quota };
        (text, written)
    }

    fn plan(&mut self, effective: Span, versions: usize) -> String {
        let proration = self.shape.one(&["days", "days", "days-365", "weeks-52", "months-12", "none"]);
        let rounding = self.shape.one(&["half-up", "half-up", "half-even", "down"]);
        let mut text = format!(
            "id = \"p\"\neffective = {{ from = \"{}\", to = \"{}\" }}\npayout = \"{}\"\nproration = \"{proration}\"\n\
             rounding = \"{rounding}\"\n",
            effective.from, effective.to, self.payout
        );
        if self.shape.chance(30) {
            let starts = self.shape.one(&["hire-month", "first-full-month"]);
            let (slow, again) = (self.shape.chance(40), self.shape.chance(40));
            text.push_str(&format!(
                "ramp = {{ quota = [0.25, 0.5, 0.75], starts = \"{starts}\", accelerators = {}, \
                 after_leave = {again} }}\n",
                !slow
            ));
        }
        if self.shape.chance(8) {
            text.push_str("currency = \"EUR\"\n");
        }
        if self.shape.chance(15) {
            text.push_str("seasonality = [1, 2, 3, 1, 2, 3, 1.5, 2, 2.5, 1, 1, 4]\n");
        }
        let plan_cap = self.shape.chance(10);
        if plan_cap {
            let cap = self.shape.one(&["window = 4000", "of_target = 0.5"]);
            text.push_str(&format!("cap = {{ {cap} }}\n"));
        }
        let mut written = Vec::new();
        for id in ["a", "b", "c"].into_iter().take(usize::try_from(self.shape.within(1, 3)).unwrap()) {
            let (mut element, known) = self.element(id, &written);
            if plan_cap {
                let kept = element.lines().filter(|line| !line.starts_with("clawback"));
                element = kept.map(|line| format!("{line}\n")).collect();
            }
            text.push_str(&element);
            written.push(known);
        }
        if versions > 1 {
            text = text.replace("window = \"plan\"", "window = \"year\"");
        }
        text
    }
}

/// A company from a seed.
pub fn company(seed: u64) -> Company {
    let mut random = Random::new(seed);
    let year_starts = *random.one(&[&1_u8, &1, &2, &7]);
    let payouts = ["half-month", "month", "month", "month", "quarter", "year"];
    let payout = payouts[usize::try_from(random.within(0, 5)).unwrap()];
    let spans = [
        ("2025-01-01", "2026-12-31"),
        ("2025-04-01", "2026-06-30"),
        ("2025-02-01", "2026-01-31"),
        ("2025-02-10", "2026-05-20"),
    ];
    let span = spans[usize::try_from(random.within(0, 3)).unwrap()];
    let (from, to) = (day(span.0), day(span.1));
    let split = day(random.one(&["2026-01-01", "2025-10-01", "2025-09-17"]));
    let spans = match random.chance(25) {
        true => vec![Span { from, to: split.previous() }, Span { from: split, to }],
        false => vec![Span { from, to }],
    };
    let shape = Random::new(seed ^ 0x5A5A);
    let write = |(number, span): (usize, &Span)| {
        let numbers = Random::new(seed.wrapping_add(u64::try_from(number).unwrap() << 40) ^ 0xA5);
        Writer { shape: shape.clone(), numbers, payout }.plan(*span, spans.len())
    };
    let plans = spans.iter().enumerate().map(write).collect();
    let calendar = Calendar { fiscal_year_starts: year_starts, ..Calendar::default() };
    let weeks = payout != "half-month" && random.chance(12);
    let calendar = Calendar { pattern: if weeks { Pattern::W445 } else { Pattern::Months }, ..calendar };
    let mut company = Company { plans, year_starts, weeks, ..Company::default() };
    let reps = usize::try_from(random.within(1, 4)).unwrap();
    for rep in 0..reps {
        people(&mut random, &mut company, rep);
        quotas(&mut random, &mut company, rep, &calendar);
        scores(&mut random, &mut company, rep, &calendar);
    }
    let [dollar, euro, pound] = currencies();
    for (from, to, date, rate) in [
        (euro, dollar, "2023-01-01", "1.0837"),
        (euro, dollar, "2025-05-05", "1.1234567891"),
        (euro, dollar, "2026-01-02", "1.07"),
        (pound, dollar, "2023-01-01", "1.3"),
        (pound, dollar, "2025-09-30", "1.28765"),
        (dollar, euro, "2023-01-01", "0.9227"),
        (dollar, euro, "2025-06-01", "0.890123"),
        (pound, euro, "2023-01-01", "1.15"),
    ] {
        let rate = ExchangeRate::parse(rate).unwrap();
        company.rates.push(RateRow { date: day(date), from, to, rate, place: Place::default() });
    }
    for group in ["A", "B"] {
        if random.chance(75) {
            continue;
        }
        for period in calendar.periods_in(Unit::Year, Span { from: day("2024-01-01"), to: day("2027-01-31") })
        {
            let holder = QuotaHolder::Team(group.to_owned());
            let amount = Amount::from_cents(random.within(1, 30) * 1_000_000);
            company.quotas.push(quota_row(holder, period.span, amount, "bookings"));
        }
    }
    for _ in 0..if random.chance(15) { random.within(1, 3) } else { 0 } {
        let rep = usize::try_from(random.within(0, i64::try_from(reps).unwrap() - 1)).unwrap();
        let at = era().from.plus_days(i32::try_from(random.within(0, 500)).unwrap());
        let amount = Amount::from_cents(random.within(-50_000, 50_000));
        company.adjustments.push((rep, calendar.period_of(Unit::Month, at).span, amount));
    }
    let count = if random.chance(10) { 0 } else { random.within(1, 40) };
    for number in 0..count {
        deal(&mut random, &mut company, number, reps);
    }
    company
}

/// A score for half of the windows of each element, whether or not it is paid by scores.
fn scores(random: &mut Random, company: &mut Company, rep: usize, calendar: &Calendar) {
    let era = Span { from: day("2024-06-01"), to: day("2026-12-31") };
    let elements: Vec<String> = company.plans[0].split("[[element]]").skip(1).map(str::to_owned).collect();
    for (text, id) in elements.iter().zip(["a", "b", "c"]) {
        let word = text.split("window = \"").nth(1).and_then(|rest| rest.split('"').next());
        let unit = match word {
            Some("month") => Unit::Month,
            Some("quarter") => Unit::Quarter,
            Some("half") => Unit::Half,
            Some("year") => Unit::Year,
            _ => continue,
        };
        for period in calendar.periods_in(unit, era) {
            if random.chance(50) {
                let score = Rate::from_raw(random.within(0, 1_300_000));
                company.scores.push((rep, period.span, id.to_owned(), score));
            }
        }
    }
}

fn people(random: &mut Random, company: &mut Company, rep: usize) {
    let mut row = RepRow { rep_id: format!("R{rep}"), ..RepRow::default() };
    let target = |random: &mut Random| Some(Amount::from_cents(random.within(1, 40) * 100_000));
    row.target_incentive = if random.chance(85) { target(random) } else { None };
    if random.chance(40) {
        row.hire_date = Some(era().from.plus_days(i32::try_from(random.within(-60, 400)).unwrap()));
    }
    if random.chance(15) {
        row.end_date = Some(day("2026-02-14"));
    }
    let team = |random: &mut Random| [("team".to_owned(), random.one(&["A", "B"]).to_owned())].into();
    row.columns = team(random);
    if random.chance(25) {
        let from = era().from.plus_days(i32::try_from(random.within(10, 500)).unwrap());
        let mut later = RepRow { valid_from: Some(from), ..row.clone() };
        later.columns = team(random);
        if row.target_incentive.is_some() {
            later.target_incentive = target(random);
        }
        row.valid_to = Some(from.previous());
        row.end_date = None;
        company.reps.push(later);
    }
    company.reps.push(row);
    if random.chance(20) {
        let from = era().from.plus_days(i32::try_from(random.within(0, 450)).unwrap());
        let to = from.plus_days(i32::try_from(random.within(0, 100)).unwrap());
        company.leaves.push((rep, Span { from, to }));
    }
}

fn quotas(random: &mut Random, company: &mut Company, rep: usize, calendar: &Calendar) {
    let all = Span { from: day("2024-01-01"), to: day("2027-01-31") };
    for (measure, unit) in [("bookings", 100_000_i64), ("margin", 60_000), ("units", 300)] {
        if random.chance(10) {
            continue;
        }
        let (period_unit, months) =
            *random.one(&[&(Unit::Year, 12), &(Unit::Year, 12), &(Unit::Quarter, 3), &(Unit::Month, 1)]);
        let yearly = random.within(1, 10) * unit * 10;
        let halves = period_unit == Unit::Year && random.chance(20);
        for period in calendar.periods_in(period_unit, all) {
            let amount =
                Amount::from_cents(yearly * months / 12 + random.within(0, 1) * random.within(0, 99_999));
            let row = quota_row(QuotaHolder::Rep(format!("R{rep}")), period.span, amount, measure);
            if halves && !company.plans.iter().any(|plan| plan.contains("seasonality")) {
                let middle = period.span.from.plus_days(i32::try_from(random.within(20, 300)).unwrap());
                let more = Amount::from_cents(amount.raw().try_into().unwrap_or(0_i64) / 80);
                company.quotas.push(QuotaRow { to: Some(middle), ..row.clone() });
                company.quotas.push(QuotaRow { from: Some(middle.next()), amount: more, ..row });
            } else {
                company.quotas.push(row);
            }
        }
    }
}

fn quota_row(holder: QuotaHolder, span: Span, amount: Amount, measure: &str) -> QuotaRow {
    QuotaRow {
        holder,
        span,
        amount,
        measure: measure.to_owned(),
        currency: None,
        rate: ExchangeRate::ONE,
        from: None,
        to: None,
        place: Place::default(),
    }
}

fn deal(random: &mut Random, company: &mut Company, number: i64, reps: usize) {
    let cents = match random.within(0, 9) {
        0 => -random.within(1, 500_000),
        1 | 2 => random.within(1, 20) * 100_000,
        _ => random.within(1, 2_000_000),
    };
    let margin = cents / random.within(1, 4) + random.within(0, 99);
    let units = random.within(-1, 12);
    let rep =
        |random: &mut Random| usize::try_from(random.within(0, i64::try_from(reps).unwrap() - 1)).unwrap();
    let given = |rep: usize, kind: CreditKind, part: i64| Given {
        rep,
        cause: Cause { kind, dated: DatedBy::Close },
        day: None,
        values: [cents * part / 100, margin * part / 100, units * part, part].map(Amount::from_cents),
    };
    let (first, second) = (rep(random), rep(random));
    let mut credits = match random.chance(20) && first != second {
        true => vec![given(first, CreditKind::Share, 60), given(second, CreditKind::Share, 40)],
        false => vec![given(first, CreditKind::Owner, 100)],
    };
    if random.chance(25) {
        credits.push(given(rep(random), CreditKind::Overlay, random.within(10, 100)));
    }
    if random.chance(40) {
        let level = u8::try_from(random.within(1, 3)).unwrap();
        credits.push(given(rep(random), CreditKind::Team(level), 100));
    }
    if random.chance(20) {
        credits.push(given(rep(random), CreditKind::Territory, 100));
    }
    let days = i64::from(era().days());
    let closed = era().from.plus_days(i32::try_from(random.within(0, days - 1)).unwrap());
    let on_a_first = random.chance(15).then(|| Calendar::default().period_of(Unit::Month, closed).span.from);
    let day = on_a_first.unwrap_or(closed);
    events(random, &mut credits, day);
    let later =
        |random: &mut Random, most: i64| day.plus_days(i32::try_from(random.within(0, most)).unwrap());
    let currency = if random.chance(20) { u16::try_from(random.within(1, 2)).unwrap() } else { 0 };
    let count = if random.chance(15) { random.within(1, 3) } else { 0 };
    let refunds = (0..count)
        .map(|_| (later(random, 200), Amount::from_cents(random.within(0, cents.abs() / 2 + 1))))
        .collect();
    company.deals.push(Deal {
        id: format!("D{}", (number * 7) % 41),
        day,
        product: random.one(&["A", "B", "C"]).to_owned(),
        currency,
        cancelled: random.chance(15).then(|| later(random, 200)),
        refunds,
        credits,
    });
}

/// What invoices and payments bring of the credits of a deal: parts of each on days of their own.
fn events(random: &mut Random, credits: &mut Vec<Given>, close: Day) {
    let whole = credits.clone();
    for dated in [DatedBy::Invoice, DatedBy::Payment] {
        let count = if random.chance(35) { random.within(1, 3) } else { 0 };
        for _ in 0..count {
            let day = close.plus_days(i32::try_from(random.within(0, 120)).unwrap());
            let part = i128::from(random.within(10, 60));
            credits.extend(whole.iter().map(|given| Given {
                cause: Cause { dated, ..given.cause },
                day: Some(day),
                values: given.values.map(|value| Amount::from_raw(value.raw() * part / 10_000 * 100)),
                ..given.clone()
            }));
        }
    }
}
