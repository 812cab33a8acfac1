//! What a run writes for trainers beside its own files: rows in their forms and under the names that they read, and the files
//! that a training run is started with. `OUT/TRAINER/FORMAT/` is a folder for each.

use tunesmith_manifest::ManifestOutput;
use tunesmith_runtime::Settings;
use tunesmith_trainers::Trainer;
use tunesmith_trainers::write::{Job, StartFile};

use crate::line::LineFormat;
use crate::output::{Folder, Made};
use crate::run::{Chosen, Run};
use crate::{Error, Options, sha256};

/// Rows of a format in a trainer's own form or under names of its own.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    /// Place of the format among the run's.
    pub(crate) format: usize,
    pub(crate) trainer: &'static Trainer,
    pub(crate) line: LineFormat,
}

/// What trainers do not read as the run's own files have it.
pub(crate) fn own_rows(options: &Options, formats: &[Chosen<'_>]) -> Vec<Own> {
    let of = |trainer: &&'static Trainer| {
        let own = |(format, chosen): (usize, &Chosen<'_>)| {
            let line = LineFormat::of(chosen.pair, trainer.form, options.system);
            let differs = trainer.files.is_some() || line != chosen.line || options.compress.is_some();
            differs.then_some(Own { format, trainer, line })
        };
        formats.iter().enumerate().filter_map(own).collect::<Vec<_>>()
    };
    options.trainers.iter().flat_map(of).collect()
}

/// The name of a split's file in a trainer's folder.
pub(crate) fn file_name(trainer: &Trainer, split: usize, settings: &Settings) -> String {
    let name = trainer.files.and_then(|files| [files.train, files.validation].get(split).copied());
    name.map_or_else(|| format!("{}.jsonl", settings.splits[split].output), str::to_owned)
}

/// The folder of a trainer's files for a format, in the output directory.
pub(crate) fn folder_of(trainer: &Trainer, format: &str) -> String {
    format!("{}/{format}", trainer.name)
}

/// Writes the files that training runs are started with; `made_of` is the file of a split in a format, or in a trainer's own
/// rows.
pub(crate) fn write_starts<'m>(
    folder: &Folder,
    run: &Run<'_>,
    made_of: impl Fn(usize, usize) -> Option<&'m Made>,
) -> Result<Vec<ManifestOutput>, Error> {
    let mut starts = Vec::new();
    for trainer in &run.options.trainers {
        for (format, chosen) in run.formats.iter().enumerate() {
            let name = run.name_of(chosen);
            let place = folder_of(trainer, name);
            let own = run.own.iter().position(|own| own.format == format && own.trainer == *trainer);
            let rows = own.map_or(format, |own| run.formats.len() + own);
            let near = |made: &Made| {
                let name = &made.file.name;
                name.strip_prefix(&format!("{place}/")).map_or_else(|| format!("../../{name}"), str::to_owned)
            };
            let (Some(train), validation) = (made_of(0, rows), made_of(1, rows)) else { continue };
            let job = Job {
                format: name.to_owned(),
                train: near(train),
                validation: validation.map(near),
                rows: train.file.rows,
                longest: train.longest.max(validation.map_or(0, |made| made.longest)),
                max_tokens: run.project.settings.max_tokens,
            };
            for StartFile { name, text } in (trainer.start)(&job) {
                let name = format!("{place}/{name}");
                folder.write(&name, &text)?;
                starts.push(ManifestOutput {
                    name,
                    sha256: sha256(text.as_bytes()),
                    bytes: text.len() as u64,
                    rows: 0,
                });
            }
        }
    }
    Ok(starts)
}
