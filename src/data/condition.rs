//! The users' SQL: conditions and derived columns, parsed by polars' own SQL, their names checked first so that a
//! typo gets a suggestion instead of an engine error.

use std::sync::Arc;

use polars::prelude::*;
use polars::sql::sql_expr;
use thiserror::Error;

use super::origin::{mixes_rows, silence_warnings};
use crate::calendar::Day;

/// Why a condition cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ConditionError {
    /// The text is not an SQL expression.
    #[error("`{text}` is not an SQL expression: {reason}")]
    NotSql {
        /// The text.
        text: String,
        /// What the parser says.
        reason: String,
    },
    /// A name that the table does not have.
    #[error("`{text}` names a column `{name}` that is not there")]
    UnknownName {
        /// The text.
        text: String,
        /// The name.
        name: String,
        /// The names that are there.
        known: Vec<String>,
    },
    /// The expression cannot be worked out over these columns, or is not true or false.
    #[error("`{text}` cannot be worked out: {reason}")]
    Unusable {
        /// The text.
        text: String,
        /// Why.
        reason: String,
    },
}

/// A parsed condition.
#[derive(Clone, Debug)]
pub struct Condition {
    text: String,
    expression: Expr,
}

impl Condition {
    /// Parses an SQL expression.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        silence_warnings();
        let expression = sql_expr(text).map_err(|error| ConditionError::NotSql {
            text: text.to_owned(),
            reason: error.to_string().lines().next().unwrap_or_default().to_owned(),
        })?;
        // A condition holds or not for a row alone; over other rows it would depend on how files are cut.
        if (&expression).into_iter().any(mixes_rows) {
            let reason =
                "a condition is about one row, without sums, counts or windows over others".to_owned();
            return Err(ConditionError::Unusable { text: text.to_owned(), reason });
        }
        Ok(Self { text: text.to_owned(), expression: exact_literals(expression) })
    }

    /// The columns that it names, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let names = self.expression.clone().meta().root_names();
        let mut names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Refuses a name that is not among the known ones.
    pub fn check_names(&self, known: &[String]) -> Result<(), ConditionError> {
        match self.names().into_iter().find(|name| !known.contains(name)) {
            None => Ok(()),
            Some(name) => {
                Err(ConditionError::UnknownName { text: self.text.clone(), name, known: known.to_vec() })
            }
        }
    }

    /// The expression, for use in a query.
    pub fn expression(&self) -> Expr {
        self.expression.clone()
    }

    /// The parts of it that must all hold, those over one column alone put together and with its name. What is true of
    /// all parts is true of the whole, and of nothing else: whatever a part leaves unknown does not hold in either.
    pub(super) fn parts(&self) -> Vec<(Option<String>, Expr)> {
        let (mut parts, mut left): (Vec<(Option<String>, Expr)>, _) = (Vec::new(), vec![&self.expression]);
        while let Some(expression) = left.pop() {
            if let Expr::BinaryExpr { left: one, op: Operator::And | Operator::LogicalAnd, right: other } =
                expression
            {
                left.extend([&**other, &**one]);
                continue;
            }
            let part = self.of(expression.clone());
            let names = part.names();
            let name = if let [only] = names.as_slice() { Some(only.clone()) } else { None };
            match parts.iter_mut().find(|(known, _)| name.is_some() && *known == name) {
                Some((_, before)) => *before = before.clone().and(part.expression),
                None => parts.push((name, part.expression)),
            }
        }
        parts
    }

    /// An expression of this condition, as a condition of its own.
    pub(super) fn of(&self, expression: Expr) -> Self {
        Self { text: self.text.clone(), expression }
    }

    /// Whether it holds, for each row; what is unknown to SQL (a comparison with nothing) does not hold.
    pub fn holds(&self, frame: &DataFrame) -> Result<Vec<bool>, ConditionError> {
        let unusable = |error: &PolarsError| ConditionError::Unusable {
            text: self.text.clone(),
            reason: error.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        let answer = frame
            .clone()
            .lazy()
            .select([days_for_texts(self.expression.clone(), frame.schema()).alias("holds")])
            .collect()
            .map_err(|error| unusable(&error))?;
        let column = answer.column("holds").map_err(|error| unusable(&error))?;
        let Ok(flags) = column.bool() else {
            let reason = "it is not true or false".to_owned();
            return Err(ConditionError::Unusable { text: self.text.clone(), reason });
        };
        let mut holds: Vec<bool> = flags.iter().map(|flag| flag.unwrap_or(false)).collect();
        // An expression without columns gives one row for all.
        if let ([only], height) = (holds.as_slice(), frame.height()) {
            holds = vec![*only; height];
        }
        Ok(holds)
    }
}

