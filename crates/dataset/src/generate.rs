//! The whole run: from options to committed files.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tunesmith_prompts as prompts;
use tunesmith_template::{Contract, Levels, Strategy, nearest, project};

use crate::card::{CARD, card};
use crate::job::{Job, Pass, Route, block_count, block_of};
use crate::line::LineFormat;
use crate::manifest::{MANIFEST, Manifest, ManifestInput, ManifestOptions, ManifestOutput, ManifestSource};
use crate::output::{Finished, Folder, Lane};
use crate::passes::{Passed, Shared, pass};
use crate::read::{Fields, find_split_file};
use crate::rows::Needs;
use crate::select::Lowest;
use crate::{Compression, Error, FileLedger, Findings, OnInvalid, Options, Split};

/// The template and strategy of the simple format.
const SIMPLE: (&str, &str) = ("simple/simple_v1.json", "simple");

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

/// How far a run is; to be looked at from another thread.
#[derive(Debug, Default)]
pub struct Progress {
    pub(crate) rows: AtomicU64,
    pub(crate) bytes: Arc<AtomicU64>,
    total: AtomicU64,
}

impl Progress {
    /// Rows read so far, of all passes.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Bytes of the split files read so far, of all passes.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Bytes that the whole run will read.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Says how many bytes `passes` over these files read.
    fn expect(&self, files: &[InputFile], passes: u64) {
        let size = |file: &InputFile| std::fs::metadata(&file.path).map_or(0, |meta| meta.len());
        self.total.store(files.iter().map(size).sum::<u64>() * passes, Ordering::Relaxed);
    }
}

/// Reads the splits, writes every file of the run, and commits them together.
pub fn generate(options: &Options, progress: &Progress) -> Generated {
    let mut generated =
        Generated { findings: Findings::default(), notes: Vec::new(), ledgers: Vec::new(), optimized: false, result: Ok(Vec::new()) };
    generated.result = run(options, progress, &mut generated);
    generated
}

fn run(options: &Options, progress: &Progress, generated: &mut Generated) -> Result<Vec<WrittenFile>, Error> {
    let formats = formats(options, &mut generated.notes)?;
    generated.optimized = formats.len() > 1;
    let files = input_files(options)?;
    progress.expect(&files, if options.sample.is_some() { 2 } else { 1 });
    let needs = Needs::new(&prompts::record::SCHEMA, &formats).ok_or(Error::NoSimpleStrategy)?;
    let folder = Folder::open(&options.output_dir)?;
    let mut outputs = Outputs::create(&folder, options, formats.len())?;
    let run = Run { options, progress, formats: &formats, needs: &needs, fields: &needs.fields(&prompts::record::SCHEMA) };
    let mut shared = Shared { seen: Default::default(), lowest: None, threads: options.threads };
    let thresholds = run.survey(&files, &mut shared)?;
    let mut inputs = Vec::new();
    for file in &files {
        let passed = run.write(file, thresholds, &mut shared, &mut outputs.lanes, &mut generated.notes)?;
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
    let manifest = manifest(options, &formats, inputs, &written);
    commit(&folder, &manifest, &written, options, &mut generated.notes)?;
    Ok(written.iter().filter(|output| output.name != REJECTS).map(written_file).collect())
}

/// The file of rows that were left out for a fault.
const REJECTS: &str = "rejects.jsonl";

/// The simple format, and the optimized one where it was asked for and its strategy exists.
fn formats(options: &Options, notes: &mut Vec<String>) -> Result<Vec<LineFormat>, Error> {
    let simple = prompts::strategy(SIMPLE.0, SIMPLE.1).ok_or(Error::NoSimpleStrategy)?;
    let mut formats = vec![LineFormat::new(simple, contract(&simple.response)?, options.shape)];
    if options.simple_only {
        return Ok(formats);
    }
    let known: Vec<&Strategy> = prompts::strategies_of(&options.template).collect();
    if known.is_empty() {
        let known = prompts::templates().collect::<Vec<_>>().join(", ");
        return Err(Error::UnknownTemplate { name: options.template.clone(), known });
    }
    match prompts::strategy(&options.template, &options.strategy) {
        Some(strategy) => {
            let response = options.response.as_deref().unwrap_or(&strategy.response);
            formats.push(LineFormat::new(strategy, contract(response)?, options.shape));
        }
        None => {
            let name = &options.strategy;
            notes.push(format!("WARNING: Strategy {name} not found in template. Using simple format only."));
            let names: Vec<&str> = known.iter().map(|strategy| strategy.name.as_ref()).collect();
            let near = nearest(name, names.iter().copied()).map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
            notes.push(format!("INFO: Strategies in {}: {}.{near}", options.template, names.join(", ")));
        }
    }
    Ok(formats)
}

fn contract(name: &str) -> Result<&'static Contract, Error> {
    let known = || prompts::CONTRACTS.iter().map(|contract| contract.name.as_ref()).collect::<Vec<_>>().join(", ");
    prompts::contract(name).ok_or_else(|| Error::UnknownResponse { name: name.to_owned(), known: known() })
}

