//! A fingerprint of a file, to tell whether it is still the one that was read. It depends on the bytes alone, never on
//! a clock. Of a large file only parts are looked at: it is a reminder, and no proof.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// A file up to this size is looked at whole.
const WHOLE: u64 = 8 << 20;
/// The pieces of a larger one, spread evenly, and the bytes of each.
const PIECES: u64 = 64;
const PIECE: u64 = 1 << 14;

/// The length of a file and a number that its bytes give (FNV-1a, 64 bits): `3 e71fa2190541574b` for `abc`.
///
/// Errors: the file cannot be read.
pub fn fingerprint(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut bytes = Vec::new();
    if length <= WHOLE {
        file.read_to_end(&mut bytes)?;
        hash = mixed(hash, &bytes);
    } else {
        for piece in 0..PIECES {
            // The last piece ends with the file.
            file.seek(SeekFrom::Start((length - PIECE) / (PIECES - 1) * piece))?;
            bytes.clear();
            (&mut file).take(PIECE).read_to_end(&mut bytes)?;
            hash = mixed(hash, &bytes);
        }
        file.seek(SeekFrom::Start(length - PIECE))?;
        bytes.clear();
        file.read_to_end(&mut bytes)?;
        hash = mixed(hash, &bytes);
    }
    Ok(format!("{length} {hash:016x}"))
}

fn mixed(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn of(bytes: &[u8]) -> String {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        fingerprint(file.path()).unwrap()
    }

    #[test]
    fn a_fingerprint_is_the_length_and_the_published_hash() {
        // The test vectors of FNV-1a: the empty text, and `a`.
        assert_eq!(of(b""), "0 cbf29ce484222325");
        assert_eq!(of(b"a"), "1 af63dc4c8601ec8c");
        assert_eq!(of(b"foobar"), "6 85944171f73967e8");
    }

    #[test]
    fn the_ends_of_a_large_file_are_looked_at() {
        let mut bytes = vec![7_u8; usize::try_from(WHOLE).unwrap() + 12_345];
        let before = of(&bytes);
        *bytes.last_mut().unwrap() = 8;
        assert_ne!(of(&bytes), before);
        *bytes.last_mut().unwrap() = 7;
        bytes[0] = 8;
        assert_ne!(of(&bytes), before);
    }
}
