//! Values of expressions: by hand, and as `DuckDB` gives them.

use crate::calendar::Day;
use crate::money::{Amount, Ratio};
use crate::plan::expression::{Expression, Kind, Names};

use super::{Column, MeasureError, Row, Scope, Value, evaluate, explain, measure, number, truth};

/// Names with values of every kind, and one of each that is NULL.
const NAMES: [(&str, Kind); 14] = [
    ("a", Kind::Number),
    ("b", Kind::Number),
    ("c", Kind::Number),
    ("n", Kind::Number),
    ("x", Kind::Number),
    ("t", Kind::Text),
    ("u", Kind::Text),
    ("e", Kind::Text),
    ("d", Kind::Date),
    ("k", Kind::Date),
    ("f", Kind::Date),
    ("p", Kind::Truth),
    ("q", Kind::Truth),
    ("m", Kind::Truth),
];

struct Sample<'a>(&'a Expression);

impl Scope for Sample<'_> {
    fn column(&self, place: usize) -> Value<'_> {
        let number = |raw| Value::Number(Ratio::from(Amount::from_raw(raw)));
        let day = |text| Value::Day(Day::parse(text).unwrap());
        match self.0.columns()[place].as_str() {
            "a" => number(75_000),
            "b" => number(-20_000),
            "c" => number(0),
            "x" => number(9_500),
            "t" => Value::Text("Core"),
            "u" => Value::Text("New"),
            "d" => day("2026-03-31"),
            "k" => day("2026-01-01"),
            "p" => Value::Truth(true),
            "q" => Value::Truth(false),
            _ => Value::Null,
        }
    }

    fn result(&self, _place: usize) -> Value<'_> {
        Value::Null
    }
}

/// What the expression gives over the sample, as text; an error in words.
fn given(text: &str) -> String {
    let expression = Expression::parse(text, &Names::of_columns(NAMES)).unwrap();
    let sample = Sample(&expression);
    let value = evaluate(&expression, &sample);
    value.map_or_else(|error| error.to_string(), |value| value.to_string())
}

