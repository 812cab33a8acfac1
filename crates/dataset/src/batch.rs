//! Rows that somebody else read, such as the batches of a data frame or an engine: the same steps as for a split file,
//! without the file.
//!
//! ```text
//! Rows ─► Judge::read, or Rows::begin and Judge::settle ─► Judge::judge ─► Judged: what is fit, and what became of the rest
//!                                                                          └─► keep ─► Told of each piece of a file ─► sum
//! ```

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tunesmith_manifest::{ManifestInput, ManifestOutput};
use tunesmith_runtime::{Datum, FieldRole, Fit, Record, Schema, Split, Text, escape};
use tunesmith_template::rules::{Code, data};

use crate::card::card;
use crate::decide::Passed;
use crate::examine::{Candidate, Examined, Examiner, Reject, Route};
use crate::generate::Tally;
use crate::inputs::{InputFile, name_of};
use crate::ledger::SplitCounts;
use crate::mask::Masked;
use crate::output::{Made, Output, REJECTS, reject};
use crate::read::{Chunk, Chunks, Fields, Input, Read, ReadFailure, Row, read};
use crate::route::Census;
use crate::run::Run;
use crate::{Error, FileLedger, Findings, Generated, Reason, SystemText};

/// Which rows of a file are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Those whose own split is the file's, by its place in the project's settings.
    Own(usize),
    /// Every row of the file, whatever its own split.
    Whole(usize),
    /// Every row, to its own split.
    Pool,
    /// Every row; nobody asks for its split.
    Any,
}

/// Some rows of a file, in their order: their JSON text, or nothing but their number where the values come otherwise.
#[derive(Debug)]
pub struct Rows(Chunk);

impl Rows {
    /// Rows of which `first` is the number of the first one, from their JSON texts.
    pub fn of_texts<'t>(first: u64, texts: impl IntoIterator<Item = &'t [u8]>) -> Rows {
        Rows(Chunk::of_texts(first, texts))
    }

    /// Rows of which `first` is the number of the first one, and whose values come otherwise.
    pub fn of_values(first: u64, count: usize) -> Rows {
        Rows(Chunk::of_stubs(first, count))
    }

    /// Begins some of the rows, by their places among these; their values are put in next. Rows that were read before are
    /// written over, so that the memory of an earlier block is used again.
    pub fn begin<'r>(&'r self, schema: &'r Schema, range: Range<usize>, read: &mut Vec<ReadRow<'r>>) {
        read.truncate(range.len());
        let mut rows = self.0.rows_of(range);
        for (known, row) in read.iter_mut().zip(&mut rows) {
            known.read.again(row);
            known.twice = None;
        }
        read.extend(rows.map(|row| ReadRow { read: Read::of_row(row, schema), twice: None }));
    }
}

/// Examines rows of one file.
pub struct Judge<'j>(Examiner<'j>);

/// A row that is fit.
#[derive(Clone, Debug)]
pub struct FitRow<'r> {
    /// Its number in the file.
    pub number: u64,
    /// Place of its output split in the project's settings; 0 where nobody asks.
    pub split: usize,
    /// Hash of its id, where it has one: the same on every machine and in every version.
    pub id_hash: Option<u64>,
    /// Its draw, where a sample is drawn: the rows with the lowest ones are the sample.
    pub draw: Option<u64>,
    row: Row<'r>,
    fit: Fit<'r>,
    masked: &'r Masked,
}

/// What became of some rows.
#[derive(Debug)]
pub struct Judged<'r> {
    /// The rows that may be written, in their order. Whether an id stands twice, only the whole knows.
    pub fit: Vec<FitRow<'r>>,
    /// The numbers of the rows that are at fault, with the code of the finding.
    pub faulty: Vec<(u64, Code)>,
    /// What was found.
    pub findings: Findings,
    rejects: Vec<Reject<'r>>,
    ledger: FileLedger,
    named: SplitCounts,
    stringified: BTreeMap<usize, u64>,
    census: Option<Census>,
}

