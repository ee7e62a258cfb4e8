//! Every key of a plan with one line of help and an example: the one list behind the refusal of unknown
//! keys, its suggestions, and the help page of the plan language. What a key does is left to `check`.

/// What a key holds inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// A value: text, a number, a list.
    Value,
    /// Keys that this table lists too, once or in a list of tables.
    Keys,
    /// Keys that the author chooses: currencies, dates, columns, element ids.
    Free,
}

/// One key of the plan language.
#[derive(Clone, Copy, Debug)]
pub struct KeySpec {
    /// The path from the top of the file, without the numbers of list parts: `element.tiers.from`.
    pub path: &'static str,
    /// What it holds.
    pub inside: Inside,
    /// One line of help.
    pub help: &'static str,
    /// The key as a plan states it.
    pub example: &'static str,
}

impl KeySpec {
    /// The key without its table: `from` for `element.tiers.from`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path.rsplit_once('.').map_or(self.path, |(_, name)| name)
    }

    /// The path of the table that the key stands in; empty for a key of the whole plan.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }
}

/// The key of this path, if the plan language has it.
#[must_use]
pub fn find(path: &str) -> Option<&'static KeySpec> {
    KEYS.iter().find(|key| key.path == path)
}

const fn value(path: &'static str, help: &'static str, example: &'static str) -> KeySpec {
    KeySpec { path, inside: Inside::Value, help, example }
}

const fn keys(path: &'static str, help: &'static str, example: &'static str) -> KeySpec {
    KeySpec { path, inside: Inside::Keys, help, example }
}

const fn free(path: &'static str, help: &'static str, example: &'static str) -> KeySpec {
    KeySpec { path, inside: Inside::Free, help, example }
}

