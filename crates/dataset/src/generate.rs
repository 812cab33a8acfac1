//! The whole run: from options to committed files.

use std::collections::HashSet;

use tunesmith_manifest::ManifestOutput;
use tunesmith_runtime::{FieldRole, Needs, Project};

use crate::card::card;
use crate::finding::Full;
use crate::formats::{Chosen, formats};
use crate::inputs::{InputFile, input_files};
use crate::job::{Job, Pass, Route};
use crate::line::LineFormat;
use crate::manifest::{manifest, manifest_input};
use crate::output::{Folder, Lane, Outputs, REJECTS, commit, file_name};
use crate::passes::{Passed, Shared, pass};
use crate::read::Fields;
use crate::rows::fields;
use crate::select::Lowest;
use crate::{Error, FileLedger, Findings, Options, Progress};

/// What a run did, whether it succeeded or not.
#[derive(Debug)]
pub struct Generated {
    /// What was found in the data.
    pub findings: Findings,
    /// Lines for standard error: fallbacks, and what the user may want to know.
    pub notes: Vec<String>,
    /// What became of the rows of each input file.
    pub ledgers: Vec<(String, FileLedger)>,
    /// The files that were written, or why none was.
    pub result: Result<Vec<WrittenFile>, Error>,
}

/// A file that a run wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Name in the output directory.
    pub name: String,
    /// Rows in it.
    pub rows: u64,
    /// Place of its format in the project's settings.
    pub format: usize,
}

/// Reads the splits, writes every file of the run, and commits them together.
pub fn generate(options: &Options, project: &Project<'_>, progress: &Progress) -> Generated {
    let mut generated =
        Generated { findings: Findings::default(), notes: Vec::new(), ledgers: Vec::new(), result: Ok(Vec::new()) };
    generated.result = run(options, project, progress, &mut generated);
    generated
}

fn run(
    options: &Options,
    project: &Project<'_>,
    progress: &Progress,
    generated: &mut Generated,
) -> Result<Vec<WrittenFile>, Error> {
    let settings = project.settings;
    if options.pool_splits && project.schema.with_role(FieldRole::Split).is_none() {
        return Err(Error::NoSplitField);
    }
    let optional = |name: &&String| settings.splits.iter().any(|split| split.optional && split.name == **name);
    if let Some(name) = options.include.iter().find(|name| !optional(name)) {
        let known = settings.splits.iter().filter(|split| split.optional).map(|split| split.name.as_ref());
        let known = known.collect::<Vec<_>>().join(", ");
        return Err(Error::UnknownName { what: "optional split", name: name.clone(), known });
    }
    let chosen = formats(options, project, &mut generated.notes)?;
    let files = input_files(options, settings)?;
    progress.will_read(&files, if options.sample.is_some() { 2 } else { 1 });
    let needs = Needs::new(project.schema, chosen.iter().map(|it| it.pair).collect());
    let lines: Vec<LineFormat> = chosen.iter().map(|it| LineFormat::new(it.pair, options.shape)).collect();
    let folder = Folder::open(&options.output_dir)?;
    let mut outputs = Outputs::create(&folder, options, settings, &chosen)?;
    let run = Run { options, project, progress, formats: &lines, needs: &needs, fields: &fields(&needs) };
    let splits = settings.splits.len();
    let mut shared =
        Shared { seen: vec![HashSet::new(); splits], lowest: None, room: vec![0; splits], threads: options.threads };
    let thresholds = run.survey(&files, &mut shared)?;
    let mut inputs = Vec::new();
    for file in &files {
        let passed =
            run.pass(file, Pass::Write(thresholds.clone()), &mut shared, &mut outputs.lanes, &mut generated.notes)?;
        inputs.push(manifest_input(file, &passed, settings));
        generated.ledgers.push((file.shown.clone(), passed.ledger.clone()));
        generated.findings.append(passed.findings);
        if !passed.broken && !passed.ledger.adds_up() {
            return Err(Error::Ledger { path: file.path.clone(), ledger: passed.ledger.to_string() });
        }
    }
    if generated.findings.errors() > 0 {
        return Err(Error::Data { count: generated.findings.errors() });
    }
    let rows = rows_by_split(&generated.ledgers, splits);
    check_rows(&files, &generated.ledgers, options, project, &rows)?;
    generated.notes.extend(pool_hint(options, &generated.ledgers));
    let written = outputs.finish(&rows)?;
    if let Some(rejects) = written.iter().find(|output| output.name == REJECTS) {
        let rows = rejects.rows;
        generated.notes.push(format!("INFO: {REJECTS} holds the rows that were left out for a fault: {rows}."));
    }
    let card = card(&written, options, settings, &chosen);
    let manifest = manifest(options, project, &chosen, inputs, written, &card);
    commit(&folder, &manifest, &card, options, settings, &mut generated.notes)?;
    let rows = manifest.outputs.iter().filter(|output| output.name != REJECTS);
    Ok(rows.map(|output| written_file(output, options, project, &chosen)).collect())
}

/// What every pass of the run has in common.
struct Run<'r> {
    options: &'r Options,
    progress: &'r Progress,
    project: &'r Project<'r>,
    formats: &'r [LineFormat],
    needs: &'r Needs<'r>,
    fields: &'r Fields,
}