/// A split file of the run.
struct InputFile {
    split: Split,
    path: PathBuf,
    /// The path, as messages show it.
    shown: String,
}

impl InputFile {
    fn name(&self) -> &str {
        self.shown.rsplit(['/', '\\']).next().unwrap_or(&self.shown)
    }
}

/// The files to read; pooling reads all three, since each may hold rows of any split.
fn input_files(options: &Options) -> Result<Vec<InputFile>, Error> {
    let folder = &options.unified_dir;
    std::fs::read_dir(folder).map_err(|error| Error::NoSplits { path: folder.clone(), error })?;
    let wanted = |split: &Split| *split != Split::Test || options.include_test || options.pool_splits;
    let splits = Split::ALL.into_iter().filter(wanted);
    splits
        .map(|split| {
            let path = find_split_file(folder, split.input_stem())?;
            Ok(InputFile { split, shown: normal(&path), path })
        })
        .collect()
}

/// A path without `./` and doubled separators.
pub(crate) fn normal(path: &Path) -> String {
    path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect::<PathBuf>().display().to_string()
}

/// What every pass of the run has in common.
struct Run<'r> {
    options: &'r Options,
    progress: &'r Progress,
    formats: &'r [LineFormat],
    needs: &'r Needs,
    fields: &'r Fields,
}

impl Run<'_> {
    /// Draws the sample, where one was asked for: the highest draw of each split that is in it.
    fn survey(&self, files: &[InputFile], shared: &mut Shared) -> Result<[Option<u64>; 3], Error> {
        let Some(limit) = self.options.sample else { return Ok([None; 3]) };
        shared.lowest = Some(std::array::from_fn(|_| Lowest::new(limit)));
        for file in files {
            self.pass(file, Pass::Survey, shared, &mut Vec::new(), &mut Vec::new())?;
        }
        shared.seen = <[HashSet<u64>; 3]>::default();
        let lowest = shared.lowest.take();
        Ok(lowest.map_or([None; 3], |lowest| lowest.map(|lowest| lowest.threshold())))
    }

    fn write(
        &self,
        file: &InputFile,
        thresholds: [Option<u64>; 3],
        shared: &mut Shared,
        lanes: &mut Vec<Lane>,
        notes: &mut Vec<String>,
    ) -> Result<Passed, Error> {
        self.pass(file, Pass::Write(thresholds), shared, lanes, notes)
    }

    /// One pass over a file; a file without any row of its own split is used whole.
    fn pass(
        &self,
        file: &InputFile,
        pass_kind: Pass,
        shared: &mut Shared,
        lanes: &mut Vec<Lane>,
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
        let counts: Vec<String> = passed.own_splits.iter().map(|(split, rows)| format!("{} {rows}", crate::shown(split))).collect();
        notes.push(format!("WARNING: These rows say that they belong to: {}", counts.join(", ")));
        pass(&file.path, &self.job(file, Route::Whole(file.split), pass_kind), shared, lanes, self.progress)
    }

    fn job<'j>(&'j self, file: &'j InputFile, route: Route, pass: Pass) -> Job<'j> {
        Job {
            path: &file.shown,
            route,
            pass,
            schema: &prompts::record::SCHEMA,
            fields: self.fields,
            needs: self.needs,
            formats: self.formats,
            levels: &self.options.levels,
            on_invalid: self.options.on_invalid,
            seed: self.options.sample.map(|_| self.options.seed),
            rejects: self.options.rejects,
        }
    }
}

/// The files being written.
struct Outputs {
    names: Vec<(usize, String, Option<Split>)>,
    lanes: Vec<Lane>,
}

