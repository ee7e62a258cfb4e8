//! Words to a checked tree, by precedence climbing. From loose to tight: OR, AND, NOT, comparisons with BETWEEN, IN
//! and IS (which do not chain: `a < b < c` is refused), `+ -`, `* / %`, the minus before a number.

use std::ops::Range;

use super::check::{Checker, day, make, not_null_itself, too_deep};
use super::error::ExpressionError;
use super::lexer::{Lexeme, Token, lex};
use super::names::{Names, is_reserved};
use super::tree::{Arithmetic, Comparison, Kind, Node, Shape};
use super::{Reference, ResultOf};
use crate::money::Ratio;

/// How deep the parser may go into a text: enough for every plan, and little enough for the stack of a thread.
const NESTED_MAX: usize = 100;

/// How tightly the signs bind: the parts of a sign bind at least as tightly as it does.
pub(super) mod level {
    pub(in super::super) const OR: u8 = 1;
    pub(in super::super) const AND: u8 = 2;
    pub(in super::super) const NOT: u8 = 3;
    pub(in super::super) const COMPARE: u8 = 4;
    pub(in super::super) const SUM: u8 = 5;
    pub(in super::super) const PRODUCT: u8 = 6;
    pub(in super::super) const MINUS: u8 = 7;
    pub(in super::super) const ALONE: u8 = 8;
}

pub(super) type Parsed = Result<Node, ExpressionError>;

