//! What is refused of an element's pay, and of draws and ramps: one test for each message.

use super::{check, check_element, check_top};

const TIERS: &str = "mode = \"marginal\"\nquota = \"bookings\"\ntiers = ";

#[test]
fn an_element_pays_by_exactly_one_thing() {
    check_element(
        "",
        "2:1: `element[base]`: the element pays nothing \
         (give it one of rate, tiers, rates, amount, levels, matrix, contest, score, formula)",
    );
    check_element(
        "rate = 0.05\nrates = [{ rate = 0.05 }]",
        "5:9: `element[base].rates`: `rate` and `rates` are both given (keep one of them)",
    );
    check_element(
        "formula = \"1\"\nscore = true",
        "4:11: `element[base].formula`: `score` and `formula` are both given (keep one of them)",
    );
    check_element("rate = 0.05\nformula = \"credited * rate\"", "");
    check_element("score = false\nrate = 0.05", "");
}

#[test]
fn money_and_rates_are_not_mixed_up() {
    check_element(
        "amount = 500",
        "4:10: `element[base].amount`: `rate` pays a rate, not money (`amount` goes with `pays = \"unit\"` \
         or `\"fixed\"`)",
    );
    check_element(
        "pays = \"unit\"\nrate = 0.5",
        "5:8: `element[base].rate`: `unit` pays money (give `amount` in place of `rate`)",
    );
    check_element(
        "pays = \"fixed\"\nmode = \"step\"\ntiers = [{ from = 0, rate = 0.05 }]",
        "6:29: `element[base].tiers[1].rate`: `rate` has no meaning here: \
         a tier of an element that pays `unit` or `fixed` carries `amount` (give `amount` in its place)",
    );
}

#[test]
fn a_base_rate_is_multiplied_by_tiers() {
    check_element(
        "base_rate = 0.08\nrate = 0.05",
        "4:13: `element[base].base_rate`: has nothing to multiply it (add `tiers` with `multiplier`, and \
         pay `rate`)",
    );
    check_element(
        "base_rate = \"target / quota\"\ntiers = [{ from = 0, multiplier = 1 }]",
        "4:13: `element[base].base_rate`: there is no quota to divide by (add `quota = \"bookings\"`)",
    );
    check_element(
        "base_rate = \"quota / target\"\ntiers = [{ from = 0, multiplier = 1 }]",
        "4:13: `element[base].base_rate`: `\"quota / target\"` is neither a number nor `target / quota` \
         (write a rate without quotes, such as `0.08`)",
    );
    check_element(
        "tiers = [{ from = 0, rate = 0.05, multiplier = 2 }]",
        "4:48: `element[base].tiers[1].multiplier`: `multiplier` has no meaning here: \
         a tier of an element without `base_rate` carries `rate` (give `rate` in its place)",
    );
    check_element(
        "base_rate = \"target/quota\"\nquota = \"bookings\"\ntiers = [{ from = 0, multiplier = 1 }]",
        "",
    );
}

#[test]
fn tiers_ascend() {
    check_element(
        &format!(
            "{TIERS}[{{ from = 0, rate = 0.05 }}, {{ from = 1.0, rate = 0.06 }}, {{ from = 1, rate = 0.07 }}]"
        ),
        "6:66: `element[base].tiers[3]`: begins at 1, not above the tier before it, at 1 (list tiers in \
         ascending order of `from`)",
    );
    check_element(
        "mode = \"marginal\"\ntiers = [{ from = 5000, rate = 0.05 }, { from = 100, rate = 0.06 }]",
        "5:40: `element[base].tiers[2]`: begins at 100.00, not above the tier before it, at 5000.00 \
         (list tiers in ascending order of `from`)",
    );
    check_element(
        &format!("{TIERS}[{{ from = -0.5, rate = 0.05 }}]"),
        "6:19: `element[base].tiers[1].from`: `-0.5` is below 0 (a tier from 0 also holds what is below 0)",
    );
    check_element(
        &format!("{TIERS}[{{ from = 0, rate = 0.05 }}, {{ from = 50000, rate = 0.06 }}]"),
        "6:46: `element[base].tiers[2].from`: `50000` is not within -100 and 100 (with a quota this is \
         attainment: `1.0` is all of it)",
    );
    check_element(
        "tiers = [{ from = 0 }]",
        "4:10: `element[base].tiers[1]`: `rate` is missing (say \
        what the tier pays: `rate = …`)",
    );
    check_element(
        "tiers = [{ rate = 0.05 }]",
        "4:10: `element[base].tiers[1]`: `from` is missing (say where the tier begins, such as `from = 1.0`)",
    );
    check_element("tiers = []", "4:9: `element[base].tiers`: is empty (give it a part or leave the key out)");
}