impl Outputs {
    fn create(folder: &Folder, options: &Options, formats: usize) -> Result<Outputs, Error> {
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
    fn finish(self, rows: [u64; 3]) -> Result<Vec<ManifestOutput>, Error> {
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
fn check_rows(files: &[InputFile], ledgers: &[(String, FileLedger)], options: &Options, rows: [u64; 3]) -> Result<(), Error> {
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

fn manifest_input(file: &InputFile, passed: &Passed) -> ManifestInput {
    let written = Split::ALL.into_iter().map(|split| (split.output_stem().to_owned(), passed.ledger.written[split.index()]));
    let mut left_out: BTreeMap<String, u64> = BTreeMap::new();
    for (reason, rows) in &passed.ledger.left_out {
        // Long names of splits may be shown alike.
        *left_out.entry(reason.to_string()).or_default() += rows;
    }
    ManifestInput {
        path: file.shown.clone(),
        sha256: passed.sha256.clone(),
        rows_read: passed.ledger.read,
        rows_written: written.filter(|(_, rows)| *rows > 0).collect(),
        rows_left_out: left_out,
    }
}

fn manifest(options: &Options, formats: &[LineFormat], inputs: Vec<ManifestInput>, outputs: &[ManifestOutput]) -> Manifest {
    let mut templates: Vec<ManifestSource> = Vec::new();
    let mut contracts: Vec<ManifestSource> = Vec::new();
    let add = |sources: &mut Vec<ManifestSource>, path: String, sha256: &str| {
        if !sources.iter().any(|source| source.path == path) {
            sources.push(ManifestSource { path, sha256: sha256.to_owned() });
        }
    };
    for format in formats {
        let (strategy, contract) = (format.strategy(), format.contract());
        add(&mut templates, template_path(&strategy.template), &strategy.template_sha256);
        add(&mut contracts, format!("{}/{}", project::RESPONSES, contract.file), &contract.sha256);
    }
    let card = card(outputs, options);
    Manifest {
        tool: "tunesmith".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: manifest_options(options),
        inputs,
        templates,
        contracts,
        outputs: outputs.to_vec(),
        card: ManifestSource { path: CARD.to_owned(), sha256: crate::sha256(card.as_bytes()) },
    }
}

/// The path of a template: under `templates/`, or as given where it is from outside.
fn template_path(name: &str) -> String {
    match prompts::BUILD.outside {
        Some(outside) if outside == name => name.to_owned(),
        _ => format!("{}/{name}", project::TEMPLATES),
    }
}

fn manifest_options(options: &Options) -> ManifestOptions {
    ManifestOptions {
        include_test: options.include_test,
        simple_only: options.simple_only,
        template: options.template.clone(),
        strategy: options.strategy.clone(),
        response: options.response.clone(),
        pool_splits: options.pool_splits,
        sample: options.sample,
        seed: options.sample.map(|_| options.seed),
        shape: options.shape.name().to_owned(),
        compress: options.compress.map(|Compression::Zstd| "zstd".to_owned()),
        on_invalid: match options.on_invalid {
            OnInvalid::Error => "error".to_owned(),
            OnInvalid::Skip => "skip".to_owned(),
        },
        levels: (options.levels != Levels::default()).then(|| options.levels.to_line()).unwrap_or_default(),
    }
}

/// Puts everything in its place; the files of an earlier run that this one does not make go, and are named.
fn commit(
    folder: &Folder,
    manifest: &Manifest,
    written: &[ManifestOutput],
    options: &Options,
    notes: &mut Vec<String>,
) -> Result<(), Error> {
    let earlier = std::fs::read_to_string(options.output_dir.join(MANIFEST)).ok();
    let earlier = earlier.and_then(|text| Manifest::from_text(&text).ok());
    let listed = earlier.iter().flat_map(|manifest| &manifest.outputs).map(|output| output.name.as_str());
    let stale = folder.leftovers(listed.filter(|name| !written.iter().any(|output| output.name == **name)));
    folder.write(CARD, &card(written, options))?;
    folder.write(MANIFEST, &manifest.to_text())?;
    let names: Vec<String> = written.iter().map(|output| output.name.clone()).chain([CARD.to_owned()]).collect();
    folder.commit(&names, &stale)?;
    notes.extend(stale.iter().map(|name| format!("INFO: Removed {name}, which an earlier run made and this one does not")));
    Ok(())
}

fn written_file(output: &ManifestOutput) -> WrittenFile {
    WrittenFile { name: output.name.clone(), rows: output.rows, optimized: output.name.contains("_optimized.") }
}
