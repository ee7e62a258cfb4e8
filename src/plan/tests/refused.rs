//! What is refused of a plan, its numbers and its words: one test for each message.

use super::{FULL, check, check_element, check_top, faults};

#[test]
fn the_plan_with_most_of_the_language_is_not_refused() {
    assert_eq!(faults(FULL), "");
}

#[test]
fn results_that_no_element_has_are_refused_with_the_one_that_was_meant() {
    let element = |keys: &str| format!("rate = 0.05\n{keys}");
    check_element(
        &element("gate = \"earned('bonus') > 0\""),
        "5:8: `element[base].gate`: there is no element `bonus` (the elements are base)",
    );
    check_element(
        &element("gate = \"attainment('bas') > 0\""),
        "5:8: `element[base].gate`: there is no element `bas` (did you mean `base`?)",
    );
    check_element(
        &element("gate = \"earned('base') > 0\""),
        "5:8: `element[base].gate`: `base` asks for what it earns itself (use `attainment` or `credited`, or \
         another element)",
    );
    check_element(
        &element("gate = \"attainment('base') >\""),
        "5:8: `element[base].gate`: the expression ends where a value is expected (character 21) (write \
         it as \
         in SQL: `attainment('base') >= 0.9`)",
    );
}

#[test]
fn elements_that_wait_for_each_other_are_refused() {
    check(
        "id = \"ae\"\n[[element]]\nid = \"a\"\nrate = 0.05\ngate = \"earned('b') > 0\"\n[[element]]\nid \
         = \"b\"\n\
         rate = 0.05\ngate = \"earned('a') > 0\"\n",
        "5:8: `element[a].gate`: the elements a, b wait for each other (no element may need its own result)",
    );
}

#[test]
fn text_that_is_not_toml_is_refused_where_it_breaks() {
    check(
        "id = \"ae\"\ntitle = \n",
        "2:9: the file is not TOML: string values must be quoted, expected literal string (TOML is `key \
         = value`, each key once, and text in quotes)",
    );
    check(
        "id = \"ae\"\nid = \"b\"\n",
        "2:1: the file is not TOML: duplicate key (TOML is `key = \
        value`, each key once, and text in quotes)",
    );
}

#[test]
fn an_unknown_key_gets_the_key_that_was_meant() {
    check_element(
        "rate = 0.05\ntresholds = 1",
        "5:1: `element[base].tresholds`: there is no key `tresholds` here (did you mean `threshold`?)",
    );
    check_top("tittle = \"x\"", "2:1: `tittle`: there is no key `tittle` here (did you mean `title`?)");
    check_element(
        "mode = \"marginal\"\ntiers = [{ from = 0, rte = 0.05 }]",
        "5:22: `element[base].tiers[1].rte`: there is no key `rte` here (did you mean `rate`?)",
    );
}

#[test]
fn a_key_of_another_table_is_sent_there() {
    check_element(
        "rate = 0.05\npayout = \"month\"",
        "5:1: `element[base].payout`: there is no key `payout` here \
         (`payout` is a key of the whole plan: put it above the first `[[element]]`)",
    );
    check_element(
        "mode = \"marginal\"\ntiers = [{ from = 0, rates = 0.05 }]",
        "5:22: `element[base].tiers[1].rates`: there is no key `rates` here (did you mean `rate`?)",
    );
    check_top(
        "quota = 5",
        "2:1: `quota`: there is no key `quota` here (`quota` is a key of an `[[element]]`)",
    );
    check_top(
        "recover_from = \"2026-01\"",
        "2:1: `recover_from`: there is no key `recover_from` here (`recover_from` is a key of `draw`)",
    );
    check_top(
        "effective = { zzz = 1 }",
        "2:15: `effective.zzz`: there is no key `zzz` here (the keys here are from, to)",
    );
}

