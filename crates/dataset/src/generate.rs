//! The whole run: from options to committed files.

use crate::card::card;
use tunesmith_manifest::ManifestInput;

use crate::decide::{Passed, Repeats, Seen};
use crate::examine::{Examiner, Route};
use crate::inputs::{InputFile, input_files};
use crate::manifest::{manifest, manifest_input};
use crate::output::{Folder, Lane, Made, Output, Outputs, commit};
use crate::pass::{Lanes, pass};
use crate::route::{Routed, route};
use crate::run::Run;
use crate::trainers::write_starts;
use crate::written::Written;
use crate::{Error, FileLedger, Findings, Progress};

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
    /// Rows in it; 0 for what a training run is started with.
    pub rows: u64,
    /// Place of its format in the project's settings; none for the files of a trainer.
    pub format: Option<usize>,
}

/// Reads the splits, writes every file of the run, and commits them together.
pub fn generate(run: &Run<'_>, progress: &Progress) -> Generated {
    let mut generated = Generated {
        findings: Findings::new(run.options.findings_shown),
        notes: run.notes.clone(),
        ledgers: Vec::new(),
        result: Ok(Vec::new()),
    };
    generated.result = generate_into(run, progress, &mut generated);
    generated
}

fn generate_into(run: &Run<'_>, progress: &Progress, generated: &mut Generated) -> Result<Vec<WrittenFile>, Error> {
    let settings = run.project.settings;
    let files = input_files(run)?;
    progress.begin_reading("writing", &files, if run.options.sample.is_some() { 2 } else { 1 });
    let folder = Folder::open(&run.options.output_dir, run.options.force)?;
    let mut outputs = Outputs::create(&folder, run)?;
    outputs.check_apart(&folder, &files)?;
    let mut seen = Seen::new(settings.splits.len(), run.options.sample);
    let routes = routes(run, &files, &mut seen, &mut generated.notes, progress)?;
    let mut tally = Tally::new(run);
    for (place, (file, routed)) in files.iter().zip(&routes).enumerate() {
        let passed = pass_over(run, (place, file), routed, &mut seen, &mut outputs.lanes, progress)?;
        tally.add(file, passed, generated)?;
    }
    let (inputs, rows) = tally.finish(&files, generated)?;
    generated.notes.push(repeats_line(seen.repeats()));
    let made = outputs.finish(&rows)?;
    for (output, why) in [(Output::Rejects, "for a fault"), (Output::Removed, "for being like others")] {
        if let Some(Made { file, .. }) = made.iter().find(|made| made.output == output) {
            let (name, rows) = (&file.name, file.rows);
            generated.notes.push(format!("INFO: {name} holds the rows that were left out {why}: {rows}."));
        }
    }
    let made_of = |split: usize, format: usize| made.iter().find(|made| made.output == Output::Lines { split, format });
    let starts = write_starts(&folder, run, made_of)?;
    let mut written: Vec<WrittenFile> = made.iter().filter_map(|made| written_file(run, made)).collect();
    written.extend(starts.iter().map(|start| WrittenFile { name: start.name.clone(), rows: 0, format: None }));
    let card = card(run, &made);
    let outputs = made.into_iter().map(|made| made.file).chain(starts).collect();
    let manifest = manifest(run, inputs, outputs, &card);
    commit(&folder, run, &manifest, &card, &mut generated.notes)?;
    Ok(written)
}

/// What the files of a run come to, which are added one after the other.
pub(crate) struct Tally<'t> {
    run: &'t Run<'t>,
    written: Written,
    inputs: Vec<ManifestInput>,
}

impl<'t> Tally<'t> {
    /// Nothing yet.
    pub(crate) fn new(run: &'t Run<'t>) -> Tally<'t> {
        Tally { run, written: Written::default(), inputs: Vec::new() }
    }

    /// Adds what a pass over a file came to.
    pub(crate) fn add(&mut self, file: &InputFile, passed: Passed, generated: &mut Generated) -> Result<(), Error> {
        self.inputs.push(manifest_input(file, &passed, self.run));
        generated.ledgers.push((file.shown.clone(), passed.ledger.clone()));
        if !passed.broken && !passed.ledger.adds_up() {
            return Err(Error::Ledger { path: file.path.clone(), ledger: passed.ledger.to_string() });
        }
        self.written.add(self.run, file, &passed, &mut generated.findings);
        generated.findings.append(passed.findings);
        Ok(())
    }

    /// The inputs as the manifest has them, and the rows of each split, where the whole may be written.
    pub(crate) fn finish(
        self,
        files: &[InputFile],
        generated: &mut Generated,
    ) -> Result<(Vec<ManifestInput>, Vec<u64>), Error> {
        self.written.finish(self.run, files, generated);
        if generated.findings.errors() > 0 {
            return Err(Error::Data { count: generated.findings.errors() });
        }
        let rows = rows_by_split(&generated.ledgers, self.run.project.settings.splits.len());
        check_rows(self.run, files, &generated.ledgers, &rows)?;
        generated.notes.extend(pool_hint(self.run, &generated.ledgers));
        Ok((self.inputs, rows))
    }
}

