//! Text encodings: which one a file has, and its bytes turned into UTF-8 without replacing anything. What
//! cannot be decoded becomes the byte `FF`, which no valid UTF-8 holds, so that the gate refuses that record.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::data::error::DataError;

/// Stands in decoded text where the source could not be decoded.
const UNDECODABLE: u8 = 0xFF;

/// The encoding of a file and the length of its byte-order mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Charset {
    pub(crate) encoding: &'static Encoding,
    pub(crate) mark: usize,
}

impl Charset {
    /// Whether the bytes are UTF-8 already.
    pub(crate) fn is_utf8(self) -> bool {
        self.encoding == UTF_8
    }
}

/// The encoding by the byte-order mark, else by what the user stated, else UTF-8. Nothing is guessed.
pub(crate) fn charset(file: &str, start: &[u8], label: Option<&str>) -> Result<Charset, DataError> {
    let stated = label.map(|label| by_label(file, label)).transpose()?;
    let Some((encoding, mark)) = Encoding::for_bom(start) else {
        return Ok(Charset { encoding: stated.unwrap_or(UTF_8), mark: 0 });
    };
    let either = label.is_some_and(|label| label.trim().eq_ignore_ascii_case("utf-16"));
    match stated {
        // The mark tells the byte order that this name leaves open.
        Some(_) if either && (encoding == UTF_16LE || encoding == UTF_16BE) => Ok(Charset { encoding, mark }),
        Some(stated) if stated != encoding => Err(DataError::Encoding {
            file: file.to_owned(),
            message: format!(
                "its byte-order mark says {}, and {} was stated",
                encoding.name(),
                stated.name()
            ),
            hint: "leave `--encoding` out".to_owned(),
        }),
        _ => Ok(Charset { encoding, mark }),
    }
}

/// The encoding of a label of the WHATWG standard, or of `latin-1`, as people write it.
fn by_label(file: &str, label: &str) -> Result<&'static Encoding, DataError> {
    let plain = match label.trim().to_ascii_lowercase().as_str() {
        "latin-1" | "latin_1" => "latin1".to_owned(),
        "utf8" | "utf-8-sig" => "utf-8".to_owned(),
        "cp-1252" | "windows1252" => "windows-1252".to_owned(),
        other => other.to_owned(),
    };
    Encoding::for_label_no_replacement(plain.as_bytes()).ok_or_else(|| DataError::Stated {
        file: file.to_owned(),
        message: format!("`{label}` is not an encoding that can be read"),
        hint: "`--encoding` takes utf-8, utf-16le, utf-16be, windows-1252, latin-1, shift_jis and the \
               like"
            .to_owned(),
    })
}

/// Turns the bytes of one encoding into UTF-8, piece by piece.
pub(crate) struct Transcoder {
    decoder: encoding_rs::Decoder,
    encoding: &'static Encoding,
}

impl Transcoder {
    /// A decoder for text whose byte-order mark has been taken off.
    pub(crate) fn new(encoding: &'static Encoding) -> Self {
        Self { decoder: encoding.new_decoder_without_bom_handling(), encoding }
    }

    /// Appends the text of `source` to `target`; `last` says that nothing follows.
    pub(crate) fn decode(&mut self, mut source: &[u8], last: bool, target: &mut Vec<u8>) {
        let begin = target.len();
        loop {
            let room = self.decoder.max_utf8_buffer_length_without_replacement(source.len());
            let start = target.len();
            target.resize(start + room.unwrap_or(source.len()).max(16), 0);
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(source, &mut target[start..], last);
            target.truncate(start + written);
            source = &source[read..];
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => target.push(UNDECODABLE),
            }
        }
        if self.encoding == WINDOWS_1252 {
            refuse_undefined(&mut target[begin..]);
        }
    }

    /// The sentence for a record that could not be decoded.
    pub(crate) fn reason(encoding: &'static Encoding) -> String {
        if encoding == UTF_16LE || encoding == UTF_16BE {
            format!("the text is not valid {} (half of a surrogate pair)", encoding.name())
        } else if encoding == UTF_8 {
            "the bytes are not valid UTF-8".to_owned()
        } else {
            format!("a byte has no meaning in {}", encoding.name())
        }
    }
}

/// The five bytes that Windows-1252 leaves undefined (81, 8D, 8F, 90, 9D) are decoded to control characters
/// by the web's rules; in a name they show that the file has another encoding.
fn refuse_undefined(text: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = memchr::memchr(0xC2, &text[at..]) {
        at += found;
        if let Some(pair) = text.get_mut(at..at + 2)
            && matches!(pair[1], 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)
        {
            pair.fill(UNDECODABLE);
        }
        at += 2;
        if at >= text.len() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: &'static Encoding, pieces: &[&[u8]]) -> Vec<u8> {
        let mut transcoder = Transcoder::new(encoding);
        let mut text = Vec::new();
        for piece in pieces {
            transcoder.decode(piece, false, &mut text);
        }
        transcoder.decode(b"", true, &mut text);
        text
    }

    #[test]
    fn a_surrogate_pair_cut_by_the_pieces_is_one_character() {
        // U+1F600 is D83D DE00.
        assert_eq!(decoded(UTF_16LE, &[&[0x3D], &[0xD8, 0x00], &[0xDE]]), "😀".as_bytes());
    }

    #[test]
    fn half_a_surrogate_pair_is_marked_and_the_rest_is_kept() {
        assert_eq!(decoded(UTF_16BE, &[&[0xD8, 0x3D, 0x00, b'a']]), b"\xFFa");
    }

    #[test]
    fn an_odd_byte_at_the_end_is_marked() {
        assert_eq!(decoded(UTF_16LE, &[&[b'a', 0, b'b']]), b"a\xFF");
    }

    #[test]
    fn windows_1252_decodes_what_it_defines_and_marks_the_rest() {
        assert_eq!(decoded(WINDOWS_1252, &[b"Andr\xE9 \x80 \xC2"]), "André € Â".as_bytes());
        assert_eq!(decoded(WINDOWS_1252, &[b"a\x81b"]), b"a\xFF\xFFb");
    }

    #[test]
    fn a_mark_decides_and_a_contradiction_is_refused() {
        assert_eq!(charset("a", b"\xEF\xBB\xBFid", None).map(|set| set.mark).ok(), Some(3));
        assert!(charset("a", b"\xEF\xBB\xBFid", Some("windows-1252")).is_err());
        assert!(charset("a", b"id", Some("klingon")).is_err_and(|error| error.exit_code() == 2));
        let big = charset("a", b"\xFE\xFF\x00i", Some("UTF-16"));
        assert!(big.is_ok_and(|set| set.encoding == UTF_16BE && set.mark == 2));
        assert!(charset("a", b"id", Some("latin-1")).is_ok_and(|set| set.encoding == WINDOWS_1252));
    }
}
