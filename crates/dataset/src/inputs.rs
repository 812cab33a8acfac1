//! The split files that a run reads.

use std::path::{Path, PathBuf};

use crate::read::find_split_file;
use crate::{Error, Options, Split};

/// A split file of the run.
pub(crate) struct InputFile {
    pub(crate) split: Split,
    pub(crate) path: PathBuf,
    /// The path, as messages show it.
    pub(crate) shown: String,
}

impl InputFile {
    /// Name of the file, without its folder.
    pub(crate) fn name(&self) -> &str {
        self.shown.rsplit(['/', '\\']).next().unwrap_or(&self.shown)
    }
}

/// The files to read; pooling reads all three, since each may hold rows of any split.
pub(crate) fn input_files(options: &Options) -> Result<Vec<InputFile>, Error> {
    let folder = &options.unified_dir;
    std::fs::read_dir(folder).map_err(|error| Error::NoSplits { path: folder.clone(), error })?;
    let wanted = |split: &Split| *split != Split::Test || options.include_test || options.pool_splits;
    let splits = Split::ALL.into_iter().filter(wanted);
    splits
        .map(|split| {
            let path = find_split_file(folder, split.input_stem()).map_err(|error| match error {
                Error::NoSplitFile { folder, stem, .. } if split == Split::Test && !options.include_test => {
                    Error::NoSplitFile { folder, stem, hint: "--pool-splits reads all three files" }
                }
                error => error,
            })?;
            Ok(InputFile { split, shown: normal(&path), path })
        })
        .collect()
}

/// A path without `./` and doubled separators.
pub(crate) fn normal(path: &Path) -> String {
    path.components()
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .collect::<PathBuf>()
        .display()
        .to_string()
}