/// The way of each file; where a sample is drawn, all are read for that.
fn routes(
    run: &Run<'_>,
    files: &[InputFile],
    seen: &mut Seen,
    notes: &mut Vec<String>,
    progress: &Progress,
) -> Result<Vec<Routed>, Error> {
    let mut routes = Vec::new();
    for (place, file) in files.iter().enumerate() {
        let mut routed = route(run, file)?;
        notes.append(&mut routed.notes);
        if let Some(plan) = &run.plan {
            routed.sha256 = plan.sha256(place).map(str::to_owned);
        }
        if run.options.sample.is_some() {
            if !file.is_regular {
                return Err(Error::OnceOnly { path: file.path.clone(), why: "--sample" });
            }
            let survey = pass_over(run, (place, file), &routed, seen, &mut [], progress)?;
            routed.sha256 = Some(survey.sha256);
        }
        routes.push(routed);
    }
    seen.again();
    Ok(routes)
}

/// One pass over a file, which must be the same each time that it is read.
fn pass_over(
    run: &Run<'_>,
    (place, file): (usize, &InputFile),
    routed: &Routed,
    seen: &mut Seen,
    lanes: &mut [Lane],
    progress: &Progress,
) -> Result<Passed, Error> {
    let examiner = Examiner::new(run, (place, &file.shown), routed.route);
    let passed = pass(&file.path, &examiner, seen, &Lanes::new(lanes), progress)?;
    if routed.sha256.as_ref().is_some_and(|before| *before != passed.sha256) {
        return Err(Error::Changed(file.path.clone()));
    }
    let own = &run.project.settings.splits[file.split].name;
    let has_rows = passed.ledger.read > 0 && !passed.broken;
    if !file.is_regular && has_rows && routed.route == Route::Own(file.split) && passed.named.of(own) == 0 {
        return Err(Error::OnceOnly { path: file.path.clone(), why: "a file without a row of its split" });
    }
    Ok(passed)
}

fn rows_by_split(ledgers: &[(String, FileLedger)], splits: usize) -> Vec<u64> {
    let of = |split| ledgers.iter().filter_map(|(_, ledger)| ledger.written.get(&split)).sum();
    (0..splits).map(of).collect()
}

/// A split without a row would be an empty file, which no trainer takes.
fn check_rows(run: &Run<'_>, files: &[InputFile], ledgers: &[(String, FileLedger)], rows: &[u64]) -> Result<(), Error> {
    for (file, (_, ledger)) in files.iter().zip(ledgers) {
        if run.options.writes(&run.project.settings.splits[file.split]) && rows[file.split] == 0 {
            return Err(Error::NoRows { path: file.path.clone(), ledger: ledger.to_string() });
        }
    }
    Ok(())
}

/// One line on what the split filter left out, and how to keep it.
fn pool_hint(run: &Run<'_>, ledgers: &[(String, FileLedger)]) -> Option<String> {
    // Rows of a split that the project does not have would be an error there.
    let is_known = |split: &str| run.project.settings.split(split).is_some();
    let left: u64 = ledgers.iter().map(|(_, ledger)| ledger.other_splits(is_known)).sum();
    let read: u64 = ledgers.iter().map(|(_, ledger)| ledger.read).sum();
    let percent = left as f64 * 100.0 / read.max(1) as f64;
    (left > 0 && !run.options.pool_splits).then(|| {
        format!(
            "INFO: The split filter left out {left} of {read} rows ({percent:.0} %), whose own split is not their file's; \
             --pool-splits keeps them, each in its own split."
        )
    })
}

/// One line on texts that are there twice, and where to look.
fn repeats_line(Repeats { rows, leaks, conflicts }: Repeats) -> String {
    format!(
        "INFO: Rows with the text of an earlier one: {rows} ({leaks} in another split, {conflicts} with another label); \
         cargo xtask audit shows where."
    )
}

fn written_file(run: &Run<'_>, made: &Made) -> Option<WrittenFile> {
    let Output::Lines { format, .. } = made.output else { return None };
    let format = run.formats.get(format).map(|format| format.place);
    Some(WrittenFile { name: made.file.name.clone(), rows: made.file.rows, format })
}
