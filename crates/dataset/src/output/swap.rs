//! New files for old ones, all or none: what was there is kept until the last one is in its place.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::Error;

/// A change of files in a folder that can be taken back.
pub(super) struct Swap<'s> {
    folder: &'s Path,
    /// Where the new files are, and the old ones are kept.
    temporary: &'s Path,
    kept: PathBuf,
    done: Vec<Step>,
    /// The folders that were made, the outermost first.
    made: Vec<PathBuf>,
}

/// The folders in a name, the outermost first.
pub(super) fn folders(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').map(|(at, _)| &name[..at])
}

/// Removes the folders of a name that nothing is in.
pub(super) fn remove_empty(folder: &Path, name: &str) {
    let mut folders: Vec<&str> = folders(name).collect();
    while let Some(empty) = folders.pop() {
        if fs::remove_dir(folder.join(empty)).is_err() {
            break;
        }
    }
}

struct Step {
    name: String,
    /// Whether there was a file before.
    was_there: bool,
}

impl<'s> Swap<'s> {
    /// Begins a change of files in `folder`.
    pub(super) fn new(folder: &'s Path, temporary: &'s Path) -> Result<Swap<'s>, Error> {
        let kept = temporary.join("kept");
        fs::create_dir(&kept).map_err(Error::io("create", &kept))?;
        Ok(Swap { folder, temporary, kept, done: Vec::new(), made: Vec::new() })
    }

    /// Puts the new file of this name in its place.
    pub(super) fn put(&mut self, name: &str) -> Result<(), Error> {
        let (from, to) = (self.temporary.join(name), self.folder.join(name));
        for folder in folders(name).map(|name| self.folder.join(name)) {
            match fs::create_dir(&folder) {
                Ok(()) => self.made.push(folder),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::io("create", folder)(error)),
            }
        }
        let was_there = self.keep(name, false).map_err(Error::io("replace", &to))?;
        self.done.push(Step { name: name.to_owned(), was_there });
        fs::rename(&from, &to).map_err(Error::io("replace", &to))
    }

    /// Takes a file away; one that is gone already is none.
    pub(super) fn remove(&mut self, name: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        if self.keep(name, true).map_err(Error::io("remove", path))? {
            self.done.push(Step { name: name.to_owned(), was_there: true });
        }
        Ok(())
    }

    /// Keeps what stands at a name; without moving it away where a second name for it can be made, so that there is no
    /// moment without the file.
    fn keep(&self, name: &str, away: bool) -> io::Result<bool> {
        let (place, kept) = (self.folder.join(name), self.kept.join(name));
        match fs::symlink_metadata(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            there => there?,
        };
        if let Some(folder) = kept.parent() {
            fs::create_dir_all(folder)?;
        }
        if away || fs::hard_link(&place, &kept).is_err() {
            fs::rename(&place, &kept)?;
        }
        Ok(true)
    }

    /// Takes everything back after `cause`: an error that says so where that fails too.
    pub(super) fn undo(self, cause: Error) -> Error {
        let mut left = Vec::new();
        for Step { name, was_there } in self.done.iter().rev() {
            let place = self.folder.join(name);
            let undone = if *was_there {
                fs::rename(self.kept.join(name), &place)
            } else {
                match fs::remove_file(&place) {
                    Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                    other => other,
                }
            };
            left.extend(undone.err().map(|error| format!("{name} ({error})")));
        }
        for folder in self.made.iter().rev() {
            // Only where nothing is in it.
            let _ = fs::remove_dir(folder);
        }
        if left.is_empty() {
            return cause;
        }
        Error::Torn { cause: Box::new(cause), folder: self.folder.to_owned(), left: left.join(", ") }
    }
}
