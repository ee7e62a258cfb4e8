//! Folders of files that appear whole or not at all: filled beside their place under another name, made durable, and
//! exchanged for what was there in one step. Files are readable by their owner alone, whatever the mask of the process,
//! and no link is followed. Which files there are is left to the caller.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{above, is_link, make_private, open_private, sync_folder, unfinished_folder};

/// Bytes collected before the system is asked to write.
const BUFFER: usize = 1 << 16;

/// A folder being filled, which takes the place of another one when it is finished and vanishes when it is not.
pub struct NewFolder {
    target: PathBuf,
    temporary: TempDir,
    /// Held as long as the folder is being filled, so that a later run knows it from one that was killed.
    _lock: Option<File>,
}

impl NewFolder {
    /// Begins a folder that will stand at this place. Folders above it that are missing are made.
    ///
    /// # Errors
    /// When the place is a link or a file, and every failure of the file system.
    pub fn begin(target: &Path) -> io::Result<Self> {
        refuse_link(target)?;
        if fs::symlink_metadata(target).is_ok_and(|found| !found.is_dir()) {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is a file, not a folder"));
        }
        make_private(above(target))?;
        let (temporary, lock) = unfinished_folder(target)?;
        Ok(Self { target: target.to_owned(), temporary, _lock: lock })
    }

    /// Writes a file into the folder.
    ///
    /// # Errors
    /// What `write` fails with, and every failure of the file system.
    pub fn put<Failure: From<io::Error>, Written>(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<Written, Failure>,
    ) -> Result<Written, Failure> {
        let path = self.temporary.path().join(name);
        let file = open_private(OpenOptions::new().create_new(true), &path)?;
        let mut file = BufWriter::with_capacity(BUFFER, file);
        let written = write(&mut file)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(written)
    }

    /// Takes a file over from the folder that stands in the place, as it is. False when there is none to take.
    #[must_use]
    pub fn keep(&self, name: &str) -> bool {
        let (from, to) = (self.target.join(name), self.temporary.path().join(name));
        let is_file = fs::symlink_metadata(&from).is_ok_and(|found| found.is_file());
        is_file && fs::hard_link(&from, &to).is_ok()
    }

    /// Puts the folder into its place: who looks finds the old one or this one, whole.
    ///
    /// # Errors
    /// Every failure of the file system; the old folder then stands as it was.
    pub fn finish(self) -> io::Result<()> {
        let from = self.temporary.path();
        sync_folder(from)?;
        refuse_link(&self.target)?;
        if fs::symlink_metadata(&self.target).is_ok() {
            exchange(from, &self.target)?;
            // What was there before has the temporary name now, and goes with it.
            let above = from.parent().map(Path::to_owned);
            match self.temporary.close() {
                // Another run may have cleared it away meanwhile.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            return above.map_or(Ok(()), |above| sync_folder(&above));
        }
        fs::rename(from, &self.target)?;
        let above = from.parent().map(Path::to_owned);
        let _ = self.temporary.keep();
        above.map_or(Ok(()), |above| sync_folder(&above))
    }
}

/// Refuses a place that is a link.
fn refuse_link(path: &Path) -> io::Result<()> {
    if !is_link(path) {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is a link, and pay is never written through one"))
}

/// Exchanges two folders in one step where the system can, else in two.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // A file system that cannot exchange.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            in_two_steps(new, old)
        }
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two folders.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    in_two_steps(new, old)
}

/// Moves the old folder out of the way, the new one into its place, and the old one to where the new one was.
fn in_two_steps(new: &Path, old: &Path) -> io::Result<()> {
    let aside = new.with_extension("old.part");
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &NewFolder, name: &str, text: &str) -> io::Result<()> {
        folder.put(name, |out| out.write_all(text.as_bytes()))
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_takes_the_place_of_another_whole() {
        let above = tempfile::tempdir().unwrap();
        let target = above.path().join("a/statements");
        let first = NewFolder::begin(&target).unwrap();
        put(&first, "ana.html", "old").unwrap();
        put(&first, "bo.html", "same").unwrap();
        first.finish().unwrap();
        let second = NewFolder::begin(&target).unwrap();
        put(&second, "ana.html", "new").unwrap();
        assert!(second.keep("bo.html"));
        assert!(!second.keep("nobody.html"));
        // Until it is finished, nothing of it is seen.
        assert_eq!(fs::read_to_string(target.join("ana.html")).unwrap(), "old");
        second.finish().unwrap();
        assert_eq!(names(&target), ["ana.html", "bo.html"]);
        assert_eq!(fs::read_to_string(target.join("ana.html")).unwrap(), "new");
        assert_eq!(fs::read_to_string(target.join("bo.html")).unwrap(), "same");
        assert_eq!(names(above.path().join("a").as_path()), ["statements"]);
    }

    #[test]
    fn a_folder_that_is_not_finished_leaves_nothing_and_one_that_was_killed_is_cleared_away() {
        let above = tempfile::tempdir().unwrap();
        let target = above.path().join("statements");
        let unfinished = NewFolder::begin(&target).unwrap();
        put(&unfinished, "ana.html", "half").unwrap();
        drop(unfinished);
        assert_eq!(names(above.path()), [""; 0]);
        let killed = above.path().join(".spm-killed.part");
        fs::create_dir(&killed).unwrap();
        fs::write(killed.join("ana.html"), "half").unwrap();
        let running = NewFolder::begin(&target).unwrap();
        let other = NewFolder::begin(&target).unwrap();
        assert!(!killed.exists());
        assert_eq!(names(above.path()).len(), 2, "two that are being filled");
        drop((running, other));
    }

    #[cfg(unix)]
    #[test]
    fn files_and_folders_are_for_their_owner_and_links_are_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let above = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
        let target = above.path().join("new/statements");
        let folder = NewFolder::begin(&target).unwrap();
        put(&folder, "ana.html", "secret").unwrap();
        folder.finish().unwrap();
        assert_eq!(mode(&target), 0o700);
        assert_eq!(mode(&above.path().join("new")), 0o700);
        assert_eq!(mode(&target.join("ana.html")), 0o600);
        let link = above.path().join("link");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(NewFolder::begin(&link).is_err());
        assert!(NewFolder::begin(&target.join("ana.html")).is_err());
        // A link in the old folder is not kept.
        std::os::unix::fs::symlink("/etc/passwd", target.join("bo.html")).unwrap();
        let again = NewFolder::begin(&target).unwrap();
        assert!(!again.keep("bo.html"));
        again.finish().unwrap();
        assert_eq!(names(&target), [""; 0]);
    }

    #[test]
    fn two_steps_do_what_one_does() {
        let above = tempfile::tempdir().unwrap();
        let (new, old) = (above.path().join(".spm-a.part"), above.path().join("statements"));
        fs::create_dir(&new).unwrap();
        fs::create_dir(&old).unwrap();
        fs::write(new.join("new"), "").unwrap();
        fs::write(old.join("old"), "").unwrap();
        in_two_steps(&new, &old).unwrap();
        assert_eq!((names(&new), names(&old)), (vec!["old".to_owned()], vec!["new".to_owned()]));
        assert_eq!(names(above.path()).len(), 2);
    }
}
