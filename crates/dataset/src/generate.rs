//! The whole run: from options to committed files.

use std::collections::HashSet;

use tunesmith_manifest::ManifestOutput;
use tunesmith_template::{Prompts, RecordSchema};

use crate::card::card;
use crate::finding::Full;
use crate::formats::formats;
use crate::inputs::{InputFile, input_files};
use crate::job::{Job, Pass, Route};
use crate::line::LineFormat;
use crate::manifest::{manifest, manifest_input};
use crate::output::{Folder, Lane, Outputs, REJECTS, commit};
use crate::passes::{Passed, Shared, pass};
use crate::read::Fields;
use crate::rows::Needs;
use crate::select::Lowest;
use crate::{Error, FileLedger, Findings, Options, Progress, Split};

/// What a run did, whether it succeeded or not.
#[derive(Debug)]
pub struct Generated {
    /// What was found in the data.
    pub findings: Findings,
    /// Lines for standard error: fallbacks, and what the user may want to know.
    pub notes: Vec<String>,
    /// What became of the rows of each input file.
    pub ledgers: Vec<(String, FileLedger)>,
    /// Whether the optimized format was made.
    pub optimized: bool,
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
    /// Whether it is of the optimized format.
    pub optimized: bool,
}

/// Reads the splits, writes every file of the run, and commits them together.
pub fn generate(options: &Options, prompts: &Prompts<'_>, progress: &Progress) -> Generated {
    let mut generated = Generated {
        findings: Findings::default(),
        notes: Vec::new(),
        ledgers: Vec::new(),
        optimized: false,
        result: Ok(Vec::new()),
    };
    generated.result = run(options, prompts, progress, &mut generated);
    generated
}

fn run(
    options: &Options,
    prompts: &Prompts<'_>,
    progress: &Progress,
    generated: &mut Generated,
) -> Result<Vec<WrittenFile>, Error> {
    let formats = formats(options, prompts, &mut generated.notes)?;
    generated.optimized = formats.len() > 1;
    let files = input_files(options)?;
    progress.will_read(&files, if options.sample.is_some() { 2 } else { 1 });
    let needs = Needs::new(prompts.schema, &formats).ok_or(Error::NoSimpleStrategy)?;
    let folder = Folder::open(&options.output_dir)?;
    let mut outputs = Outputs::create(&folder, options, formats.len())?;
    let run = Run {
        options,
        schema: prompts.schema,
        progress,
        formats: &formats,
        needs: &needs,
        fields: &needs.fields(prompts.schema),
    };
    let mut shared = Shared { seen: Default::default(), lowest: None, room: [0; 3], threads: options.threads };
    let thresholds = run.survey(&files, &mut shared)?;
    let mut inputs = Vec::new();
    for file in &files {
        let passed = run.pass(file, Pass::Write(thresholds), &mut shared, &mut outputs.lanes, &mut generated.notes)?;
        inputs.push(manifest_input(file, &passed));
        generated.ledgers.push((file.shown.clone(), passed.ledger.clone()));
        generated.findings.append(passed.findings);
        if !passed.broken && !passed.ledger.adds_up() {
            return Err(Error::Ledger { path: file.path.clone(), ledger: passed.ledger.to_string() });
        }
    }
    if generated.findings.errors() > 0 {
        return Err(Error::Data { count: generated.findings.errors() });
    }
    let rows = rows_by_split(&generated.ledgers);
    check_rows(&files, &generated.ledgers, options, rows)?;
    generated.notes.extend(pool_hint(options, &generated.ledgers));
    let written = outputs.finish(rows)?;
    if let Some(rejects) = written.iter().find(|output| output.name == REJECTS) {
        let rows = rejects.rows;
        generated.notes.push(format!("INFO: {REJECTS} holds the rows that were left out for a fault: {rows}."));
    }
    let card = card(&written, options);
    let manifest = manifest(options, prompts, &formats, inputs, written, &card);
    commit(&folder, &manifest, &card, &options.output_dir, &mut generated.notes)?;
    Ok(manifest.outputs.iter().filter(|output| output.name != REJECTS).map(written_file).collect())
}

