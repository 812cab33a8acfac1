//! One record as the model will see it, with what came from the record told apart.

use std::path::Path;

use tunesmith_runtime::{Fault, FieldRole, Filled, Literal, Needs, Pair, Project, Record, Role, Sink};

use crate::formats::formats;
use crate::inputs::normal;
use crate::job::position_of;
use crate::read::{self, Chunk, Chunks, Input, ReadFailure, find_split_file};
use crate::rows::{Row, fields};
use crate::{Error, Findings, OnInvalid, Options};

/// Which record to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The record of this number in the file of a split.
    Number {
        /// Name of the split; the first one where there is none.
        split: Option<String>,
        /// Number of the record, from 1.
        number: u64,
    },
    /// The first record with this id in any file.
    Id(String),
}

/// A record rendered.
#[derive(Clone, Debug)]
pub struct Preview<'p> {
    /// The file that it stands in.
    pub path: String,
    /// Its number there, from 1.
    pub number: u64,
    /// Its id, where it has one.
    pub id: String,
    /// Its label, as `field=value`, where the contract has a label field.
    pub label: Option<String>,
    /// Who asks and answers.
    pub pair: Pair<'p>,
    /// The messages: role and pieces.
    pub messages: Vec<(Role, Vec<Piece>)>,
    /// The body of a request, where one was asked for.
    pub request: Option<String>,
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

/// Finds and renders a record in the last format, and examines it as `gen-data` does, with the same levels; with a model,
/// also the body of a request.
///
/// # Errors
/// When a file cannot be read, or when there is no such record, or when no message can be made of it.
pub fn preview<'p>(
    options: &Options,
    project: &Project<'p>,
    wanted: &Wanted,
    model: Option<&str>,
) -> Result<Preview<'p>, Error> {
    let chosen = formats(options, project, &mut Vec::new())?;
    let last = chosen.last().ok_or_else(|| Error::UnknownName {
        what: "format",
        name: String::new(),
        known: String::new(),
    })?;
    let search = Search { options, project, pair: last.pair, wanted, model };
    for split in project.settings.splits.iter() {
        let is_wanted = match wanted {
            Wanted::Number { split: Some(name), .. } => *name == split.name,
            Wanted::Number { split: None, .. } => *split == project.settings.splits[0],
            Wanted::Id(_) => true,
        };
        if !is_wanted {
            continue;
        }
        let path = find_split_file(&options.unified_dir, &split.input)?;
        if let Some(preview) = search.file(&path)? {
            return Ok(preview);
        }
    }
    if let Wanted::Number { split: Some(name), .. } = wanted
        && project.settings.split(name).is_none()
    {
        let known = project.settings.splits.iter().map(|split| split.name.as_ref()).collect::<Vec<_>>().join(", ");
        return Err(Error::UnknownName { what: "split", name: name.clone(), known });
    }
    Err(Error::NoSuchRecord { wanted: search.shown(), folder: options.unified_dir.clone() })
}

struct Search<'s, 'p> {
    options: &'s Options,
    project: &'s Project<'p>,
    pair: Pair<'p>,
    wanted: &'s Wanted,
    model: Option<&'s str>,
}

impl<'p> Search<'_, 'p> {
    fn shown(&self) -> String {
        let settings = self.project.settings;
        match self.wanted {
            Wanted::Number { split, number } => {
                let place = split.as_ref().and_then(|name| settings.split(name)).unwrap_or(0);
                format!("record {number} in {}", settings.splits[place].input)
            }
            Wanted::Id(id) => {
                let schema = self.project.schema;
                let field = schema.with_role(FieldRole::Id).map_or("id", |place| &schema.fields[place].name);
                format!("record with the {field} {id:?}")
            }
        }
    }

    fn file(&self, path: &Path) -> Result<Option<Preview<'p>>, Error> {
        let schema = self.project.schema;
        let needs = Needs::new(schema, vec![self.pair]);
        let fields = fields(&needs);
        let mut chunks = Chunks::new(Input::open(path).map_err(Error::io("read", path))?);
        let mut chunk = Chunk::default();
        while chunks.next(&mut chunk).map_err(|failure| unreadable(failure, path))? {
            for (index, range) in chunk.records.iter().enumerate() {
                let number = chunk.first + index as u64;
                if matches!(self.wanted, Wanted::Number { number: wanted, .. } if *wanted != number) {
                    continue;
                }
                let Ok(text) = std::str::from_utf8(&chunk.bytes[range.clone()]) else { continue };
                let mut record = Record::new(schema);
                let parsed = read::parse(text, schema, &fields, &mut record);
                if matches!(self.wanted, Wanted::Id(wanted) if wanted != record.id()) {
                    continue;
                }
                let row = Row {
                    record: &record,
                    text,
                    number,
                    path: &normal(path),
                    position: &|| position_of(&chunk, range.start),
                    schema,
                    settings: self.project.settings,
                    levels: &self.options.levels,
                    on_invalid: OnInvalid::Error,
                    full: &[],
                };
                let shown = parsed.map_err(|error| error.to_string()).and_then(|_| self.row(&row, &needs));
                let unrenderable = |fault| Error::Unrenderable { number, path: path.to_owned(), fault };
                return shown.map(Some).map_err(unrenderable);
            }
        }
        Ok(None)
    }

    /// The row that was looked for; why nothing can be made of it, if so.
    fn row(&self, row: &Row<'_, '_>, needs: &Needs<'_>) -> Result<Preview<'p>, String> {
        let (mut findings, mut faults) = (Findings::default(), Vec::new());
        let fit = needs.examine(row.record, &mut faults);
        row.weigh(&faults, &mut findings);
        let first = |faults: &[Fault]| faults.first().map(ToString::to_string).unwrap_or_default();
        let filled = fit.and_then(|fit| fit.filled().next()).ok_or_else(|| first(&faults))?;
        let request = self.model.map(|model| self.pair.body(row.record, model)).transpose();
        let label = self.pair.contract().label.map(|place| {
            format!("{}={}", row.schema.fields[place].name, row.record.at(place).key().unwrap_or_default())
        });
        Ok(Preview {
            path: row.path.to_owned(),
            number: row.number,
            id: row.record.id().to_owned(),
            label,
            pair: self.pair,
            messages: messages(self.pair, &filled),
            request: request.map_err(|faults| first(&faults))?,
            findings,
        })
    }
}

fn messages(pair: Pair<'_>, filled: &Filled<'_>) -> Vec<(Role, Vec<Piece>)> {
    let (mut user, mut answer) = (Pieces::default(), Pieces::default());
    filled.user(&mut user);
    filled.answer(&mut answer);
    let system = Piece { text: pair.strategy().system_prompt.text.clone().into_owned(), substituted: false };
    vec![(Role::System, vec![system]), (Role::User, user.0), (Role::Assistant, answer.0)]
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
