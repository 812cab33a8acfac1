//! The files of a run: opened together, completed together, put in their places together.

use tunesmith_manifest::{CARD, MANIFEST, Manifest, ManifestOutput, compare};
use tunesmith_runtime::{Settings, Split};

use super::folder::manifest_in;
use super::{Finished, Folder, Lane};
use crate::formats::Chosen;
use crate::job::{block_count, block_of};
use crate::{Compression, Error, Options};

/// The file of rows that were left out for a fault.
pub(crate) const REJECTS: &str = "rejects.jsonl";

/// The name of the file of a split and format.
pub(crate) fn file_name(split: &Split, settings: &Settings, format: usize, options: &Options) -> String {
    let ending = options.compress.map_or("", |Compression::Zstd| ".zst");
    format!("{}{}.jsonl{ending}", split.output, settings.formats[format].suffix)
}

/// Whether a run of the project, whatever its options, could have made a file of this name.
fn is_name_of(name: &str, settings: &Settings) -> bool {
    let Some(stem) = name.strip_suffix(".zst").unwrap_or(name).strip_suffix(".jsonl") else { return false };
    let suffixes = || settings.formats.iter().map(|format| format.suffix.as_ref());
    let is_of = |output: &str| stem.strip_prefix(output).is_some_and(|rest| suffixes().any(|suffix| suffix == rest));
    name == REJECTS || settings.splits.iter().any(|split| is_of(&split.output))
}

/// The files being written.
pub(crate) struct Outputs {
    names: Vec<(usize, String, Option<usize>)>,
    pub(crate) lanes: Vec<Lane>,
}

impl Outputs {
    /// Opens every file of the run.
    pub(crate) fn create(
        folder: &Folder,
        options: &Options,
        settings: &Settings,
        chosen: &[Chosen<'_>],
    ) -> Result<Outputs, Error> {
        let mut outputs = Outputs { names: Vec::new(), lanes: Vec::new() };
        for (place, split) in settings.splits.iter().enumerate().filter(|(_, split)| options.writes(split)) {
            for (index, format) in chosen.iter().enumerate() {
                let name = file_name(split, settings, format.format, options);
                let block = block_of(place, index, chosen.len());
                outputs.add(folder, block, name, Some(place), options.compress)?;
            }
        }
        if options.rejects {
            let block = block_count(settings.splits.len(), chosen.len()) - 1;
            outputs.add(folder, block, REJECTS.to_owned(), None, None)?;
        }
        Ok(outputs)
    }

    fn add(
        &mut self,
        folder: &Folder,
        output: usize,
        name: String,
        split: Option<usize>,
        compress: Option<Compression>,
    ) -> Result<(), Error> {
        let (path, file) = folder.create(&name)?;
        self.lanes.extend(Lane::of(output, path, file, compress)?);
        self.names.push((output, name, split));
        Ok(())
    }

    /// Completes the files; `rows` were written to each split.
    pub(crate) fn finish(self, rows: &[u64]) -> Result<Vec<ManifestOutput>, Error> {
        let finished = self.lanes.into_iter().map(Lane::finish).collect::<Result<Vec<_>, _>>()?;
        let finished: Vec<Finished> = finished.into_iter().flatten().collect();
        let mut outputs = Vec::new();
        for (output, name, split) in self.names {
            let Some(done) = finished.iter().find(|done| done.output == output) else { continue };
            let rows = split.map_or(done.lines, |split| rows[split]);
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
    options: &Options,
    settings: &Settings,
    notes: &mut Vec<String>,
) -> Result<(), Error> {
    let earlier = manifest_in(&options.output_dir);
    let listed = earlier.iter().flat_map(|manifest| &manifest.outputs);
    // A manifest may not talk a run into removing what no run made: the name or the hash must be one of ours.
    let made = |output: &&ManifestOutput| {
        is_name_of(&output.name, settings) || compare(&options.output_dir.join(&output.name), &output.sha256).is_none()
    };
    let listed = listed.filter(made).map(|output| output.name.as_str());
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