#[test]
fn the_mode_is_stated_where_it_matters() {
    let remedy = "(`marginal` pays each slice at its own tier's rate, \
                  `retroactive` the whole at the rate of the tier reached)";
    check_element(
        "tiers = [{ from = 0, rate = 0.05 }, { from = 1000, rate = 0.06 }]",
        &format!("4:9: `element[base].tiers`: `mode` is missing, and there are two tiers or more {remedy}"),
    );
    check_element(
        "tiers = [{ from = 1000, rate = 0.06 }]",
        &format!("4:9: `element[base].tiers`: `mode` is missing, and the tier starts above 0 {remedy}"),
    );
    check_element("tiers = [{ from = 0.0, rate = 0.06 }]", "");
    check_element(
        "rates = [{ tiers = [{ from = 1000, rate = 0.06 }] }]",
        &format!(
            "4:20: `element[base].rates[1].tiers`: `mode` is missing, and the tier starts above 0 {remedy}"
        ),
    );
}

#[test]
fn a_mode_goes_with_what_is_paid() {
    check_element(
        "mode = \"step\"\ntiers = [{ from = 0, rate = 0.06 }]",
        "4:8: `element[base].mode`: `step` does not go with `pays = \"rate\"` (use `marginal`, \
         `retroactive` or `overage`)",
    );
    check_element(
        "pays = \"fixed\"\nmode = \"marginal\"\ntiers = [{ from = 0, amount = 100 }]",
        "5:8: `element[base].mode`: `marginal` does not go with `pays = \"fixed\"` (use `step` or \
         `interpolated`)",
    );
    check_element(
        "pays = \"fixed\"\ntiers = [{ from = 0, amount = 100 }]",
        "5:9: `element[base].tiers`: `mode` is missing (tiers of `fixed` are `step` or `interpolated`)",
    );
    check_element(
        "mode = \"overage\"\ntiers = [{ from = 0, rate = 0.06 }]",
        "4:8: `element[base].mode`: `overage` needs a quota to be over (add `quota = \"bookings\"`)",
    );
}

#[test]
fn rows_of_rates_are_reached_and_pay_one_thing() {
    check_element(
        "rates = [{ rate = 0.05 }, { where = \"product = 'Core'\", rate = 0.1 }]",
        "4:10: `element[base].rates[1]`: no row after this one can match (a row without `where` takes every \
         credit; put it last)",
    );
    check_element(
        "rates = [{ where = \"a = 1\" }]",
        "4:10: `element[base].rates[1]`: pays nothing (give it `rate` or `tiers`)",
    );
    check_element(
        "rates = [{ rate = 0.1, tiers = [{ from = 0, rate = 0.1 }] }]",
        "4:32: `element[base].rates[1].tiers`: `tiers` and `rate` are both given (keep one of them)",
    );
    check_element(
        "rates = [{ where = \"\", rate = 0.1 }]",
        "4:20: `element[base].rates[1].where`: is empty (give it a value or leave the key out)",
    );
}

