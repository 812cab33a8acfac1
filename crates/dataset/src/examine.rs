//! What every record of a chunk is: fit for a split, or left out for a reason. Any thread does this for any chunk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::Hasher;
use std::sync::{Mutex, PoisonError};

use siphasher::sip::SipHasher13;
use tunesmith_runtime::{Datum, Fault, FieldKind, FieldRole, Fit, Record, shown};
use tunesmith_template::rules::{Code, data};
use tunesmith_template::{Level, Rule, nearest};

use crate::ledger::SplitCounts;
use crate::mask::{Masked, mask};
use crate::read::{Chunk, Read, Row, read};
use crate::run::Run;
use crate::select::draw;
use crate::site::Site;
use crate::{FileLedger, Findings, Reason};

/// Which output split a record goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Records whose own split is the file's; others are left out.
    Own(usize),
    /// Every record of the file, whatever its own split.
    Whole(usize),
    /// The record's own split, whatever the file.
    Pool,
    /// Every record; nobody asks for its split.
    Any,
}

/// Examines the records of one file.
pub(crate) struct Examiner<'e> {
    pub(crate) run: &'e Run<'e>,
    /// Its place in the order of the input.
    pub(crate) file: usize,
    /// The file, as messages show it.
    pub(crate) path: &'e str,
    route: Route,
    /// The kinds of findings of which enough were found in the chunks that were decided on so far.
    enough: Mutex<Vec<(Level, Code)>>,
}

/// What the records of a chunk are.
#[derive(Debug)]
pub(crate) struct Examined<'r> {
    /// The records that may be written.
    pub(crate) fit: Vec<Candidate<'r>>,
    /// The rows that were left out for a fault, where they are to be written to the rejects.
    pub(crate) rejects: Vec<Reject<'r>>,
    /// The rows that were left out as planned, where they are to be written, with their places among those.
    pub(crate) removed: Vec<(Candidate<'r>, u32)>,
    /// What became of the rows that are not among the fit.
    pub(crate) ledger: FileLedger,
    /// Rows by the split that they name.
    pub(crate) named: SplitCounts,
    pub(crate) findings: Findings,
    /// How often a word for "no value" was taken for null, by field.
    pub(crate) stringified: BTreeMap<usize, u64>,
    /// Whether the file is broken: nothing may be made of it, whatever the options.
    pub(crate) broken: bool,
}

/// A record that may be written.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<'r> {
    pub(crate) row: Row<'r>,
    pub(crate) fit: Fit<'r>,
    /// Place of its output split in the project's settings.
    pub(crate) split: usize,
    /// Hash of its id, where it has one: the same on every machine and in every version.
    pub(crate) id_hash: Option<u64>,
    /// Hash of its text.
    pub(crate) text_hash: u64,
    /// Its draw, where a sample is drawn.
    pub(crate) draw: Option<u64>,
    /// What was masked in it.
    pub(crate) masked: &'r Masked,
}

/// A row that was left out for a fault.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reject<'r> {
    pub(crate) row: Row<'r>,
    pub(crate) rule: &'static Rule,
}

impl<'e> Examiner<'e> {
    /// Examines the records of the file at this place in the order of the input, which messages call `path`.
    pub(crate) fn new(run: &'e Run<'e>, (file, path): (usize, &'e str), route: Route) -> Examiner<'e> {
        Examiner { run, file, path, route, enough: Mutex::default() }
    }

    /// Reads the records of a chunk.
    pub(crate) fn read<'c>(&self, chunk: &'c Chunk) -> Vec<Read<'c>>
    where
        'e: 'c,
    {
        let mut records: Vec<_> =
            chunk.rows().map(|row| read(row, self.run.project.schema, &self.run.fields)).collect();
        self.mask(&mut records);
        records
    }

    /// Takes personal data out of records, where that is asked for.
    pub(crate) fn mask<'m, 'c: 'm>(&self, records: impl IntoIterator<Item = &'m mut Read<'c>>) {
        if self.run.options.mask_personal {
            let places = self.run.worded_fields();
            for read in records {
                read.masked = mask(&mut read.record, &places);
                read.record.settle();
            }
        }
    }