/// Reads the texts that a day is compared with as days: `close_date >= '2026-01-10'`.
fn days_for_texts(expression: Expr, schema: &Schema) -> Expr {
    let is_day = |part: &Expr| match part {
        Expr::Column(name) => schema.get(name) == Some(&DataType::Date),
        _ => false,
    };
    let as_day = |part: &Expr| -> Option<Expr> {
        let Expr::Literal(literal) = part else { return None };
        let value = literal.to_any_value()?;
        let day = Day::parse(value.get_str()?).ok()?;
        Some(lit(day.number()).cast(DataType::Date))
    };
    expression.map_expr(|expression| match expression {
        Expr::BinaryExpr { left, op, right } if is_day(&left) => {
            let right = as_day(&right).map_or(right, Arc::new);
            Expr::BinaryExpr { left, op, right }
        }
        Expr::BinaryExpr { left, op, right } if is_day(&right) => {
            let left = as_day(&left).map_or(left, Arc::new);
            Expr::BinaryExpr { left, op, right }
        }
        Expr::Function { input, function } if input.first().is_some_and(is_day) => {
            let input = input.into_iter().map(|part| as_day(&part).unwrap_or(part)).collect();
            Expr::Function { input, function }
        }
        other => other,
    })
}

/// Writes decimal literals as decimals: `amount >= 1000.10` compares exactly, not through a float.
fn exact_literals(expression: Expr) -> Expr {
    expression.map_expr(|expression| {
        let Expr::Literal(literal) = &expression else { return expression };
        let Some(AnyValue::Float64(value)) = literal.to_any_value() else { return expression };
        let text = value.to_string();
        match text.split_once('.').map(|(_, decimals)| decimals.len()) {
            Some(scale) if scale <= 9 => lit(text).cast(DataType::Decimal(38, scale)),
            _ => expression,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> DataFrame {
        let amounts: Series = Int128Chunked::from_vec("amount".into(), vec![10_001_000, 10_000_999, 5])
            .into_decimal_unchecked(38, 4)
            .into_series();
        let kinds = Series::new("type".into(), [Some("New"), None, Some("Renewal")]);
        DataFrame::new(3, vec![amounts.into(), kinds.into()]).unwrap()
    }

    fn check(text: &str, expected: &[bool]) {
        assert_eq!(Condition::parse(text).unwrap().holds(&frame()).unwrap(), expected, "{text}");
    }

    #[test]
    fn a_decimal_literal_compares_exactly() {
        check("amount >= 1000.10", &[true, false, false]);
        check("amount >= 1000.0999", &[true, true, false]);
        check("amount < 1", &[false, false, true]);
    }

    #[test]
    fn what_is_unknown_does_not_hold() {
        check("type = 'New'", &[true, false, false]);
        check("type <> 'New'", &[false, false, true]);
        check("type IN ('New', 'Renewal') AND amount > 1", &[true, false, false]);
        check("true", &[true, true, true]);
    }

    #[test]
    fn a_day_compares_with_a_text_that_is_one() {
        // Days 20,462 and 20,463 since 1970 are 2026-01-09 and 2026-01-10.
        let days = Int32Chunked::from_vec("close_date".into(), vec![20_462, 20_463]).into_date();
        let frame = DataFrame::new(2, vec![days.into_series().into()]).unwrap();
        let check = |text: &str, expected: &[bool]| {
            assert_eq!(Condition::parse(text).unwrap().holds(&frame).unwrap(), expected, "{text}");
        };
        check("close_date >= '2026-01-10'", &[false, true]);
        check("'2026-01-10' > close_date", &[true, false]);
        check("close_date >= DATE '2026-01-10'", &[false, true]);
        check("close_date BETWEEN '2026-01-01' AND '2026-01-09'", &[true, false]);
    }

    #[test]
    fn a_condition_that_looks_at_other_rows_is_refused() {
        for text in [
            "QUANTILE_DISC(amount, 0.5) > 1",
            "ARRAY_AGG(amount) IS NOT NULL",
            "CORR(amount, cost) > 0.5",
            "ROW_NUMBER() OVER (ORDER BY amount) <= 10",
            "STDDEV(amount) > 1",
        ] {
            let error = Condition::parse(text).unwrap_err().to_string();
            assert!(error.ends_with("without sums, counts or windows over others"), "{error}");
        }
        for text in ["LENGTH(type) > 2", "COALESCE(type, 'New') IN ('New', 'Old')", "LOWER(type) LIKE 'n%'"] {
            assert!(Condition::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_wrong_name_and_wrong_sql_are_errors() {
        let condition = Condition::parse("ammount > 5").unwrap();
        let error = condition.check_names(&["amount".to_owned()]).unwrap_err();
        assert_eq!(error.to_string(), "`ammount > 5` names a column `ammount` that is not there");
        assert!(matches!(Condition::parse("amount >"), Err(ConditionError::NotSql { .. })));
        assert!(matches!(Condition::parse("amount > AVG(amount)"), Err(ConditionError::Unusable { .. })));
        assert!(matches!(Condition::parse("COUNT(*) > 1"), Err(ConditionError::Unusable { .. })));
        let error = Condition::parse("amount + 1").unwrap().holds(&frame()).unwrap_err();
        assert_eq!(error.to_string(), "`amount + 1` cannot be worked out: it is not true or false");
    }
}