#[test]
fn a_plan_needs_an_id_and_an_element() {
    check(
        "",
        "1:1: `id` is missing (name the plan, such as `id = \"ae-2026\"`)\n\
         1:1: there is no element (a plan pays by at least one `[[element]]`)",
    );
    check("id = \"ae\"\nelement = []\n", "2:11: `element`: is empty (give it a part or leave the key out)");
    check(
        "id = \"ae\"\n[element]\nid = \"base\"\n",
        "2:1: `element`: `[element]` is not a list (write `[[element]]`)",
    );
}

#[test]
fn an_id_is_a_name() {
    check_top("version = 2", "2:11: `version`: `2` is not text (write it in quotes)");
    check_top("title = \" \"", "2:9: `title`: is empty (give it a value or leave the key out)");
    check(
        "id = \"a/e\"\n[[element]]\nid = \"base\"\nrate = 0.05\n",
        "1:6: `id`: `\"a/e\"` is not a name (use letters, digits, `-`, `_` and `.` only)",
    );
    check(
        "id = \"ae\"\n[[element]]\nrate = 0.05\n",
        "2:1: `element[1]`: `id` is missing (name the element, such as `id = \"new-business\"`)",
    );
}

#[test]
fn elements_and_tests_have_names_of_their_own() {
    check(
        "id = \"ae\"\n[[element]]\nid = \"base\"\nrate = 0.05\n[[element]]\nid = \"base\"\nrate = 0.05\n",
        "6:6: `element[base].id`: there are two elements `base`, the first on line 3 (give each element an \
         id of its own)",
    );
    let test = "[[test]]\nname = \"one\"\npays = { base = 0 }\n";
    check_element(
        &format!("rate = 0.05\n{test}{test}"),
        "9:8: `test[2].name`: there are two tests \
        `one` (give each test a name of its own)",
    );
}

#[test]
fn effective_days_are_days_in_order() {
    check_top(
        "effective = { from = \"2026-12-31\", to = \"2026-01-01\" }",
        "2:13: `effective`: begins on 2026-12-31, after its end on 2026-01-01 (exchange the two days)",
    );
    check_top(
        "effective = { from = \"31/12/2026\" }",
        "2:22: `effective.from`: `\"31/12/2026\"` is not a day from 1900-01-01 to 2199-12-31 (write it as \
         `\"2026-10-31\"`)",
    );
    check_top(
        "effective.to = 2026-12-31T10:00:00",
        "2:16: `effective.to`: `2026-12-31T10:00:00` is not a day from 1900-01-01 to 2199-12-31 (write it \
         as `\"2026-10-31\"`)",
    );
    check_top(
        "effective = \"2026\"",
        "2:13: `effective`: `\"2026\"` is not a table of keys (write `{ key = value }`)",
    );
}

#[test]
fn between_holds_two_days_in_order() {
    check_element(
        "rate = 0.05\nbetween = [\"2026-10-01\"]",
        "5:11: `element[base].between`: `[\"2026-10-01\"]` is not two days (write `[\"2026-10-01\", \
         \"2026-12-31\"]`, both included)",
    );
    check_element(
        "rate = 0.05\nbetween = [\"2026-12-31\", \"2026-10-01\"]",
        "5:11: `element[base].between`: begins on 2026-12-31, after its end on 2026-10-01 (exchange the two \
         days)",
    );
}

#[test]
fn a_word_is_one_of_the_words_of_its_key() {
    check_top(
        "payout = \"monthly\"",
        "2:10: `payout`: `\"monthly\"` is not one of `half-month`, `month`, `quarter`, `year` (did you mean \
         `month`?)",
    );
    check_top(
        "rounding = \"up\"",
        "2:12: `rounding`: `\"up\"` is not one of `half-up`, `half-even`, \
        `down` (choose one of them)",
    );
    check_top(
        "proration = 365",
        "2:13: `proration`: `365` is not one of `days`, `days-365`, `weeks-52`, `months-12`, `none` \
         (choose one of them)",
    );
    check_element(
        "rate = 0.05\ncredit = \"direct\"",
        "5:10: `element[base].credit`: `\"direct\"` is not a list (write it in brackets)",
    );
    check_element(
        "rate = 0.05\ncredit = [\"direct\", \"direct\"]",
        "5:21: `element[base].credit[2]`: `direct` is listed twice (name it once)",
    );
    check_element(
        "rate = 0.05\nscore = 1",
        "5:9: `element[base].score`: `1` is not `true` or `false` \
        (write it without quotes)",
    );
}

