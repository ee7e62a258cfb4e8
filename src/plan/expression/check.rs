//! Parts to checked nodes: kinds are held against each other here, so that whoever evaluates need not.

use std::ops::Range;

use super::error::ExpressionError;
use super::tree::{Arithmetic, Comparison, HEIGHT_MAX, Kind, Node, Shape};
use crate::calendar::Day;
use crate::money::Ratio;

/// Letters of the text that a message quotes at most.
const QUOTED_MAX: usize = 40;

/// Holds kinds against each other, with the text at hand for messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Checker<'a> {
    pub(super) text: &'a str,
}

impl Checker<'_> {
    /// What stands in the text, cut where it is long.
    fn quote(self, node: &Node) -> String {
        let found = &self.text[node.span.clone()];
        let cut: String = found.chars().take(QUOTED_MAX).collect();
        if cut.len() < found.len() { format!("`{cut}…`") } else { format!("`{cut}`") }
    }

    /// Refuses a node of another kind; what never gives anything is of every kind.
    pub(super) fn need(self, node: &Node, wanted: Kind) -> Result<(), ExpressionError> {
        let Some(kind) = node.kind.filter(|kind| *kind != wanted) else { return Ok(()) };
        let (found, noun, wanted_noun) = (self.quote(node), kind.noun(), wanted.noun());
        let remedy = match (wanted, kind) {
            (Kind::Truth, Kind::Number) => "compare it with a number, as in `> 0`".to_owned(),
            (Kind::Truth, _) => "compare it with something, as in `= 'Core'`".to_owned(),
            (Kind::Number, Kind::Truth) => {
                format!("write CASE WHEN {} THEN 1 ELSE 0 END", found.replace('`', ""))
            }
            (Kind::Number, Kind::Text) if is_number(node) => "leave out the quotes".to_owned(),
            _ => String::new(),
        };
        let reason = format!("{found} is {noun}, where {wanted_noun} is needed");
        Err(ExpressionError::new(node.span.start, reason, remedy))
    }

    /// The one kind of all these nodes; texts among days become days. `None` when they never give anything.
    pub(super) fn agree(self, nodes: &mut [&mut Node]) -> Result<Option<Kind>, ExpressionError> {
        if nodes.iter().any(|node| node.kind == Some(Kind::Date)) {
            nodes.iter_mut().try_for_each(|node| text_to_day(node))?;
        }
        let Some(first) = nodes.iter().position(|node| node.kind.is_some()) else { return Ok(None) };
        for node in nodes.iter().skip(first + 1) {
            self.same_kind(nodes[first], node)?;
        }
        Ok(nodes[first].kind)
    }

    fn same_kind(self, first: &Node, other: &Node) -> Result<(), ExpressionError> {
        let (Some(left), Some(right)) = (first.kind, other.kind) else { return Ok(()) };
        if left == right {
            return Ok(());
        }
        let remedy = match (left, right) {
            (Kind::Number, Kind::Text) if is_number(other) => "leave out the quotes",
            (Kind::Text, Kind::Number) if is_number(first) => "leave out the quotes",
            (Kind::Text, Kind::Number) if is_bare(other, first) => "put the number in quotes",
            (Kind::Number, Kind::Text) if is_bare(first, other) => "put the number in quotes",
            _ => "",
        };
        let (first, noun) = (self.quote(first), left.noun());
        let reason = format!("{} is {}, and {first} is {noun}", self.quote(other), right.noun());
        Err(ExpressionError::new(other.span.start, reason, remedy))
    }

    /// Two numbers, or a day minus a day.
    pub(super) fn arithmetic(
        self,
        operator: Arithmetic,
        mut left: Node,
        mut right: Node,
    ) -> Result<Node, ExpressionError> {
        if operator == Arithmetic::Subtract
            && [&left, &right].iter().any(|node| node.kind == Some(Kind::Date))
        {
            self.agree(&mut [&mut left, &mut right])?;
        } else {
            self.need(&left, Kind::Number)?;
            self.need(&right, Kind::Number)?;
        }
        let span = left.span.start..right.span.end;
        make(span, Some(Kind::Number), Shape::Arithmetic(operator, Box::new([left, right])))
    }

    /// Two values of one kind; conditions only for equality, and never the word NULL.
    pub(super) fn compare(
        self,
        operator: Comparison,
        mut left: Node,
        mut right: Node,
    ) -> Result<Node, ExpressionError> {
        not_null_itself(&left)?;
        not_null_itself(&right)?;
        let kind = self.agree(&mut [&mut left, &mut right])?;
        if !matches!(operator, Comparison::Equal | Comparison::Unequal) {
            self.has_order(&left, kind)?;
        }
        let span = left.span.start..right.span.end;
        make(span, Some(Kind::Truth), Shape::Compare(operator, Box::new([left, right])))
    }

    /// Refuses conditions where more and less are asked for.
    pub(super) fn has_order(self, node: &Node, kind: Option<Kind>) -> Result<(), ExpressionError> {
        if kind != Some(Kind::Truth) {
            return Ok(());
        }
        let reason = format!("{} is a condition: it is neither more nor less than another", self.quote(node));
        Err(ExpressionError::new(node.span.start, reason, ""))
    }
}

/// The node of a shape; too high a tree is an error.
pub(super) fn make(span: Range<usize>, kind: Option<Kind>, shape: Shape) -> Result<Node, ExpressionError> {
    let height = 1 + shape.children().iter().map(|child| child.height).max().unwrap_or(0);
    if height > HEIGHT_MAX {
        return Err(too_deep(span.start));
    }
    Ok(Node { span, kind, shape, height })
}

/// Refuses NULL as one side of a comparison: the answer would be NULL whatever the other side is.
pub(super) fn not_null_itself(node: &Node) -> Result<(), ExpressionError> {
    if node.shape != Shape::Null {
        return Ok(());
    }
    let reason = "nothing equals NULL, and nothing differs from it";
    Err(ExpressionError::new(node.span.start, reason, "write `x IS NULL` or `x IS NOT NULL`"))
}

/// A tree or a text that goes down too far.
pub(super) fn too_deep(at: usize) -> ExpressionError {
    ExpressionError::new(at, "the expression is nested too deeply", "split it, or write a list with IN")
}

/// A text in quotes that stands beside a day is a day.
fn text_to_day(node: &mut Node) -> Result<(), ExpressionError> {
    if let Shape::Text(text) = &node.shape {
        node.shape = Shape::Day(day(text, node.span.start)?);
        node.kind = Some(Kind::Date);
    }
    Ok(())
}

/// Reads a day of an expression.
pub(super) fn day(text: &str, at: usize) -> Result<Day, ExpressionError> {
    Day::parse(text).map_err(|error| ExpressionError::new(at, error.to_string(), ""))
}

/// Whether it is a number where a text of a column is meant.
fn is_bare(number: &Node, text: &Node) -> bool {
    matches!(number.shape, Shape::Number(_)) && !matches!(text.shape, Shape::Text(_))
}

fn is_number(node: &Node) -> bool {
    matches!(&node.shape, Shape::Text(text) if Ratio::parse(text.trim_start_matches('-')).is_some())
}