/// What only the whole input tells of the rows of a file.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// Numbers of the rows whose ids stand on earlier ones of their split.
    pub repeated: HashSet<u64>,
    /// The highest draw of each split's sample, by the split's place, or none where the sample is empty; nothing where no
    /// sample is drawn, or not yet.
    pub highest: Option<HashMap<usize, Option<u64>>>,
    /// Numbers of the rows with that draw for which the sample has no room.
    pub crowded_out: HashSet<u64>,
}

/// What is told of a piece of a file. Pieces may come from other machines: [`Told::append`] adds a later one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Told {
    ledger: FileLedger,
    named: SplitCounts,
    findings: Findings,
    stringified: BTreeMap<usize, u64>,
    labels: Vec<((usize, usize, usize), u64)>,
    /// Where the file is one of which only its own rows are meant.
    census: Option<Census>,
}

impl<'j> Judge<'j> {
    /// Examines rows of `file`, as messages show it. The run's options must ask for `rejects`.
    pub fn new(run: &'j Run<'j>, file: &'j str, way: Way) -> Judge<'j> {
        let route = match way {
            Way::Own(split) => Route::Own(split),
            Way::Whole(split) => Route::Whole(split),
            Way::Pool => Route::Pool,
            Way::Any => Route::Any,
        };
        Judge(Examiner::new(run, (0, file), route))
    }

    /// Reads rows from their texts.
    pub fn read<'r>(&self, rows: &'r Rows) -> Vec<ReadRow<'r>>
    where
        'j: 'r,
    {
        self.0.read(&rows.0).into_iter().map(|read| ReadRow { read, twice: None }).collect()
    }

    /// Ends what [`Rows::begin`] began, when all values are in.
    pub fn settle(&self, rows: &mut [ReadRow<'_>]) {
        rows.iter_mut().for_each(|row| row.read.record.settle());
        self.0.mask(rows.iter_mut().map(|row| &mut row.read));
    }

    /// Examines rows that were read.
    pub fn judge<'r>(&'r self, rows: &'r [ReadRow<'r>]) -> Judged<'r> {
        let examined = self.0.examine(rows.iter().map(|row| &row.read));
        let Examined { fit, rejects, ledger, named, findings, stringified, .. } = examined;
        let fit_row = |Candidate { row, fit, split, id_hash, masked, draw, .. }: Candidate<'r>| FitRow {
            number: row.number(),
            split,
            id_hash,
            draw,
            row,
            fit,
            masked,
        };
        let split_field = self.0.run.project.schema.with_role(FieldRole::Split);
        let census = split_field.filter(|_| self.0.is_own()).map(|place| {
            let mut census = Census::default();
            rows.iter().for_each(|row| drop(census.add(self.0.run, place, &row.read)));
            census
        });
        Judged {
            fit: fit.into_iter().map(fit_row).collect(),
            faulty: rejects.iter().map(|reject| (reject.row.number(), reject.rule.code)).collect(),
            rejects,
            ledger,
            named,
            findings,
            stringified,
            census,
        }
    }

    /// Decides which of the fit rows are written, from what the whole input tells of them, and tells what became of all. The
    /// rows that are not written are no longer among the fit.
    pub fn keep(&self, judged: &mut Judged<'_>, whole: &Whole) -> Told {
        let mut labels: BTreeMap<(usize, usize, usize), u64> = BTreeMap::new();
        let Judged { fit, rejects, ledger, findings, .. } = judged;
        fit.retain(|row| {
            let highest = whole.highest.as_ref().map(|highest| highest.get(&row.split).copied().flatten());
            if highest.is_some_and(|highest| highest.is_none() || row.draw > highest) {
                ledger.leave_out(Reason::NotSampled, 1);
                return false;
            }
            if whole.repeated.contains(&row.number) {
                self.0.seen_before(row.row, row.record(), findings);
                if self.0.run.leaves_out_repeated() {
                    ledger.leave_out(Reason::Finding(data::DUPLICATE_ID.code), 1);
                    rejects.push(Reject { row: row.row, rule: &data::DUPLICATE_ID });
                    return false;
                }
            }
            if whole.crowded_out.contains(&row.number) {
                ledger.leave_out(Reason::NotSampled, 1);
                return false;
            }
            ledger.write(row.split);
            ledger.mask(row.masked);
            for (field, label) in self.0.labels(row.record()) {
                *labels.entry((row.split, field, label)).or_default() += 1;
            }
            true
        });
        rejects.sort_by_key(|reject| reject.row.number());
        Told {
            ledger: std::mem::take(ledger),
            named: std::mem::take(&mut judged.named),
            findings: std::mem::take(findings),
            stringified: std::mem::take(&mut judged.stringified),
            labels: labels.into_iter().collect(),
            census: judged.census.take(),
        }
    }

    /// Appends the lines of the rows that were left out for a fault, a line feed between two; says how many there are.
    pub fn write_rejects(&self, judged: &Judged<'_>, out: &mut impl Text) -> usize {
        for (place, row) in judged.rejects.iter().enumerate() {
            if place > 0 {
                out.push("\n");
            }
            reject(out, &self.0, row);
        }
        judged.rejects.len()
    }

    /// Where the system text stands in the run's rows.
    pub fn system(&self) -> SystemText {
        self.0.run.options.system
    }

    /// Appends the row's line in a format of the run, without a line feed.
    pub fn write(&self, row: &FitRow<'_>, format: usize, out: &mut impl Text) {
        if let Some((format, filled)) = self.0.run.formats.iter().zip(row.fit.filled()).nth(format) {
            format.line.write(&filled, out);
        }
    }
}

