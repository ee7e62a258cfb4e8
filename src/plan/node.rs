//! The cursor over a plan's TOML: a value with its path and place, read as what its key holds. A value of
//! the wrong kind becomes a fault and is left out, so that one run names every fault of a file. Which keys
//! exist is left to `keys`, what they mean together to `check`.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::expression::{Expression, Names};
use super::number::Number;
use super::place::{Fault, Lines, Located, Place};
use crate::calendar::{Day, Span};
use crate::money::{Amount, Currency, ExchangeRate, Rate};

/// A plan text with its name and the faults found in it so far.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    text: &'a str,
    lines: Lines<'a>,
    faults: RefCell<Vec<Fault>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Source<'a> {
        Source { file, text, lines: Lines::new(text), faults: RefCell::new(Vec::new()) }
    }

    pub(super) fn place(&self, position: usize) -> Place {
        self.lines.place(position)
    }

    /// Records a fault at a place; `remedy` may be empty.
    pub(super) fn fault<T>(&self, at: &Located<T>, reason: impl Into<String>, remedy: impl Into<String>) {
        let remedy = Some(remedy.into()).filter(|remedy| !remedy.is_empty());
        self.faults.borrow_mut().push(Fault {
            file: self.file.to_owned(),
            place: at.place,
            path: at.path.clone(),
            reason: reason.into(),
            remedy,
        });
    }

    pub(super) fn is_sound(&self) -> bool {
        self.faults.borrow().is_empty()
    }

    /// The faults in the order of the text.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|fault| fault.place);
        faults
    }
}

/// An option of a key that is a word: the words and what they stand for.
pub(super) trait Word: Copy + PartialEq + 'static {
    /// Every word of the key, in the order in which help and messages list them.
    const WORDS: &'static [(&'static str, Self)];
}

/// The word that stands for a value.
pub(super) fn word_of<T: Word>(value: T) -> &'static str {
    T::WORDS.iter().find(|(_, each)| *each == value).map_or("", |(word, _)| word)
}

/// One value of the document.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) value: &'a DeValue<'a>,
    bytes: Range<usize>,
    /// Where the key stands; for a part of a list, where the part stands.
    key_start: usize,
    /// The path for people, see [`Located::path`].
    pub(super) path: String,
    /// The path as the table of keys has it, without the numbers of list parts: `element.tiers.rate`.
    pub(super) schema: String,
}