#[test]
fn a_currency_is_an_iso_code() {
    let remedy = "(use its ISO 4217 code, such as `USD`)";
    check_top(
        "currency = \"dollars\"",
        &format!("2:12: `currency`: `\"dollars\"` is not a currency {remedy}"),
    );
    let remedy = "(use its ISO 4217 code, such as `INR = 83`)";
    check_top(
        "pay_rates = { rupee = 83 }",
        &format!("2:15: `pay_rates.rupee`: `rupee` is not a currency {remedy}"),
    );
    check_top(
        "pay_rates = { INR = 0 }",
        "2:21: `pay_rates.INR`: `0` is not above 0 and below 1,000,000 \
        (write what one unit of the plan's currency is, such as `83.25`)",
    );
    check_top(
        "pay_rates = { USD = 1 }",
        "2:21: `pay_rates.USD`: `USD` is the plan's own currency (leave it out: nothing is converted)",
    );
}

#[test]
fn numbers_are_plain_digits() {
    let number = |text: &str, reason: &str| {
        check_element(&format!("rate = {text}"), &format!("4:8: `element[base].rate`: `{text}` {reason}"));
    };
    number(
        "5e-2",
        "has an exponent; write all its digits (write plain digits: `0.06` is 6 %, `1000.50` \
        an amount)",
    );
    number(
        "inf",
        "is not a number that can be paid (write plain digits: `0.06` is 6 %, `1000.50` an \
        amount)",
    );
    number(
        "nan",
        "is not a number that can be paid (write plain digits: `0.06` is 6 %, `1000.50` an \
        amount)",
    );
    number(
        "0x10",
        "is not written in decimal digits (write plain digits: `0.06` is 6 %, `1000.50` an \
        amount)",
    );
    number("true", "is not a number (write plain digits: `0.06` is 6 %, `1000.50` an amount)");
    number("\"0.06\"", "is not a number (write it without quotes: `0.06` is 6 %, `1000.50` an amount)");
    number("0.0000001", "has more than six decimals (`0.06` is 6 %)");
    number("100.5", "is not within -100 and 100 (`0.06` is 6 %)");
}

#[test]
fn a_quota_is_a_name_or_a_number_above_zero() {
    check_element(
        "rate = 0.05\nquota = 0",
        "5:9: `element[base].quota`: `0` is not above 0 (write an \
        amount above 0)",
    );
    check_element(
        "rate = 0.05\nquota = 0.00001",
        "5:9: `element[base].quota`: `0.00001` has more than four decimals (write an amount such as \
         `1000.50`)",
    );
    check_element(
        "rate = 0.05\nquota = 1_000_000_000_000_000",
        "5:9: `element[base].quota`: `1_000_000_000_000_000` is not below 1,000,000,000,000,000 (write \
         an amount such as `1000.50`)",
    );
    check_element(
        "rate = 0.05\nquota = true",
        "5:9: `element[base].quota`: `true` is neither the name of a quota measure nor a number (such as \
         `quota = \"bookings\"`)",
    );
}

#[test]
fn each_deal_alone_has_no_quota_rows() {
    check_element(
        "rate = 0.05\nwindow = \"deal\"\nquota = \"bookings\"",
        "6:9: `element[base].quota`: `bookings` is a quota measure, but the window is each deal alone \
         (with `window = \"deal\"` the quota is absent or a number)",
    );
    check_element("rate = 0.05\nwindow = \"deal\"\nquota = 1000", "");
}

