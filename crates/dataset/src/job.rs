//! One pass over one input file: each record to the outputs that it belongs to.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;
use tunesmith_runtime::{FieldRole, Fit, Needs, Project, Record};
use tunesmith_template::rules::data;
use tunesmith_template::{Level, Position, Rule, Span};

use crate::finding::Full;
use crate::ledger::SplitCounts;
use crate::line::LineFormat;
use crate::read::{self, Chunk, Fields};
use crate::rows::Row;
use crate::select::draw;
use crate::{FileLedger, Findings, Options, Reason};

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

/// What is done in a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    /// Only the draws of the sample are made.
    Survey,
    /// Lines are written: all, or those whose draw is not above the split's threshold.
    Write(Vec<Option<u64>>),
}

/// Everything that a pass over a file needs to know.
pub(crate) struct Job<'j> {
    /// The file, as messages show it.
    pub(crate) path: &'j str,
    pub(crate) route: Route,
    pub(crate) pass: Pass,
    pub(crate) project: &'j Project<'j>,
    pub(crate) options: &'j Options,
    pub(crate) fields: &'j Fields,
    pub(crate) needs: &'j Needs<'j>,
    pub(crate) formats: &'j [LineFormat],
    pub(crate) full: Full,
}

/// What a chunk became.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Lines, by output: see [`block_of`].
    pub(crate) blocks: Vec<Vec<u8>>,
    pub(crate) ledger: FileLedger,
    pub(crate) findings: Findings,
    /// Rows by the split that they name.
    pub(crate) own_splits: SplitCounts,
    /// The rows that were written, or could be.
    pub(crate) used: Vec<Used>,
    /// Whether the file is broken: nothing may be made of it, whatever the options.
    pub(crate) broken: bool,
}

/// A row that was written, or could be.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    pub(crate) split: usize,
    /// Place of the row in its chunk.
    pub(crate) row: usize,
    /// Hash of its id, where it has one.
    pub(crate) hash: Option<u64>,
    /// Its draw, where a sample is drawn.
    pub(crate) draw: Option<u64>,
    /// Where its line begins in the block of each format.
    pub(crate) lines: Vec<usize>,
}

impl Part {
    /// Takes rows out again, with their lines.
    pub(crate) fn take_out(&mut self, without: &[(usize, Without)], formats: usize) {
        let why = |used: &Used| without.iter().find(|(row, _)| *row == used.row).map(|(_, why)| *why);
        // From the last one, so that the earlier lines stay where they begin.
        for (used, why) in self.used.iter().rev().filter_map(|used| Some((used, why(used)?))) {
            for (format, &start) in used.lines.iter().enumerate().take(formats) {
                let block = &mut self.blocks[block_of(used.split, format, formats)];
                let end = memchr::memchr(b'\n', &block[start..]).map_or(block.len(), |length| start + length + 1);
                block.drain(start..end);
            }
            self.ledger.take_back(used.split);
            self.ledger.leave_out(why.reason(), 1);
        }
        self.used.retain(|used| why(used).is_none());
    }
}

/// Why a sound row is left out all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Without {
    /// An earlier row of its split has its id.
    Twice,
    /// The sample is full of rows with its draw.
    NotSampled,
}

impl Without {
    fn reason(self) -> Reason {
        match self {
            Without::Twice => Reason::Finding(data::DUPLICATE_ID.code),
            Without::NotSampled => Reason::NotSampled,
        }
    }
}

/// Place of the block of a split and format among a part's blocks; the last one is the rejects'.
pub(crate) fn block_of(split: usize, format: usize, formats: usize) -> usize {
    split * formats + format
}

/// How many blocks a part has.
pub(crate) fn block_count(splits: usize, formats: usize) -> usize {
    splits * formats + 1
}

