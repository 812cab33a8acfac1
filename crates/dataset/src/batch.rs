//! Rows that somebody else read, such as the batches of a data frame or an engine: the same steps as for a split file,
//! without the file.
//!
//! ```text
//! Rows ─► Judge::read, or Rows::begin and Judge::settle ─► Judge::judge ─► Judged: what is fit, and what became of the rest
//! ```
//!
//! What is told of two batches adds up: [`FileLedger::append`], [`Findings::append`].

use std::collections::BTreeMap;
use std::ops::Range;

use tunesmith_manifest::{ManifestInput, ManifestOutput};
use tunesmith_runtime::{Datum, Fit, Record, Schema, Split, Text, escape};
use tunesmith_template::rules::{Code, data};

use crate::examine::{Candidate, Examined, Examiner, Route};
use crate::mask::Masked;
use crate::read::{Chunk, Chunks, Fields, Input, Read, ReadFailure, read};
use crate::run::Run;
use crate::{FileLedger, Findings, Reason};

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
    /// What became of the rows; of those that are fit, [`Judged::keep`] decides.
    pub ledger: FileLedger,
    /// Rows by the split that they name.
    pub named: Vec<(String, u64)>,
    /// What was found.
    pub findings: Findings,
    /// How often a word for "no value" was taken for null, by field.
    pub stringified: BTreeMap<usize, u64>,
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
        let Examined { fit, rejects, mut ledger, named, findings, stringified, .. } = examined;
        self.0.other_splits(&named, &mut ledger);
        let fit_row = |Candidate { row, fit, split, id_hash, masked, .. }: Candidate<'r>| FitRow {
            number: row.number(),
            split,
            id_hash,
            fit,
            masked,
        };
        Judged {
            fit: fit.into_iter().map(fit_row).collect(),
            faulty: rejects.iter().map(|reject| (reject.row.number(), reject.rule.code)).collect(),
            ledger,
            named: named.iter().map(|(name, rows)| (name.to_owned(), rows)).collect(),
            findings,
            stringified,
        }
    }

    /// Appends the row's line in a format of the run, without a line feed.
    pub fn write(&self, row: &FitRow<'_>, format: usize, out: &mut impl Text) {
        if let Some((format, filled)) = self.0.run.formats.iter().zip(row.fit.filled()).nth(format) {
            format.line.write(&filled, out);
        }
    }
}

impl Judged<'_> {
    /// Decides that the fit rows are written, but for those whose id stands on an earlier row.
    pub fn keep(&mut self, is_first: impl Fn(u64) -> bool) {
        let Judged { fit, ledger, .. } = self;
        fit.retain(|row| {
            let kept = is_first(row.number);
            if kept {
                ledger.write(row.split);
                ledger.mask(row.masked);
            } else {
                ledger.leave_out(Reason::Finding(data::DUPLICATE_ID.code), 1);
            }
            kept
        });
    }
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

/// The sealed manifest of a run whose files an engine read and wrote; `card` is the text of the dataset card.
pub fn manifest(run: &Run<'_>, inputs: Vec<ManifestInput>, outputs: Vec<ManifestOutput>, card: &str) -> String {
    crate::manifest::manifest(run, inputs, outputs, card).to_text()
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
