//! What a file is, by its first bytes and never by its name. Leaves text encodings to `decode`.

/// The first four bytes of a Parquet file.
pub(crate) const PARQUET: &[u8] = b"PAR1";

/// How the bytes of a file are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not packed.
    None,
    /// gzip, one member or several.
    Gzip,
    /// Zstandard, one frame or several.
    Zstd,
}

impl Packing {
    /// The name for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// The packing that the first bytes show.
pub(crate) fn packing(start: &[u8]) -> Packing {
    if start.starts_with(&[0x1F, 0x8B]) {
        Packing::Gzip
    } else if start.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        Packing::Zstd
    } else {
        Packing::None
    }
}

/// A format that cannot be read as a table: what it is, and what to do.
pub(crate) struct Foreign {
    pub(crate) found: &'static str,
    pub(crate) hint: &'static str,
}

const SAVE: &str = "open it in a spreadsheet and save it as CSV";
const EXPORT: &str = "export the table as CSV";
const UNPACK: &str = "unpack it first; gzip and zstd are read as they are";

/// First bytes, what they are, what to do. The zip family is told apart by `zip`.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "is a workbook or document of an old Office (.xls)", SAVE),
    (b"%PDF", "is a PDF document", EXPORT),
    (b"{\\rtf", "is a text document (RTF)", SAVE),
    (b"BZh", "is packed with bzip2", UNPACK),
    (b"\xFD7zXZ\x00", "is packed with xz", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "is a 7-Zip archive", UNPACK),
    (b"Rar!\x1A\x07", "is a RAR archive", UNPACK),
    (b"\x04\x22\x4D\x18", "is packed with lz4", UNPACK),
    (b"ARROW1", "is an Arrow (Feather) file", "save it as Parquet or CSV"),
    (b"ORC", "is an ORC file", "save it as Parquet or CSV"),
    (b"Obj\x01", "is an Avro file", "save it as Parquet or CSV"),
    (b"SQLite format 3\x00", "is an SQLite database", EXPORT),
    (b"\x89PNG", "is a picture (PNG)", EXPORT),
    (b"\xFF\xD8\xFF", "is a picture (JPEG)", EXPORT),
    (b"GIF8", "is a picture (GIF)", EXPORT),
    (b"\x7FELF", "is a program", EXPORT),
    (b"\x00\x00\xFE\xFF", "is UTF-32 text", "save it as UTF-8"),
    (b"\xFF\xFE\x00\x00", "is UTF-32 text", "save it as UTF-8"),
];

/// The foreign format that the first bytes show, if any. `ORC` and the like are names of columns too, so that
/// a mark of letters alone counts only when a control byte follows it.
pub(crate) fn foreign(start: &[u8]) -> Option<Foreign> {
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return Some(zip(start));
    }
    for (mark, found, hint) in FOREIGN {
        if start.starts_with(mark) && (!is_word(mark) || has_control(&start[mark.len()..])) {
            return Some(Foreign { found, hint });
        }
    }
    markup(start)
}

fn is_word(mark: &[u8]) -> bool {
    mark.iter().all(u8::is_ascii_alphanumeric)
}

fn has_control(rest: &[u8]) -> bool {
    rest.iter().take(64).any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

fn zip(start: &[u8]) -> Foreign {
    let has = |text: &[u8]| memchr::memmem::find(&start[..start.len().min(4096)], text).is_some();
    if has(b"opendocument.spreadsheet") {
        Foreign { found: "is a workbook (.ods)", hint: SAVE }
    } else if has(b"[Content_Types].xml") || has(b"xl/") || has(b"_rels/") {
        Foreign { found: "is a workbook (.xlsx)", hint: SAVE }
    } else {
        Foreign { found: "is a zip archive", hint: UNPACK }
    }
}

fn markup(start: &[u8]) -> Option<Foreign> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let begins = |text: &[u8]| start.len() >= text.len() && start[..text.len()].eq_ignore_ascii_case(text);
    if [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<table", b"<meta"]
        .iter()
        .any(|tag| begins(tag))
    {
        return Some(Foreign { found: "is a web page (HTML)", hint: SAVE });
    }
    if begins(b"<?xml") || begins(b"<workbook") {
        return Some(Foreign { found: "is an XML document", hint: SAVE });
    }
    let mut tokens = start.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (tokens.next(), tokens.next()) {
        (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b'[')) => {
            Some(Foreign { found: "is JSON", hint: "export the table as CSV or Parquet" })
        }
        _ => None,
    }
}