#[test]
fn a_plan_without_an_end_has_no_quota_for_all_its_days() {
    check_element(
        "rate = 0.05\nwindow = \"plan\"\nquota = \"bookings\"",
        "6:9: `element[base].quota`: `bookings` is a quota measure, but the plan has no first or no last day \
         (with `window = \"plan\"` give `effective` both `from` and `to`)",
    );
    check_element(
        "rate = 0.05\nwindow = \"plan\"\nquota = 1000",
        "6:9: `element[base].quota`: the quota is prorated over the days of the plan, but the plan has no \
         first or no last day (with `window = \"plan\"` give `effective` both `from` and `to`)",
    );
    check(
        "id = \"ae\"\nproration = \"none\"\n[[element]]\nid = \"base\"\nrate = 0.05\nwindow = \
         \"plan\"\nquota = 1000\n",
        "",
    );
    let both = "effective = { from = \"2026-01-01\", to = \"2026-12-31\" }";
    let element = "[[element]]\nid = \"base\"\nrate = 0.05\nwindow = \"plan\"\nquota = 1000\n";
    check(&format!("id = \"ae\"\n{both}\n{element}"), "");
}

#[test]
fn seasonality_is_twelve_weights() {
    check_top(
        "seasonality = [1, 2, 3]",
        "2:15: `seasonality`: has 3 weights, not 12 (give one for each month of the fiscal year)",
    );
    check_top(
        "seasonality = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
        "2:15: `seasonality`: has only zeros (give at least one month a weight)",
    );
    check_top(
        "seasonality = [1, 1, 1, 1, 1, -1, 1, 1, 1, 1, 1, 1]",
        "2:31: `seasonality[6]`: `-1` is not from 0 to 999,999,999 (only the proportions of weights matter)",
    );
}

#[test]
fn a_test_names_elements_and_dates_its_deals() {
    let test = |keys: &str, expected: &str| {
        check_element(&format!("rate = 0.1\n[[test]]\nname = \"one\"\n{keys}"), expected);
    };
    test(
        "pays = { bass = 5 }",
        "7:10: `test[1].pays.bass`: there is no element `bass` (did you mean `base`?)",
    );
    test(
        "pays = { bonus = 5 }",
        "7:10: `test[1].pays.bonus`: there is no element `bonus` (the elements are base)",
    );
    test("pays = {}", "7:8: `test[1].pays`: checks nothing (name at least one element)");
    test(
        "",
        "5:1: `test[1]`: `pays` is missing (what each element has earned, such as `pays = { base = 6000 }`)",
    );
    test(
        "pays = { base = 5 }\ndeals = [{ amount = 50 }]",
        "8:10: `test[1].deals[1]`: `date` is missing (the event date, such as `date = \"2026-03-31\"`)",
    );
    test(
        "pays = { base = 5 }\ndeals = [{ date = \"2026-03-31\", amount = \"50\" }]",
        "8:42: `test[1].deals[1].amount`: `\"50\"` is not a number (write it without quotes: `0.06` is 6 %, \
         `1000.50` an amount)",
    );
    test(
        "pays = { base = 5 }\nrep = { role = [] }",
        "8:16: `test[1].rep.role`: `[]` is not a number \
        (write plain digits: `0.06` is 6 %, `1000.50` an amount)",
    );
}

#[test]
fn every_fault_of_a_file_is_named_at_once() {
    check(
        "id = \"ae\"\npayout = \"weekly\"\n[[element]]\nid = \"base\"\nrate = 1e-2\nquoat = 5\n",
        "2:10: `payout`: `\"weekly\"` is not one of `half-month`, `month`, `quarter`, `year` (choose \
         one of them)\n\
         5:8: `element[base].rate`: `1e-2` has an exponent; write all its digits (write plain digits: `0.06` is \
         6 %, `1000.50` an amount)\n\
         6:1: `element[base].quoat`: there is no key `quoat` here (did you mean `quota`?)",
    );
}
