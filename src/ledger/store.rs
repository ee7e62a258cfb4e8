//! The only place that writes to the ledger: under a lock, into files and folders that are their owner's alone, whole
//! or not at all, and never through a symbolic link. A file or folder is filled under another name, made durable and
//! renamed; what a killed run has left is taken away by the next one that writes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::LedgerError;
use super::chain;
use super::digest::{self, Print};
use crate::disk::{UNFINISHED, above, is_link, lock, make_private, open_private};

/// The folder of copies of what closed periods were worked out from.
pub const INPUTS: &str = "inputs";

/// The right to write to a ledger, held until it is dropped.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    /// Held as long as the writer lives.
    _lock: File,
}

impl Writer {
    /// Takes the lock of a ledger, which is made where there is none, and clears away what killed runs left.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        make_folder(folder)?;
        let path = folder.join(".lock");
        refuse_link(&path)?;
        let lock = lock(&path).map_err(LedgerError::write(&path))?;
        let lock = lock.ok_or_else(|| LedgerError::Locked(folder.to_owned()))?;
        let writer = Self { folder: folder.to_owned(), _lock: lock };
        writer.clear()?;
        Ok(writer)
    }

    /// Where the ledger lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes away what was never finished, and what was pending of periods that are closed.
    fn clear(&self) -> Result<(), LedgerError> {
        for folder in [self.folder.clone(), self.folder.join("pending"), self.folder.join(INPUTS)] {
            for name in names(&folder)? {
                let path = folder.join(&name);
                if !name.starts_with(UNFINISHED) {
                    continue;
                }
                let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
                let gone = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                gone.map_err(LedgerError::write(&path))?;
            }
        }
        for name in names(&self.folder.join("pending"))? {
            let closed = name.strip_suffix(".json").is_some_and(|period| self.folder.join(period).exists());
            if closed {
                self.remove("pending", &name)?;
            }
        }
        Ok(())
    }

    /// Writes a file of a folder of the ledger in one step.
    pub fn put(&self, folder: &str, name: &str, bytes: &[u8]) -> Result<(), LedgerError> {
        let folder = self.folder.join(folder);
        make_folder(&folder)?;
        let path = folder.join(name);
        refuse_link(&path)?;
        let unfinished = folder.join(format!("{UNFINISHED}{name}"));
        write_new(&unfinished, bytes)?;
        fs::rename(&unfinished, &path).map_err(LedgerError::write(&path))?;
        sync_folder(&folder)
    }

    /// Removes a file of a folder of the ledger, if it is there.
    pub fn remove(&self, folder: &str, name: &str) -> Result<(), LedgerError> {
        let folder = self.folder.join(folder);
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Ok(()) => sync_folder(&folder),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(cause) => Err(LedgerError::Write { path, cause }),
        }
    }

    /// Keeps a copy of an input under its hash, and gives its size; one that is kept already is not written again. The
    /// copy has to have the content that was read: another hash is refused.
    pub fn keep(&self, from: &Path, hash: &str) -> Result<(), LedgerError> {
        let folder = self.folder.join(INPUTS);
        make_folder(&folder)?;
        let path = folder.join(hash);
        refuse_link(&path)?;
        if path.exists() {
            return Ok(());
        }
        let unfinished = folder.join(format!("{UNFINISHED}{hash}"));
        let mut source = File::open(from).map_err(LedgerError::read(from))?;
        let mut copy = new_file(&unfinished)?;
        io::copy(&mut source, &mut copy).map_err(LedgerError::write(&unfinished))?;
        copy.sync_all().map_err(LedgerError::write(&unfinished))?;
        if print_of(&unfinished)?.sha256 != hash {
            return Err(LedgerError::damaged(from, "it changed while it was read"));
        }
        fs::rename(&unfinished, &path).map_err(LedgerError::write(&path))?;
        sync_folder(&folder)
    }

    /// Writes a closed period: its folder appears with all its files, or not at all. Nothing that is there is replaced.
    pub fn close(&self, period: &str, files: &[(&str, &[u8])]) -> Result<(), LedgerError> {
        let path = self.folder.join(period);
        if fs::symlink_metadata(&path).is_ok() {
            return Err(LedgerError::InTheWay { path, what: "there already" });
        }
        let unfinished = self.folder.join(format!("{UNFINISHED}{period}"));
        make_folder(&unfinished)?;
        for (name, bytes) in files {
            write_new(&unfinished.join(name), bytes)?;
        }
        sync_folder(&unfinished)?;
        fs::rename(&unfinished, &path).map_err(LedgerError::write(&path))?;
        sync_folder(&self.folder)
    }
}

