//! The functions of the language and of results, and what is said about those that are neither.

use std::ops::Range;

use super::ResultOf;
use super::check::{make, not_null_itself};
use super::error::ExpressionError;
use super::lexer::Token;
use super::parser::{Parsed, Parser, level};
use super::tree::{Function, Kind, Node, Shape};
use crate::plan::unknown::nearest;

/// The functions, each with the least and the most parts that it takes.
const FUNCTIONS: &[(&str, Function, usize, usize)] = &[
    ("COALESCE", Function::Coalesce, 1, usize::MAX),
    ("NULLIF", Function::NullIf, 2, 2),
    ("LEAST", Function::Least, 1, usize::MAX),
    ("GREATEST", Function::Greatest, 1, usize::MAX),
    ("ABS", Function::Abs, 1, 1),
    ("SIGN", Function::Sign, 1, 1),
    ("FLOOR", Function::Floor, 1, 1),
    ("CEIL", Function::Ceiling, 1, 1),
    ("CEILING", Function::Ceiling, 1, 1),
    ("ROUND", Function::Round(0), 1, 2),
    ("POWER", Function::Power(0), 2, 2),
];

/// Functions of SQL that are refused: why, and what to write.
const REFUSED: &[(&[&str], &str, &str)] = &[
    (&["MIN"], "is over rows", "the least of several values is LEAST(a, b)"),
    (&["MAX"], "is over rows", "the greatest of several values is GREATEST(a, b)"),
    (
        &["SUM", "AVG", "COUNT", "MEDIAN", "STDDEV"],
        "is over rows",
        "an expression sees one row or one result",
    ),
    (
        &["SQRT", "CBRT", "EXP", "LN", "LOG", "LOG2", "LOG10"],
        "is not exact",
        "use tiers, or + - * / and POWER",
    ),
    (&["SIN", "COS", "TAN", "PI", "RANDOM"], "is not exact", ""),
    (&["IFNULL", "ISNULL", "NVL"], "is not part of this language", "write COALESCE(a, b)"),
    (&["IF", "IIF"], "is not part of this language", "write CASE WHEN a THEN b ELSE c END"),
    (&["MOD"], "is not part of this language", "write a % b"),
    (&["POW"], "is not part of this language", "write POWER(a, 2)"),
    (&["TRUNC", "TRUNCATE"], "is not part of this language", "write FLOOR(a), CEIL(a) or ROUND(a, 2)"),
    (&["CAST", "TRY_CAST"], "is not needed", "numbers are exact as they are"),
];

/// The most decimals that ROUND takes, to either side of the point.
const ROUND_MOST: i32 = 14;

/// The largest exponent of POWER.
const POWER_MOST: u32 = 16;

impl Parser<'_> {
    /// A function or a result, after its `(`; the span is that of its name.
    pub(super) fn call(&mut self, name: &str, span: Range<usize>) -> Parsed {
        if let Some(of) = ResultOf::ALL.into_iter().find(|of| of.name().eq_ignore_ascii_case(name)) {
            return self.result(of, span);
        }
        let listed = FUNCTIONS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name));
        let Some((name, function, least, most)) = listed else {
            return Err(unknown(name, span.start, self.names.results));
        };
        let mut arguments = vec![self.expression(level::OR)?];
        let mut function = *function;
        while self.takes(",") {
            match function {
                Function::Round(_) => function = Function::Round(self.decimals()?),
                Function::Power(_) => {
                    function = Function::Power(self.exponent()?);
                    self.need_sign(")")?;
                    return self.checked(function, arguments, span.start);
                }
                _ => arguments.push(self.expression(level::OR)?),
            }
            if let Function::Round(_) = function {
                break;
            }
        }
        self.need_sign(")")?;
        let taken = arguments.len();
        if taken < *least || taken > *most {
            let parts = if *least == 1 { "one value" } else { "two values" };
            return Err(ExpressionError::new(span.start, format!("{name} takes {parts}"), ""));
        }
        self.checked(function, arguments, span.start)
    }

    /// The node of a function whose count of parts is right.
    fn checked(&self, function: Function, mut arguments: Vec<Node>, start: usize) -> Parsed {
        let kind = match function {
            Function::Coalesce => self.check.agree(&mut arguments.iter_mut().collect::<Vec<_>>())?,
            Function::Least | Function::Greatest => {
                let kind = self.check.agree(&mut arguments.iter_mut().collect::<Vec<_>>())?;
                arguments.iter().take(1).try_for_each(|first| self.check.has_order(first, kind))?;
                kind
            }
            Function::NullIf => {
                arguments.iter().try_for_each(not_null_itself)?;
                self.check.agree(&mut arguments.iter_mut().collect::<Vec<_>>())?
            }
            _ => {
                arguments.iter().try_for_each(|part| self.check.need(part, Kind::Number))?;
                Some(Kind::Number)
            }
        };
        make(start..self.end(), kind, Shape::Call(function, arguments))
    }

    /// The second part of ROUND: a whole number that stands in the text.
    fn decimals(&mut self) -> Result<i32, ExpressionError> {
        let at = self.span().start;
        let sign = if self.takes("-") { -1 } else { 1 };
        let places = self.digits().and_then(|digits| digits.parse::<i32>().ok());
        places.filter(|places| *places <= ROUND_MOST).map(|places| sign * places).ok_or_else(|| {
            let reason =
                format!("ROUND takes its decimals as a whole number from -{ROUND_MOST} to {ROUND_MOST}");
            ExpressionError::new(at, reason, "such as ROUND(a, 2)")
        })
    }

    /// The second part of POWER: a whole number that stands in the text.
    fn exponent(&mut self) -> Result<u32, ExpressionError> {
        let at = self.span().start;
        let exponent = self.digits().and_then(|digits| digits.parse::<u32>().ok());
        exponent.filter(|exponent| *exponent <= POWER_MOST).ok_or_else(|| {
            let reason = format!("POWER takes its exponent as a whole number from 0 to {POWER_MOST}");
            ExpressionError::new(at, reason, "such as POWER(a, 2)")
        })
    }

    fn digits(&mut self) -> Option<&str> {
        match self.take() {
            Token::Number(digits) => Some(digits),
            _ => None,
        }
    }
}

/// What is said about a function that there is not.
fn unknown(name: &str, at: usize, results: bool) -> ExpressionError {
    let is = |known: &&&str| known.eq_ignore_ascii_case(name);
    if let Some((_, why, remedy)) = REFUSED.iter().find(|(names, ..)| names.iter().any(|known| is(&known))) {
        return ExpressionError::new(at, format!("{} {why}", name.to_ascii_uppercase()), *remedy);
    }
    let of_language = FUNCTIONS.iter().map(|(known, ..)| *known);
    let of_results = ResultOf::ALL.iter().filter(|_| results).map(|of| of.name());
    let remedy = match nearest(name, of_results.clone().chain(of_language.clone())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", of_results.chain(of_language).collect::<Vec<_>>().join(", ")),
    };
    ExpressionError::new(at, format!("there is no function `{name}`"), remedy)
}
