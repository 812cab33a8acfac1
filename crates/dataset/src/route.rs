//! Which rows of a file are written: decided before any of them is.

use serde::{Deserialize, Serialize};
use tunesmith_runtime::FieldRole;
use tunesmith_template::rules::data;

use crate::examine::Route;
use crate::inputs::InputFile;
use crate::ledger::SplitCounts;
use crate::read::{Chunk, Chunks, Fields, Input, Read, read, text_of};
use crate::run::Run;
use crate::{Error, OnInvalid, shown};

/// What the rows of a file say of where they belong, as far as it was read; that of pieces adds up.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Census {
    named: SplitCounts,
    rows: u64,
    /// Whether a row does not say where it belongs.
    is_untold: bool,
}

impl Census {
    /// Counts a row, whose split stands at this place of the schema, and hands out the split's name.
    pub(crate) fn add(&mut self, run: &Run<'_>, place: usize, read: &Read<'_>) -> Option<String> {
        self.rows += 1;
        let is_broken = read.fault.as_ref().is_some_and(|fault| fault.rule.code == data::DATA_SYNTAX.code);
        // A faulty row whose split can be read counts as a row of that split.
        let name = text_of(read, place).filter(|_| !is_broken);
        match &name {
            Some(name) => self.named.add(name),
            None => self.is_untold |= is_broken || run.options.on_invalid != OnInvalid::Skip,
        }
        name
    }

    /// Adds the rows of a later piece of the file.
    pub(crate) fn append(&mut self, run: &Run<'_>, later: Census) {
        self.named.append(later.named, |split| run.project.settings.split(split).is_some());
        self.rows += later.rows;
        self.is_untold |= later.is_untold;
    }

    /// What the user must hear where the rows of a split, which messages call by `input`, are used whole, although none says
    /// that it belongs there. Nothing where they are not.
    pub(crate) fn whole(&self, run: &Run<'_>, split: usize, input: &str) -> Option<[String; 3]> {
        let own = &run.project.settings.splits[split].name;
        // A row that does not say where it belongs is a fault, which ends the run: the file is not taken whole for it.
        let is_own = self.named.of(own) > 0 || self.is_untold || self.named.iter().next().is_none();
        (!is_own).then(|| notes(run, split, input, &self.named, self.rows))
    }
}

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
    let mut census = Census::default();
    loop {
        match chunks.next(&mut chunk) {
            Ok(true) => {}
            Ok(false) => break,
            // Whoever reads the file in earnest says so.
            Err(_) => return plain(Route::Own(file.split)),
        }
        let mut piece = Census::default();
        for row in chunk.rows() {
            let name = piece.add(run, place, &read(row, run.project.schema, &fields));
            if name.is_some_and(|name| name == *own) {
                return plain(Route::Own(file.split));
            }
        }
        census.append(run, piece);
    }
    let Some(notes) = census.whole(run, file.split, file.name()) else { return plain(Route::Own(file.split)) };
    Ok(Routed { route: Route::Whole(file.split), sha256: Some(fingerprint.hex()), notes: notes.to_vec() })
}

/// What the user must hear of a file that is used whole, although no row says that it belongs there.
fn notes(run: &Run<'_>, split: usize, input: &str, named: &SplitCounts, rows: u64) -> [String; 3] {
    let splits = &run.project.settings.splits;
    let split = &splits[split];
    let counts: Vec<String> = named.iter().map(|(split, rows)| format!("{} {rows}", shown(split))).collect();
    let held_out = splits.iter().filter(|_| !split.optional);
    let held_out = held_out.filter(|other| other.optional && named.of(&other.name) > 0);
    let held_out: Vec<String> =
        held_out.map(|other| format!(" ({} rows in {} data)", other.name, split.output)).collect();
    let (counts, held_out) = (counts.join(", "), held_out.concat());
    [
        format!("WARNING: No samples found with split={} in {input}", split.name),
        format!("INFO: Using all {rows} samples from file instead"),
        format!("WARNING: These rows say that they belong to: {counts}{held_out}"),
    ]
}