/// What is known while a text is read.
pub(super) struct Parser<'a> {
    lexemes: Vec<Lexeme<'a>>,
    next: usize,
    nested: usize,
    pub(super) names: &'a Names<'a>,
    pub(super) check: Checker<'a>,
    pub(super) columns: Vec<String>,
    pub(super) references: Vec<Reference>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, names: &'a Names<'a>) -> Result<Parser<'a>, ExpressionError> {
        let (columns, references) = (Vec::new(), Vec::new());
        Ok(Parser {
            lexemes: lex(text)?,
            next: 0,
            nested: 0,
            names,
            check: Checker { text },
            columns,
            references,
        })
    }

    /// The whole text as one expression.
    pub(super) fn whole(&mut self) -> Parsed {
        if self.peek() == &Token::End {
            return Err(ExpressionError::new(0, "the expression is empty", ""));
        }
        let node = self.expression(level::OR)?;
        match self.peek() {
            Token::End => Ok(node),
            _ => Err(self.unexpected("the end or a sign")),
        }
    }

    pub(super) fn peek(&self) -> &Token<'a> {
        // The list ends with `End`, which is never taken.
        self.lexemes.get(self.next).map_or(&Token::End, |lexeme| &lexeme.token)
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.lexemes.get(self.next).map_or(0..0, |lexeme| lexeme.from..lexeme.to)
    }

    /// Where the last word that was taken ends.
    pub(super) fn end(&self) -> usize {
        self.next.checked_sub(1).and_then(|last| self.lexemes.get(last)).map_or(0, |lexeme| lexeme.to)
    }

    pub(super) fn take(&mut self) -> Token<'a> {
        let token = self.peek().clone();
        if token != Token::End {
            self.next += 1;
        }
        token
    }

    /// Takes a sign if it is the next word.
    pub(super) fn takes(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(next) if *next == sign);
        self.next += usize::from(found);
        found
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Name(name) if name.eq_ignore_ascii_case(word))
    }

    /// Takes a word of the language if it is the next one.
    pub(super) fn takes_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    pub(super) fn need_sign(&mut self, sign: &str) -> Result<(), ExpressionError> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn need_word(&mut self, word: &str) -> Result<(), ExpressionError> {
        if self.takes_word(word) { Ok(()) } else { Err(self.unexpected(word)) }
    }

    /// The next word is not what has to follow.
    pub(super) fn unexpected(&self, wanted: &str) -> ExpressionError {
        let span = self.span();
        let found = match self.peek() {
            Token::End => "the expression ends".to_owned(),
            _ => format!("`{}` stands", &self.check.text[span.clone()]),
        };
        ExpressionError::new(span.start, format!("{found} where {wanted} is expected"), "")
    }

    /// An expression whose signs all bind at least as tightly as `least`.
    pub(super) fn expression(&mut self, least: u8) -> Parsed {
        self.nested += 1;
        if self.nested > NESTED_MAX {
            return Err(too_deep(self.span().start));
        }
        let mut left = self.prefix(least)?;
        let mut compared = false;
        while let Some(found) = self.sign_level().filter(|found| *found >= least) {
            if found == level::COMPARE {
                if compared {
                    let remedy = "put one of them in parentheses, or write AND between two comparisons";
                    return Err(ExpressionError::new(self.span().start, "comparisons do not chain", remedy));
                }
                left = self.comparison(left)?;
                compared = true;
            } else {
                left = self.infix(left, found)?;
            }
        }
        self.nested -= 1;
        Ok(left)
    }

    /// How tightly the next word binds, if it is a sign between two parts.
    fn sign_level(&self) -> Option<u8> {
        match self.peek() {
            Token::Sign("+" | "-") => Some(level::SUM),
            Token::Sign("*" | "/" | "%") => Some(level::PRODUCT),
            Token::Sign("=" | "<>" | "<" | "<=" | ">" | ">=") => Some(level::COMPARE),
            Token::Name(name) => match name.to_ascii_uppercase().as_str() {
                "OR" => Some(level::OR),
                "AND" => Some(level::AND),
                "IS" | "IN" | "BETWEEN" | "NOT" | "LIKE" => Some(level::COMPARE),
                _ => None,
            },
            _ => None,
        }
    }

    fn prefix(&mut self, least: u8) -> Parsed {
        let span = self.span();
        if self.takes("-") {
            let operand = self.expression(level::MINUS)?;
            self.check.need(&operand, Kind::Number)?;
            let end = operand.span.end;
            return make(span.start..end, Some(Kind::Number), Shape::Negate(Box::new(operand)));
        }
        if self.is_word("NOT") {
            if least > level::NOT {
                let remedy = "put parentheses around NOT and what follows";
                return Err(ExpressionError::new(span.start, "NOT cannot stand here", remedy));
            }
            self.take();
            let operand = self.expression(level::NOT)?;
            self.check.need(&operand, Kind::Truth)?;
            let end = operand.span.end;
            return make(span.start..end, Some(Kind::Truth), Shape::Not(Box::new(operand)));
        }
        self.primary()
    }

    /// `left` and what follows it by AND, OR or a sign of arithmetic.
    fn infix(&mut self, left: Node, found: u8) -> Parsed {
        let token = self.take();
        let right = self.expression(found + 1)?;
        let operator = match token {
            Token::Sign("+") => Arithmetic::Add,
            Token::Sign("-") => Arithmetic::Subtract,
            Token::Sign("*") => Arithmetic::Multiply,
            Token::Sign("/") => Arithmetic::Divide,
            Token::Sign("%") => Arithmetic::Remainder,
            _ => {
                self.check.need(&left, Kind::Truth)?;
                self.check.need(&right, Kind::Truth)?;
                let span = left.span.start..right.span.end;
                let parts = Box::new([left, right]);
                let shape = if found == level::AND { Shape::And(parts) } else { Shape::Or(parts) };
                return make(span, Some(Kind::Truth), shape);
            }
        };
        self.check.arithmetic(operator, left, right)
    }

    /// `left` and what it is held against.
    fn comparison(&mut self, left: Node) -> Parsed {
        let operator = match self.peek() {
            Token::Sign("=") => Comparison::Equal,
            Token::Sign("<>") => Comparison::Unequal,
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::LessOrEqual,
            Token::Sign(">") => Comparison::Greater,
            Token::Sign(">=") => Comparison::GreaterOrEqual,
            _ => return self.worded_comparison(left),
        };
        self.take();
        let right = self.expression(level::SUM)?;
        self.check.compare(operator, left, right)
    }

    fn worded_comparison(&mut self, left: Node) -> Parsed {
        if self.takes_word("IS") {
            let negated = self.takes_word("NOT");
            self.need_word("NULL")?;
            let shape = |value| Shape::IsNull { negated, value: Box::new(value) };
            return make(left.span.start..self.end(), Some(Kind::Truth), shape(left));
        }
        let negated = self.takes_word("NOT");
        if self.takes_word("BETWEEN") {
            self.between(left, negated)
        } else if self.takes_word("IN") {
            self.in_list(left, negated)
        } else if self.is_word("LIKE") {
            let remedy = "compare whole texts with = or IN";
            Err(ExpressionError::new(self.span().start, "LIKE is not part of this language", remedy))
        } else {
            Err(self.unexpected("BETWEEN or IN"))
        }
    }

    fn between(&mut self, mut value: Node, negated: bool) -> Parsed {
        let mut low = self.expression(level::SUM)?;
        self.need_word("AND")?;
        let mut high = self.expression(level::SUM)?;
        for part in [&value, &low, &high] {
            not_null_itself(part)?;
        }
        let kind = self.check.agree(&mut [&mut value, &mut low, &mut high])?;
        self.check.has_order(&value, kind)?;
        let span = value.span.start..high.span.end;
        let parts = Box::new([value, low, high]);
        make(span, Some(Kind::Truth), Shape::Between { negated, parts })
    }

    fn in_list(&mut self, mut value: Node, negated: bool) -> Parsed {
        self.need_sign("(")?;
        let mut list = vec![self.expression(level::OR)?];
        while self.takes(",") {
            list.push(self.expression(level::OR)?);
        }
        self.need_sign(")")?;
        for part in std::iter::once(&value).chain(&list) {
            not_null_itself(part)?;
        }
        self.check.agree(&mut std::iter::once(&mut value).chain(&mut list).collect::<Vec<_>>())?;
        let span = value.span.start..self.end();
        make(span, Some(Kind::Truth), Shape::In { negated, value: Box::new(value), list })
    }

    fn primary(&mut self) -> Parsed {
        let span = self.span();
        match self.peek().clone() {
            Token::Number(digits) => {
                self.take();
                let Some(number) = Ratio::parse(digits) else {
                    let remedy = "at most 28 decimals and 38 digits are exact";
                    return Err(ExpressionError::new(span.start, format!("`{digits}` is too long"), remedy));
                };
                make(span, Some(Kind::Number), Shape::Number(number))
            }
            Token::Text(text) => {
                self.take();
                make(span, Some(Kind::Text), Shape::Text(text))
            }
            Token::Quoted(name) => {
                self.take();
                self.column(&name, true, span)
            }
            Token::Name(name) => self.word(name, span),
            Token::Sign("(") => {
                self.take();
                let inside = self.expression(level::OR)?;
                self.need_sign(")")?;
                Ok(Node { span: span.start..self.end(), ..inside })
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    /// A word of the language, a day, a call or a plain name.
    fn word(&mut self, name: &'a str, span: Range<usize>) -> Parsed {
        let constant = match name.to_ascii_uppercase().as_str() {
            "NULL" => Some((None, Shape::Null)),
            "TRUE" => Some((Some(Kind::Truth), Shape::Truth(true))),
            "FALSE" => Some((Some(Kind::Truth), Shape::Truth(false))),
            "CASE" => return self.case(),
            _ if is_reserved(name) => return Err(self.unexpected("a value")),
            _ => None,
        };
        self.take();
        if let Some((kind, shape)) = constant {
            return make(span, kind, shape);
        }
        if let (Token::Text(text), true) = (self.peek().clone(), name.eq_ignore_ascii_case("DATE")) {
            let day = day(&text, self.span().start)?;
            self.take();
            return make(span.start..self.end(), Some(Kind::Date), Shape::Day(day));
        }
        if self.takes("(") { self.call(name, span) } else { self.column(name, false, span) }
    }

    fn column(&mut self, name: &str, quoted: bool, span: Range<usize>) -> Parsed {
        let kind = self.names.find(name, quoted, span.start)?;
        let place = self.columns.iter().position(|known| known == name).unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.columns.len() - 1
        });
        make(span, Some(kind), Shape::Column(place))
    }

    /// The result of an element, after its `(`.
    pub(super) fn result(&mut self, of: ResultOf, span: Range<usize>) -> Parsed {
        let name = of.name();
        let Token::Text(id) = self.peek().clone() else {
            let reason = format!("`{name}` takes one id in single quotes");
            return Err(ExpressionError::new(
                self.span().start,
                reason,
                format!("such as {name}('new-business')"),
            ));
        };
        let at = self.span().start;
        self.take();
        self.need_sign(")")?;
        let shown = &self.check.text[span.start..self.end()];
        if !self.names.results {
            let reason =
                format!("`{shown}` is a result of an element, and here only a deal's columns are known");
            return Err(ExpressionError::new(span.start, reason, ""));
        }
        if id.trim().is_empty() {
            return Err(ExpressionError::new(at, format!("`{shown}` names nothing"), ""));
        }
        let same = |known: &Reference| known.of == of && known.id == id;
        let place = self.references.iter().position(same).unwrap_or_else(|| {
            self.references.push(Reference { of, id, position: span.start });
            self.references.len() - 1
        });
        make(span.start..self.end(), Some(Kind::Number), Shape::Result(place))
    }

    fn case(&mut self) -> Parsed {
        let start = self.span().start;
        self.take();
        let mut subject =
            if self.is_word("WHEN") { None } else { Some(Box::new(self.expression(level::OR)?)) };
        let mut branches = Vec::new();
        while self.takes_word("WHEN") {
            let when = self.expression(level::OR)?;
            self.need_word("THEN")?;
            branches.push([when, self.expression(level::OR)?]);
        }
        if branches.is_empty() {
            return Err(self.unexpected("WHEN"));
        }
        let mut otherwise =
            if self.takes_word("ELSE") { Some(Box::new(self.expression(level::OR)?)) } else { None };
        self.need_word("END")?;
        match &mut subject {
            None => branches.iter().try_for_each(|[when, _]| self.check.need(when, Kind::Truth))?,
            Some(subject) => {
                let whens = branches.iter_mut().map(|[when, _]| when);
                let mut compared: Vec<&mut Node> = std::iter::once(&mut **subject).chain(whens).collect();
                compared.iter().try_for_each(|part| not_null_itself(part))?;
                self.check.agree(&mut compared)?;
            }
        }
        let given = branches.iter_mut().map(|[_, then]| then).chain(otherwise.as_deref_mut());
        let kind = self.check.agree(&mut given.collect::<Vec<_>>())?;
        make(start..self.end(), kind, Shape::Case { subject, branches, otherwise })
    }
}
