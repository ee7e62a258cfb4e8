//! Where bytes come from: a path or standard input, held open so that every look sees the same file.
//! Leaves what the bytes mean to `magic`, unpacking and decoding to `stream`, and records to `gate`.

pub(crate) mod decode;
pub mod magic;
pub(crate) mod stream;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tempfile::TempPath;

use super::error::DataError;

/// Where a table is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file of the file system (or a named pipe, which is copied first).
    Path(PathBuf),
    /// A file of a workspace, named from its root wherever the workspace lies.
    Within {
        /// The workspace's root.
        root: PathBuf,
        /// The path from there.
        path: PathBuf,
    },
    /// A copy of a file that goes by the name of the original.
    Copy {
        /// The name of the original.
        name: String,
        /// Where the copy lies.
        path: PathBuf,
    },
    /// Standard input, copied to a temporary file so that it can be read twice.
    Stdin,
}

impl Location {
    /// The location that an argument names: `-` is standard input, everything else a path.
    #[must_use]
    pub fn from_argument(argument: &OsStr) -> Self {
        if argument == "-" { Self::Stdin } else { Self::Path(PathBuf::from(argument)) }
    }

    /// The name for messages and for the `file` of rejects: the path as given, `-` for standard input.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) | Self::Within { path, .. } => path.display().to_string(),
            Self::Copy { name, .. } => name.clone(),
            Self::Stdin => "-".to_owned(),
        }
    }

    /// Where the file lies; nothing for standard input.
    #[must_use]
    pub fn place(&self) -> Option<PathBuf> {
        match self {
            Self::Path(path) | Self::Copy { path, .. } => Some(path.clone()),
            Self::Within { root, path } => Some(root.join(path)),
            Self::Stdin => None,
        }
    }

    /// Whether the name ends in `.parquet`, in any case.
    pub(crate) fn is_named_parquet(&self) -> bool {
        match self {
            Self::Path(path) | Self::Within { path, .. } => {
                path.extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet"))
            }
            Self::Copy { name, .. } => {
                Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet"))
            }
            Self::Stdin => false,
        }
    }
}

/// An open file that can be read from its start as often as needed, always the same bytes.
#[derive(Debug)]
pub(crate) struct Handle {
    /// The file as the user named it.
    pub(crate) name: String,
    /// Its bytes as they lie on disk, packed or not.
    pub(crate) length: u64,
    file: Arc<File>,
    modified: Option<SystemTime>,
}

/// An opened input, with the path under which another reader can open it.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) handle: Handle,
    pub(crate) path: Option<PathBuf>,
    pub(crate) temporary: Option<Arc<TempPath>>,
}

/// Opens a location; what cannot be read twice (standard input, pipes) is copied to a temporary file.
pub(crate) fn hold(location: &Location) -> Result<Held, DataError> {
    let name = location.name();
    match location {
        Location::Stdin => hold_stream(name, Path::new(""), &mut io::stdin().lock()),
        Location::Path(path) | Location::Copy { path, .. } => hold_path(name, path),
        Location::Within { root, path } => hold_path(name, &root.join(path)),
    }
}

/// The copy of a stream: it is there once, and may be asked for again.
#[derive(Clone)]
struct Copy {
    file: Arc<File>,
    length: u64,
    modified: Option<SystemTime>,
    temporary: Option<Arc<TempPath>>,
}

/// The copies of standard input, whose path is empty, and of pipes.
static COPIES: Mutex<BTreeMap<PathBuf, Copy>> = Mutex::new(BTreeMap::new());

/// Lets go of the copies of standard input and pipes, and removes them from the disk; for the end of the program,
/// which drops no static value.
pub fn forget_streams() {
    copies().clear();
}

/// A stream, copied by whoever comes first; the others look at the same copy.
fn hold_stream(name: String, path: &Path, stream: &mut dyn Read) -> Result<Held, DataError> {
    let mut kept = copies();
    if let Some(copy) = kept.get(path) {
        return Ok(copy.held(name));
    }
    let Held { handle, temporary, .. } = spool(name.clone(), stream)?;
    let Handle { file, length, modified, .. } = handle;
    let copy = Copy { file, length, modified, temporary };
    let held = copy.held(name);
    kept.insert(path.to_owned(), copy);
    Ok(held)
}

