//! Text to words: numbers, texts, names and signs, each with the bytes where it stands. What the words mean
//! together is left to `parser`.

use super::error::ExpressionError;

/// A word of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Digits, perhaps with a point and more digits.
    Number(&'a str),
    /// What stood in single quotes.
    Text(String),
    /// A plain name or a word of the language.
    Name(&'a str),
    /// What stood in double quotes.
    Quoted(String),
    /// A sign.
    Sign(&'static str),
    /// Nothing follows.
    End,
}

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Lexeme<'a> {
    pub(super) token: Token<'a>,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Every sign, the longer ones first; `!=` is another `<>`.
const SIGNS: &[(&str, &str)] = &[
    ("<>", "<>"),
    ("!=", "<>"),
    ("<=", "<="),
    (">=", ">="),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("%", "%"),
    ("(", "("),
    (")", ")"),
    (",", ","),
];

/// What other languages have, and what to write here; tried before the signs.
const REFUSED: &[(&str, &str, &str)] = &[
    ("--", "`--` begins a comment in SQL", "put a space or parentheses between two minus signs"),
    ("/*", "`/*` begins a comment in SQL", "write comments beside the key, after a `#`"),
    ("==", "`==` is no sign of SQL", "write `=`"),
    ("=>", "`=>` is no sign of SQL", "write `>=`"),
    ("=<", "`=<` is no sign of SQL", "write `<=`"),
    ("||", "texts cannot be put together here", "compare them one by one with AND"),
    ("&&", "`&&` is no sign of SQL", "write AND"),
    ("**", "`**` is no sign of SQL", "write POWER(x, 2)"),
    ("^", "`^` is no sign of this language", "write POWER(x, 2)"),
    (";", "an expression is one expression", "leave out the `;`"),
    ("‘", "`‘` is a typographic quote", "write 'text' with straight quotes"),
    ("’", "`’` is a typographic quote", "write 'text' with straight quotes"),
    ("“", "`“` is a typographic quote", "write 'text' with straight quotes"),
    ("”", "`”` is a typographic quote", "write 'text' with straight quotes"),
    ("−", "`−` is a typographic minus", "write `-`"),
    ("≥", "`≥` is no sign of SQL", "write `>=`"),
    ("≤", "`≤` is no sign of SQL", "write `<=`"),
    ("≠", "`≠` is no sign of SQL", "write `<>`"),
];

/// The words of a text, with [`Token::End`] as the last.
pub(super) fn lex(text: &str) -> Result<Vec<Lexeme<'_>>, ExpressionError> {
    let mut lexemes = Vec::new();
    let mut from = 0;
    loop {
        from += text[from..].len() - text[from..].trim_start().len();
        let rest = &text[from..];
        let Some(first) = rest.chars().next() else {
            lexemes.push(Lexeme { token: Token::End, from, to: from });
            return Ok(lexemes);
        };
        let (token, length) = match first {
            '\'' => quoted(rest, '\'', from).map(|(text, length)| (Token::Text(text), length))?,
            '"' => quoted(rest, '"', from).map(|(name, length)| (Token::Quoted(name), length))?,
            _ if first.is_ascii_digit() => number(rest, from)?,
            _ if is_name_start(first) => {
                let length = length_of(rest, is_name_part);
                (Token::Name(&rest[..length]), length)
            }
            _ => sign(rest, from)?,
        };
        lexemes.push(Lexeme { token, from, to: from + length });
        from += length;
    }
}

/// Whether a name without quotes may begin with this letter.
pub(super) fn is_name_start(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

/// Whether a name without quotes may hold this letter.
pub(super) fn is_name_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn length_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

/// What stands between two marks, a doubled mark standing for itself, and how many bytes it takes with them.
fn quoted(rest: &str, mark: char, at: usize) -> Result<(String, usize), ExpressionError> {
    let mut inside = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((place, letter)) = letters.next() {
        if letter != mark {
            inside.push(letter);
        } else if letters.next_if(|(_, next)| *next == mark).is_some() {
            inside.push(mark);
        } else if inside.is_empty() && mark == '"' {
            return Err(ExpressionError::new(at, "a name is empty", "put a name between the quotes"));
        } else {
            return Ok((inside, place + 1));
        }
    }
    let reason = format!("the quote {mark} is never closed");
    Err(ExpressionError::new(at, reason, format!("a quote inside is written twice: {mark}{mark}")))
}

fn number(rest: &str, at: usize) -> Result<(Token<'_>, usize), ExpressionError> {
    let whole = length_of(rest, |letter| letter.is_ascii_digit());
    let decimals = match rest[whole..].strip_prefix('.') {
        Some(after) => 1 + length_of(after, |letter| letter.is_ascii_digit()),
        None => 0,
    };
    let length = whole + decimals;
    let after = rest[length..].chars().next();
    if decimals == 1 || after.is_some_and(|letter| is_name_part(letter) || letter == '.') {
        let end = length_of(rest, |letter| is_name_part(letter) || letter == '.');
        let reason = format!("`{}` is not a number", &rest[..end]);
        return Err(ExpressionError::new(
            at,
            reason,
            "write digits, and a point before decimals, as in 1234.5",
        ));
    }
    Ok((Token::Number(&rest[..length]), length))
}

fn sign(rest: &str, at: usize) -> Result<(Token<'_>, usize), ExpressionError> {
    if let Some((_, reason, remedy)) = REFUSED.iter().find(|(sign, _, _)| rest.starts_with(sign)) {
        return Err(ExpressionError::new(at, *reason, *remedy));
    }
    if let Some((written, sign)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return Ok((Token::Sign(sign), written.len()));
    }
    let letter = rest.chars().next().unwrap_or_default();
    let remedy = if letter == '.' { "write a digit before the point, as in 0.5" } else { "" };
    Err(ExpressionError::new(at, format!("`{}` does not belong here", letter.escape_debug()), remedy))
}