/// The answers of `DuckDB` 2.0.0 to `SELECT … FROM v`, zeros at the end cut, where v is
/// `SELECT 7.5::DECIMAL(18,4) a, -2::DECIMAL(18,4) b, 0::DECIMAL(18,4) c, NULL::DECIMAL(18,4) n,
/// 0.95::DECIMAL(18,4) x, 'Core' t, 'New' u, NULL::VARCHAR e, DATE '2026-03-31' d, DATE '2026-01-01' k,
/// NULL::DATE f, TRUE p, FALSE q, NULL::BOOLEAN m`.
#[test]
fn expressions_give_what_duckdb_gives() {
    let answers = [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("10 - (4 - 3)", "9"),
        ("100 / 4 / 5", "5"),
        ("100 / (4 / 5)", "125"),
        ("2 * 7 % 4", "2"),
        ("2 * (7 % 4)", "6"),
        ("-a * b", "15"),
        ("-(a + b)", "-5.5"),
        ("- -a", "7.5"),
        ("a - -b", "5.5"),
        ("7 / 2", "3.5"),
        ("a / b", "-3.75"),
        ("-7 % 3", "-1"),
        ("7 % -3", "1"),
        ("a % b", "1.5"),
        ("0.1 + 0.2 = 0.3", "TRUE"),
        ("a = 7.50", "TRUE"),
        ("a <> 7.5", "FALSE"),
        ("a != 7.6", "TRUE"),
        ("x >= 0.95", "TRUE"),
        ("x >= 0.9 AND x < 1.0", "TRUE"),
        ("n = n", "NULL"),
        ("n <> 0", "NULL"),
        ("n IS NULL", "TRUE"),
        ("n IS NOT NULL", "FALSE"),
        ("a + n IS NULL", "TRUE"),
        ("n + 1", "NULL"),
        ("NOT p", "FALSE"),
        ("NOT m", "NULL"),
        ("NOT a = b", "TRUE"),
        ("NOT q AND q", "FALSE"),
        ("NOT (q AND q)", "TRUE"),
        ("p OR q AND q", "TRUE"),
        ("(p OR q) AND q", "FALSE"),
        ("m AND q", "FALSE"),
        ("m AND p", "NULL"),
        ("m OR p", "TRUE"),
        ("m OR q", "NULL"),
        ("p = q", "FALSE"),
        ("a BETWEEN 7.5 AND 8", "TRUE"),
        ("a NOT BETWEEN 7.5 AND 8", "FALSE"),
        ("n BETWEEN 1 AND 2", "NULL"),
        ("5 BETWEEN NULLIF(1, 1) AND 3", "FALSE"),
        ("1 BETWEEN NULLIF(1, 1) AND 3", "NULL"),
        ("a BETWEEN b AND x OR p", "TRUE"),
        ("t IN ('Core', 'New')", "TRUE"),
        ("t NOT IN ('New')", "TRUE"),
        ("e IN ('Core')", "NULL"),
        ("5 IN (5, n)", "TRUE"),
        ("5 IN (1, n)", "NULL"),
        ("5 NOT IN (1, n)", "NULL"),
        ("5 NOT IN (5, n)", "FALSE"),
        ("t = 'core'", "FALSE"),
        ("t < u", "TRUE"),
        ("'it''s' = 'it''s'", "TRUE"),
        ("d > '2026-03-30'", "TRUE"),
        ("d - k", "89"),
        ("d BETWEEN '2026-01-01' AND '2026-03-31'", "TRUE"),
        ("f > k", "NULL"),
        ("CASE WHEN x >= 1 THEN 2 WHEN x >= 0.9 THEN 1 ELSE 0 END", "1"),
        ("CASE WHEN n > 1 THEN 2 ELSE 3 END", "3"),
        ("CASE WHEN q THEN 1 END", "NULL"),
        ("CASE t WHEN 'New' THEN 1 WHEN 'Core' THEN a * 0.5 END", "3.75"),
        ("CASE e WHEN 'New' THEN 1 ELSE 2 END", "2"),
        ("COALESCE(n, b, a)", "-2"),
        ("COALESCE(n, n)", "NULL"),
        ("NULLIF(a, 7.5)", "NULL"),
        ("NULLIF(a, n)", "7.5"),
        ("LEAST(a, b, x)", "-2"),
        ("GREATEST(a, b, x)", "7.5"),
        ("LEAST(t, u)", "'Core'"),
        ("ABS(b)", "2"),
        ("SIGN(b) + SIGN(c) + SIGN(a)", "0"),
        ("FLOOR(a)", "7"),
        ("FLOOR(-a)", "-8"),
        ("CEIL(a)", "8"),
        ("CEILING(-a)", "-7"),
        ("ROUND(a)", "8"),
        ("ROUND(-a)", "-8"),
        ("ROUND(2.345, 2)", "2.35"),
        ("ROUND(-2.345, 2)", "-2.35"),
        ("ROUND(1250, -2)", "1300"),
        ("ROUND(a, 3)", "7.5"),
        ("POWER(a, 2)", "56.25"),
        ("POWER(b, 3)", "-8"),
        ("POWER(c, 0)", "1"),
    ];
    for (text, expected) in answers {
        assert_eq!(given(text), expected, "{text}");
    }
}

#[test]
fn what_pay_needs_otherwise_than_other_programs_is_so() {
    // A division by zero is as undefined as attainment without a quota; DuckDB gives infinity, or an error.
    for text in ["a / c", "c / c", "a % c", "a / (b + 2)", "a / c > 1", "c * (a / c)"] {
        assert_eq!(given(text), "NULL", "{text}");
    }
    assert_eq!(given("COALESCE(a / c, 0)"), "0");
    // DuckDB skips the NULL: LEAST(n, 1.5) would be 1.5, and pay for an attainment that there is not.
    for text in ["LEAST(n, 1.5)", "GREATEST(1.5, n)", "LEAST(a, n, b)", "LEAST(n)"] {
        assert_eq!(given(text), "NULL", "{text}");
    }
    // No float comes between: in floats 1/3 * 3 is 1 by luck, and 0.95 % 0.05 is not 0.
    assert_eq!(given("1 / 3 * 3 = 1"), "TRUE");
    assert_eq!(given("1 / 3 + 1 / 3 + 1 / 3 = 1"), "TRUE");
    assert_eq!(given("1 / 49 * 49 = 1"), "TRUE");
    assert_eq!(given("0.95 % (0.5 / 10)"), "0");
    assert_eq!(given("1.1 * 1.1 = 1.21"), "TRUE");
}

