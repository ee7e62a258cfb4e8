//! That any text is an expression or an error inside it, and that what is printed is read as the same.

use proptest::prelude::*;

use super::Expression;
use super::tests::columns;

/// Words that make texts which are nearly expressions.
const WORDS: &[&str] = &[
    "amount",
    "cost",
    "product",
    "close_date",
    "locked",
    "\"Sales Region\"",
    "1",
    "0.5",
    "'x'",
    "'2026-01-01'",
    "+",
    "-",
    "*",
    "/",
    "%",
    "=",
    "<>",
    "<",
    ">=",
    "(",
    ")",
    ",",
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS",
    "NULL",
    "BETWEEN",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "COALESCE(",
    "LEAST(",
    "ROUND(",
    "POWER(",
    "attainment('x')",
    "DATE",
    "TRUE",
    "LIKE",
];

fn any_number() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "amount",
        "cost",
        "units",
        "0",
        "7",
        "0.50",
        "NULL",
        "attainment('x')",
        "earned('it''s')",
        "CEIL(2.5)",
        "(close_date - created_date)",
        "ROUND(amount, -2)",
        "POWER(cost, 3)",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(5, 40, 4, |part| {
        let sign = prop::sample::select(vec!["+", "-", "*", "/", "%"]);
        let condition = prop::sample::select(vec![
            "locked",
            "NOT locked",
            "product = 'a'",
            "close_date > '2026-01-01' OR locked",
            "amount IN (1, 2)",
            "NOT amount NOT BETWEEN 1 AND cost AND locked",
            "(amount = 1) = (cost IS NULL)",
            "product IS NOT NULL",
        ]);
        prop_oneof![
            (part.clone(), sign, part.clone())
                .prop_map(|(left, sign, right)| format!("{left} {sign} ({right})")),
            part.clone().prop_map(|part| format!("(- {part})")),
            (part.clone(), part.clone()).prop_map(|(left, right)| format!("(LEAST({left}, {right}))")),
            (condition, part.clone(), part.clone())
                .prop_map(|(when, then, other)| format!("CASE WHEN {when} THEN {then} ELSE {other} END")),
            (part.clone(), part.clone(), part).prop_map(|(of, then, other)| format!(
                "CASE product WHEN 'a' THEN {of} WHEN 'b' THEN {then} ELSE {other} END"
            )),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(text in any_number(), more in any_number(), sign in 0_usize..6) {
        let signs = ["<", "=", "<>", ">=", "+", "%"];
        let mut names = columns();
        names.results = true;
        for text in [format!("({text}) {} ({more})", signs[sign]), text] {
            let Ok(expression) = Expression::parse(&text, &names) else {
                // NULL alone on one side of a comparison.
                prop_assert!(text.contains("(NULL)"), "{text}");
                continue;
            };
            let printed = expression.to_string();
            let again = Expression::parse(&printed, &names);
            prop_assert_eq!(again.as_ref(), Ok(&expression), "{} and {}", text, printed);
            prop_assert_eq!(again.unwrap().to_string(), printed);
        }
    }

    #[test]
    fn any_text_is_an_expression_or_an_error_inside_it(text in any::<String>()) {
        if let Err(error) = Expression::parse(&text, &columns()) {
            prop_assert!(error.position <= text.len() && error.character >= 1);
        }
    }

    #[test]
    fn any_words_are_an_expression_or_an_error_at_one_of_them(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..14)
    ) {
        let text = words.join(" ");
        match Expression::parse(&text, &columns()) {
            Ok(expression) => {
                let printed = expression.to_string();
                prop_assert_eq!(Expression::parse(&printed, &columns()), Ok(expression), "{}", text);
            }
            Err(error) => prop_assert!(text.is_char_boundary(error.position) && error.character <= text.len() + 1),
        }
    }
}
