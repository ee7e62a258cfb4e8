//! The values inside a record whose quoting is sound: where they begin and end, and their text.

use std::borrow::Cow;

use memchr::memchr;

/// The raw values of a record (its line ending taken off), quotes included.
pub(crate) fn fields(record: &[u8], delimiter: u8) -> Fields<'_> {
    Fields { record, at: 0, delimiter, done: false }
}

/// Walks the raw values of a record.
pub(crate) struct Fields<'a> {
    record: &'a [u8],
    at: usize,
    delimiter: u8,
    done: bool,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.done {
            return None;
        }
        let rest = &self.record[self.at..];
        let end = if rest.first() == Some(&b'"') { after_quotes(rest) } else { 0 };
        let length = memchr(self.delimiter, &rest[end..]).map(|found| end + found);
        let Some(length) = length else {
            self.done = true;
            return Some(rest);
        };
        self.at += length + 1;
        Some(&rest[..length])
    }
}

/// The place after the closing quote of a value that begins with a quote; the end when it never closes.
fn after_quotes(rest: &[u8]) -> usize {
    let mut end = 1;
    while let Some(quote) = memchr(b'"', &rest[end..]) {
        end += quote + 1;
        if rest.get(end) != Some(&b'"') {
            return end;
        }
        end += 1;
    }
    rest.len()
}

/// A raw value without the quotes around it; doubled quotes stay doubled.
pub(crate) fn inner(raw: &[u8]) -> &[u8] {
    match raw {
        [b'"', inner @ .., b'"'] => inner,
        _ => raw,
    }
}

/// The text of a raw value.
pub(crate) fn text(raw: &str) -> Cow<'_, str> {
    match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) if inner.as_bytes().contains(&b'"') => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(raw),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_split_at_delimiters_outside_quotes() {
        let split = |record: &'static str| -> Vec<String> {
            fields(record.as_bytes(), b',')
                .map(|raw| text(std::str::from_utf8(raw).expect("the record is text")).into_owned())
                .collect()
        };
        assert_eq!(split("a,b"), ["a", "b"]);
        assert_eq!(split(""), [""]);
        assert_eq!(split(",,"), ["", "", ""]);
        assert_eq!(split("\"a,\"\"b\"\"\",c"), ["a,\"b\"", "c"]);
        assert_eq!(split("\"\",\"x\ny\","), ["", "x\ny", ""]);
    }
}
