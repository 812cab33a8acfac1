//! The output directory: locked for one run, and changed only when every file of the run is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tunesmith_manifest::{CARD, MANIFEST, Manifest, VerifyError, compare, is_output_name};

use super::swap::{self, Swap};
use crate::Error;
use crate::card::is_ours;

/// The lock, which a run holds while it works.
const LOCK: &str = ".tunesmith.lock";
/// Folder of the files that are not complete yet.
const TEMPORARY: &str = ".tunesmith-tmp";

/// The manifest of a killed run, kept by the one after it.
const KILLED: &str = "killed.json";

/// The output directory of a run.
pub(crate) struct Folder {
    path: PathBuf,
    temporary: PathBuf,
    /// The directories that this run made, the innermost first.
    made: Vec<PathBuf>,
    lock: Option<File>,
    /// The manifest of an earlier run.
    earlier: Option<Manifest>,
    /// Outputs that a killed run had put in their places, before the manifest that lists them.
    unlisted: Vec<String>,
    /// Whether the dataset card of an earlier run is there.
    has_card: bool,
    /// Whether files that no run made may be replaced.
    force: bool,
}

impl Folder {
    /// Makes and locks the directory, and clears what a killed run left; with `force`, files that no run made are replaced.
    pub(crate) fn open(path: &Path, force: bool) -> Result<Folder, Error> {
        if path.exists() && !path.is_dir() {
            return Err(Error::NotADirectory(path.to_owned()));
        }
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let made: Vec<PathBuf> = path.ancestors().take_while(is_missing).map(Path::to_owned).collect();
        fs::create_dir_all(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Error::NotADirectory(path.to_owned()),
            _ => Error::Io { verb: "create", path: path.to_owned(), error },
        })?;
        let lock = lock(&path.join(LOCK))?;
        let temporary = path.join(TEMPORARY);
        let earlier = earlier(&path.join(MANIFEST))?;
        let killed: Vec<Manifest> = killed(&temporary).collect();
        let read = |name| fs::read(temporary.join(name)).ok();
        let killed_text = (!killed.is_empty()).then(|| read(MANIFEST).or_else(|| read(KILLED))).flatten();
        let unlisted = unlisted(path, &killed, earlier.as_ref());
        let lock = Some(lock);
        let mut folder =
            Folder { path: path.to_owned(), temporary, made, lock, earlier, unlisted, has_card: false, force };
        folder.clear()?;
        folder.has_card = folder.check_card()?;
        fs::create_dir(&folder.temporary).map_err(Error::io("create", &folder.temporary))?;
        // Should this run be killed too, the next one still knows what the first had made.
        if let Some(text) = killed_text.filter(|_| !folder.unlisted.is_empty()) {
            fs::write(folder.temporary.join(KILLED), text)
                .map_err(Error::io("write", folder.temporary.join(KILLED)))?;
        }
        Ok(folder)
    }

    /// Whether there is a card of ours; one that somebody else wrote is not replaced.
    fn check_card(&self) -> Result<bool, Error> {
        let card = self.path.join(CARD);
        if !card.exists() {
            return Ok(false);
        }
        if !card.is_file() {
            return Err(Error::ForeignReadme(card));
        }
        let bytes = fs::read(&card).map_err(Error::io("read", &card))?;
        if is_ours(&String::from_utf8_lossy(&bytes)) { Ok(true) } else { Err(Error::ForeignReadme(card)) }
    }

    /// Whether a run made the file of this name.
    fn is_known(&self, name: &str) -> bool {
        let Some(earlier) = &self.earlier else {
            // A run that was killed had put some there; and our card says that the folder is ours, whatever became of its
            // manifest.
            return self.has_card || self.unlisted.iter().any(|known| known == name);
        };
        let mut listed = earlier.outputs.iter().map(|output| &output.name).chain(&self.unlisted);
        listed.any(|known| known == name)
    }

    /// A new file that [`Folder::commit`] will put at `name`.
    ///
    /// Refuses where it could not: a folder at one name would end the commit between two files.
    pub(crate) fn create(&self, name: &str) -> Result<(PathBuf, File), Error> {
        let place = self.path.join(name);
        self.check_way(name)?;
        if fs::symlink_metadata(&place).is_ok_and(|there| there.is_dir()) {
            return Err(Error::io("replace", place)(io::ErrorKind::IsADirectory.into()));
        }
        let is_ours = matches!(name, CARD | MANIFEST) || self.is_known(name);
        if !self.force && !is_ours && place.symlink_metadata().is_ok() {
            return Err(Error::ForeignOutput(place));
        }
        let path = self.temporary.join(name);
        for folder in swap::folders(name).map(|folder| self.temporary.join(folder)) {
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(Error::io("create", folder)(error));
                }
                _ => {}
            }
        }
        let file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(Error::io("create", &path))?;
        Ok((path, file))
    }

    /// Refuses where a folder of a name is something else: a link would lead elsewhere.
    fn check_way(&self, name: &str) -> Result<(), Error> {
        for folder in swap::folders(name).map(|folder| self.path.join(folder)) {
            if fs::symlink_metadata(&folder).is_ok_and(|there| !there.is_dir()) {
                return Err(Error::NotADirectory(folder));
            }
        }
        Ok(())
    }

    /// Writes a whole file to be put at `name`.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        let (path, mut file) = self.create(name)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::io("write", &path))
    }

    /// Puts the files in their places, the manifest last, and removes those that are no longer made: all of that or nothing.
    ///
    /// Until the manifest is in its place the one there is does not fit the files, so that `verify` can tell a
    /// directory that a killed run left half-way.
    pub(crate) fn commit(&self, names: &[String], remove: &[String]) -> Result<(), Error> {
        let mut swap = Swap::new(&self.path, &self.temporary)?;
        let mut change = || {
            names.iter().try_for_each(|name| swap.put(name))?;
            remove.iter().try_for_each(|name| swap.remove(name))?;
            self.sync(names)?;
            swap.put(MANIFEST)?;
            self.sync(&[])
        };
        change().map_err(|error| swap.undo(error))?;
        // Best effort: an empty folder says nothing.
        remove.iter().for_each(|name| swap::remove_empty(&self.path, name));
        Ok(())
    }

    /// Brings the names to the disk, where the system can; of new directories too.
    fn sync(&self, names: &[String]) -> Result<(), Error> {
        let mut folders: Vec<PathBuf> =
            names.iter().flat_map(|name| swap::folders(name)).map(|name| self.path.join(name)).collect();
        folders.sort();
        folders.dedup();
        let above = self.made.iter().filter_map(|made| made.parent());
        let above = above.map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
        let folders = folders.iter().map(PathBuf::as_path).chain([self.path.as_path()]);
        for folder in folders.chain(above).filter(|_| cfg!(unix)) {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io("sync", folder))?;
        }
        Ok(())
    }

    /// The directory.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The manifest of an earlier run, where there is one.
    pub(crate) fn earlier(&self) -> Option<&Manifest> {
        self.earlier.as_ref()
    }

    /// Of the outputs that `names` says there were, and those of a killed run, the ones that are still there and
    /// that `made` does not name.
    pub(crate) fn leftovers<'n>(
        &'n self,
        names: impl Iterator<Item = &'n str>,
        made: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let names = names.chain(self.unlisted.iter().map(String::as_str)).filter(|name| !made(name));
        // Where the system does not say, the commit will find out.
        let is_there = |name: &&str| match self.path.join(name).symlink_metadata() {
            Ok(there) => !there.is_dir(),
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        };
        names.filter(|name| is_output_name(name)).filter(is_there).map(str::to_owned).collect()
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
        for made in &self.made {
            // Only where nothing was put into it.
            let _ = fs::remove_dir(made);
        }
    }
}

