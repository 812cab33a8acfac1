//! Which rows of a file are written: decided before any of them is.

use tunesmith_runtime::FieldRole;
use tunesmith_template::rules::data;

use crate::examine::Route;
use crate::inputs::InputFile;
use crate::ledger::SplitCounts;
use crate::read::{Chunk, Chunks, Fields, Input, read, text_of};
use crate::run::Run;
use crate::{Error, OnInvalid, shown};

/// The way of a file's rows.
#[derive(Debug)]
pub(crate) struct Routed {
    pub(crate) route: Route,
    /// SHA-256 of the file, where all of it had to be read for that.
    pub(crate) sha256: Option<String>,
    /// What the user must hear of it.
    pub(crate) notes: Vec<String>,
}

/// Decides how a file is used: its own rows, or all where none says that it belongs there. For that it is read up to the
/// first row that does, which is near its start as a rule.
pub(crate) fn route(run: &Run<'_>, file: &InputFile) -> Result<Routed, Error> {
    let plain = |route| Ok(Routed { route, sha256: None, notes: Vec::new() });
    let Some(place) = run.project.schema.with_role(FieldRole::Split) else { return plain(Route::Whole(file.split)) };
    if run.options.pool_splits {
        return plain(Route::Pool);
    }
    if !file.is_regular {
        return plain(Route::Own(file.split));
    }
    let own = &run.project.settings.splits[file.split].name;
    let fields = Fields::new(run.project.schema, [place]);
    let input = Input::open(&file.path).map_err(Error::io("read", &file.path))?;
    let fingerprint = input.fingerprint();
    let (mut chunks, mut chunk) = (Chunks::new(input, run.project.schema), Chunk::default());
    let (mut named, mut rows, mut is_told) = (SplitCounts::default(), 0, true);
    loop {
        match chunks.next(&mut chunk) {
            Ok(true) => {}
            Ok(false) => break,
            // Whoever reads the file in earnest says so.
            Err(_) => return plain(Route::Own(file.split)),
        }
        let mut counts = SplitCounts::default();
        for row in chunk.rows() {
            rows += 1;
            let read = read(row, run.project.schema, &fields);
            let is_broken = read.fault.as_ref().is_some_and(|fault| fault.rule.code == data::DATA_SYNTAX.code);
            // A faulty row whose split can be read counts as a row of that split.
            let Some(name) = text_of(&read, place).filter(|_| !is_broken) else {
                is_told &= !is_broken && run.options.on_invalid == OnInvalid::Skip;
                continue;
            };
            if name == *own {
                return plain(Route::Own(file.split));
            }
            counts.add(&name);
        }
        named.append(counts, |split| run.project.settings.split(split).is_some());
    }
    // A row that does not say where it belongs is a fault, which ends the run: the file is not taken whole for it.
    if !is_told || named.iter().next().is_none() {
        return plain(Route::Own(file.split));
    }
    let notes = notes(run, file, &named, rows).to_vec();
    Ok(Routed { route: Route::Whole(file.split), sha256: Some(fingerprint.hex()), notes })
}

/// What the user must hear of a file that is used whole, although no row says that it belongs there.
fn notes(run: &Run<'_>, file: &InputFile, named: &SplitCounts, rows: u64) -> [String; 3] {
    let splits = &run.project.settings.splits;
    let split = &splits[file.split];
    let counts: Vec<String> = named.iter().map(|(split, rows)| format!("{} {rows}", shown(split))).collect();
    let held_out = splits.iter().filter(|_| !split.optional);
    let held_out = held_out.filter(|other| other.optional && named.of(&other.name) > 0);
    let held_out: Vec<String> =
        held_out.map(|other| format!(" ({} rows in {} data)", other.name, split.output)).collect();
    let (counts, held_out) = (counts.join(", "), held_out.concat());
    [
        format!("WARNING: No samples found with split={} in {}", split.name, file.name()),
        format!("INFO: Using all {rows} samples from file instead"),
        format!("WARNING: These rows say that they belong to: {counts}{held_out}"),
    ]
}