impl Told {
    /// Adds what is told of a later piece of the file.
    pub fn append(&mut self, run: &Run<'_>, later: Told) {
        self.ledger.append(later.ledger);
        self.named.append(later.named, |split| run.project.settings.split(split).is_some());
        self.findings.append(later.findings);
        for (place, rows) in later.stringified {
            *self.stringified.entry(place).or_default() += rows;
        }
        for (label, rows) in later.labels {
            match self.labels.iter_mut().find(|(known, _)| *known == label) {
                Some((_, count)) => *count += rows,
                None => self.labels.push((label, rows)),
            }
        }
        self.census = match (self.census.take(), later.census) {
            (Some(mut census), Some(later)) => {
                census.append(run, later);
                Some(census)
            }
            (census, later) => census.or(later),
        };
    }
}

/// What is told of a file, all of it.
#[derive(Debug)]
pub struct ToldOfFile {
    /// Place of its split in the project's settings.
    pub split: usize,
    /// The file, as messages show it.
    pub path: String,
    /// What is told.
    pub told: Told,
}

/// The splits whose rows are used whole, since none of them says that it belongs there, and what the user must hear of
/// that.
pub fn wholes(run: &Run<'_>, files: &[ToldOfFile]) -> Vec<(usize, [String; 3])> {
    let splits = run.project.settings.splits.iter().enumerate();
    let whole = |(place, split): (usize, &Split)| {
        let files: Vec<&ToldOfFile> = files.iter().filter(|file| file.split == place).collect();
        let mut all: Option<Census> = None;
        for census in files.iter().filter_map(|file| file.told.census.clone()) {
            all.get_or_insert_default().append(run, census);
        }
        let input = match files[..] {
            [file] => name_of(&file.path),
            _ => &split.input,
        };
        Some((place, all?.whole(run, place, input)?))
    };
    splits.filter_map(whole).collect()
}

/// What a run did whose files an engine read and wrote, and its inputs as the manifest has them, without hashes; `notes`
/// were said of it before. Where the result is an error, nothing may be put in its place.
pub fn sum(run: &Run<'_>, files: Vec<ToldOfFile>, notes: Vec<String>) -> (Generated, Vec<ManifestInput>) {
    let mut generated = Generated {
        findings: Findings::new(run.options.findings_shown),
        notes: run.notes.iter().cloned().chain(notes).collect(),
        ledgers: Vec::new(),
        result: Ok(Vec::new()),
    };
    match sum_into(run, files, &mut generated) {
        Ok(inputs) => (generated, inputs),
        Err(error) => (Generated { result: Err(error), ..generated }, Vec::new()),
    }
}

