//! Files and folders that appear whole or not at all: filled beside their place under another name, made durable, and
//! renamed or exchanged. Who fills one holds it locked, so that the next run that writes to the same folder knows what
//! killed runs have left, and takes it away. `file` is one file, `folder` a folder of them, and here is what both rest
//! on, as do the ledger, with one lock for all of it, and the tables of an import. What is written is left to others.

pub mod file;
pub mod folder;

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use tempfile::{NamedTempFile, TempDir};

pub use self::file::write_atomically;
pub use self::folder::NewFolder;

/// What the names of unfinished files and folders begin with.
pub const UNFINISHED: &str = ".spm-";

/// What the names of those end with that a lock of their own protects.
const HELD: &str = ".part";

/// How often a name is taken anew when another run has cleared it away before it was locked.
const ATTEMPTS: usize = 16;

/// A new file beside `target`, locked, which vanishes when it is dropped. `mode` is its rights on systems that have
/// them, which the mask of the process narrows. What killed runs left in the folder is taken away before.
///
/// # Errors
/// Every failure of the file system.
pub fn unfinished_file(target: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let folder = above(target);
    clear(folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED).suffix(HELD);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    let mut last = builder.tempfile_in(folder)?;
    for _ in 0..ATTEMPTS {
        if held(last.as_file(), last.path()) {
            return Ok(last);
        }
        last = builder.tempfile_in(folder)?;
    }
    Ok(last)
}

/// A new folder beside `target` for its owner alone, which vanishes when it is dropped, and the lock that it is held
/// by. What killed runs left in the folder above is taken away before.
///
/// # Errors
/// Every failure of the file system.
pub fn unfinished_folder(target: &Path) -> io::Result<(TempDir, Option<File>)> {
    let folder = above(target);
    clear(folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED).suffix(HELD);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let mut last = builder.tempdir_in(folder)?;
    for _ in 0..ATTEMPTS {
        let lock = File::open(last.path()).ok();
        if lock.as_ref().is_none_or(|lock| held(lock, last.path())) {
            return Ok((last, lock));
        }
        last = builder.tempdir_in(folder)?;
    }
    Ok((last, None))
}

/// Locks what was just made. False when another run took it for a remnant: it is locked by that run, or gone.
fn held(file: &File, path: &Path) -> bool {
    match file.try_lock() {
        Ok(()) => fs::symlink_metadata(path).is_ok(),
        Err(TryLockError::WouldBlock) => false,
        // A file system without locks: nothing is held there, and nothing is cleared away.
        Err(TryLockError::Error(_)) => true,
    }
}

/// Takes away what killed runs have left in a folder: unfinished files and folders that nobody holds. What cannot be
/// taken away stays, and hinders nothing.
fn clear(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(UNFINISHED) || !name.ends_with(HELD) {
            continue;
        }
        let Ok(kind) = entry.file_type() else { continue };
        if !kind.is_dir() && !kind.is_file() {
            continue;
        }
        let Ok(found) = File::open(entry.path()) else { continue };
        if found.try_lock().is_ok() {
            let path = entry.path();
            let _ = if kind.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

/// The folder that a path lies in.
#[must_use]
pub fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether a path is a symbolic link, which pay is never written through.
#[must_use]
pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// Makes the folders that are missing, for their owner alone.
///
/// # Errors
/// Every failure of the file system.
pub fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens a file to write, for its owner alone where it is made.
///
/// # Errors
/// Every failure of the file system.
pub fn open_private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.write(true).open(path)
}

/// Takes the lock that a file stands for; it is held until the file is dropped, also by a run that is killed. Nothing
/// when another run holds it.
///
/// # Errors
/// Every failure of the file system.
pub fn lock(path: &Path) -> io::Result<Option<File>> {
    let file = open_private(OpenOptions::new().create(true).truncate(false), path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(cause)) => Err(cause),
    }
}

/// Makes the names in a folder durable, not only what they stand for.
///
/// # Errors
/// Every failure of the file system.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened; the system writes names in its own time.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_killed_runs_left_is_taken_away_and_what_is_being_written_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("pay.csv");
        let running = unfinished_file(&target, 0o600).unwrap();
        let (filling, _lock) = unfinished_folder(&target).unwrap();
        let killed = folder.path().join(".spm-killed.part");
        let others = [folder.path().join(".spm-config"), folder.path().join("a.part")];
        for path in others.iter().chain([&killed]) {
            fs::write(path, "half").unwrap();
        }
        let next = unfinished_file(&target, 0o600).unwrap();
        assert!(!killed.exists());
        assert!(others.iter().all(|path| path.exists()));
        assert!(running.path().exists() && filling.path().exists() && next.path().exists());
    }

    #[test]
    fn a_lock_is_held_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".lock");
        let first = lock(&path).unwrap();
        assert!(first.is_some());
        assert!(lock(&path).unwrap().is_none());
        drop(first);
        assert!(lock(&path).unwrap().is_some());
    }
}