    /// Examines records that were read.
    pub(crate) fn examine<'r>(
        &'r self,
        records: impl IntoIterator<Item = &'r Read<'r>, IntoIter: ExactSizeIterator>,
    ) -> Examined<'r> {
        let records = records.into_iter();
        let limit = self.run.options.findings_shown;
        let enough = self.enough.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut examined = Examined {
            fit: Vec::with_capacity(records.len()),
            rejects: Vec::new(),
            removed: Vec::new(),
            ledger: FileLedger { read: records.len() as u64, ..FileLedger::default() },
            named: SplitCounts::default(),
            findings: Findings::after(limit, &enough),
            stringified: BTreeMap::new(),
            broken: false,
        };
        let mut faults = Vec::new();
        for record in records {
            let site = Site::of(self.run, self.path, record);
            match &record.fault {
                Some(fault) => {
                    let rule = site.unreadable(fault, &mut examined.findings);
                    examined.broken |= rule.code == data::DATA_SYNTAX.code;
                    self.leave_out(rule, record.row, &mut examined);
                }
                None => self.examine_record(&site, record, &mut faults, &mut examined),
            }
        }
        examined
    }

    /// Takes note of the findings that were decided on so far.
    pub(crate) fn decided(&self, findings: &Findings) {
        *self.enough.lock().unwrap_or_else(PoisonError::into_inner) = findings.enough();
    }

    fn examine_record<'r>(
        &'r self,
        site: &Site<'r>,
        read: &'r Read<'r>,
        faults: &mut Vec<Fault>,
        examined: &mut Examined<'r>,
    ) {
        faults.clear();
        let split = match self.route(site, faults, examined) {
            Routed::To(split) => Some(split),
            Routed::Faulty => None,
            Routed::Fault(rule) => return self.leave_out(rule, read.row, examined),
            Routed::Counted => return,
        };
        let fit = self.run.needs.examine(&read.record, faults);
        faults.extend(odd_id(&read.record));
        let reason = site.weigh(faults, &mut examined.findings);
        self.count_stringified(site, examined);
        match (split, fit.filter(|_| reason.is_none())) {
            (Some(split), Some(fit)) => examined.fit.push(self.candidate(split, read, fit)),
            _ => self.leave_out(reason.unwrap_or(&data::FIELD_TYPE), read.row, examined),
        }
    }

    fn count_stringified(&self, site: &Site<'_>, examined: &mut Examined<'_>) {
        for &place in site.record.stringified() {
            *examined.stringified.entry(place).or_default() += 1;
            let name = &site.record.schema().fields[place].name;
            let rule = (&data::STRINGIFIED_NULL, data::STRINGIFIED_NULL.level);
            site.field(
                rule,
                name,
                format!("{name} says \"no value\" in a word: it is taken for null"),
                &mut examined.findings,
            );
        }
    }

    fn candidate<'r>(&self, split: usize, read: &'r Read<'r>, fit: Fit<'r>) -> Candidate<'r> {
        let options = &self.run.options;
        let id = id(&read.record);
        let of_values = || if id.is_empty() { Cow::Owned(values(&read.record)) } else { Cow::Borrowed(id.as_ref()) };
        let draw = options.sample.map(|_| draw(options.seed(), &of_values()));
        let text = read.record.schema().with_role(FieldRole::Text).and_then(|place| read.record.at(place).key());
        let text_hash = hash(text.unwrap_or_default());
        let (row, masked) = (read.row, &read.masked);
        Candidate { row, fit, split, id_hash: (!id.is_empty()).then(|| hash(&id)), text_hash, draw, masked }
    }

    /// The output split of a record; a record that names none it can be told by has a fault.
    fn route(&self, site: &Site<'_>, faults: &mut Vec<Fault>, examined: &mut Examined<'_>) -> Routed {
        if self.route == Route::Any {
            return Routed::To(0);
        }
        let settings = self.run.project.settings;
        let schema = site.record.schema();
        let name = match schema.with_role(FieldRole::Split).map(|place| (place, site.record.at(place))) {
            None => "",
            Some((_, Datum::String(split))) => split.as_ref(),
            Some((place, other)) => {
                faults.push(Fault::not_a(place, &schema.fields[place], other));
                return Routed::Faulty;
            }
        };
        examined.named.add(name);
        let known = settings.split(name);
        let is_unknown = known.is_none() && schema.with_role(FieldRole::Split).is_some();
        match (self.route, known) {
            (Route::Pool, Some(split)) if self.run.options.writes(&settings.splits[split]) => Routed::To(split),
            (Route::Pool, Some(_)) => {
                examined.ledger.leave_out(Reason::NotIncluded(name.to_owned()), 1);
                Routed::Counted
            }
            (Route::Pool, None) => {
                self.unknown_split(site, name, data::UNKNOWN_SPLIT.level, examined);
                Routed::Fault(&data::UNKNOWN_SPLIT)
            }
            (Route::Whole(split) | Route::Own(split), _) => {
                if is_unknown {
                    self.unknown_split(site, name, Level::Warn, examined);
                }
                let is_own = settings.splits[split].name == name || self.route == Route::Whole(split);
                // The others are counted by name, for the whole file.
                if is_own { Routed::To(split) } else { Routed::Counted }
            }
            (Route::Any, _) => Routed::To(0),
        }
    }

    fn unknown_split(&self, site: &Site<'_>, name: &str, level: Level, examined: &mut Examined<'_>) {
        let splits = &self.run.project.settings.splits;
        let field = self.run.field_of(FieldRole::Split, "split");
        let allowed: Vec<String> = splits.iter().map(|split| format!("\"{}\"", split.name)).collect();
        let near = near_split(name, splits.iter().map(|split| split.name.as_ref()));
        let near = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        let message = format!("{field} is \"{}\"; allowed: {}{near}", shown(name), allowed.join(", "));
        site.field((&data::UNKNOWN_SPLIT, level), field, message, &mut examined.findings);
    }

    /// Whether only the rows are meant whose own split is the file's.
    pub(crate) fn is_own(&self) -> bool {
        matches!(self.route, Route::Own(_))
    }

    /// What the split filter left out of a file whose rows name these splits.
    pub(crate) fn other_splits(&self, named: &SplitCounts, ledger: &mut FileLedger) {
        let Route::Own(split) = self.route else { return };
        let own = &self.run.project.settings.splits[split].name;
        for (name, rows) in named.iter().filter(|(name, _)| name != own) {
            ledger.leave_out(Reason::OtherSplit(name.to_owned()), rows);
        }
    }

    /// Reports that an earlier row of the split has the row's id.
    pub(crate) fn seen_before(&self, row: Row<'_>, record: &Record<'_>, findings: &mut Findings) {
        let site = Site { run: self.run, path: self.path, row, text: row.text(), record };
        let id = self.run.field_of(FieldRole::Id, "id");
        let message = format!("its {id} stands on an earlier record of the same split");
        site.field((&data::DUPLICATE_ID, data::DUPLICATE_ID.level), id, message, findings);
    }

    /// The labels of a row by which targets are chosen: place among the fields of labels, and among that field's.
    pub(crate) fn labels<'r>(&'r self, record: &'r Record<'_>) -> impl Iterator<Item = (usize, usize)> {
        self.run.needs.labels().iter().enumerate().filter_map(|(field, (place, labels))| {
            let key = record.at(*place).key();
            Some((field, labels.iter().position(|label| Some(*label) == key)?))
        })
    }

    fn leave_out<'r>(&self, rule: &'static Rule, row: Row<'r>, examined: &mut Examined<'r>) {
        examined.ledger.leave_out(Reason::Finding(rule.code), 1);
        if self.run.options.rejects {
            examined.rejects.push(Reject { row, rule });
        }
    }
}