impl Run<'_> {
    /// Draws the sample, where one was asked for: the highest draw of each split that is in it.
    fn survey(&self, files: &[InputFile], shared: &mut Shared) -> Result<Vec<Option<u64>>, Error> {
        let splits = self.project.settings.splits.len();
        let Some(limit) = self.options.sample else { return Ok(vec![None; splits]) };
        shared.lowest = Some((0..splits).map(|_| Lowest::new(limit)).collect());
        for file in files {
            self.pass(file, Pass::Survey, shared, &mut [], &mut Vec::new())?;
        }
        shared.seen = vec![HashSet::new(); splits];
        let lowest = shared.lowest.take().unwrap_or_default();
        shared.room = lowest.iter().map(Lowest::at_threshold).collect();
        Ok(lowest.iter().map(Lowest::threshold).collect())
    }

    /// One pass over a file; a file without any row of its own split is used whole.
    fn pass(
        &self,
        file: &InputFile,
        pass_kind: Pass,
        shared: &mut Shared,
        lanes: &mut [Lane],
        notes: &mut Vec<String>,
    ) -> Result<Passed, Error> {
        let splits = &self.project.settings.splits;
        let split = &splits[file.split];
        let records_say = self.project.schema.with_role(FieldRole::Split).is_some();
        let own = match (self.options.pool_splits, records_say) {
            (true, _) => Route::Pool,
            (false, true) => Route::Own(file.split),
            (false, false) => Route::Whole(file.split),
        };
        let passed = pass(&file.path, &self.job(file, own, pass_kind.clone()), shared, lanes, self.progress)?;
        let none_is_own = own == Route::Own(file.split) && passed.own_splits.of(&split.name) == 0;
        if !none_is_own || passed.broken || passed.findings.errors() > 0 {
            return Ok(passed);
        }
        notes.push(format!("WARNING: No samples found with split={} in {}", split.name, file.name()));
        notes.push(format!("INFO: Using all {} samples from file instead", passed.ledger.read));
        let counts: Vec<String> =
            passed.own_splits.iter().map(|(split, rows)| format!("{} {rows}", crate::shown(split))).collect();
        let held_out = splits.iter().filter(|_| !split.optional);
        let held_out = held_out.filter(|other| other.optional && passed.own_splits.of(&other.name) > 0);
        let held_out: Vec<String> =
            held_out.map(|other| format!(" ({} rows in {} data)", other.name, split.output)).collect();
        let (counts, held_out) = (counts.join(", "), held_out.concat());
        notes.push(format!("WARNING: These rows say that they belong to: {counts}{held_out}"));
        pass(&file.path, &self.job(file, Route::Whole(file.split), pass_kind), shared, lanes, self.progress)
    }

    fn job<'j>(&'j self, file: &'j InputFile, route: Route, pass: Pass) -> Job<'j> {
        Job {
            path: &file.shown,
            route,
            pass,
            project: self.project,
            options: self.options,
            fields: self.fields,
            needs: self.needs,
            formats: self.formats,
            full: Full::default(),
        }
    }
}

fn rows_by_split(ledgers: &[(String, FileLedger)], splits: usize) -> Vec<u64> {
    let of = |split| ledgers.iter().filter_map(|(_, ledger)| ledger.written.get(&split)).sum();
    (0..splits).map(of).collect()
}

/// A split without a row would be an empty file, which no trainer takes.
fn check_rows(
    files: &[InputFile],
    ledgers: &[(String, FileLedger)],
    options: &Options,
    project: &Project<'_>,
    rows: &[u64],
) -> Result<(), Error> {
    for (file, (_, ledger)) in files.iter().zip(ledgers) {
        if options.writes(&project.settings.splits[file.split]) && rows[file.split] == 0 {
            return Err(Error::NoRows { path: file.path.clone(), ledger: ledger.to_string() });
        }
    }
    Ok(())
}

/// One line on what the split filter left out, and how to keep it.
fn pool_hint(options: &Options, ledgers: &[(String, FileLedger)]) -> Option<String> {
    let left: u64 = ledgers.iter().map(|(_, ledger)| ledger.other_splits()).sum();
    let read: u64 = ledgers.iter().map(|(_, ledger)| ledger.read).sum();
    let percent = left as f64 * 100.0 / read.max(1) as f64;
    (left > 0 && !options.pool_splits).then(|| {
        format!(
            "INFO: The split filter left out {left} of {read} rows ({percent:.0} %), whose own split is not their file's; \
             --pool-splits keeps them, each in its own split."
        )
    })
}

fn written_file(
    output: &ManifestOutput,
    options: &Options,
    project: &Project<'_>,
    chosen: &[Chosen<'_>],
) -> WrittenFile {
    let names = |format: &&Chosen<'_>| {
        let splits = project.settings.splits.iter();
        splits.into_iter().any(|split| file_name(split, project.settings, format.format, options) == output.name)
    };
    let format = chosen.iter().find(names).map_or(0, |format| format.format);
    WrittenFile { name: output.name.clone(), rows: output.rows, format }
}