impl<'a> Node<'a> {
    pub(super) fn value_of(source: &'a Source<'a>, key: &str, value: &'a Spanned<DeValue<'a>>) -> Node<'a> {
        let bytes = value.span();
        let key_start = bytes.start;
        Node { source, value: value.get_ref(), bytes, key_start, path: key.into(), schema: key.into() }
    }

    /// The node as a place for a fault about its value.
    pub(super) fn here<T>(&self, value: T) -> Located<T> {
        Located { value, path: self.path.clone(), place: self.source.place(self.bytes.start) }
    }

    /// The node as a place for a fault about its key.
    pub(super) fn at_key(&self) -> Located<()> {
        Located { value: (), path: self.path.clone(), place: self.source.place(self.key_start) }
    }

    pub(super) fn fault(&self, reason: impl Into<String>, remedy: impl Into<String>) {
        self.source.fault(&self.here(()), reason, remedy);
    }

    /// The value as the file has it, cut after its first line.
    pub(super) fn shown(&self) -> String {
        let text = self.source.text.get(self.bytes.clone()).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default();
        let line: String = line.chars().take(60).collect();
        if line.len() < text.len() { format!("`{line}…`") } else { format!("`{line}`") }
    }

    fn expected(&self, what: &str, remedy: impl Into<String>) {
        self.fault(format!("{} is not {what}", self.shown()), remedy);
    }

    pub(super) fn text(&self) -> Option<Located<String>> {
        let Some(text) = self.value.as_str() else {
            self.expected("text", "write it in quotes");
            return None;
        };
        if text.trim().is_empty() {
            self.fault("is empty", "give it a value or leave the key out");
            return None;
        }
        Some(self.here(text.trim().to_owned()))
    }

    /// An expression that gives a number, or a condition.
    pub(super) fn expression(&self, names: &Names<'_>, condition: bool) -> Option<Located<Expression>> {
        let text = self.text()?;
        let read = if condition {
            Expression::condition(&text.value, names)
        } else {
            Expression::number(&text.value, names)
        };
        match read {
            Ok(expression) => Some(text.map(|_| expression)),
            Err(error) => {
                let example = if condition { "attainment('base') >= 0.9" } else { "credited * 0.1" };
                let remedy =
                    error.remedy.clone().unwrap_or_else(|| format!("write it as in SQL: `{example}`"));
                self.fault(error.to_string(), remedy);
                None
            }
        }
    }

    pub(super) fn flag(&self) -> Option<Located<bool>> {
        let flag = self.value.as_bool();
        if flag.is_none() {
            self.expected("`true` or `false`", "write it without quotes");
        }
        flag.map(|flag| self.here(flag))
    }

    pub(super) fn number(&self) -> Option<Located<Number>> {
        match Number::of(self.value) {
            Ok(number) => Some(self.here(number)),
            Err(reason) => {
                let quoted = self.value.is_str();
                let remedy = match quoted {
                    true => "write it without quotes: `0.06` is 6 %, `1000.50` an amount",
                    false => "write plain digits: `0.06` is 6 %, `1000.50` an amount",
                };
                self.fault(format!("{} {reason}", self.shown()), remedy);
                None
            }
        }
    }

    /// A number read as `T`; `limit` is what to say when it cannot be.
    fn number_as<T>(
        &self,
        read: impl Fn(&Number) -> Result<T, &'static str>,
        remedy: &str,
    ) -> Option<Located<T>> {
        let number = self.number()?;
        match read(&number.value) {
            Ok(value) => Some(self.here(value)),
            Err(reason) => {
                self.fault(format!("{} {reason}", self.shown()), remedy);
                None
            }
        }
    }

    pub(super) fn rate(&self) -> Option<Located<Rate>> {
        self.number_as(Number::rate, "`0.06` is 6 %")
    }

    /// A fraction from 0 up: a share, a weight, a factor.
    pub(super) fn share(&self, most: Rate) -> Option<Located<Rate>> {
        let rate = self.rate()?;
        if rate.value < Rate::ZERO || rate.value > most {
            self.fault(format!("{} is not from 0 to {most}", self.shown()), "`0.5` is a half");
            return None;
        }
        Some(rate)
    }

    pub(super) fn amount(&self) -> Option<Located<Amount>> {
        self.number_as(Number::amount, "write an amount such as `1000.50`")
    }

    /// An amount above zero.
    pub(super) fn positive_amount(&self) -> Option<Located<Amount>> {
        let amount = self.amount()?;
        if amount.value <= Amount::ZERO {
            self.fault(format!("{} is not above 0", self.shown()), "write an amount above 0");
            return None;
        }
        Some(amount)
    }

    pub(super) fn exchange_rate(&self) -> Option<Located<ExchangeRate>> {
        self.number_as(
            Number::exchange_rate,
            "write what one unit of the plan's currency is, such as `83.25`",
        )
    }

    pub(super) fn weight(&self) -> Option<Located<i64>> {
        self.number_as(Number::weight, "only the proportions of weights matter")
    }

    /// A whole number from 1 to `most`.
    pub(super) fn count(&self, most: u32) -> Option<Located<u32>> {
        let remedy = format!("write a whole number from 1 to {most}");
        let count = self.number_as(Number::whole, &remedy)?;
        if count.value == 0 || count.value > most {
            self.fault(format!("{} is not from 1 to {most}", self.shown()), remedy);
            return None;
        }
        Some(count)
    }

    pub(super) fn day(&self) -> Option<Located<Day>> {
        let text = match self.value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(datetime) => datetime.to_string(),
            _ => String::new(),
        };
        let day = Day::parse(&text).ok();
        if day.is_none() {
            self.expected("a day from 1900-01-01 to 2199-12-31", "write it as `\"2026-10-31\"`");
        }
        day.map(|day| self.here(day))
    }

    /// The days `["2026-10-01", "2026-12-31"]`, both of them included.
    pub(super) fn days(&self) -> Option<Located<Span>> {
        let parts = self.list()?;
        let [from, to] = parts.as_slice() else {
            self.expected("two days", "write `[\"2026-10-01\", \"2026-12-31\"]`, both included");
            return None;
        };
        let (from, to) = (from.day(), to.day());
        self.span(from?.value, to?.value)
    }

    /// The days from one to another, which may not be earlier.
    pub(super) fn span(&self, from: Day, to: Day) -> Option<Located<Span>> {
        if from > to {
            self.fault(format!("begins on {from}, after its end on {to}"), "exchange the two days");
            return None;
        }
        Some(self.here(Span { from, to }))
    }

    pub(super) fn currency(&self) -> Option<Located<Currency>> {
        let text = self.text()?;
        let currency = Currency::parse(&text.value).ok();
        if currency.is_none() {
            self.expected("a currency", "use its ISO 4217 code, such as `USD`");
        }
        currency.map(|currency| self.here(currency))
    }

    /// A name that other keys, files and columns refer to: letters, digits, `-`, `_` and `.`.
    pub(super) fn name(&self) -> Option<Located<String>> {
        let name = self.text()?;
        let plain = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
        if !name.value.chars().all(plain) {
            self.expected("a name", "use letters, digits, `-`, `_` and `.` only");
            return None;
        }
        Some(name)
    }

    pub(super) fn word<T: Word>(&self) -> Option<Located<T>> {
        let words = || T::WORDS.iter().map(|(word, _)| *word);
        let found = self.value.as_str().and_then(|text| T::WORDS.iter().find(|(word, _)| *word == text));
        if found.is_none() {
            let listed: Vec<String> = words().map(|word| format!("`{word}`")).collect();
            let remedy = match self.value.as_str().and_then(|text| super::unknown::nearest(text, words())) {
                Some(near) => format!("did you mean `{near}`?"),
                None if listed.len() == 1 => format!("write {}", listed.concat()),
                None => "choose one of them".to_owned(),
            };
            let choices = match listed.as_slice() {
                [only] => only.clone(),
                _ => format!("one of {}", listed.join(", ")),
            };
            self.expected(&choices, remedy);
        }
        found.map(|(_, value)| self.here(*value))
    }

    /// The parts of a list; their paths count from 1, or carry the `id` that a part has.
    pub(super) fn list(&self) -> Option<Vec<Node<'a>>> {
        let Some(list) = self.value.as_array() else {
            let table = self.value.is_table();
            let remedy =
                if table { format!("write `[[{}]]`", self.path) } else { "write it in brackets".into() };
            self.expected("a list", remedy);
            return None;
        };
        let part = |(index, value): (usize, &'a Spanned<DeValue<'a>>)| {
            let id = value.get_ref().get("id").and_then(|id| id.get_ref().as_str());
            let label = id.map_or_else(|| (index + 1).to_string(), str::to_owned);
            let bytes = value.span();
            Node {
                source: self.source,
                value: value.get_ref(),
                key_start: bytes.start,
                bytes,
                path: format!("{}[{label}]", self.path),
                schema: self.schema.clone(),
            }
        };
        Some(list.iter().enumerate().map(part).collect())
    }

    /// A list of at least one part, each read by `read`; `None` when any part is at fault.
    pub(super) fn list_of<T>(&self, read: impl Fn(&Node<'a>) -> Option<T>) -> Option<Located<Vec<T>>> {
        let parts = self.list()?;
        if parts.is_empty() {
            self.fault("is empty", "give it a part or leave the key out");
            return None;
        }
        let count = parts.len();
        // Every part is read before the count is compared: each fault is to be named.
        let read: Vec<T> = parts.iter().filter_map(read).collect();
        (read.len() == count).then(|| self.here(read))
    }

    pub(super) fn table(&self) -> Option<Keys<'a>> {
        let Some(entries) = self.value.as_table() else {
            self.expected("a table of keys", "write `{ key = value }`");
            return None;
        };
        Some(Keys { node: self.clone(), entries })
    }
}

