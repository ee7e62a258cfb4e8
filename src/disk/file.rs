//! Files that appear whole or not at all: written beside their place under another name, made durable, and
//! renamed. What is written is left to the caller.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::{above, sync_folder, unfinished_file};

/// Bytes collected before the system is asked to write.
const BUFFER: usize = 1 << 16;
/// The largest file that is waited for until the disk has it. A result that is larger takes the disk longer than
/// all the work that made it; if the machine fails in the next seconds it may be shorter than its manifest says.
const WAITED_FOR: u64 = 64 * 1024 * 1024;

/// Writes a file in one step, as far as anybody else can see: a reader finds the old content or the new, also after
/// a crash of the program, and up to 64 MiB after one of the machine. A pipe or device is written as it is, since it
/// cannot be replaced; a link is replaced, never followed. With `private` the file is readable by its owner alone;
/// without, it has the rights of the file it replaces, else those of any new file.
///
/// # Errors
/// What `write` fails with, and every failure of the file system.
pub fn write_atomically<Failure: From<io::Error>>(
    path: &Path,
    private: bool,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if let Some(file) = open_if_special(path)? {
        let mut file = BufWriter::with_capacity(BUFFER, file);
        write(&mut file)?;
        return Ok(file.flush()?);
    }
    let mut temporary = BufWriter::with_capacity(BUFFER, unfinished_file(path, rights(path, private))?);
    write(&mut temporary)?;
    let temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
    if temporary.as_file().metadata()?.len() <= WAITED_FOR {
        temporary.as_file().sync_all()?;
    }
    temporary.persist(path).map_err(|failure| failure.error)?;
    Ok(sync_folder(above(path))?)
}

/// Opens what exists and is not an ordinary file; a folder is refused.
fn open_if_special(path: &Path) -> io::Result<Option<File>> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if !found.is_file() => OpenOptions::new().write(true).open(path).map(Some),
        _ => Ok(None),
    }
}

/// The rights of the new file. Those of a new file are still narrowed by the process's mask.
#[cfg(unix)]
fn rights(path: &Path, private: bool) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    let existing = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file);
    match existing {
        _ if private => 0o600,
        Some(existing) => existing.permissions().mode() & 0o777,
        None => 0o666,
    }
}

/// Elsewhere files have no such rights.
#[cfg(not(unix))]
fn rights(_path: &Path, private: bool) -> u32 {
    if private { 0o600 } else { 0o666 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(path: &Path, private: bool, text: &str) -> io::Result<()> {
        write_atomically(path, private, |out| out.write_all(text.as_bytes()))
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pay.csv");
        put(&path, false, "old\n").unwrap();
        put(&path, false, "new\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_no_remains() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pay.csv");
        put(&path, false, "old\n").unwrap();
        let result = write_atomically(&path, false, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("a calculation failed"))
        });
        assert_eq!(result.unwrap_err().to_string(), "a calculation failed");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_is_not_a_file() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(put(folder.path(), false, "x").unwrap_err().kind(), io::ErrorKind::IsADirectory);
        let nowhere = folder.path().join("missing/pay.csv");
        assert_eq!(put(&nowhere, false, "x").unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_for_their_owner_and_links_are_not_followed() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
        let path = folder.path().join("pay.csv");
        put(&path, true, "secret").unwrap();
        assert_eq!(mode(&path), 0o600);
        put(&path, false, "kept narrow").unwrap();
        assert_eq!(mode(&path), 0o600);
        let link = folder.path().join("link.csv");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        put(&link, true, "elsewhere").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_file());
        assert_eq!(fs::read_to_string(&path).unwrap(), "kept narrow");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_and_not_replaced() {
        put(Path::new("/dev/null"), true, "gone").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