/// Every key, in the order in which the documentation lists them.
pub static KEYS: &[KeySpec] = &[
    value("id", "names the plan; files with one id are its versions", r#"id = "ae-2026""#),
    value("title", "what people call the plan; its id if absent", r#"title = "Account Executive 2026""#),
    keys(
        "effective",
        "the days on which the plan is in force; open at an end that is absent",
        r#"effective = { from = "2026-01-01", to = "2026-12-31" }"#,
    ),
    value("effective.from", "the first day in force", r#"from = "2026-01-01""#),
    value("effective.to", "the last day in force", r#"to = "2026-12-31""#),
    value("version", "names this version; its first day if absent", r#"version = "2026 revised""#),
    value("who", "who is on the plan: SQL over reps, at the event date", r#"who = "role = 'AE'""#),
    value("currency", "what the plan calculates in; the workspace's if absent", r#"currency = "USD""#),
    value("payout", "how often it pays: half-month, month (default), quarter, year", r#"payout = "month""#),
    value("rounding", "half-up (default, away from zero), half-even, down", r#"rounding = "half-up""#),
    value(
        "proration",
        "how hire, end and leave cut a quota: days (default), days-365, weeks-52, months-12, none",
        r#"proration = "days""#,
    ),
    keys(
        "ramp",
        "smaller quotas for a rep's first months",
        r#"ramp = { quota = [0.25, 0.5, 0.75], starts = "first-full-month" }"#,
    ),
    value("ramp.quota", "the factor of each first month", "quota = [0.25, 0.5, 0.75]"),
    value("ramp.starts", "hire-month or first-full-month", r#"starts = "first-full-month""#),
    value("ramp.accelerators", "false: no tier from 1.0 up until the ramp ends", "accelerators = false"),
    value("ramp.after_leave", "true: the ramp starts again after each leave", "after_leave = true"),
    keys("cap", "the most that all elements pay in a year", "cap = { of_target = 3.0 }"),
    value("cap.window", "in money", "window = 500000"),
    value("cap.of_target", "times the yearly target incentive", "of_target = 3.0"),
    free("pay_rates", "fixed exchange rates into pay currencies", "pay_rates = { INR = 83 }"),
    value(
        "seasonality",
        "twelve weights that spread a year's quota over its months",
        "seasonality = [7, 7, 9, 7, 7, 9, 7, 7, 9, 8, 9, 14]",
    ),
    keys("element", "one pay rule", "[[element]]"),
    value("element.id", "names the element within the plan", r#"id = "new-business""#),
    value("element.credit", "direct (default), overlay, team, territory", r#"credit = ["direct"]"#),
    value("element.levels", "rates for the first, second … manager above", "levels = [0.02, 0.015]"),
    value(
        "element.where",
        "which credits count: SQL over deals and, of the credit, `role` and `credit`",
        r#"where = "type = 'New Business'""#,
    ),
    value("element.between", "in which days credits count", r#"between = ["2026-10-01", "2026-12-31"]"#),
    value("element.on", "what dates the credit: close (default), invoice, payment", r#"on = "payment""#),
    value(
        "element.measure",
        "amount (default), margin, units, count, a numeric column, or SQL",
        r#"measure = "margin""#,
    ),
    value("element.rate", "what an element without tiers pays of its measure", "rate = 0.06"),
    value("element.amount", "the money of an element that pays `unit` or `fixed`", "amount = 500"),
    value("element.weight", "the element's part of the target incentive; 1 if absent", "weight = 0.4"),
    value(
        "element.quota",
        "a quota measure, or a number for the window; absent: tiers are on the measure",
        r#"quota = "bookings""#,
    ),
    value(
        "element.window",
        "what accumulates together: deal, month, quarter, half, year, plan; the payout's if absent",
        r#"window = "year""#,
    ),
    value("element.true_up", "full (default: may take back) or forward", r#"true_up = "forward""#),
    value("element.pays", "rate (default), target, unit, fixed", r#"pays = "target""#),
    value("element.pays_on", "what the rate multiplies, when not the measure", r#"pays_on = "margin""#),
    value("element.base_rate", "a rate that tiers multiply", r#"base_rate = "target / quota""#),
    value(
        "element.mode",
        "marginal, retroactive, overage, step, interpolated; required with two tiers or more",
        r#"mode = "marginal""#,
    ),
    keys("element.tiers", "bands with their rates", "tiers = [{ from = 0, rate = 0.06 }]"),
    value("element.tiers.from", "where the tier begins, inclusive", "from = 1.0"),
    value("element.tiers.rate", "the rate of the tier", "rate = 0.09"),
    value("element.tiers.multiplier", "times the `base_rate`", "multiplier = 1.5"),
    value("element.tiers.amount", "the money of the tier", "amount = 1000"),
    value(
        "element.boundary",
        "which tier 1.0 exactly is in: lower (default) or upper",
        r#"boundary = "upper""#,
    ),
    value("element.tier_scope", "whose measure finds the tier: rep, team, company", r#"tier_scope = "team""#),
    value("element.pool", "how a group shares its pay: equal or days", r#"pool = "equal""#),
    keys(
        "element.rates",
        "different rates by deal; the first match wins",
        r#"rates = [{ where = "product = 'Core'", rate = 0.10 }, { rate = 0.05 }]"#,
    ),
    value(
        "element.rates.where",
        "which credits take this row; all if absent",
        r#"where = "product = 'Core'""#,
    ),
    value("element.rates.rate", "the rate of the row", "rate = 0.10"),
    keys("element.rates.tiers", "the row's own tiers", "tiers = [{ from = 0, rate = 0.06 }]"),
    value("element.rates.tiers.from", "where the tier begins, inclusive", "from = 1.0"),
    value("element.rates.tiers.rate", "the rate of the tier", "rate = 0.09"),
    value("element.rates.tiers.multiplier", "times the `base_rate`", "multiplier = 1.5"),
    value("element.rates.tiers.amount", "the money of the tier", "amount = 1000"),
    value("element.threshold", "below it the element pays nothing", "threshold = 0.5"),
    value("element.gate", "a condition on other elements", r#"gate = "attainment('new-business') >= 0.9""#),
    keys(
        "element.multiplier",
        "a factor on what the element pays",
        r#"multiplier = { by = "attainment('retention')", points = [[0.8, 0.8], [1.2, 1.2]] }"#,
    ),
    value("element.multiplier.by", "what finds the factor", r#"by = "attainment('retention')""#),
    value("element.multiplier.points", "pairs of value and factor", "points = [[0.8, 0.8], [1.2, 1.2]]"),
    keys("element.cap", "the most that the element pays", "cap = { deal = 100000 }"),
    value("element.cap.deal", "for one deal, in money", "deal = 100000"),
    value("element.cap.payout", "in one payout, in money", "payout = 20000"),
    value("element.cap.window", "in one window, in money", "window = 5000"),
    value("element.cap.of_target", "times the element's target incentive of the window", "of_target = 2.0"),
    free(
        "element.release",
        "when earnings become payable: shares by booking, invoice, payment, a date, manual (a `release` event of the \
         deal); or months",
        "release = { booking = 0.5, payment = 0.5 }",
    ),
    keys(
        "element.clawback",
        "what is taken back when a deal is cancelled or refunded",
        r#"clawback = { on = ["cancel"], method = "reverse", within_days = 365 }"#,
    ),
    value("element.clawback.on", "cancel, refund; both if absent", r#"on = ["cancel", "refund"]"#),
    value("element.clawback.method", "reverse, retier, prorata, schedule", r#"method = "reverse""#),
    value(
        "element.clawback.within_days",
        "days from the credit's date; no limit if absent",
        "within_days = 365",
    ),
    value("element.clawback.schedule", "last day and share taken back", "schedule = [[90, 1.0], [180, 0.5]]"),
    keys(
        "element.matrix",
        "a multiple of target by two attainments",
        "matrix = { rows = \"attainment('bookings')\", row_from = [0.8], \
         columns = \"attainment('margin')\", column_from = [0.9], values = [[1.0]] }",
    ),
    value("element.matrix.rows", "what finds the row", r#"rows = "attainment('bookings')""#),
    value("element.matrix.row_from", "where each row begins", "row_from = [0.8, 1.0]"),
    value("element.matrix.columns", "what finds the column", r#"columns = "attainment('margin')""#),
    value("element.matrix.column_from", "where each column begins", "column_from = [0.9, 1.0]"),
    value("element.matrix.values", "a row of multiples for each row", "values = [[0.5, 0.8], [0.7, 1.0]]"),
    value("element.matrix.between", "step (default) or bilinear", r#"between = "bilinear""#),
    keys("element.contest", "prizes by rank", r#"contest = { rank_by = "amount", prizes = [5000, 3000] }"#),
    value("element.contest.rank_by", "the measure that ranks", r#"rank_by = "amount""#),
    value("element.contest.prizes", "money for the first, second …", "prizes = [5000, 3000, 1000]"),
    value("element.contest.ties", "share: equals share their prizes", r#"ties = "share""#),
    value("element.contest.minimum", "the least measure that takes part", "minimum = 3"),
    value("element.score", "true: pays by the table `scores`", "score = true"),
    value("element.formula", "SQL over results", r#"formula = "credited * rate""#),
    keys("draw", "what each payout is filled up to", "[draw]"),
    value("draw.amount", "money for each payout", "amount = 2000"),
    value("draw.kind", "recoverable, non-recoverable, forgiven", r#"kind = "recoverable""#),
    value("draw.until", "the last period with a draw", r#"until = "2026-06""#),
    value("draw.months", "how many first months of each rep have a draw", "months = 6"),
    value("draw.recover_from", "the first period that takes back", r#"recover_from = "2026-04""#),
    value(
        "draw.recover_share",
        "how much of what is above `amount` is taken; 1 if absent",
        "recover_share = 0.5",
    ),
    value("draw.exclude", "elements that neither fill nor repay", r#"exclude = ["q4-spiff"]"#),
    keys("test", "one rep on this plan, and what the deals earn", "[[test]]"),
    value("test.name", "what the test shows", r#"name = "half of quota pays half""#),
    value("test.quota", "the quota of each element's window", "quota = 100000"),
    value("test.target", "the yearly target incentive", "target = 60000"),
    free("test.rep", "columns of the rep", r#"rep = { role = "AE" }"#),
    free(
        "test.deals",
        "the deals; `date` is the event date, other keys are columns",
        r#"deals = [{ amount = 110000, type = "New Business", date = "2026-03-31" }]"#,
    ),
    free("test.pays", "what each element has earned after the last deal", "pays = { new-business = 6900 }"),
    free(
        "test.paid",
        "what each payout pays after draws, recoveries and debts",
        "paid = { 2026-01 = 2750, 2026-02 = 2000 }",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_listed_twice() {
        for (index, key) in KEYS.iter().enumerate() {
            assert!(KEYS[..index].iter().all(|other| other.path != key.path), "{}", key.path);
        }
    }

    #[test]
    fn every_key_stands_in_a_table_that_is_listed_and_holds_keys() {
        for key in KEYS.iter().filter(|key| !key.table().is_empty()) {
            let table = find(key.table()).expect("its table is listed");
            assert_eq!(table.inside, Inside::Keys, "{}", key.path);
        }
    }

    #[test]
    fn every_example_is_toml_and_shows_its_key() {
        for key in KEYS {
            let text = key.example;
            let parsed = toml::de::DeTable::parse(text);
            assert!(parsed.is_ok_and(|table| table.get_ref().contains_key(key.name())), "{text}");
        }
    }
}