fn sum_into(run: &Run<'_>, files: Vec<ToldOfFile>, generated: &mut Generated) -> Result<Vec<ManifestInput>, Error> {
    let (mut tally, mut inputs) = (Tally::new(run), Vec::new());
    for ToldOfFile { split, path, mut told } in files {
        if told.census.is_some() {
            Examiner::new(run, (0, &path), Route::Own(split)).other_splits(&told.named, &mut told.ledger);
        }
        told.findings.sort();
        let broken = told.findings.shown().iter().any(|finding| finding.diagnostic.code == data::DATA_SYNTAX.code);
        let file = InputFile { split, path: PathBuf::from(&path), shown: path, is_regular: true };
        let passed = Passed {
            ledger: told.ledger,
            named: told.named,
            findings: told.findings,
            stringified: told.stringified,
            labels: told.labels.into_iter().collect(),
            sha256: String::new(),
            broken,
        };
        tally.add(&file, passed, generated)?;
        inputs.push(file);
    }
    Ok(tally.finish(&inputs, generated)?.0)
}

/// What a run writes: the name of each file without its ending, split by split, in each format by format; then the rejects.
pub fn outputs(run: &Run<'_>) -> Vec<String> {
    targets(run).into_iter().map(|(_, name)| name).collect()
}

fn targets(run: &Run<'_>) -> Vec<(Output, String)> {
    let splits = run.project.settings.splits.iter().enumerate().filter(|(_, split)| run.writes(split));
    let of_split = |(split, settings): (usize, &Split)| {
        let file = |(format, suffix)| (Output::Lines { split, format }, format!("{}{suffix}", settings.output));
        run.suffixes().enumerate().map(file).collect::<Vec<_>>()
    };
    let rejects = REJECTS.trim_end_matches(".jsonl").to_owned();
    let rejects = run.options.rejects.then_some((Output::Rejects, rejects));
    splits.flat_map(of_split).chain(rejects).collect()
}

/// The text of the dataset card and the sealed manifest of a run whose files an engine read and wrote; `parts` are those of
/// each of its [`outputs`].
pub fn finish(run: &Run<'_>, inputs: Vec<ManifestInput>, parts: Vec<Vec<ManifestOutput>>) -> (String, String) {
    let made = |((output, _), parts): ((Output, String), Vec<ManifestOutput>)| {
        parts.into_iter().map(move |file| Made { output, file, longest: 0 })
    };
    let made: Vec<Made> = targets(run).into_iter().zip(parts).flat_map(made).collect();
    let card = card(run, &made);
    let outputs = made.into_iter().map(|made| made.file).collect();
    let manifest = crate::manifest::manifest(run, inputs, outputs, &card).to_text();
    (card, manifest)
}

impl<'r> FitRow<'r> {
    /// The pairs of the run's formats with the row.
    pub fn filled(&self) -> impl Iterator<Item = tunesmith_runtime::Filled<'r>> + use<'r> {
        self.fit.filled()
    }

    /// Its values.
    pub fn record(&self) -> &'r Record<'r> {
        self.fit.record()
    }
}

/// A row that was read.
#[derive(Debug)]
pub struct ReadRow<'r> {
    read: Read<'r>,
    /// A field that stands twice in a row whose values were put in, by its place in the schema.
    twice: Option<usize>,
}

impl<'r> ReadRow<'r> {
    /// Its values, as far as they could be read.
    pub fn record(&self) -> &Record<'r> {
        &self.read.record
    }

    /// Puts a value in, by the place of its field in the schema. A second one for the same field is a fault, and the first
    /// one stays; null is none.
    pub fn put(&mut self, place: usize, datum: Datum<'r>) {
        match (self.read.record.at(place), &datum) {
            (Datum::Missing | Datum::Null, _) => self.read.record.set_at(place, datum),
            (_, Datum::Null) => {}
            _ => {
                self.read.stands_twice(place);
                self.twice = Some(place);
            }
        }
    }
}

