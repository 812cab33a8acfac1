//! Puts generated files on disk, leaving those alone that are already there.

use std::fs;
use std::path::Path;

use crate::{Error, GeneratedFile};

/// Writes the files below `folder`; an unchanged file keeps its modification time.
///
/// # Errors
/// When a folder cannot be made or a file cannot be written.
pub fn write(files: &[GeneratedFile], folder: &Path) -> Result<(), Error> {
    for file in files {
        let path = folder.join(&file.path);
        if fs::read(&path).is_ok_and(|old| old == file.text.as_bytes()) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|source| Error::Io {
                verb: "make folder",
                path: parent.to_owned(),
                source,
            })?;
        }
        fs::write(&path, &file.text).map_err(|source| Error::Io { verb: "write", path, source })?;
    }
    Ok(())
}
