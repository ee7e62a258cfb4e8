//! The prints of a run's inputs, worked out beside the work where there is a thread for it: reading gigabytes once
//! more after the result is there would make a run wait for its manifest.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rayon::prelude::*;

use super::ui::lock;
use crate::ledger::digest::{self, Print};

/// Files whose prints are wanted, and those that are known.
#[derive(Default)]
pub struct Prints {
    shared: Arc<Mutex<Shared>>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Shared {
    waiting: Vec<PathBuf>,
    known: BTreeMap<PathBuf, Print>,
}

impl Prints {
    /// Begins with files that will be asked for; each is read once.
    pub fn begin(&self, files: impl IntoIterator<Item = PathBuf>) {
        lock(&self.shared).waiting.extend(files);
        let mut worker = lock(&self.worker);
        if worker.as_ref().is_none_or(JoinHandle::is_finished) {
            let shared = Arc::clone(&self.shared);
            // A system that gives no thread leaves the files to the end.
            *worker = std::thread::Builder::new().name("prints".to_owned()).spawn(move || work(&shared)).ok();
        }
    }

    /// The prints of files, in their order: those that were begun, and the others now.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn of(&self, files: &[PathBuf]) -> io::Result<Vec<Print>> {
        // What is not begun yet is done with all threads.
        lock(&self.shared).waiting.clear();
        if let Some(worker) = lock(&self.worker).take() {
            // A thread that ended badly has no prints to give.
            worker.join().ok();
        }
        let known = &lock(&self.shared).known;
        let print = |file: &PathBuf| match known.get(file) {
            Some(print) => Ok(print.clone()),
            None => digest::of_file(file),
        };
        files.par_iter().map(print).collect()
    }
}

/// Works out prints until no file waits; a file that cannot be read is left to whoever asks for it.
fn work(shared: &Mutex<Shared>) {
    loop {
        let Some(file) = lock(shared).waiting.pop() else { return };
        if let Ok(print) = digest::of_file(&file) {
            lock(shared).known.insert(file, print);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_their_prints_whether_they_were_begun_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<PathBuf> = ["a", "b", "c"].map(|name| folder.path().join(name)).to_vec();
        for file in &files {
            std::fs::write(file, file.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        let prints = Prints::default();
        prints.begin(files[..1].iter().cloned());
        prints.begin(files[1..2].iter().cloned());
        let expected: Vec<Print> = [&b"a"[..], b"b", b"c"].map(digest::of_bytes).to_vec();
        assert_eq!(prints.of(&files).unwrap(), expected);
        assert_eq!(prints.of(&files).unwrap(), expected);
        assert!(prints.of(&[folder.path().join("d")]).is_err());
    }
}