#[test]
fn what_is_paid_of_target_has_a_quota_and_a_window_of_time() {
    check_element(
        "pays = \"target\"\nrate = 1",
        "4:8: `element[base].pays`: `target` is paid by attainment, and there is no quota (add `quota = \
         \"bookings\"`)",
    );
    check_element(
        "pays = \"target\"\nrate = 1\nquota = 1000\nwindow = \"deal\"",
        "7:10: `element[base].window`: a single deal has no part of the target incentive (use a window of \
         time)",
    );
    check_element(
        "rate = 0.1\nweight = 0.4",
        "5:10: `element[base].weight`: no key of this element uses the target incentive \
         (it is a part of the target incentive: `pays = \"target\"`)",
    );
    check_element(
        "pays = \"fixed\"\namount = 5\npays_on = \"margin\"",
        "6:11: `element[base].pays_on`: `fixed` pays no rate (`pays_on` goes with `pays = \"rate\"`)",
    );
}

#[test]
fn levels_and_pools_need_their_group() {
    check_element(
        "rate = 0.1\nlevels = [0.02]",
        "5:10: `element[base].levels`: there is no team credit (`levels` are the rates of managers: add \
         `team` to `credit`)",
    );
    check_element(
        "credit = [\"direct\", \"team\"]\nlevels = [0.02]\nquota = 5\ntiers = [{ from = 0, rate = 0.1 }]",
        "5:10: `element[base].levels`: other credit than `team` is paid by `rate` (add `rate`)",
    );
    check_element("credit = [\"team\"]\nlevels = [0.02, 0.015]", "");
    check_element(
        "rate = 0.1\npool = \"equal\"",
        "5:8: `element[base].pool`: there is no group to share (add `tier_scope = \"team\"` or \
         `\"company\"`)",
    );
    check_element(
        "rate = 0.1\ntier_scope = \"team\"\nwindow = \"deal\"",
        "6:10: `element[base].window`: a single deal is not the measure of a group (use a window of time)",
    );
}

#[test]
fn nothing_in_a_pool_goes_by_one_rep_or_one_deal() {
    let check = |keys: &str, expected: &str| {
        let pool = "tier_scope = \"team\"\npool = \"equal\"";
        let expected = if expected.is_empty() { String::new() } else { format!("6:{expected}") };
        check_element(&format!("{pool}\n{keys}"), &expected);
    };
    check(
        "score = true",
        "9: `element[base].score`: `score` is of one rep, and a pool is paid to a group (pay the pool by \
         rates, `unit` or `fixed`, or leave `pool` out)",
    );
    check(
        "cap = { deal = 100 }\nrate = 0.1",
        "7: `element[base].cap`: a pool pays no single deal (cap it by `payout` or `window`)",
    );
    check(
        "true_up = \"forward\"\nrate = 0.1",
        "11: `element[base].true_up`: a pool pays no single deal (leave `forward` out: each share is paid \
         to date)",
    );
    check(
        "release = { booking = 0.5, payment = 0.5 }\nrate = 0.1",
        "11: `element[base].release`: a pool pays no single deal, whose events could release it (release it \
         by `booking`, a day or `months`)",
    );
    check(
        "clawback = { method = \"reverse\" }\nrate = 0.1",
        "12: `element[base].clawback`: a pool has no lines of single deals to take back (`method = \
         \"retier\"` works the pool out without the deal)",
    );
    check("clawback = { method = \"retier\" }\nrate = 0.1", "");
}

#[test]
fn a_single_deal_has_no_part_of_the_target_incentive() {
    let check = |keys: &str, expected: &str| check_element(&format!("window = \"deal\"\n{keys}"), expected);
    let refused = "a single deal has no part of the target incentive (use a window of time)";
    check(
        "quota = 5000\nbase_rate = \"target / quota\"\ntiers = [{ from = 0, multiplier = 1 }]",
        &format!("6:13: `element[base].base_rate`: {refused}"),
    );
    check("cap = { of_target = 1 }\nrate = 0.1", &format!("5:7: `element[base].cap`: {refused}"));
    check("formula = \"target * 2\"", &format!("5:11: `element[base].formula`: {refused}"));
}