/// The manifests that killed runs left among what was not complete.
fn killed(temporary: &Path) -> impl Iterator<Item = Manifest> {
    let is_folder = fs::symlink_metadata(temporary).is_ok_and(|there| there.is_dir());
    let names = [MANIFEST, KILLED].into_iter().filter(move |_| is_folder);
    let temporary = temporary.to_owned();
    names.filter_map(move |name| manifest_in(&temporary, name))
}

/// The outputs of killed runs that stand in their places and are in no manifest but theirs.
fn unlisted(path: &Path, killed: &[Manifest], earlier: Option<&Manifest>) -> Vec<String> {
    let listed = |name: &str| earlier.is_some_and(|it| it.outputs.iter().any(|output| output.name == name));
    let put = killed.iter().flat_map(|manifest| &manifest.outputs).filter(|output| {
        // The hash tells what that run put there from what somebody else did.
        let there = || compare(&path.join(&output.name), &output.sha256).is_none();
        is_output_name(&output.name) && !listed(&output.name) && there()
    });
    put.map(|output| output.name.clone()).collect()
}

/// The manifest of an earlier run, where there is one. What stands there and is none counts for nothing, but one that the
/// system does not let us read may list files that would stay for ever.
fn earlier(path: &Path) -> Result<Option<Manifest>, Error> {
    match Manifest::read(path) {
        Ok(manifest) => Ok(Some(manifest)),
        Err(VerifyError::Read { path, error })
            if !matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
            ) =>
        {
            Err(Error::Io { verb: "read", path, error })
        }
        Err(_) => Ok(None),
    }
}

/// A manifest, where there is one that can be read.
fn manifest_in(folder: &Path, name: &str) -> Option<Manifest> {
    Manifest::read(&folder.join(name)).ok()
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
