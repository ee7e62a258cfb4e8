//! SHA-256 of files and of what is written, as an auditor checks it with any other program.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The length and the SHA-256 of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

/// A destination that works out the print of what goes through it.
pub struct Printing<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
}

impl<W: Write> Printing<W> {
    /// What goes to `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, digest: Sha256::new(), bytes: 0 }
    }

    /// The destination, and the print of all that went there.
    pub fn finish(self) -> (W, Print) {
        let print = Print { bytes: self.bytes, sha256: hexadecimal(&self.digest.finalize()) };
        (self.inner, print)
    }
}

impl<W: Write> Write for Printing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.digest.update(&bytes[..count]);
        self.bytes += u64::try_from(count).unwrap_or(u64::MAX);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The print of some bytes.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> Print {
    let sha256 = hexadecimal(&Sha256::digest(bytes));
    Print { bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX), sha256 }
}

/// The print of a file.
///
/// # Errors
/// When it cannot be read.
pub fn of_file(path: &Path) -> io::Result<Print> {
    let mut file = File::open(path)?;
    let mut printing = Printing::new(io::sink());
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(printing.finish().1),
            Ok(count) => printing.write_all(&buffer[..count])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_are_those_of_the_standard() {
        // The examples of FIPS 180-4 for `abc` and for nothing.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of_bytes(b"abc"), Print { bytes: 3, sha256: abc.to_owned() });
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(of_bytes(b"").sha256, nothing);
        let mut printing = Printing::new(Vec::new());
        printing.write_all(b"ab").unwrap();
        printing.write_all(b"c").unwrap();
        let (bytes, print) = printing.finish();
        assert_eq!((bytes.as_slice(), print.sha256.as_str()), (&b"abc"[..], abc));
    }

    #[test]
    fn a_file_has_the_print_of_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, vec![7_u8; 200_000]).unwrap();
        assert_eq!(of_file(&path).unwrap(), of_bytes(&vec![7_u8; 200_000]));
        assert!(of_file(&folder.path().join("b")).is_err());
    }
}
