//! The tree of a checked expression. Whoever evaluates it can rely on the kinds: they were checked when the text was
//! read. A tree is never higher than [`HEIGHT_MAX`], so that it may be walked by recursion.

use std::ops::Range;

use crate::calendar::Day;
use crate::money::Ratio;

/// The most levels of a tree: enough for every plan, and little enough for the stack of a thread.
pub(super) const HEIGHT_MAX: u32 = 200;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An exact number: money, units, a rate, attainment.
    Number,
    /// A text, compared byte by byte.
    Text,
    /// A day.
    Date,
    /// True or false.
    Truth,
}

impl Kind {
    /// The kind in words, with its article.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::Date => "a day",
            Kind::Truth => "a condition",
        }
    }
}

/// A part of an expression.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// What it gives, besides nothing; absent where it never gives anything, as for `NULL`.
    pub kind: Option<Kind>,
    /// What it says.
    pub shape: Shape,
    /// Levels of the tree from here down, this one counted.
    pub(super) height: u32,
}

/// Two parts are equal when they say the same, wherever it stands.
impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.kind == other.kind && self.shape == other.shape
    }
}

/// What a part of an expression says.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nothing.
    Null,
    /// A number that stands in the text; never below zero.
    Number(Ratio),
    /// `TRUE` or `FALSE`.
    Truth(bool),
    /// A text in single quotes.
    Text(String),
    /// A day that stands in the text.
    Day(Day),
    /// The name at this place of [`Expression::columns`](super::Expression::columns).
    Column(usize),
    /// The result at this place of [`Expression::references`](super::Expression::references).
    Result(usize),
    /// A number with the other sign.
    Negate(Box<Node>),
    /// The opposite of a condition.
    Not(Box<Node>),
    /// Two numbers, or a day minus a day, which is a number of days.
    Arithmetic(Arithmetic, Box<[Node; 2]>),
    /// Two values of one kind.
    Compare(Comparison, Box<[Node; 2]>),
    /// Two conditions that must both hold.
    And(Box<[Node; 2]>),
    /// Two conditions of which one must hold.
    Or(Box<[Node; 2]>),
    /// A value, the least and the most that it may be: both count.
    Between {
        /// Whether `NOT` stands before.
        negated: bool,
        /// The value, the least, the most.
        parts: Box<[Node; 3]>,
    },
    /// A value and the list that it may be in.
    In {
        /// Whether `NOT` stands before.
        negated: bool,
        /// The value.
        value: Box<Node>,
        /// At least one.
        list: Vec<Node>,
    },
    /// Whether a value is absent.
    IsNull {
        /// Whether it asks for the opposite.
        negated: bool,
        /// The value.
        value: Box<Node>,
    },
    /// The first branch that applies.
    Case {
        /// What the branches are compared with; without it they are conditions.
        subject: Option<Box<Node>>,
        /// What must apply, and what is then given; at least one.
        branches: Vec<[Node; 2]>,
        /// What is given when none applies; nothing where absent.
        otherwise: Option<Box<Node>>,
    },
    /// A function of the language.
    Call(Function, Vec<Node>),
}

impl Shape {
    /// The parts right below this one, in the order of the text.
    pub(super) fn children(&self) -> Vec<&Node> {
        match self {
            Shape::Null
            | Shape::Number(_)
            | Shape::Truth(_)
            | Shape::Text(_)
            | Shape::Day(_)
            | Shape::Column(_)
            | Shape::Result(_) => Vec::new(),
            Shape::Negate(part) | Shape::Not(part) | Shape::IsNull { value: part, .. } => vec![part],
            Shape::Arithmetic(_, parts) | Shape::Compare(_, parts) | Shape::And(parts) | Shape::Or(parts) => {
                parts.iter().collect()
            }
            Shape::Between { parts, .. } => parts.iter().collect(),
            Shape::In { value, list, .. } => std::iter::once(&**value).chain(list).collect(),
            Shape::Case { subject, branches, otherwise } => {
                let ends = [subject, otherwise].into_iter().flatten().map(AsRef::as_ref);
                branches.iter().flatten().chain(ends).collect()
            }
            Shape::Call(_, arguments) => arguments.iter().collect(),
        }
    }
}

/// What is done with two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, exact; by zero it gives nothing.
    Divide,
    /// `%`, with the sign of what is divided; by zero it gives nothing.
    Remainder,
}

impl Arithmetic {
    /// The sign in the text.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Remainder => "%",
        }
    }
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>` or `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The sign in the text.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::Unequal => "<>",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }

    /// Whether values that stand in this order to each other pass.
    #[must_use]
    pub fn passes(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::Unequal => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The first value that is not absent.
    Coalesce,
    /// The first value, or nothing when it equals the second.
    NullIf,
    /// The least; nothing when one is absent.
    Least,
    /// The greatest; nothing when one is absent.
    Greatest,
    /// A number without its sign.
    Abs,
    /// -1, 0 or 1.
    Sign,
    /// The largest whole number that is not above.
    Floor,
    /// The smallest whole number that is not below.
    Ceiling,
    /// To so many decimals, a tie away from zero; to tens or hundreds when negative.
    Round(i32),
    /// Times itself so many times.
    Power(u32),
}

impl Function {
    /// The name in the text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Function::Coalesce => "COALESCE",
            Function::NullIf => "NULLIF",
            Function::Least => "LEAST",
            Function::Greatest => "GREATEST",
            Function::Abs => "ABS",
            Function::Sign => "SIGN",
            Function::Floor => "FLOOR",
            Function::Ceiling => "CEIL",
            Function::Round(_) => "ROUND",
            Function::Power(_) => "POWER",
        }
    }
}