#[test]
fn what_the_answer_does_not_need_is_not_calculated() {
    let huge = "POWER(POWER(POWER(10, 16), 16), 16) > 0";
    let message = "`POWER(POWER(POWER(10, 16), 16), 16)` is too large to be calculated exactly in";
    assert!(given(huge).starts_with(message), "{}", given(huge));
    assert!(given(&format!("p AND {huge}")).starts_with(message));
    assert!(given(&format!("m AND {huge}")).starts_with(message));
    assert_eq!(given(&format!("q AND {huge}")), "FALSE");
    assert_eq!(given(&format!("p OR {huge}")), "TRUE");
    assert_eq!(given(&format!("CASE WHEN q THEN {huge} ELSE p END")), "TRUE");
    assert_eq!(given(&format!("COALESCE(p, {huge})")), "TRUE");
}

#[test]
fn numbers_past_128_bits_are_exact() {
    // (10^16)^8 is 10^128; what is left over is 1.
    assert_eq!(given("POWER(POWER(10, 16), 8) + 1 - POWER(POWER(10, 16), 8)"), "1");
    assert_eq!(given("(POWER(POWER(10, 16), 8) + 1) / POWER(POWER(10, 16), 8) > 1"), "TRUE");
    assert_eq!(given("POWER(1 / POWER(7, 16), 2) * POWER(7, 16) * POWER(7, 16)"), "1");
    assert!(given("ROUND(POWER(POWER(10, 16), 8))").contains("too large"));
}

/// Results by id, in the order of the references; `None` is undefined.
struct Results<'a>(&'a Expression, &'a [(&'a str, Option<&'a str>)]);

impl Results<'_> {
    fn find(&self, name: &str) -> Value<'_> {
        let found = self.1.iter().find(|(known, _)| *known == name).expect("the test gives every result");
        let number = found.1.map(|text| match text.split_once('/') {
            None => Ratio::from(Amount::parse(text).unwrap()),
            Some((above, below)) => {
                let [above, below] = [above, below].map(|part| Ratio::parse(part).unwrap());
                above.checked_div(&below).unwrap()
            }
        });
        number.into()
    }
}

impl Scope for Results<'_> {
    fn column(&self, place: usize) -> Value<'_> {
        self.find(&self.0.columns()[place])
    }

    fn result(&self, place: usize) -> Value<'_> {
        self.find(&self.0.references()[place].id)
    }
}

fn check_gate(text: &str, results: &[(&str, Option<&str>)], expected: Option<bool>, explained: &str) {
    let gate = Expression::condition(text, &Names::of_results()).unwrap();
    let scope = Results(&gate, results);
    assert_eq!(truth(&gate, &scope), Ok(expected), "{text}");
    assert_eq!(explain(&gate, &scope), explained, "{text}");
}

#[test]
fn a_gate_opens_at_its_boundary_and_stays_shut_where_attainment_is_undefined() {
    let gate = "attainment('new') >= 0.9 AND earned('x') > 0";
    let results = |new, x| [("new", new), ("x", x)];
    check_gate(gate, &results(Some("0.9"), Some("0.01")), Some(true), "0.9 >= 0.9 AND 0.01 > 0");
    let below = "89999999999999/100000000000000";
    check_gate(gate, &results(Some(below), Some("1")), Some(false), "0.89999999999999 >= 0.9 AND 1 > 0");
    check_gate(gate, &results(Some("2/3"), Some("0")), Some(false), "0.666666… >= 0.9 AND 0 > 0");
    check_gate(gate, &results(None, Some("1")), None, "NULL >= 0.9 AND 1 > 0");
    check_gate(gate, &results(None, Some("-1")), Some(false), "NULL >= 0.9 AND -1 > 0");
}

#[test]
fn a_formula_is_exact_until_it_is_rounded() {
    // Half of target for new business, half for renewals, at most 150 %: 2/3 × 0.5 + 1.25 × 0.5 is 23/24; of
    // 10,000.00 that is 9,583.33.
    let text = "LEAST(attainment('new') * 0.5 + attainment('renewal') * 0.5, 1.5) * target";
    let formula = Expression::number(text, &Names::of_formula()).unwrap();
    let pay = |new, renewal| {
        let results = [("new", new), ("renewal", renewal), ("target", Some("10000"))];
        let value = number(&formula, &Results(&formula, &results)).unwrap();
        value.map(|value| value.round_to(2, crate::money::Rounding::HalfUp).unwrap().to_string())
    };
    assert_eq!(pay(Some("2/3"), Some("1.25")).as_deref(), Some("9583.33"));
    assert_eq!(pay(Some("3"), Some("1.25")).as_deref(), Some("15000.00"));
    assert_eq!(pay(None, Some("1.25")), None);
}

