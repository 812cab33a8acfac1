//! The files of a run: opened together, completed together, put in their places together.

use std::path::Path;

use tunesmith_manifest::{CARD, MANIFEST, Manifest, ManifestOutput};

use super::folder::manifest_in;
use super::{Finished, Folder, Lane};
use crate::job::{block_count, block_of};
use crate::{Compression, Error, Options, Split};

/// The file of rows that were left out for a fault.
pub(crate) const REJECTS: &str = "rejects.jsonl";

/// The files being written.
pub(crate) struct Outputs {
    names: Vec<(usize, String, Option<Split>)>,
    pub(crate) lanes: Vec<Lane>,
}

impl Outputs {
    /// Opens every file of the run.
    pub(crate) fn create(folder: &Folder, options: &Options, formats: usize) -> Result<Outputs, Error> {
        let mut outputs = Outputs { names: Vec::new(), lanes: Vec::new() };
        let ending = options.compress.map_or("", |Compression::Zstd| ".zst");
        for split in Split::ALL.into_iter().filter(|split| *split != Split::Test || options.include_test) {
            for (format, suffix) in ["", "_optimized"].into_iter().enumerate().take(formats) {
                let name = format!("{}{suffix}.jsonl{ending}", split.output_stem());
                outputs.add(folder, block_of(split, format, formats), name, Some(split), options.compress)?;
            }
        }
        if options.rejects {
            outputs.add(folder, block_count(formats) - 1, REJECTS.to_owned(), None, None)?;
        }
        Ok(outputs)
    }

    fn add(
        &mut self,
        folder: &Folder,
        output: usize,
        name: String,
        split: Option<Split>,
        compress: Option<Compression>,
    ) -> Result<(), Error> {
        let (path, file) = folder.create(&name)?;
        self.lanes.extend(Lane::of(output, path, file, compress)?);
        self.names.push((output, name, split));
        Ok(())
    }

    /// Completes the files; `rows` were written to each split.
    pub(crate) fn finish(self, rows: [u64; 3]) -> Result<Vec<ManifestOutput>, Error> {
        let finished = self.lanes.into_iter().map(Lane::finish).collect::<Result<Vec<_>, _>>()?;
        let finished: Vec<Finished> = finished.into_iter().flatten().collect();
        let mut outputs = Vec::new();
        for (output, name, split) in self.names {
            let Some(done) = finished.iter().find(|done| done.output == output) else { continue };
            let rows = split.map_or(done.lines, |split| rows[split.index()]);
            if rows != done.lines {
                return Err(Error::Lines { name, lines: done.lines, rows });
            }
            outputs.push(ManifestOutput { name, sha256: done.sha256.clone(), bytes: done.bytes, rows });
        }
        Ok(outputs)
    }
}

/// Puts everything in its place; the files of an earlier run that this one does not make go, and are named.
pub(crate) fn commit(
    folder: &Folder,
    manifest: &Manifest,
    card: &str,
    output_dir: &Path,
    notes: &mut Vec<String>,
) -> Result<(), Error> {
    let earlier = manifest_in(output_dir);
    let listed = earlier.iter().flat_map(|manifest| &manifest.outputs).map(|output| output.name.as_str());
    let stale = folder.leftovers(listed, |name| manifest.outputs.iter().any(|output| output.name == name));
    folder.write(CARD, card)?;
    folder.write(MANIFEST, &manifest.to_text())?;
    let names: Vec<String> =
        manifest.outputs.iter().map(|output| output.name.clone()).chain([CARD.to_owned()]).collect();
    folder.commit(&names, &stale)?;
    notes.extend(
        stale.iter().map(|name| format!("INFO: Removed {name}, which an earlier run made and this one does not")),
    );
    Ok(())
}