#[test]
fn a_release_adds_up_to_one() {
    let release =
        |value: &str, expected: &str| check_element(&format!("rate = 0.1\nrelease = {value}"), expected);
    release(
        "{ booking = 0.5, payment = 0.4 }",
        "5:11: `element[base].release`: the shares add up to 0.9, not to 1 (let them add up to 1: `0.5` \
         is a half)",
    );
    release(
        "{ shipping = 1.0 }",
        "5:13: `element[base].release.shipping`: `shipping` is no occasion of a release \
         (use booking, invoice, payment, manual, a day such as `\"2026-12-31\"`, or months)",
    );
    release(
        "{ months = 0 }",
        "5:22: `element[base].release.months`: `0` is not from 1 to 120 (write a \
        whole number from 1 to 120)",
    );
    release(
        "{ months = 1.5 }",
        "5:22: `element[base].release.months`: `1.5` is not a whole number from \
        0 (write a whole number from 1 to 120)",
    );
    release(
        "{ months = 12, booking = 1 }",
        "5:22: `element[base].release.months`: `months` stands alone (leave the shares out)",
    );
    release(
        "{ booking = 1.5 }",
        "5:23: `element[base].release.booking`: `1.5` is not from 0 to 1 (`0.5` is a half)",
    );
    release("{ months = 12 }", "");
    release("{ booking = 0.5, \"2026-12-31\" = 0.25, manual = 0.25 }", "");
}

#[test]
fn a_clawback_has_a_method_and_only_what_goes_with_it() {
    let clawback =
        |value: &str, expected: &str| check_element(&format!("rate = 0.1\nclawback = {value}"), expected);
    clawback(
        "{ on = [\"cancel\"] }",
        "5:12: `element[base].clawback`: `method` is missing (`reverse` takes back the original lines)",
    );
    clawback(
        "{ method = \"schedule\" }",
        "5:12: `element[base].clawback`: `schedule` is missing (such as `[[90, 1.0], [180, 0.5]]`)",
    );
    clawback(
        "{ method = \"reverse\", schedule = [[90, 1.0]] }",
        "5:45: `element[base].clawback.schedule`: has no meaning here (it goes with `method = \"schedule\"`)",
    );
    clawback(
        "{ method = \"schedule\", schedule = [[180, 1.0], [90, 0.5]] }",
        "5:46: `element[base].clawback.schedule`: the days do not ascend (list the earliest last day first)",
    );
    clawback(
        "{ method = \"schedule\", schedule = [[90]] }",
        "5:47: `element[base].clawback.schedule[1]`: is not a pair of a day and a share (such as `[90, \
         1.0]`)",
    );
}

#[test]
fn a_cap_caps_something() {
    check_element(
        "rate = 0.1\ncap = {}",
        "5:7: `element[base].cap`: caps nothing (such as `cap = { window = 5000 }`)",
    );
    check_element(
        "rate = 0.1\ncap = { deal = 0 }",
        "5:16: `element[base].cap.deal`: `0` is not above 0 \
        (write an amount above 0)",
    );
    check_top(
        "cap = { payout = 5 }",
        "2:9: `cap.payout`: there is no key `payout` here (the keys here are window, of_target)",
    );
}

#[test]
fn a_ramp_says_when_it_starts() {
    check_top(
        "ramp = { quota = [0.5] }",
        "2:8: `ramp`: `starts` is missing (`hire-month` or `first-full-month`)",
    );
    check_top(
        "ramp = { quota = [-0.5], starts = \"hire-month\" }",
        "2:19: `ramp.quota[1]`: `-0.5` is not from 0 to 100 (`0.5` is a half)",
    );
}

#[test]
fn a_draw_says_what_it_is_and_when_it_ends() {
    let draw = |keys: &str, expected: &str| {
        check(
            &format!("id = \"ae\"\n[[element]]\nid = \"base\"\nrate = 0.05\n[draw]\namount = 2000\n{keys}\n"),
            expected,
        );
    };
    draw("", "5:1: `draw`: `kind` is missing (`recoverable`, `non-recoverable` or `forgiven`)");
    draw(
        "kind = \"forgiven\"",
        "5:1: `draw`: is never forgiven (say with `until` or `months` when the draw ends)",
    );
    draw(
        "kind = \"recoverable\"\nuntil = \"2026-06\"\nmonths = 6",
        "9:10: `draw.months`: `until` and `months` are both given (keep one of them)",
    );
    draw(
        "kind = \"non-recoverable\"\nrecover_share = 0.5",
        "8:17: `draw.recover_share`: has no meaning here (nothing of a `non-recoverable` draw is owed)",
    );
    draw(
        "kind = \"recoverable\"\nuntil = \"last-month\"",
        "8:9: `draw.until`: `\"last-month\"` is not a period (such as `2026-06` or `2026-Q2`)",
    );
    draw(
        "kind = \"recoverable\"\nexclude = [\"bases\"]",
        "8:12: `draw.exclude[1]`: there is no element `bases` (did you mean `base`?)",
    );
}

