//! One record as the model will see it, with what came from the record told apart.

use std::path::Path;

use tunesmith_runtime::{Fault, FieldRole, Filled, Literal, Needs, Pair, Role, Sink, Turn};

use crate::inputs::normal;
use crate::read::{Chunk, Chunks, Input, Read, ReadFailure, find_split_file, read};
use crate::run::Run;
use crate::site::Site;
use crate::{Error, Findings, SystemText};

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
pub fn preview<'p>(run: &Run<'p>, wanted: &Wanted, model: Option<&str>) -> Result<Preview<'p>, Error> {
    let settings = run.project.settings;
    let splits = match wanted {
        Wanted::Number { split, .. } => {
            let place = split.as_ref().map_or(Some(0), |name| settings.split(name));
            let names = settings.splits.iter().map(|split| split.name.as_ref());
            let unknown = || Error::unknown("split", split.as_deref().unwrap_or_default(), names);
            let place = place.ok_or_else(unknown)?;
            &settings.splits[place..=place]
        }
        Wanted::Id(_) => &settings.splits,
    };
    for split in splits {
        let path = find_split_file(&run.options.unified_dir, &split.input)?;
        if let Some(preview) = preview_in(run, &path, wanted, model)? {
            return Ok(preview);
        }
    }
    let wanted = match wanted {
        Wanted::Number { number, .. } => format!("record {number} in {}", splits[0].input),
        Wanted::Id(id) => format!("record with the {} {id:?}", run.field_of(FieldRole::Id, "id")),
    };
    Err(Error::NoSuchRecord { wanted, folder: run.options.unified_dir.clone() })
}

/// The record, where it is in this file.
fn preview_in<'p>(
    run: &Run<'p>,
    path: &Path,
    wanted: &Wanted,
    model: Option<&str>,
) -> Result<Option<Preview<'p>>, Error> {
    let mut chunks = Chunks::new(Input::open(path).map_err(Error::io("read", path))?, run.project.schema);
    let mut chunk = Chunk::default();
    while chunks.next(&mut chunk).map_err(|failure| unreadable(failure, path))? {
        for row in chunk.rows() {
            if matches!(wanted, Wanted::Number { number, .. } if *number != row.number()) {
                continue;
            }
            let record = read(row, run.project.schema, &run.fields);
            if matches!(wanted, Wanted::Id(id) if id != record.record.id()) {
                continue;
            }
            let fault = |fault| Error::Unrenderable { number: row.number(), path: path.to_owned(), fault };
            return of_record(run, &normal(path), &record, model).map(Some).map_err(fault);
        }
    }
    Ok(None)
}

/// The record that was looked for; why nothing can be made of it, if so.
fn of_record<'p>(run: &Run<'p>, path: &str, read: &Read<'_>, model: Option<&str>) -> Result<Preview<'p>, String> {
    if let Some(fault) = &read.fault {
        return Err(fault.message.clone());
    }
    let format = run.formats.last().ok_or("the project has no format")?;
    let pair = format.pair;
    let needs = Needs::new(run.project.schema, vec![pair]).with_families(&run.project.settings.families);
    let record = &read.record;
    let (mut findings, mut faults) = (Findings::new(run.options.findings_shown), Vec::new());
    let fit = needs.examine(record, &mut faults);
    Site::of(run, path, read).weigh(&faults, &mut findings);
    let first = |faults: &[Fault]| faults.first().map(ToString::to_string).unwrap_or_default();
    let filled = fit.and_then(|fit| fit.filled().next()).ok_or_else(|| first(&faults))?;
    let system = run.options.system;
    let body = |model| Ok(pair.body_of(&system.placed(pair.request(record)?), model));
    let request = model.map(body).transpose();
    let label = |place: usize| {
        let field = &run.project.schema.fields[place];
        format!("{}={}", field.name, record.at(place).key().unwrap_or_default())
    };
    Ok(Preview {
        path: path.to_owned(),
        number: read.row.number(),
        id: record.id().to_owned(),
        label: pair.contract().label.map(label),
        pair,
        messages: messages(pair, &filled, system),
        request: request.map_err(|faults: Vec<Fault>| first(&faults))?,
        findings,
    })
}

fn messages(pair: Pair<'_>, filled: &Filled<'_>, system: SystemText) -> Vec<(Role, Vec<Piece>)> {
    let (mut user, mut answer) = (Pieces::default(), Pieces::default());
    filled.user(&mut user);
    filled.answer(&mut answer);
    let literal = |text: String| Piece { text, substituted: false };
    let prompt = pair.strategy().system_prompt.text.clone().into_owned();
    let turns = pair.turns().iter().flat_map(Turn::messages);
    let turns = turns.map(|message| (message.role, vec![literal(message.content.into_owned())]));
    let mut messages: Vec<(Role, Vec<Piece>)> =
        turns.chain([(Role::User, user.0), (Role::Assistant, answer.0)]).collect();
    match system {
        SystemText::Kept => messages.insert(0, (Role::System, vec![literal(prompt)])),
        // The first turn is the user's.
        SystemText::Fold => messages[0].1.insert(0, literal(format!("{prompt}\n\n"))),
    }
    messages
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
