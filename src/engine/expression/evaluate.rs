//! The walk over a tree. A part that the answer does not need (behind a FALSE AND, in a branch that is not taken)
//! is not calculated. Nothing is allocated unless a number needs more than 128 bits.

use std::cmp::Ordering;

use super::{EvaluationError, Scope, Value};
use crate::money::{Ratio, Rounding};
use crate::plan::expression::{Arithmetic, Expression, Function, Node, Shape};

/// An expression and where its names are found.
#[derive(Clone, Copy)]
pub(super) struct Evaluation<'a> {
    pub(super) expression: &'a Expression,
    pub(super) scope: &'a dyn Scope,
}

/// Why a part has no value, before it is put in words.
enum Fault<'a> {
    TooLarge(&'a Node),
    WrongKind(&'a Node),
}

type Evaluated<'a, T> = Result<T, Fault<'a>>;

impl<'a> Evaluation<'a> {
    pub(super) fn whole(self) -> Result<Value<'a>, EvaluationError> {
        self.value(self.expression.root()).map_err(|fault| self.in_words(&fault))
    }

    pub(super) fn whole_number(self) -> Result<Option<Ratio>, EvaluationError> {
        self.number(self.expression.root()).map_err(|fault| self.in_words(&fault))
    }

    pub(super) fn whole_truth(self) -> Result<Option<bool>, EvaluationError> {
        self.truth(self.expression.root()).map_err(|fault| self.in_words(&fault))
    }

    fn in_words(self, fault: &Fault<'_>) -> EvaluationError {
        let expression = self.expression.text().to_owned();
        let part = |node: &Node| expression.get(node.span.clone()).unwrap_or_default().to_owned();
        match fault {
            Fault::TooLarge(node) => EvaluationError::TooLarge { part: part(node), expression },
            Fault::WrongKind(node) => EvaluationError::WrongKind { part: part(node), expression },
        }
    }

    fn value(self, node: &'a Node) -> Evaluated<'a, Value<'a>> {
        Ok(match &node.shape {
            Shape::Null => Value::Null,
            Shape::Text(text) => Value::Text(text),
            Shape::Day(day) => Value::Day(*day),
            Shape::Column(place) => self.scope.column(*place),
            Shape::Result(place) => self.scope.result(*place),
            Shape::Case { subject, branches, otherwise } => {
                return self.case(subject.as_deref(), branches, otherwise.as_deref());
            }
            Shape::Call(Function::Coalesce, arguments) => return self.first_known(arguments),
            Shape::Call(Function::NullIf, arguments) => return self.unless_equal(node, arguments),
            Shape::Call(Function::Least, arguments) => {
                return self.outermost(node, arguments, Ordering::Less);
            }
            Shape::Call(Function::Greatest, arguments) => {
                return self.outermost(node, arguments, Ordering::Greater);
            }
            Shape::Number(_) | Shape::Negate(_) | Shape::Arithmetic(..) | Shape::Call(..) => {
                self.number(node)?.map_or(Value::Null, Value::Number)
            }
            _ => self.truth(node)?.map_or(Value::Null, Value::Truth),
        })
    }

    fn number(self, node: &'a Node) -> Evaluated<'a, Option<Ratio>> {
        let result = match &node.shape {
            Shape::Number(number) => return Ok(Some(number.clone())),
            Shape::Negate(part) => return Ok(self.number(part)?.map(|number| number.negate())),
            Shape::Arithmetic(operator, parts) => return self.arithmetic(node, *operator, parts),
            Shape::Call(function, arguments) if is_of_one_number(*function) => {
                let Some(argument) = arguments.first() else { return Err(Fault::WrongKind(node)) };
                let Some(number) = self.number(argument)? else { return Ok(None) };
                of_one_number(*function, &number)
            }
            _ => match self.value(node)? {
                Value::Number(number) => return Ok(Some(number)),
                Value::Null => return Ok(None),
                _ => return Err(Fault::WrongKind(node)),
            },
        };
        result.map(Some).ok_or(Fault::TooLarge(node))
    }

    fn arithmetic(
        self,
        node: &'a Node,
        operator: Arithmetic,
        [left, right]: &'a [Node; 2],
    ) -> Evaluated<'a, Option<Ratio>> {
        let (left, right) = match (self.value(left)?, self.value(right)?) {
            (Value::Null, _) | (_, Value::Null) => return Ok(None),
            (Value::Number(left), Value::Number(right)) => (left, right),
            (Value::Day(left), Value::Day(right)) if operator == Arithmetic::Subtract => {
                return Ok(Some(Ratio::whole(i128::from(left.days_since(right)))));
            }
            _ => return Err(Fault::WrongKind(node)),
        };
        let result = match operator {
            Arithmetic::Add => left.checked_add(&right),
            Arithmetic::Subtract => left.checked_sub(&right),
            Arithmetic::Multiply => left.checked_mul(&right),
            Arithmetic::Divide | Arithmetic::Remainder if right.is_zero() => return Ok(None),
            Arithmetic::Divide => left.checked_div(&right),
            Arithmetic::Remainder => left.checked_remainder(&right),
        };
        result.map(Some).ok_or(Fault::TooLarge(node))
    }

    /// TRUE, FALSE or, with `None`, unknown.
    fn truth(self, node: &'a Node) -> Evaluated<'a, Option<bool>> {
        match &node.shape {
            Shape::Truth(truth) => Ok(Some(*truth)),
            Shape::Not(part) => Ok(self.truth(part)?.map(|truth| !truth)),
            Shape::And(parts) => self.either(parts, false),
            Shape::Or(parts) => self.either(parts, true),
            Shape::Compare(comparison, parts) => {
                let order = order(node, &self.value(&parts[0])?, &self.value(&parts[1])?)?;
                Ok(order.map(|order| comparison.passes(order)))
            }
            Shape::IsNull { negated, value } => {
                let is_null = self.value(value)? == Value::Null;
                Ok(Some(is_null != *negated))
            }
            Shape::Between { negated, parts } => {
                Ok(self.between(node, parts)?.map(|within| within != *negated))
            }
            Shape::In { negated, value, list } => {
                let value = self.value(value)?;
                Ok(self.is_in(node, &value, list)?.map(|within| within != *negated))
            }
            _ => match self.value(node)? {
                Value::Truth(truth) => Ok(Some(truth)),
                Value::Null => Ok(None),
                _ => Err(Fault::WrongKind(node)),
            },
        }
    }

    /// Two conditions of which one that is `decisive` decides: FALSE for AND, TRUE for OR. Without one the answer
    /// is the opposite, unless one is unknown.
    fn either(self, [left, right]: &'a [Node; 2], decisive: bool) -> Evaluated<'a, Option<bool>> {
        let left = self.truth(left)?;
        if left == Some(decisive) {
            return Ok(left);
        }
        let right = self.truth(right)?;
        Ok(if right == Some(decisive) { right } else { left.and(right) })
    }

    /// At least the least AND at most the most: one that fails decides, whatever the other is.
    fn between(self, node: &'a Node, [value, low, high]: &'a [Node; 3]) -> Evaluated<'a, Option<bool>> {
        let value = self.value(value)?;
        let above = order(node, &value, &self.value(low)?)?.map(Ordering::is_ge);
        if above == Some(false) {
            return Ok(above);
        }
        let below = order(node, &value, &self.value(high)?)?.map(Ordering::is_le);
        Ok(if below == Some(false) { below } else { above.and(below) })
    }

    /// Whether a value equals one of a list: one that does decides, and an unknown one leaves it open.
    fn is_in(self, node: &'a Node, value: &Value<'a>, list: &'a [Node]) -> Evaluated<'a, Option<bool>> {
        let mut found = Some(false);
        for part in list {
            match order(node, value, &self.value(part)?)? {
                Some(Ordering::Equal) => return Ok(Some(true)),
                Some(_) => {}
                None => found = None,
            }
        }
        Ok(found)
    }

    fn case(
        self,
        subject: Option<&'a Node>,
        branches: &'a [[Node; 2]],
        otherwise: Option<&'a Node>,
    ) -> Evaluated<'a, Value<'a>> {
        let subject = subject.map(|subject| self.value(subject)).transpose()?;
        for [when, then] in branches {
            let applies = match &subject {
                None => self.truth(when)?,
                Some(value) => order(when, value, &self.value(when)?)?.map(Ordering::is_eq),
            };
            if applies == Some(true) {
                return self.value(then);
            }
        }
        otherwise.map_or(Ok(Value::Null), |otherwise| self.value(otherwise))
    }

    fn first_known(self, arguments: &'a [Node]) -> Evaluated<'a, Value<'a>> {
        for argument in arguments {
            let value = self.value(argument)?;
            if value != Value::Null {
                return Ok(value);
            }
        }
        Ok(Value::Null)
    }

    fn unless_equal(self, node: &'a Node, arguments: &'a [Node]) -> Evaluated<'a, Value<'a>> {
        let [first, second] = arguments else { return Err(Fault::WrongKind(node)) };
        let value = self.value(first)?;
        let equal = order(node, &value, &self.value(second)?)?.is_some_and(Ordering::is_eq);
        Ok(if equal { Value::Null } else { value })
    }

    /// The value that stands to every other as `wanted` or equal; NULL when one is unknown.
    fn outermost(self, node: &'a Node, arguments: &'a [Node], wanted: Ordering) -> Evaluated<'a, Value<'a>> {
        let Some((first, others)) = arguments.split_first() else { return Err(Fault::WrongKind(node)) };
        let mut best = self.value(first)?;
        for other in others {
            let other = self.value(other)?;
            match order(node, &best, &other)? {
                None => return Ok(Value::Null),
                Some(order) if order == wanted.reverse() => best = other,
                Some(_) => {}
            }
        }
        Ok(best)
    }
}

/// How two values stand to each other; unknown when one of them is.
fn order<'a>(node: &'a Node, left: &Value<'a>, right: &Value<'a>) -> Evaluated<'a, Option<Ordering>> {
    Ok(match (left, right) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Day(left), Value::Day(right)) => Some(left.cmp(right)),
        (Value::Truth(left), Value::Truth(right)) => Some(left.cmp(right)),
        _ => return Err(Fault::WrongKind(node)),
    })
}

const fn is_of_one_number(function: Function) -> bool {
    !matches!(function, Function::Coalesce | Function::NullIf | Function::Least | Function::Greatest)
}

/// What a function gives for a number; `None` when that is too large.
fn of_one_number(function: Function, number: &Ratio) -> Option<Ratio> {
    match function {
        Function::Sign => Some(Ratio::whole(number.signum())),
        Function::Floor => number.floor(),
        Function::Ceiling => number.ceiling(),
        Function::Round(decimals) => number.rounded(decimals, Rounding::HalfUp),
        Function::Power(exponent) => number.checked_power(exponent),
        _ => Some(number.magnitude()),
    }
}