/// A record that was read from JSON text by itself.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn record<'t>(run: &'t Run<'_>, text: &'t [u8]) -> Result<Record<'t>, Findings> {
    let rows = Rows::of_texts(1, [text]);
    let judge = Judge::new(run, "record", Way::Any);
    let fields = Fields::new(run.project.schema, 0..run.project.schema.fields.len());
    let first = rows.0.rows().next().map(|row| read(row, run.project.schema, &fields));
    if let Some(fault) = first.filter(|read| read.fault.is_some()) {
        return Err(judge.judge(&[ReadRow { read: fault, twice: None }]).findings);
    }
    let mut record = Record::new(run.project.schema);
    let text = std::str::from_utf8(text).unwrap_or_default();
    // It was read before.
    let _ = crate::read::parse(text, run.project.schema, &fields, &mut record);
    Ok(record)
}

impl<'p> Run<'p> {
    /// What stands behind a split's name in the name of its file, for each format in the order of the output.
    pub fn suffixes(&self) -> impl Iterator<Item = &'p str> {
        self.formats.iter().map(|format| self.project.settings.formats[format.place].suffix.as_ref())
    }

    /// The formats' names, in the order of the output.
    pub fn format_names(&self) -> impl Iterator<Item = &'p str> {
        self.formats.iter().map(|format| self.project.settings.formats[format.place].name.as_ref())
    }

    /// The fewest bytes that a line has, for each format in the order of the output.
    pub fn least_bytes(&self) -> impl Iterator<Item = usize> {
        self.formats.iter().map(|format| format.line.least())
    }

    /// Whether a split is written.
    pub fn writes(&self, split: &Split) -> bool {
        self.options.writes(split)
    }

    /// The fields that are read of a record, by their places in the schema.
    pub fn places(&self) -> Vec<usize> {
        (0..self.project.schema.fields.len()).filter(|place| self.fields.wants(*place)).collect()
    }

    /// What a run says before it begins, where something else is done than was asked for.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// A column that no field is called, and a wanted field without a column that it is nearly called: all of its values would
/// be lost without a word. In words, with what to do.
pub fn misspelt(names: &[&str], schema: &Schema, wanted: &[usize]) -> Option<String> {
    let message = crate::read::misspelt(names, schema, |place| wanted.contains(&place))?;
    Some(format!("{message}; {}", crate::read::RENAME))
}

/// The JSON text of a row's values before they are settled, for findings about one that was never JSON.
pub fn json(row: &ReadRow<'_>) -> String {
    let record = row.record();
    let quoted = |text: &str| format!("\"{}\"", escape(text));
    let member = |place: usize| {
        let value = match record.at(place) {
            Datum::Missing => return None,
            Datum::String(text) => quoted(text),
            Datum::Strings(items) => {
                format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
            }
            Datum::Compound => "{}".to_owned(),
            other => other.key().unwrap_or("null").to_owned(),
        };
        Some(format!("{}: {value}", quoted(&record.schema().fields[place].name)))
    };
    let members: Vec<String> = (0..record.schema().fields.len()).chain(row.twice).filter_map(member).collect();
    format!("{{{}}}", members.join(", "))
}

/// Cuts a whole split file into the texts of its records, and hands them out as long as `take` says so.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn split_records(bytes: Vec<u8>, take: &mut dyn FnMut(&[u8]) -> bool) -> Result<(), String> {
    let input = Input::of_bytes(bytes).map_err(|error| error.to_string())?;
    // Text in memory is JSON, of whatever records.
    let schema = Schema::default();
    let (mut chunks, mut chunk) = (Chunks::new(input, &schema), Chunk::default());
    let fault = |failure| match failure {
        ReadFailure::Io(error) => format!("the compressed file is cut short or damaged: {error}"),
        ReadFailure::Syntax { position, message, help, .. } => {
            format!("{}:{}: {message}; {help}", position.line, position.column)
        }
    };
    while chunks.next(&mut chunk).map_err(fault)? {
        if !chunk.rows().all(|row| take(row.bytes())) {
            return Err("its records come to more than 2 GiB; use JSON Lines".to_owned());
        }
    }
    Ok(())
}
