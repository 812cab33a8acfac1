//! One record as the model will see it, with what came from the record told apart.

use std::path::Path;

use tunesmith_template::{Contract, Levels, Literal, Record, RecordSchema, Role, Scalar, Sink, Strategy, render};

use crate::inputs::normal;
use crate::job::position_of;
use crate::line::LineFormat;
use crate::read::{self, Chunk, Chunks, Input, ReadFailure, find_split_file};
use crate::rows::{Needs, Row};
use crate::{Error, Findings, OnInvalid, Shape, Split};

/// Which record to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The record of this number, from 1, in the file of a split.
    Number(Split, u64),
    /// The first record with this `original_id` in any file.
    Id(String),
}

/// A record rendered.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The file that it stands in.
    pub path: String,
    /// Its number there, from 1.
    pub number: u64,
    /// Its `original_id`, where it has one.
    pub id: String,
    /// Its label, as `field=value`.
    pub label: String,
    /// The messages: role and pieces.
    pub messages: Vec<(Role, Vec<Piece>)>,
    /// What `gen-data` would say of the record.
    pub findings: Findings,
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it came from the record.
    pub substituted: bool,
}

/// Finds and renders a record, and examines it as `gen-data` does, with the same levels.
///
/// # Errors
/// When a file cannot be read, or when there is no such record, or when no message can be made of it.
pub fn preview(
    unified_dir: &Path,
    schema: &RecordSchema,
    strategy: &Strategy,
    contract: &Contract,
    wanted: &Wanted,
    levels: &Levels,
) -> Result<Preview, Error> {
    let splits = match wanted {
        Wanted::Number(split, _) => vec![*split],
        Wanted::Id(_) => Split::ALL.to_vec(),
    };
    for split in splits {
        let path = find_split_file(unified_dir, split.input_stem())?;
        if let Some(preview) = search(&path, schema, strategy, contract, wanted, levels)? {
            return Ok(preview);
        }
    }
    Err(Error::NoSuchRecord { wanted: wanted.to_string(), folder: unified_dir.to_owned() })
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Wanted::Number(split, number) => write!(f, "record {number} in {}", split.input_stem()),
            Wanted::Id(id) => write!(f, "record with the original_id {id:?}"),
        }
    }
}

fn search(
    path: &Path,
    schema: &RecordSchema,
    strategy: &Strategy,
    contract: &Contract,
    wanted: &Wanted,
    levels: &Levels,
) -> Result<Option<Preview>, Error> {
    let formats = [LineFormat::new(strategy, contract, Shape::Messages)];
    let needs = Needs::new(schema, &formats).ok_or(Error::NoSimpleStrategy)?;
    let fields = needs.fields(schema);
    let mut chunks = Chunks::new(Input::open(path).map_err(Error::io("read", path))?);
    let mut chunk = Chunk::default();
    while chunks.next(&mut chunk).map_err(|failure| unreadable(failure, path))? {
        for (index, range) in chunk.records.iter().enumerate() {
            let number = chunk.first + index as u64;
            if matches!(wanted, Wanted::Number(_, wanted) if *wanted != number) {
                continue;
            }
            let Ok(text) = std::str::from_utf8(&chunk.bytes[range.clone()]) else { continue };
            let mut record = Record::new(schema);
            let parsed = read::parse(text, schema, &fields, &mut record);
            let id = record.id();
            if matches!(wanted, Wanted::Id(wanted) if wanted != id) {
                continue;
            }
            parsed.map_err(|error| Error::Unrenderable { number, path: path.to_owned(), fault: error.to_string() })?;
            let mut preview = shown(&record, number, path, schema, strategy, contract)?;
            let row = Row {
                record: &record,
                text,
                number,
                path: &preview.path,
                position: &|| position_of(&chunk, range.start),
                schema,
                levels,
                on_invalid: OnInvalid::Error,
                full: &[],
            };
            let mut findings = Findings::default();
            row.examine(&needs, &mut findings);
            preview.findings = findings;
            return Ok(Some(preview));
        }
    }
    Ok(None)
}

fn unreadable(failure: ReadFailure, path: &Path) -> Error {
    let (verb, path) = ("read", path.to_owned());
    match failure {
        ReadFailure::Io(error) => Error::Io { verb, path, error },
        ReadFailure::Syntax { position, message, .. } => {
            let message = format!("{message} (line {}, column {})", position.line, position.column);
            Error::Io { verb, path, error: std::io::Error::new(std::io::ErrorKind::InvalidData, message) }
        }
    }
}

fn shown(
    record: &Record<'_>,
    number: u64,
    path: &Path,
    schema: &RecordSchema,
    strategy: &Strategy,
    contract: &Contract,
) -> Result<Preview, Error> {
    let field = &schema.fields[contract.label].name;
    let label = record.at(contract.label);
    let Some(target) = contract.target(label.as_str()) else {
        let found = if let Scalar::String(label) = label { format!("{label:?}") } else { label.kind_name().to_owned() };
        let fault = format!("{field} is {found}, for which the contract {} has no target", contract.name);
        return Err(Error::Unrenderable { number, path: path.to_owned(), fault });
    };
    let mut user = Pieces::default();
    render::user_prompt(strategy, record, &mut user);
    let mut answer = Pieces::default();
    render::target(target, record, &mut answer);
    let system = Piece { text: strategy.system_prompt.text.clone().into_owned(), substituted: false };
    Ok(Preview {
        path: normal(path),
        number,
        id: record.id().to_owned(),
        label: format!("{field}={}", label.as_str()),
        messages: vec![(Role::System, vec![system]), (Role::User, user.0), (Role::Assistant, answer.0)],
        findings: Findings::default(),
    })
}

/// Keeps literals and values apart.
#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Sink for Pieces {
    fn literal(&mut self, literal: &Literal) {
        self.0.push(Piece { text: literal.text.clone().into_owned(), substituted: false });
    }

    fn value(&mut self, value: &str) {
        self.0.push(Piece { text: value.to_owned(), substituted: true });
    }
}