#[test]
fn a_multiplier_ascends() {
    let multiplier = |points: &str, expected: &str| {
        check_element(
            &format!("rate = 0.1\nmultiplier = {{ by = \"attainment('x')\", points = {points} }}"),
            expected,
        );
    };
    multiplier(
        "[[1.0, 1.0], [0.8, 0.8]]",
        "5:49: `element[base].multiplier.points`: the points do not ascend (list them by their first number)",
    );
    multiplier(
        "[1.0]",
        "5:50: `element[base].multiplier.points[1]`: `1.0` is not a list (write it in brackets)",
    );
    check_element(
        "rate = 0.1\nmultiplier = { points = [[1, 1]] }",
        "5:14: `element[base].multiplier`: `by` is missing (such as `by = \"attainment('retention')\"`)",
    );
}

#[test]
fn a_matrix_has_a_value_for_each_row_and_column() {
    let matrix = |axis: &str, values: &str, expected: &str| {
        check_element(
            &format!(
                "matrix = {{ rows = \"attainment('a')\", columns = \"attainment('b')\", row_from = \
                 [0.8, 1.0], column_from = {axis}, \
                 values = {values} }}"
            ),
            expected,
        );
    };
    matrix(
        "[0.9, 1.0]",
        "[[0.5, 0.8], [0.7]]",
        "4:125: `element[base].matrix.values`: is not 2 rows of 2 values (one for each `row_from` and \
         `column_from`)",
    );
    matrix(
        "[1.0, 0.9]",
        "[[0.5, 0.8], [0.7, 1.0]]",
        "4:104: `element[base].matrix.column_from`: does not ascend (list the smallest number first)",
    );
    matrix("[0.9, 1.0]", "[[0.5, 0.8], [0.7, 1.0]]", "");
}

#[test]
fn a_contest_has_prizes_and_a_window_of_time() {
    check_element(
        "contest = { rank_by = \"amount\", prizes = [5000, -1] }",
        "4:49: `element[base].contest.prizes[2]`: `-1` is not above 0 (write an amount above 0)",
    );
    check_element(
        "window = \"deal\"\ncontest = { rank_by = \"amount\", prizes = [5000] }",
        "4:10: `element[base].window`: a single deal has no contest (use a window of time)",
    );
    check_element(
        "contest = { rank_by = \"amount\", prizes = [5000], ties = \"all\" }",
        "4:57: `element[base].contest.ties`: `\"all\"` is not `share` (write `share`)",
    );
}

#[test]
fn what_is_measured_is_a_number() {
    check_element(
        "rate = 0.1\nmeasure = \"stage\"",
        "5:11: `element[base].measure`: the column `stage` of the deals holds no numbers (use amount, \
         margin, units, count or a numeric column)",
    );
    check_element(
        "rate = 0.1\npays_on = \"bookings\"",
        "5:11: `element[base].pays_on`: `bookings` is a quota measure (what counts for it is `amount`)",
    );
    check_element("rate = 0.1\nmeasure = \"list_amount\"\npays_on = \"services_amount\"", "");
}

#[test]
fn what_pays_by_results_pays_nothing_else() {
    check_element(
        "score = true\npays = \"fixed\"",
        "5:8: `element[base].pays`: `pays` has no meaning beside `score` (leave it out)",
    );
    check_element("score = true\npays = \"target\"\nweight = 0.2", "");
}
