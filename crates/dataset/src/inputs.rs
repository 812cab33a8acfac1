//! The split files that a run reads.

use std::path::{Path, PathBuf};

use crate::Error;
use crate::read::find_split_file;
use crate::run::Run;

/// A split file of the run.
pub(crate) struct InputFile {
    /// Place of the split in the project's settings.
    pub(crate) split: usize,
    pub(crate) path: PathBuf,
    /// The path, as messages show it.
    pub(crate) shown: String,
    /// Whether it can be read twice: a pipe cannot.
    pub(crate) is_regular: bool,
}

impl InputFile {
    /// Name of the file, without its folder.
    pub(crate) fn name(&self) -> &str {
        name_of(&self.shown)
    }
}

/// Name of a file, without its folder.
pub(crate) fn name_of(shown: &str) -> &str {
    shown.rsplit(['/', '\\']).next().unwrap_or(shown)
}

/// The files to read; pooling reads all of them, since each may hold rows of any split.
pub(crate) fn input_files(run: &Run<'_>) -> Result<Vec<InputFile>, Error> {
    let (options, settings) = (&run.options, run.project.settings);
    let folder = &options.unified_dir;
    std::fs::read_dir(folder).map_err(|error| Error::NoSplits { path: folder.clone(), error })?;
    let mut files = Vec::new();
    for (place, split) in settings.splits.iter().enumerate() {
        let written = options.writes(split);
        if !run.reads(split) {
            continue;
        }
        let found = find_split_file(folder, &split.input);
        if split.optional && options.may_lack_optional && matches!(found, Err(Error::NoSplitFile { .. })) {
            continue;
        }
        let path = found.map_err(|error| match error {
            Error::NoSplitFile { folder, stem, .. } if !written => {
                Error::NoSplitFile { folder, stem, hint: "--pool-splits reads the files of all splits" }
            }
            error => error,
        })?;
        let is_regular = std::fs::metadata(&path).is_ok_and(|there| there.is_file());
        let shown = if options.from_memory { split.input.to_string() } else { normal(&path) };
        files.push(InputFile { split: place, shown, is_regular, path });
    }
    Ok(files)
}

/// A path without `./` and doubled separators.
pub(crate) fn normal(path: &Path) -> String {
    path.components()
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .collect::<PathBuf>()
        .display()
        .to_string()
}