fn copies() -> MutexGuard<'static, BTreeMap<PathBuf, Copy>> {
    COPIES.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Copy {
    fn held(&self, name: String) -> Held {
        let Copy { file, length, modified, temporary } = self.clone();
        let path = temporary.as_ref().map(|path| path.to_path_buf());
        Held { handle: Handle { name, length, file, modified }, path, temporary }
    }
}

fn hold_path(name: String, path: &Path) -> Result<Held, DataError> {
    // To open a pipe again that was read would wait for another writer.
    if let Some(copy) = copies().get(path) {
        return Ok(copy.held(name));
    }
    let refuse = |cause| DataError::Open { file: name.clone(), cause };
    let mut file = File::open(path).map_err(refuse)?;
    let metadata = file.metadata().map_err(refuse)?;
    if metadata.is_dir() {
        return Err(refuse(io::Error::from(io::ErrorKind::IsADirectory)));
    }
    if !metadata.is_file() {
        return hold_stream(name, path, &mut file);
    }
    let handle = Handle::new(name, file, &metadata);
    Ok(Held { handle, path: Some(path.to_owned()), temporary: None })
}

/// Copies a stream to a temporary file. Its name is removed at once, so that nothing stays behind, except
/// for Parquet, which another reader opens by name.
fn spool(name: String, stream: &mut dyn Read) -> Result<Held, DataError> {
    let read = |cause| DataError::Read { file: name.clone(), cause };
    let write = |cause| DataError::Spool { file: name.clone(), cause };
    let temporary = tempfile::Builder::new().prefix("spm-").tempfile().map_err(write)?;
    let (mut file, path) = temporary.into_parts();
    let mut piece = vec![0; 1 << 16];
    loop {
        let count = match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => count,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(read(cause)),
        };
        file.write_all(&piece[..count]).map_err(write)?;
    }
    file.seek(SeekFrom::Start(0)).map_err(write)?;
    let metadata = file.metadata().map_err(write)?;
    let handle = Handle::new(name, file, &metadata);
    if handle.starts_with(magic::PARQUET)? {
        return Ok(Held { handle, path: Some(path.to_path_buf()), temporary: Some(Arc::new(path)) });
    }
    drop(path);
    Ok(Held { handle, path: None, temporary: None })
}

impl Handle {
    fn new(name: String, file: File, metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok();
        Self { name, length: metadata.len(), file: Arc::new(file), modified }
    }

    /// A reader from the start, and the counter of the bytes that it has handed out.
    pub(crate) fn reader(&self) -> (Positioned, Arc<AtomicU64>) {
        let position = Arc::new(AtomicU64::new(0));
        let file = Arc::clone(&self.file);
        let reader = Positioned { file, offset: 0, end: self.length, position: Arc::clone(&position) };
        (reader, position)
    }

    /// Whether the file begins with these bytes.
    pub(crate) fn starts_with(&self, mark: &[u8]) -> Result<bool, DataError> {
        let mut start = Vec::new();
        let limit = u64::try_from(mark.len()).unwrap_or(u64::MAX);
        let read = self.reader().0.take(limit).read_to_end(&mut start);
        read.map_err(|cause| self.unreadable(cause))?;
        Ok(start == mark)
    }

    /// Refuses when the file is no longer the one that was opened.
    pub(crate) fn check_unchanged(&self) -> Result<(), DataError> {
        let metadata = self.file.metadata().map_err(|cause| self.unreadable(cause))?;
        if metadata.len() == self.length && metadata.modified().ok() == self.modified {
            Ok(())
        } else {
            Err(DataError::Changed { file: self.name.clone() })
        }
    }

    pub(crate) fn unreadable(&self, cause: io::Error) -> DataError {
        DataError::Read { file: self.name.clone(), cause }
    }
}

/// Reads a file at its own offset, so that several readers of one handle don't disturb each other.
#[derive(Debug)]
pub(crate) struct Positioned {
    file: Arc<File>,
    offset: u64,
    end: u64,
    position: Arc<AtomicU64>,
}

impl Read for Positioned {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.offset).unwrap_or(usize::MAX);
        let wanted = target.len().min(left);
        if wanted == 0 {
            return Ok(0);
        }
        let count = read_at(&self.file, &mut target[..wanted], self.offset)?;
        if count == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter"));
        }
        self.offset += u64::try_from(count).unwrap_or(u64::MAX);
        self.position.store(self.offset, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(unix)]
fn read_at(file: &File, target: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, target, offset)
}

#[cfg(windows)]
fn read_at(file: &File, target: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, target, offset)
}