/// A table of the document, to look its keys up.
#[derive(Clone, Debug)]
pub(super) struct Keys<'a> {
    pub(super) node: Node<'a>,
    entries: &'a DeTable<'a>,
}

impl<'a> Keys<'a> {
    pub(super) fn root(source: &'a Source<'a>, value: &'a Spanned<DeValue<'a>>) -> Option<Keys<'a>> {
        Node::value_of(source, "", value).table()
    }

    fn child(&self, key: &str, key_start: usize, value: &'a Spanned<DeValue<'a>>) -> Node<'a> {
        let join = |path: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        Node {
            source: self.node.source,
            value: value.get_ref(),
            bytes: value.span(),
            key_start,
            path: join(&self.node.path),
            schema: join(&self.node.schema),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        let (name, value) = self.entries.get_key_value(key)?;
        Some(self.child(key, name.span().start, value))
    }

    /// Every key of the table in the order of the text.
    pub(super) fn all(&self) -> Vec<(String, Node<'a>)> {
        let node = |(key, value): (&Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            (name.to_string(), self.child(name, key.span().start, value))
        };
        let mut nodes: Vec<(String, Node<'a>)> = self.entries.iter().map(node).collect();
        nodes.sort_by_key(|(_, node)| node.key_start);
        nodes
    }

    /// The key, which has to be there; its absence is a fault of the table.
    pub(super) fn require(&self, key: &str, remedy: &str) -> Option<Node<'a>> {
        let node = self.get(key);
        if node.is_none() {
            self.node.fault(format!("`{key}` is missing"), remedy);
        }
        node
    }
}
