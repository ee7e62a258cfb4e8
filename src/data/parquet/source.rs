//! The bytes of a file by their place. Files are read, not mapped into memory: a file that shrinks while it is read
//! is an error then, and not a signal that ends the process.

use std::fs::File;
use std::io;
use std::path::Path;

use super::fault::Fault;

/// An open file and the length that it had when it was opened.
#[derive(Debug)]
pub(super) struct Source {
    file: File,
    length: u64,
}

impl Source {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }

    /// The length in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Fills `buffer` from the byte `at` on; a file that ends before is damaged.
    pub(super) fn read_at(&self, at: u64, buffer: &mut [u8]) -> Result<(), Fault> {
        read_exact_at(&self.file, at, buffer).map_err(|cause| {
            if cause.kind() == io::ErrorKind::UnexpectedEof {
                Fault::damaged(format!("it has no {} bytes at byte {at}", buffer.len()))
            } else {
                Fault::Read(cause)
            }
        })
    }

    /// `count` bytes from the byte `at` on. The range is checked against the length first, so that no more memory
    /// is taken than the file has bytes.
    pub(super) fn bytes(&self, at: u64, count: u64) -> Result<Vec<u8>, Fault> {
        let beyond = at.checked_add(count).is_none_or(|end| end > self.length);
        let (Ok(size), false) = (usize::try_from(count), beyond) else {
            return Err(Fault::damaged(format!("it has no {count} bytes at byte {at}")));
        };
        let mut buffer = vec![0; size];
        self.read_at(at, &mut buffer)?;
        Ok(buffer)
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, at: u64, buffer: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut at: u64, mut buffer: &mut [u8]) -> io::Result<()> {
    while !buffer.is_empty() {
        let count = match std::os::windows::fs::FileExt::seek_read(file, buffer, at) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => count,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause),
        };
        buffer = &mut buffer[count..];
        at += u64::try_from(count).unwrap_or(u64::MAX);
    }
    Ok(())
}
