//! What every record of a chunk is: fit for a split, or left out for a reason. Any thread does this for any chunk.

use std::hash::Hasher;
use std::sync::{Mutex, PoisonError};

use siphasher::sip::SipHasher13;
use tunesmith_runtime::{Datum, Fault, FieldRole, Fit, shown};
use tunesmith_template::rules::{Code, data};
use tunesmith_template::{Level, Rule};

use crate::ledger::SplitCounts;
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
}

/// Examines the records of one file.
pub(crate) struct Examiner<'e> {
    pub(crate) run: &'e Run<'e>,
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
    /// What became of the rows that are not among the fit.
    pub(crate) ledger: FileLedger,
    /// Rows by the split that they name.
    pub(crate) named: SplitCounts,
    pub(crate) findings: Findings,
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
    /// Its draw, where a sample is drawn.
    pub(crate) draw: Option<u64>,
}

/// A row that was left out for a fault.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reject<'r> {
    pub(crate) row: Row<'r>,
    pub(crate) rule: &'static Rule,
}

impl<'e> Examiner<'e> {
    /// Examines the records of the file at `path`.
    pub(crate) fn new(run: &'e Run<'e>, path: &'e str, route: Route) -> Examiner<'e> {
        Examiner { run, path, route, enough: Mutex::default() }
    }

    /// Reads the records of a chunk.
    pub(crate) fn read<'c>(&self, chunk: &'c Chunk) -> Vec<Read<'c>>
    where
        'e: 'c,
    {
        chunk.rows().map(|row| read(row, self.run.project.schema, &self.run.fields)).collect()
    }

    /// Examines records that were read.
    pub(crate) fn examine<'r>(&'r self, records: &'r [Read<'r>]) -> Examined<'r> {
        let limit = self.run.options.findings_shown;
        let enough = self.enough.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut examined = Examined {
            fit: Vec::with_capacity(records.len()),
            rejects: Vec::new(),
            ledger: FileLedger { read: records.len() as u64, ..FileLedger::default() },
            named: SplitCounts::default(),
            findings: Findings::after(limit, &enough),
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
        let split = match self.route(site, examined) {
            Routed::To(split) => split,
            Routed::Fault(rule) => return self.leave_out(rule, read.row, examined),
            Routed::Counted => return,
        };
        faults.clear();
        let fit = self.run.needs.examine(&read.record, faults);
        let reason = site.weigh(faults, &mut examined.findings);
        match fit.filter(|_| reason.is_none()) {
            Some(fit) => examined.fit.push(self.candidate(split, read, fit)),
            None => self.leave_out(reason.unwrap_or(&data::FIELD_TYPE), read.row, examined),
        }
    }

    fn candidate<'r>(&self, split: usize, read: &'r Read<'r>, fit: Fit<'r>) -> Candidate<'r> {
        let options = &self.run.options;
        let id = read.record.id();
        let draw = options.sample.map(|_| draw(options.seed(), if id.is_empty() { &read.text } else { id }));
        Candidate { row: read.row, fit, split, id_hash: (!id.is_empty()).then(|| hash(id)), draw }
    }

    /// The output split of a record.
    fn route(&self, site: &Site<'_>, examined: &mut Examined<'_>) -> Routed {
        let settings = self.run.project.settings;
        let name = match own_split(site, &mut examined.findings) {
            Ok(name) => name.unwrap_or_default(),
            Err(rule) => return Routed::Fault(rule),
        };
        examined.named.add(name);
        match self.route {
            Route::Whole(split) => Routed::To(split),
            Route::Own(split) if settings.splits[split].name == name => Routed::To(split),
            // The whole file's are counted by name.
            Route::Own(_) => Routed::Counted,
            Route::Pool => match settings.split(name) {
                Some(split) if self.run.options.writes(&settings.splits[split]) => Routed::To(split),
                Some(_) => {
                    examined.ledger.leave_out(Reason::NotIncluded(name.to_owned()), 1);
                    Routed::Counted
                }
                None => {
                    let field = self.run.field_of(FieldRole::Split, "split");
                    let allowed: Vec<String> =
                        settings.splits.iter().map(|split| format!("\"{}\"", split.name)).collect();
                    let message = format!("{field} is \"{}\"; allowed: {}", shown(name), allowed.join(", "));
                    site.field(&data::UNKNOWN_SPLIT, field, message, &mut examined.findings);
                    Routed::Fault(&data::UNKNOWN_SPLIT)
                }
            },
        }
    }

    /// What the split filter left out of a file whose rows name these splits.
    pub(crate) fn other_splits(&self, named: &SplitCounts, ledger: &mut FileLedger) {
        let Route::Own(split) = self.route else { return };
        let own = &self.run.project.settings.splits[split].name;
        for (name, rows) in named.iter().filter(|(name, _)| name != own) {
            ledger.leave_out(Reason::OtherSplit(name.to_owned()), rows);
        }
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
    /// Nowhere, for a fault that was reported.
    Fault(&'static Rule),
    /// Nowhere, for a reason that is counted elsewhere.
    Counted,
}

/// The split that the record names; nothing where records name none.
fn own_split<'r>(site: &Site<'r>, findings: &mut Findings) -> Result<Option<&'r str>, &'static Rule> {
    let schema = site.record.schema();
    let Some(place) = schema.with_role(FieldRole::Split) else { return Ok(None) };
    match site.record.at(place) {
        Datum::String(split) => Ok(Some(split)),
        other => Err(site.fault(&Fault::not_a(place, &schema.fields[place], other), findings)),
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}