/// The names in a folder, sorted; none where there is no folder.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, LedgerError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(LedgerError::Read { path: folder.to_owned(), cause }),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(LedgerError::read(folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The text of a file; nothing where there is none.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, LedgerError> {
    refuse_link(path)?;
    match fs::read(path) {
        Ok(bytes) => {
            let text = String::from_utf8(bytes);
            text.map(Some).map_err(|_| LedgerError::damaged(path, "it is not text"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(LedgerError::Read { path: path.to_owned(), cause }),
    }
}

/// The size and the hash of a file.
pub fn print_of(path: &Path) -> Result<Print, LedgerError> {
    digest::of_file(path).map_err(LedgerError::read(path))
}

/// A copy that is kept of an input; nothing where there is none, or where it is not what its name says.
#[must_use]
pub fn kept(ledger: &Path, hash: &str) -> Option<PathBuf> {
    let path = ledger.join(INPUTS).join(hash);
    refuse_link(&path).ok()?;
    (print_of(&path).ok()?.sha256 == hash).then_some(path)
}

/// The bytes of a file of a closed period, which has to be what the manifest says.
pub fn read_kept(closed: &chain::Closed, name: &str) -> Result<Vec<u8>, LedgerError> {
    let path = closed.folder.join(name);
    refuse_link(&path)?;
    let bytes = fs::read(&path).map_err(LedgerError::read(&path))?;
    match closed.manifest.file(name) {
        Some(file) if file.sha256 == digest::of_bytes(&bytes).sha256 => Ok(bytes),
        _ => Err(LedgerError::damaged(&path, "its hash is not that of the manifest")),
    }
}

pub(super) fn refuse_link(path: &Path) -> Result<(), LedgerError> {
    if !is_link(path) {
        return Ok(());
    }
    Err(LedgerError::InTheWay { path: path.to_owned(), what: "a symbolic link" })
}

/// Makes a folder that is its owner's alone, with those above it; one that is there is taken as it is.
fn make_folder(path: &Path) -> Result<(), LedgerError> {
    refuse_link(path)?;
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => return Err(LedgerError::InTheWay { path: path.to_owned(), what: "not a folder" }),
        Err(_) => {}
    }
    make_private(path).map_err(LedgerError::write(path))?;
    sync_folder(above(path))
}

fn new_file(path: &Path) -> Result<File, LedgerError> {
    open_private(OpenOptions::new().create_new(true), path).map_err(LedgerError::write(path))
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), LedgerError> {
    let mut file = new_file(path)?;
    file.write_all(bytes).map_err(LedgerError::write(path))?;
    file.sync_all().map_err(LedgerError::write(path))
}

/// Makes names durable, not only contents.
fn sync_folder(folder: &Path) -> Result<(), LedgerError> {
    crate::disk::sync_folder(folder).map_err(LedgerError::write(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_appears_whole_and_is_never_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger");
        let writer = Writer::open(&ledger).unwrap();
        writer.close("2026-01", &[("a", b"one"), ("b", b"two")]).unwrap();
        assert_eq!(fs::read(ledger.join("2026-01/b")).unwrap(), b"two");
        let again = writer.close("2026-01", &[("a", b"other")]).unwrap_err();
        assert!(matches!(again, LedgerError::InTheWay { .. }), "{again}");
        assert_eq!(fs::read(ledger.join("2026-01/a")).unwrap(), b"one");
    }

    #[test]
    fn one_writes_at_a_time_and_what_was_left_is_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Writer::open(folder.path()).unwrap();
        assert!(matches!(Writer::open(folder.path()), Err(LedgerError::Locked(_))));
        drop(writer);
        fs::create_dir_all(folder.path().join(".spm-2026-02")).unwrap();
        fs::write(folder.path().join(".spm-2026-02/lines.parquet"), "half").unwrap();
        fs::create_dir_all(folder.path().join("pending")).unwrap();
        fs::write(folder.path().join("pending/.spm-2026-02.json"), "half").unwrap();
        fs::write(folder.path().join("pending/2026-01.json"), "{}").unwrap();
        fs::create_dir_all(folder.path().join("2026-01")).unwrap();
        let _writer = Writer::open(folder.path()).unwrap();
        assert_eq!(names(folder.path()).unwrap(), [".lock", "2026-01", "pending"]);
        assert!(names(&folder.path().join("pending")).unwrap().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn everything_is_its_owners_alone_and_links_are_not_followed() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger");
        let writer = Writer::open(&ledger).unwrap();
        writer.close("2026-01", &[("a", b"one")]).unwrap();
        writer.put("pending", "2026-02.json", b"{}").unwrap();
        let mode = |path: &str| fs::symlink_metadata(ledger.join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(""), mode("2026-01"), mode("pending")), (0o700, 0o700, 0o700));
        assert_eq!((mode("2026-01/a"), mode("pending/2026-02.json")), (0o600, 0o600));
        drop(writer);
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&ledger, &link).unwrap();
        assert!(matches!(Writer::open(&link), Err(LedgerError::InTheWay { .. })));
    }

    #[test]
    fn a_copy_is_kept_once_under_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Writer::open(&folder.path().join("ledger")).unwrap();
        let input = folder.path().join("deals.csv");
        fs::write(&input, "deal_id\n").unwrap();
        let Print { bytes, sha256: hash } = print_of(&input).unwrap();
        assert_eq!(bytes, 8);
        writer.keep(&input, &hash).unwrap();
        writer.keep(&input, &hash).unwrap();
        let copy = kept(writer.folder(), &hash).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), b"deal_id\n");
        fs::write(&copy, "other").unwrap();
        assert!(kept(writer.folder(), &hash).is_none());
        assert!(writer.keep(&input, &digest::of_bytes(b"another").sha256).is_err());
    }
}
