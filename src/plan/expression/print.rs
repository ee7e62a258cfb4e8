//! A checked tree to text again: with as few parentheses as its meaning needs, and with names or their values.

use std::fmt;

use super::Expression;
use super::names::written;
use super::parser::level;
use super::tree::{Node, Shape};

/// A part of an expression that stands for a value: what is put in for it is up to whoever prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf<'e> {
    /// A name, with its place in [`Expression::columns`].
    Column(usize, &'e str),
    /// A result, with its place in [`Expression::references`].
    Result(usize, &'e super::Reference),
}

/// The expression in one spelling; reading it again gives the same tree.
impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.print_with(&mut |leaf| match leaf {
            Leaf::Column(_, name) => written(name),
            Leaf::Result(_, reference) => reference.to_string(),
        }))
    }
}

impl Expression {
    /// The expression with each name and result written by `put`: what `explain` shows is `0.95 >= 0.9`.
    pub fn print_with(&self, put: &mut dyn FnMut(Leaf<'_>) -> String) -> String {
        let mut printer = Printer { expression: self, put, out: String::new() };
        printer.node(&self.root, level::OR);
        printer.out
    }
}

struct Printer<'p> {
    expression: &'p Expression,
    put: &'p mut dyn FnMut(Leaf<'_>) -> String,
    out: String,
}

/// How tightly the outermost sign of a part binds.
fn binds(shape: &Shape) -> u8 {
    match shape {
        Shape::Or(_) => level::OR,
        Shape::And(_) => level::AND,
        Shape::Not(_) => level::NOT,
        Shape::Compare(..) | Shape::Between { .. } | Shape::In { .. } | Shape::IsNull { .. } => {
            level::COMPARE
        }
        Shape::Arithmetic(super::Arithmetic::Add | super::Arithmetic::Subtract, _) => level::SUM,
        Shape::Arithmetic(..) => level::PRODUCT,
        Shape::Negate(_) => level::MINUS,
        _ => level::ALONE,
    }
}

impl Printer<'_> {
    fn word(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A part where only what binds at least as tightly as `least` can stand without parentheses.
    fn node(&mut self, node: &Node, least: u8) {
        let apart = binds(&node.shape) < least;
        self.word(if apart { "(" } else { "" });
        self.shape(&node.shape);
        self.word(if apart { ")" } else { "" });
    }

    /// Two parts and the sign between them; the right one binds more tightly, as signs are taken from the left.
    fn pair(&mut self, parts: &[Node; 2], sign: &str, least: u8) {
        self.node(&parts[0], least);
        self.word(&format!(" {sign} "));
        self.node(&parts[1], least + 1);
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Null => self.word("NULL"),
            Shape::Number(number) => self.word(&number.to_string()),
            Shape::Truth(truth) => self.word(if *truth { "TRUE" } else { "FALSE" }),
            Shape::Text(text) => self.word(&text_literal(text)),
            Shape::Day(day) => self.word(&format!("DATE '{day}'")),
            Shape::Column(place) => self.leaf(Leaf::Column(*place, &self.expression.columns[*place])),
            Shape::Result(place) => self.leaf(Leaf::Result(*place, &self.expression.references[*place])),
            Shape::Negate(part) => self.negated(part),
            Shape::Not(part) => {
                self.word("NOT ");
                self.node(part, level::NOT);
            }
            Shape::Arithmetic(operator, parts) => self.pair(parts, operator.symbol(), binds(shape)),
            Shape::Compare(operator, parts) => {
                self.node(&parts[0], level::SUM);
                self.word(&format!(" {} ", operator.symbol()));
                self.node(&parts[1], level::SUM);
            }
            Shape::And(parts) => self.pair(parts, "AND", level::AND),
            Shape::Or(parts) => self.pair(parts, "OR", level::OR),
            Shape::Between { negated, parts } => self.between(*negated, parts),
            Shape::In { negated, value, list } => {
                self.node(value, level::SUM);
                self.word(if *negated { " NOT IN " } else { " IN " });
                self.list(list, "");
            }
            Shape::IsNull { negated, value } => {
                self.node(value, level::SUM);
                self.word(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Shape::Case { subject, branches, otherwise } => {
                self.case(subject.as_deref(), branches, otherwise.as_deref());
            }
            Shape::Call(function, arguments) => {
                self.word(function.name());
                match function {
                    super::Function::Round(0) => self.list(arguments, ""),
                    super::Function::Round(places) => self.list(arguments, &format!(", {places}")),
                    super::Function::Power(exponent) => self.list(arguments, &format!(", {exponent}")),
                    _ => self.list(arguments, ""),
                }
            }
        }
    }

    fn leaf(&mut self, leaf: Leaf<'_>) {
        let text = (self.put)(leaf);
        self.word(&text);
    }

    /// Two minus signs in a row would begin a comment: the second one stands in parentheses.
    fn negated(&mut self, part: &Node) {
        self.word("-");
        let from = self.out.len();
        self.node(part, level::MINUS);
        if self.out[from..].starts_with('-') {
            self.out.insert(from, '(');
            self.out.push(')');
        }
    }

    fn between(&mut self, negated: bool, parts: &[Node; 3]) {
        self.node(&parts[0], level::SUM);
        self.word(if negated { " NOT BETWEEN " } else { " BETWEEN " });
        self.node(&parts[1], level::SUM);
        self.word(" AND ");
        self.node(&parts[2], level::SUM);
    }

    fn list(&mut self, parts: &[Node], last: &str) {
        for (place, part) in parts.iter().enumerate() {
            self.word(if place == 0 { "(" } else { ", " });
            self.node(part, level::OR);
        }
        self.word(last);
        self.word(")");
    }

    fn case(&mut self, subject: Option<&Node>, branches: &[[Node; 2]], otherwise: Option<&Node>) {
        self.word("CASE");
        if let Some(subject) = subject {
            self.word(" ");
            self.node(subject, level::OR);
        }
        for [when, then] in branches {
            self.word(" WHEN ");
            self.node(when, level::OR);
            self.word(" THEN ");
            self.node(then, level::OR);
        }
        if let Some(otherwise) = otherwise {
            self.word(" ELSE ");
            self.node(otherwise, level::OR);
        }
        self.word(" END");
    }
}

/// A text in single quotes.
#[must_use]
pub fn text_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