/// What every pass of the run has in common.
struct Run<'r> {
    options: &'r Options,
    progress: &'r Progress,
    schema: &'r RecordSchema,
    formats: &'r [LineFormat<'r>],
    needs: &'r Needs,
    fields: &'r Fields,
}

impl Run<'_> {
    /// Draws the sample, where one was asked for: the highest draw of each split that is in it.
    fn survey(&self, files: &[InputFile], shared: &mut Shared) -> Result<[Option<u64>; 3], Error> {
        let Some(limit) = self.options.sample else { return Ok([None; 3]) };
        shared.lowest = Some(std::array::from_fn(|_| Lowest::new(limit)));
        for file in files {
            self.pass(file, Pass::Survey, shared, &mut [], &mut Vec::new())?;
        }
        shared.seen = <[HashSet<u64>; 3]>::default();
        let Some(lowest) = shared.lowest.take() else { return Ok([None; 3]) };
        shared.room = lowest.each_ref().map(Lowest::at_threshold);
        Ok(lowest.map(|lowest| lowest.threshold()))
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
        let own = match self.options.pool_splits {
            true => Route::Pool { include_test: self.options.include_test },
            false => Route::Own(file.split),
        };
        let passed = pass(&file.path, &self.job(file, own, pass_kind), shared, lanes, self.progress)?;
        let none_is_own = own == Route::Own(file.split) && passed.own_splits.of(file.split.name()) == 0;
        if !none_is_own || passed.broken || passed.findings.errors() > 0 {
            return Ok(passed);
        }
        notes.push(format!("WARNING: No samples found with split={} in {}", file.split.name(), file.name()));
        notes.push(format!("INFO: Using all {} samples from file instead", passed.ledger.read));
        let counts: Vec<String> =
            passed.own_splits.iter().map(|(split, rows)| format!("{} {rows}", crate::shown(split))).collect();
        let test_rows = if file.split != Split::Test && passed.own_splits.of(Split::Test.name()) > 0 {
            format!(" (test rows in {} data)", file.split.output_stem())
        } else {
            String::new()
        };
        notes.push(format!("WARNING: These rows say that they belong to: {}{test_rows}", counts.join(", ")));
        pass(&file.path, &self.job(file, Route::Whole(file.split), pass_kind), shared, lanes, self.progress)
    }

    fn job<'j>(&'j self, file: &'j InputFile, route: Route, pass: Pass) -> Job<'j> {
        Job {
            path: &file.shown,
            route,
            pass,
            schema: self.schema,
            fields: self.fields,
            needs: self.needs,
            formats: self.formats,
            levels: &self.options.levels,
            on_invalid: self.options.on_invalid,
            seed: self.options.sample.map(|_| self.options.seed),
            rejects: self.options.rejects,
            full: Full::default(),
        }
    }
}

fn rows_by_split(ledgers: &[(String, FileLedger)]) -> [u64; 3] {
    let mut rows = [0; 3];
    for (_, ledger) in ledgers {
        for (sum, more) in rows.iter_mut().zip(ledger.written) {
            *sum += more;
        }
    }
    rows
}

/// A split without a row would be an empty file, which no trainer takes.
fn check_rows(
    files: &[InputFile],
    ledgers: &[(String, FileLedger)],
    options: &Options,
    rows: [u64; 3],
) -> Result<(), Error> {
    for (file, (_, ledger)) in files.iter().zip(ledgers) {
        let asked = file.split != Split::Test || options.include_test;
        if asked && rows[file.split.index()] == 0 {
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

fn written_file(output: &ManifestOutput) -> WrittenFile {
    WrittenFile { name: output.name.clone(), rows: output.rows, optimized: output.name.contains("_optimized.") }
}
