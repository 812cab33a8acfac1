//! The files of a run: opened together, completed together, put in their places together.

use std::io::ErrorKind;
use std::path::Path;

use tunesmith_manifest::{CARD, MANIFEST, ManifestOutput, file_sha256, is_output_name};
use tunesmith_runtime::Settings;
use tunesmith_trainers::find;

use super::{Finished, Folder, Lane, Output};
use crate::inputs::InputFile;
use crate::manifest::Manifest;
use crate::run::Run;
use crate::trainers::{file_name, folder_of};
use crate::{Compression, Error};

/// The file of rows that were left out for a fault.
pub(crate) const REJECTS: &str = "rejects.jsonl";

/// The file of rows that were left out for being like others.
const REMOVED: &str = "removed.jsonl";

/// Whether a run of the project, whatever its options, could have made a file of this name.
fn is_name_of(name: &str, settings: &Settings) -> bool {
    if let Some((trainer, rest)) = name.split_once('/') {
        let is_format = |format: &str| settings.formats.iter().any(|known| known.name == format);
        return find(trainer).is_some() && rest.split_once('/').is_some_and(|(format, _)| is_format(format));
    }
    let Some(stem) = name.strip_suffix(".zst").unwrap_or(name).strip_suffix(".jsonl") else { return false };
    let suffixes = || settings.formats.iter().map(|format| format.suffix.as_ref());
    let is_of = |output: &str| stem.strip_prefix(output).is_some_and(|rest| suffixes().any(|suffix| suffix == rest));
    [REJECTS, REMOVED].contains(&name) || settings.splits.iter().any(|split| is_of(&split.output))
}

/// The files being written.
#[derive(Default)]
pub(crate) struct Outputs {
    names: Vec<(Output, String)>,
    pub(crate) lanes: Vec<Lane>,
}

/// A file that was made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) output: Output,
    pub(crate) file: ManifestOutput,
    /// Bytes of its longest row.
    pub(crate) longest: u64,
}

impl Outputs {
    /// Opens every file of the run.
    pub(crate) fn create(folder: &Folder, run: &Run<'_>) -> Result<Outputs, Error> {
        let (options, settings) = (&run.options, run.project.settings);
        let mut outputs = Outputs::default();
        for (split, settings_of) in settings.splits.iter().enumerate().filter(|(_, split)| options.writes(split)) {
            for (format, chosen) in run.formats.iter().enumerate() {
                let ending = options.compress.map_or("", |Compression::Zstd| ".zst");
                let suffix = &settings.formats[chosen.place].suffix;
                let name = format!("{}{suffix}.jsonl{ending}", settings_of.output);
                outputs.add(folder, Output::Lines { split, format }, name, options.compress)?;
            }
            for (place, own) in run.own.iter().enumerate() {
                let name = file_name(own.trainer, split, settings);
                let name = format!("{}/{name}", folder_of(own.trainer, run.name_of(&run.formats[own.format])));
                outputs.add(folder, Output::Lines { split, format: run.formats.len() + place }, name, None)?;
            }
        }
        if options.rejects {
            outputs.add(folder, Output::Rejects, REJECTS.to_owned(), None)?;
        }
        if options.removed {
            outputs.add(folder, Output::Removed, REMOVED.to_owned(), None)?;
        }
        Ok(outputs)
    }

    fn add(
        &mut self,
        folder: &Folder,
        output: Output,
        name: String,
        compress: Option<Compression>,
    ) -> Result<(), Error> {
        let (path, file) = folder.create(&name)?;
        self.lanes.extend(Lane::of(output, path, file, compress)?);
        self.names.push((output, name));
        Ok(())
    }

    /// Refuses where an output would replace an input, through links too.
    pub(crate) fn check_apart(&self, folder: &Folder, inputs: &[InputFile]) -> Result<(), Error> {
        let real = |path: &Path| path.canonicalize().ok();
        let names = self.names.iter().map(|(_, name)| name.as_str()).chain([CARD, MANIFEST]);
        for output in names.map(|name| folder.path().join(name)) {
            let there = real(&output);
            if let Some(input) = inputs.iter().find(|input| there.is_some() && real(&input.path) == there) {
                return Err(Error::SameFile { output, input: input.path.clone() });
            }
        }
        Ok(())
    }

    /// Completes the files; `rows` were written to each split.
    pub(crate) fn finish(self, rows: &[u64]) -> Result<Vec<Made>, Error> {
        let finished = self.lanes.into_iter().map(Lane::finish).collect::<Result<Vec<_>, _>>()?;
        let finished: Vec<Finished> = finished.into_iter().flatten().collect();
        let mut made = Vec::new();
        for (output, name) in self.names {
            let Some(done) = finished.iter().find(|done| done.output == output) else { continue };
            let rows = match output {
                Output::Lines { split, .. } => rows[split],
                Output::Rejects | Output::Removed => done.lines,
            };
            if rows != done.lines {
                return Err(Error::Lines { name, lines: done.lines, rows });
            }
            let file = ManifestOutput { name, sha256: done.sha256.clone(), bytes: done.bytes, rows };
            made.push(Made { output, file, longest: done.longest });
        }
        Ok(made)
    }
}

/// Puts everything in its place; the files of an earlier run that this one does not make go, and are named.
pub(crate) fn commit(
    folder: &Folder,
    run: &Run<'_>,
    manifest: &Manifest,
    card: &str,
    notes: &mut Vec<String>,
) -> Result<(), Error> {
    let is_made = |name: &str| manifest.outputs.iter().any(|output| output.name == name);
    let listed = folder.earlier().into_iter().flat_map(|manifest| &manifest.outputs);
    let (mut same, mut edited) = (Vec::new(), Vec::new());
    for output in listed.filter(|output| !is_made(&output.name) && is_output_name(&output.name)) {
        let path = folder.path().join(&output.name);
        match file_sha256(&path) {
            Ok(sha256) if sha256 == output.sha256 => same.push(output.name.as_str()),
            // A manifest may not talk a run into anything about files that no run made.
            _ if !is_name_of(&output.name, run.project.settings) => {}
            Ok(_) => edited.push(output.name.as_str()),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            // A link, a pipe or a folder in its place.
            Err(error) if error.kind() == ErrorKind::InvalidInput => edited.push(output.name.as_str()),
            Err(error) => return Err(Error::Io { verb: "read", path, error }),
        }
    }
    let stale = folder.leftovers(same.into_iter(), is_made);
    let kept = folder.leftovers(edited.into_iter(), is_made);
    if run.lacks_format && !stale.is_empty() {
        return Err(Error::WouldRemove { files: stale.join(", ") });
    }
    folder.write(CARD, card)?;
    folder.write(MANIFEST, &manifest.to_text())?;
    let names: Vec<String> =
        manifest.outputs.iter().map(|output| output.name.clone()).chain([CARD.to_owned()]).collect();
    folder.commit(&names, &stale)?;
    notes.extend(
        stale.iter().map(|name| format!("INFO: Removed {name}, which an earlier run made and this one does not")),
    );
    // Those of a killed run are no edits.
    let kept = kept.iter().filter(|name| !stale.contains(name));
    notes.extend(kept.map(|name| {
        format!("WARNING: Kept {name}: an earlier run made it and this one does not, but it was edited since")
    }));
    Ok(())
}