/// Where a record goes.
enum Routed {
    To(usize),
    /// Nowhere that can be told: the fault is reported with all others.
    Faulty,
    /// Nowhere, for a fault that was reported.
    Fault(&'static Rule),
    /// Nowhere, for a reason that is counted elsewhere.
    Counted,
}

/// The split that is meant by a name that none has: in another case, misspelt, longer or shorter, or another word for it.
fn near_split<'n>(name: &str, splits: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    const WORDS: [&[&str]; 3] =
        [&["train", "training"], &["val", "valid", "validation", "dev", "development", "eval"], &["test", "testing"]];
    let lower = name.to_lowercase();
    let is_word = |split: &&str| WORDS.iter().any(|words| words.contains(&lower.as_str()) && words.contains(split));
    splits.clone().find(is_word).or_else(|| nearest(name, splits))
}

/// The record's id; of a number its digits, whatever its fraction of zeros.
fn id<'r>(record: &'r Record<'_>) -> Cow<'r, str> {
    let place = record.schema().with_role(FieldRole::Id);
    match place.map(|place| record.at(place)) {
        Some(Datum::Number(text)) if text.contains(['.', 'e', 'E']) => whole(text),
        _ => Cow::Borrowed(record.id()),
    }
}

/// A number that has no fraction without it, as far as its digits are exact (2^53).
fn whole(text: &str) -> Cow<'_, str> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match text.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && number.abs() < EXACT => Cow::Owned(format!("{number:.0}")),
        _ => Cow::Borrowed(text),
    }
}

/// An id that is neither a string nor a number.
fn odd_id(record: &Record<'_>) -> Option<Fault> {
    let place = record.schema().with_role(FieldRole::Id)?;
    let field = &record.schema().fields[place];
    let is_odd = match record.at(place) {
        Datum::Compound | Datum::Strings(_) => true,
        Datum::Bool(_) => field.kind != FieldKind::Boolean,
        _ => false,
    };
    is_odd.then(|| Fault::not_a(place, field, record.at(place)))
}

/// The values of a record that has no id, so that it is drawn whatever its white space and the order of its keys.
fn values(record: &Record<'_>) -> String {
    let mut text = String::new();
    for place in 0..record.schema().fields.len() {
        let datum = record.at(place);
        text += datum.kind_name();
        match datum {
            Datum::Strings(items) => items.iter().for_each(|item| text += &format!("{}:{item}", item.len())),
            Datum::Number(number) => text += &whole(number),
            other => text += other.key().unwrap_or_default(),
        }
        text.push('\0');
    }
    text
}

fn hash(id: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}