#[test]
fn a_name_of_another_kind_than_declared_is_an_error() {
    let names = Names::of_columns([("t", Kind::Number), ("p", Kind::Text)]);
    let expression = Expression::parse("t * 2", &names).unwrap();
    let error = evaluate(&expression, &Sample(&expression)).unwrap_err();
    assert_eq!(error.to_string(), "`t * 2` is not of the kind that `t * 2` was checked with");
    let expression = Expression::parse("p = 'x'", &names).unwrap();
    assert!(evaluate(&expression, &Sample(&expression)).is_err());
}

const COLUMNS: [(&str, Kind); 6] = [
    ("amount", Kind::Number),
    ("cost", Kind::Number),
    ("units", Kind::Number),
    ("product", Kind::Text),
    ("type", Kind::Text),
    ("close_date", Kind::Date),
];

/// What a measure counts for three deals: 100.01, 50 and 200 of amount; cost 40, none, 250.5; units 3, 1, none.
fn counted(text: &str) -> [Result<Option<String>, MeasureError>; 3] {
    let expression = Expression::number(text, &Names::of_columns(COLUMNS)).unwrap();
    let kinds = ["New".to_owned(), "Renewal".to_owned()];
    let all = [
        ("amount", Column::Amounts(&[1_000_100, 500_000, 2_000_000])),
        ("cost", Column::Amounts(&[400_000, i128::MIN, 2_505_000])),
        ("units", Column::Numbers(&[Some(30_000), Some(10_000), None])),
        ("product", Column::Texts(&[Some("Core"), Some("Analytics"), None])),
        ("type", Column::Codes(&[0, 1, u32::MAX], &kinds)),
        ("close_date", Column::Days(&[20_543, i32::MIN, 20_544])),
    ];
    let find = |name: &String| all.iter().find(|(known, _)| known == name).unwrap().1;
    let columns: Vec<Column<'_>> = expression.columns().iter().map(find).collect();
    [0, 1, 2].map(|row| {
        let found = measure(&expression, &Row { columns: &columns, row })?;
        Ok(found.map(|amount| amount.to_string()))
    })
}

fn check_counted(text: &str, expected: [Option<&str>; 3]) {
    assert_eq!(counted(text), expected.map(|value| Ok(value.map(str::to_owned))), "{text}");
}

#[test]
fn a_measure_is_taken_from_the_columns_of_each_deal() {
    check_counted("amount - cost", [Some("60.01"), None, Some("-50.50")]);
    check_counted("amount - COALESCE(cost, 0)", [Some("60.01"), Some("50.00"), Some("-50.50")]);
    check_counted("amount * 0.5", [Some("50.005"), Some("25.00"), Some("100.00")]);
    check_counted("units * 12", [Some("36.00"), Some("12.00"), None]);
    let by_product = "CASE WHEN product = 'Core' THEN amount ELSE amount * 0.5 END";
    check_counted(by_product, [Some("100.01"), Some("25.00"), Some("100.00")]);
    check_counted(
        "CASE type WHEN 'New' THEN 2 WHEN 'Renewal' THEN 1 END",
        [Some("2.00"), Some("1.00"), None],
    );
    // 20,543 days after 1970-01-01 is 2026-03-31.
    let by_day = "CASE WHEN close_date <= '2026-03-31' THEN amount ELSE 0 END";
    check_counted(by_day, [Some("100.01"), Some("0.00"), Some("0.00")]);
}

#[test]
fn a_measure_with_a_fifth_decimal_is_refused_unless_it_says_how_it_is_rounded() {
    let [first, second, _] = counted("amount * 0.0725");
    let error = first.unwrap_err();
    let message = "`amount * 0.0725` is 7.250725: an amount is below 10^15 and has at most four decimals";
    assert_eq!(error.to_string(), message);
    assert_eq!(error.hint(), "say how it is rounded, as in ROUND(amount * 0.0725, 2)");
    assert_eq!(second, Ok(Some("3.625".to_owned())));
    check_counted("ROUND(amount * 0.0725, 2)", [Some("7.25"), Some("3.63"), Some("14.50")]);
    assert!(counted("amount / 3").into_iter().all(|value| value.is_err()));
    assert!(counted("amount * 100000000000000").into_iter().all(|value| value.is_err()));
}
