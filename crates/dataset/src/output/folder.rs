//! The output directory: locked for one run, and changed only when every file of the run is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tunesmith_manifest::{CARD, MANIFEST, Manifest, compare, is_output_name};

use crate::Error;
use crate::card::is_ours;

/// The lock, which a run holds while it works.
const LOCK: &str = ".tunesmith.lock";
/// Folder of the files that are not complete yet.
const TEMPORARY: &str = ".tunesmith-tmp";

/// The output directory of a run.
pub(crate) struct Folder {
    path: PathBuf,
    temporary: PathBuf,
    /// Whether this run made the directory.
    made: bool,
    lock: Option<File>,
    /// Outputs that a killed run had put in their places, before the manifest that lists them.
    unlisted: Vec<String>,
}

impl Folder {
    /// Makes and locks the directory, and clears what a killed run left.
    pub(crate) fn open(path: &Path) -> Result<Folder, Error> {
        if path.exists() && !path.is_dir() {
            return Err(Error::NotADirectory(path.to_owned()));
        }
        let made = !path.exists();
        fs::create_dir_all(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Error::NotADirectory(path.to_owned()),
            _ => Error::Io { verb: "create", path: path.to_owned(), error },
        })?;
        let lock = lock(&path.join(LOCK))?;
        let temporary = path.join(TEMPORARY);
        let unlisted = unlisted(path, &temporary);
        let folder = Folder { path: path.to_owned(), temporary, made, lock: Some(lock), unlisted };
        folder.clear()?;
        let card = path.join(CARD);
        let ours = || card.is_file() && fs::read(&card).is_ok_and(|bytes| is_ours(&String::from_utf8_lossy(&bytes)));
        if card.exists() && !ours() {
            return Err(Error::ForeignReadme(card));
        }
        fs::create_dir(&folder.temporary).map_err(Error::io("create", &folder.temporary))?;
        Ok(folder)
    }

    /// A new file that [`Folder::commit`] will put at `name`.
    ///
    /// Refuses where it could not: a folder at one name would end the commit between two files.
    pub(crate) fn create(&self, name: &str) -> Result<(PathBuf, File), Error> {
        let place = self.path.join(name);
        if fs::symlink_metadata(&place).is_ok_and(|there| there.is_dir()) {
            return Err(Error::io("replace", place)(io::ErrorKind::IsADirectory.into()));
        }
        let path = self.temporary.join(name);
        let file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(Error::io("create", &path))?;
        Ok((path, file))
    }

    /// Writes a whole file to be put at `name`.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        let (path, mut file) = self.create(name)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::io("write", &path))
    }

    /// Puts the files in their places, the manifest last, and removes those that are no longer made.
    ///
    /// Until the manifest is in its place the one there is does not fit the files, so that `verify` can tell a
    /// directory that was left half-way.
    pub(crate) fn commit(&self, names: &[String], remove: &[String]) -> Result<(), Error> {
        for name in names {
            self.put(name)?;
        }
        for name in remove {
            let path = self.path.join(name);
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
        self.sync()?;
        self.put(MANIFEST)?;
        self.sync()
    }

    fn put(&self, name: &str) -> Result<(), Error> {
        let (from, to) = (self.temporary.join(name), self.path.join(name));
        fs::rename(&from, &to).map_err(Error::io("replace", &to))
    }

    /// Brings the names to the disk, where the system can.
    fn sync(&self) -> Result<(), Error> {
        if cfg!(unix) {
            File::open(&self.path).and_then(|folder| folder.sync_all()).map_err(Error::io("sync", &self.path))?;
        }
        Ok(())
    }

    /// Of the outputs that `names` says there were, and those of a killed run, the ones that are still there and
    /// that `made` does not name.
    pub(crate) fn leftovers<'n>(
        &'n self,
        names: impl Iterator<Item = &'n str>,
        made: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let names = names.chain(self.unlisted.iter().map(String::as_str)).filter(|name| !made(name));
        let ours = names.filter(|name| {
            is_output_name(name) && self.path.join(name).symlink_metadata().is_ok_and(|there| !there.is_dir())
        });
        ours.map(str::to_owned).collect()
    }

    /// Removes the temporary folder, whatever stands at its name.
    fn clear(&self) -> Result<(), Error> {
        let cleared = match fs::symlink_metadata(&self.temporary) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(kind) if kind.is_dir() => fs::remove_dir_all(&self.temporary),
            Ok(_) => fs::remove_file(&self.temporary),
        };
        cleared.map_err(Error::io("clear", &self.temporary))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Best effort: what stays is cleared by the next run.
        let _ = self.clear();
        let _ = fs::remove_file(self.path.join(LOCK));
        self.lock.take();
        if self.made {
            // Only where nothing was put into it.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// The outputs of a killed run that stand in their places and are in no manifest but its own.
fn unlisted(path: &Path, temporary: &Path) -> Vec<String> {
    let is_folder = fs::symlink_metadata(temporary).is_ok_and(|there| there.is_dir());
    let Some(killed) = is_folder.then(|| manifest_in(temporary)).flatten() else { return Vec::new() };
    let listed: Vec<String> =
        manifest_in(path).into_iter().flat_map(|manifest| manifest.outputs).map(|output| output.name).collect();
    let put = killed.outputs.into_iter().filter(|output| {
        // The hash tells what that run put there from what somebody else did.
        let there = || compare(&path.join(&output.name), &output.sha256).is_none();
        is_output_name(&output.name) && !listed.contains(&output.name) && there()
    });
    put.map(|output| output.name).collect()
}

/// The manifest of an earlier run, where there is one that can be read.
pub(super) fn manifest_in(folder: &Path) -> Option<Manifest> {
    let path = folder.join(MANIFEST);
    // A pipe that was put there would never end.
    let text = path.is_file().then(|| fs::read_to_string(&path).ok()).flatten()?;
    Manifest::from_text(&text).ok()
}

/// Opens and locks the file; whoever held it before may have removed it in the meantime.
fn lock(path: &Path) -> Result<File, Error> {
    loop {
        // Opening a link would reach elsewhere, opening a pipe would never end.
        if fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
            fs::remove_file(path).map_err(Error::io("remove", path))?;
        }
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let file = opened.map_err(Error::io("create the lock", path))?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(file),
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::Locked(path.to_owned())),
            Err(fs::TryLockError::Error(error)) => {
                return Err(Error::Io { verb: "lock", path: path.to_owned(), error });
            }
        }
    }
}

/// Whether the file is still the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let there = fs::symlink_metadata(path).map(|meta| (meta.dev(), meta.ino()));
    let here = file.metadata().map(|meta| (meta.dev(), meta.ino()));
    matches!((there, here), (Ok(there), Ok(here)) if there == here)
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