impl Job<'_> {
    /// Works on the records of a chunk, without some rows that only the whole run knows to leave out.
    pub(crate) fn work(&self, chunk: &Chunk, without: &[(usize, Without)], buffers: Vec<Vec<u8>>) -> Part {
        let mut part = Part { blocks: buffers, ..Part::default() };
        part.blocks.resize_with(block_count(self.project.settings.splits.len(), self.formats.len()), Vec::new);
        let whole = std::str::from_utf8(&chunk.bytes).ok();
        let mut record = Record::new(self.project.schema);
        let full = self.full.now();
        for (index, range) in chunk.records.iter().enumerate() {
            let bytes = &chunk.bytes[range.clone()];
            let number = chunk.first + index as u64;
            let position = || position_of(chunk, range.start);
            let without = without.iter().find(|(row, _)| *row == index).map(|(_, why)| *why);
            let place = Place { number, position: &position, without, index, full: &full };
            match whole.map(|text| &text[range.clone()]).or_else(|| std::str::from_utf8(bytes).ok()) {
                Some(text) => self.work_on_record(text, &mut record, &place, &mut part),
                None => self.not_utf8(bytes, &place, &mut part),
            }
        }
        part.ledger.read = chunk.records.len() as u64;
        self.count_other_splits(&mut part);
        part
    }

    fn work_on_record<'a>(&self, text: &'a str, record: &mut Record<'a>, place: &Place<'_>, part: &mut Part) {
        record.clear();
        let parsed = read::parse(text, self.project.schema, self.fields, record);
        record.settle();
        let row = self.row(text, record, place);
        match parsed {
            Err(error) => {
                let rule = not_json(&row, &error, &mut part.findings);
                part.broken |= rule.code == data::DATA_SYNTAX.code;
                self.leave_out(rule, &row, part);
            }
            Ok(Some(field)) => {
                let name = &self.project.schema.fields[field].name;
                let rule = row.report(
                    &data::DUPLICATE_FIELD,
                    name,
                    format!("the field {name} stands twice"),
                    &mut part.findings,
                );
                self.leave_out(rule, &row, part);
            }
            Ok(None) => self.route(&row, place, part),
        }
    }

    /// Finds the record's output split, and goes on where it has one.
    fn route(&self, row: &Row<'_, '_>, place: &Place<'_>, part: &mut Part) {
        let settings = self.project.settings;
        let name = match row.split(&mut part.findings) {
            Ok(name) => name.unwrap_or_default(),
            Err(rule) => return self.leave_out(rule, row, part),
        };
        part.own_splits.add(name, settings.split(name).is_some(), 1);
        let split = match self.route {
            Route::Whole(split) => split,
            Route::Own(split) if settings.splits[split].name == name => split,
            // Counted at the end of the chunk, by the names.
            Route::Own(_) => return,
            Route::Pool => match row.pooled(name, &mut part.findings) {
                None => return self.leave_out(&data::UNKNOWN_SPLIT, row, part),
                Some(split) if !self.options.writes(&settings.splits[split]) => {
                    return part.ledger.leave_out(Reason::NotIncluded(name.to_owned()), 1);
                }
                Some(split) => split,
            },
        };
        let mut faults = Vec::new();
        let fit = self.needs.examine(row.record, &mut faults);
        let reason = row.weigh(&faults, &mut part.findings);
        let Some(fit) = fit.filter(|_| reason.is_none()) else {
            return self.leave_out(reason.unwrap_or(&data::FIELD_TYPE), row, part);
        };
        match place.without {
            Some(Without::Twice) => self.leave_out(&data::DUPLICATE_ID, row, part),
            Some(Without::NotSampled) => part.ledger.leave_out(Reason::NotSampled, 1),
            None => self.use_row(split, row, &fit, place, part),
        }
    }

    /// Rows of other splits, which the file's own split leaves out.
    fn count_other_splits(&self, part: &mut Part) {
        let Route::Own(split) = self.route else { return };
        let own = &self.project.settings.splits[split].name;
        for (name, rows) in part.own_splits.iter().filter(|(name, _)| name != own) {
            part.ledger.leave_out(Reason::OtherSplit(name.to_owned()), rows);
        }
    }

    /// A sound row of `split`: drawn, remembered by its id, written.
    fn use_row(&self, split: usize, row: &Row<'_, '_>, fit: &Fit<'_>, place: &Place<'_>, part: &mut Part) {
        let id = row.record.id();
        let draw = self.options.sample.map(|_| draw(self.options.seed, if id.is_empty() { row.text } else { id }));
        if let (Some(draw), Pass::Write(thresholds)) = (draw, &self.pass)
            && thresholds[split].is_none_or(|threshold| draw > threshold)
        {
            return part.ledger.leave_out(Reason::NotSampled, 1);
        }
        let hash = (!id.is_empty()).then(|| hash(id));
        let formats = self.formats.len();
        let line = |format| part.blocks.get(block_of(split, format, formats)).map_or(0, Vec::len);
        part.used.push(Used { split, row: place.index, hash, draw, lines: (0..formats).map(line).collect() });
        part.ledger.write(split);
        if self.pass != Pass::Survey {
            self.write(split, fit, part);
        }
    }

    fn write(&self, split: usize, fit: &Fit<'_>, part: &mut Part) {
        for (index, (format, filled)) in self.formats.iter().zip(fit.filled()).enumerate() {
            format.write(&filled, &mut part.blocks[block_of(split, index, self.formats.len())]);
        }
    }

    fn leave_out(&self, rule: &'static Rule, row: &Row<'_, '_>, part: &mut Part) {
        part.ledger.leave_out(Reason::Finding(rule.code), 1);
        if self.options.rejects {
            reject(self.path, rule, row.number, row.text.as_bytes(), (row.position)(), part);
        }
    }

    fn not_utf8(&self, bytes: &[u8], place: &Place<'_>, part: &mut Part) {
        let text = String::from_utf8_lossy(bytes);
        let valid = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
        let record = Record::new(self.project.schema);
        let row = self.row(&text, &record, place);
        let message = "bytes that are not UTF-8; save the file as UTF-8";
        row.report_at(&data::DATA_ENCODING, Span::new(valid, valid + 3), message, &mut part.findings);
        part.ledger.leave_out(Reason::Finding(data::DATA_ENCODING.code), 1);
        if self.options.rejects {
            reject(self.path, &data::DATA_ENCODING, place.number, text.as_bytes(), (place.position)(), part);
        }
    }

    fn row<'r, 'a>(&'r self, text: &'a str, record: &'r Record<'a>, place: &'r Place<'r>) -> Row<'r, 'a> {
        let (levels, schema, path) = (&self.options.levels, self.project.schema, self.path);
        Row {
            record,
            text,
            number: place.number,
            path,
            position: place.position,
            schema,
            settings: self.project.settings,
            levels,
            on_invalid: self.options.on_invalid,
            full: place.full,
        }
    }

    /// The finding for a row whose id was seen before in its split.
    pub(crate) fn seen_before(&self, chunk: &Chunk, index: usize, findings: &mut Findings) -> Level {
        let rule = &data::DUPLICATE_ID;
        let range = chunk.records[index].clone();
        let position = || position_of(chunk, range.start);
        let number = chunk.first + index as u64;
        let place = Place { number, position: &position, without: None, index, full: &self.full.now() };
        if let Ok(text) = std::str::from_utf8(&chunk.bytes[range.clone()]) {
            let mut record = Record::new(self.project.schema);
            if read::parse(text, self.project.schema, self.fields, &mut record).is_ok() {
                let id = self
                    .project
                    .schema
                    .with_role(FieldRole::Id)
                    .map_or("id", |place| &self.project.schema.fields[place].name);
                let message = format!("its {id} stands on an earlier record of the same split");
                self.row(text, &record, &place).report(rule, id, message, findings);
            }
        }
        self.options.levels.apply(rule.code, rule.level)
    }
}

/// A hash that is the same on every machine and in every version.
fn hash(id: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

/// Where a record stands.
struct Place<'p> {
    number: u64,
    position: &'p dyn Fn() -> Position,
    index: usize,
    without: Option<Without>,
    /// The kinds of findings that are only counted.
    full: &'p [&'static str],
}

/// The place of an offset in the bytes of a chunk.
pub(crate) fn position_of(chunk: &Chunk, offset: usize) -> Position {
    let start = chunk.start.unwrap_or(Position { line: 1, column: 1 });
    read::advance(start, &chunk.bytes[..offset])
}

/// A record that is no JSON, or that holds half a character.
fn not_json(row: &Row<'_, '_>, error: &serde_json::Error, findings: &mut Findings) -> &'static Rule {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    let at = offset(row.text, error.line(), error.column());
    // The second is what serde_json says of a first half that no escape follows.
    if message.contains("surrogate") || message == "unexpected end of hex escape" {
        let span = half_escape(row.text, at);
        let message = format!("`{}` is half of a character, without its other half", &row.text[span.range()]);
        return row.report_at(&data::DATA_ENCODING, span, message, findings);
    }
    // What Python writes for a missing number.
    if let Some(word) = ["NaN", "Infinity"].into_iter().find(|word| row.text[at..].starts_with(word)) {
        let message = format!("`{word}` is not JSON; write null, or leave the field out");
        return row.report_at(&data::DATA_SYNTAX, Span::new(at, at + word.len()), message, findings);
    }
    let end = row.text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    row.report_at(&data::DATA_SYNTAX, Span::new(at, end), message, findings)
}

/// The escape of half a character, found just before `at`; a first half may have another escape behind it.
fn half_escape(text: &str, at: usize) -> Span {
    const LENGTH: usize = r"\ud800".len();

    let escape = |at: usize| text.get(at..at + LENGTH).filter(|escape| escape.starts_with("\\u"));
    let is_first = |escape: &str| {
        escape.get(2..4).is_some_and(|digits| matches!(digits.to_ascii_lowercase().as_str(), "d8" | "d9" | "da" | "db"))
    };
    let last = text.get(..(at + 1).min(text.len())).unwrap_or(text).rfind("\\u").unwrap_or(at);
    let before = last.checked_sub(LENGTH).filter(|&before| escape(before).is_some_and(is_first));
    let start = before.unwrap_or(last);
    Span::new(start, start + escape(start).map_or(0, str::len))
}

/// Offset of serde_json's line and column (in bytes, both from 1).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A line of `rejects.jsonl`: where the row is, why it was left out, and the row.
fn reject(path: &str, rule: &Rule, number: u64, row: &[u8], position: Position, part: &mut Part) {
    let Some(block) = part.blocks.last_mut() else { return };
    let quoted = |text: &str, block: &mut Vec<u8>| {
        block.push(b'"');
        tunesmith_runtime::escape_into(block, text);
        block.push(b'"');
    };
    block.extend_from_slice(b"{\"file\": ");
    quoted(path, block);
    block.extend_from_slice(
        format!(", \"line\": {}, \"record\": {number}, \"code\": \"{}\", \"row\": ", position.line, rule.code)
            .as_bytes(),
    );
    // As a string: a row that is left out for its syntax is no JSON.
    quoted(&String::from_utf8_lossy(row), block);
    block.extend_from_slice(b"}\n");
}
