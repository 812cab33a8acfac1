//! CSV and TSV: records as cells under the names of the first line. They are handed out as the JSON text that they stand for,
//! so that whatever reads records sees no difference.
//!
//! Source of the syntax: RFC 4180, by the `csv-core` crate.

use std::ops::Range;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use tunesmith_runtime::{FieldKind, Schema, escape_into, shown};
use tunesmith_template::nearest;

/// How the cells of a file are separated, by its ending.
pub(super) fn delimiter(name: &str) -> Option<u8> {
    let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(name);
    match name.rsplit_once('.')?.1 {
        "csv" => Some(b','),
        "tsv" => Some(b'\t'),
        _ => None,
    }
}

/// A table whose first line was read.
pub(super) struct Table {
    cells: Cells,
    columns: Vec<Column>,
}

/// A column: the key of its values, and what they are; nothing where no field has that name.
struct Column {
    key: String,
    kind: Option<FieldKind>,
}

/// Why a line is no record of the table.
pub(super) struct Ragged {
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Why the first line of a table names no field.
fn no_field(first: &[u8], names: &[String], schema: &Schema) -> Ragged {
    let (first, names) = (String::from_utf8_lossy(first), names.join(", "));
    let separated_by = [(',', "commas"), (';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")];
    let knows = |separator: &char| {
        first.split(*separator).any(|name| schema.index_of_key(name.trim().trim_matches('"')).is_some())
    };
    if first.starts_with("sep=") {
        let message = "the first line is one for spreadsheets".to_owned();
        return Ragged { message, help: "remove the line `sep=…`: the first line of a table names its columns" };
    }
    match separated_by.iter().find(|(separator, _)| knows(separator)) {
        Some((_, what)) => Ragged {
            message: format!("the columns are separated by {what}"),
            help: "a .csv file has commas or semicolons, a .tsv file tabs",
        },
        None => Ragged {
            message: format!("the first line names no field of a record: {}", shown(&names)),
            help: "the first line of a table names its columns",
        },
    }
}

/// A column that no field is called, and the field without a column that it is nearly called: all of its cells would be lost
/// without a word.
pub(crate) fn misspelt(names: &[&str], schema: &Schema, wanted: impl Fn(usize) -> bool) -> Option<String> {
    let known: Vec<usize> = names.iter().filter_map(|name| schema.index_of_key(name)).collect();
    let lacking = || {
        let fields = schema.fields.iter().enumerate();
        fields.filter(|(place, _)| wanted(*place) && !known.contains(place)).map(|(_, field)| field.name.as_ref())
    };
    let mut others = names.iter().filter(|name| schema.index_of_key(name).is_none());
    let (name, field) = others.find_map(|name| Some((name, nearest(name, lacking())?)))?;
    Some(format!("there is a column {}, and none for the field {field}", shown(name)))
}

/// What is done about that.
pub(crate) const RENAME: &str = "rename one of the two, where the column holds that field";

/// What is wrong with the quotes of a record: behind the last one of a cell, only the separator or the end may stand.
fn stray(record: &[u8], delimiter: u8) -> Option<&'static str> {
    let mut at = 0;
    while at < record.len() {
        if record[at] == b'"' {
            at += 1;
            // To the quote that is not doubled.
            loop {
                // One that is never closed is said otherwise.
                at += memchr::memchr(b'"', &record[at..])? + 1;
                if record.get(at) != Some(&b'"') {
                    break;
                }
                at += 1;
            }
            if record.get(at).is_some_and(|byte| *byte != delimiter && !matches!(byte, b'\n' | b'\r')) {
                return Some("characters behind the closing quote of a cell");
            }
        } else {
            at += record[at..].iter().position(|byte| *byte == delimiter).unwrap_or(record.len() - at);
        }
        at += 1;
    }
    None
}

/// Cuts records into cells.
struct Cells {
    delimiter: u8,
    reader: Box<Reader>,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Table {
    /// Reads the first line; nothing where it is not whole yet. The number of bytes that it takes, too.
    pub(super) fn open(
        bytes: &[u8],
        delimiter: u8,
        schema: &Schema,
        at_end: bool,
    ) -> Option<Result<(Table, usize), Ragged>> {
        // Spreadsheets of some countries write semicolons.
        let others: &[u8] = if delimiter == b',' { b",;" } else { b"\t" };
        let mut found: Option<(usize, Cells, Vec<String>, usize)> = None;
        for delimiter in others {
            let mut cells = Cells::new(*delimiter);
            let consumed = cells.read(bytes, at_end)?;
            let names: Vec<String> = cells.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
            let known = names.iter().filter(|name| schema.index_of_key(name).is_some()).count();
            if found.as_ref().is_none_or(|(most, ..)| known > *most) {
                found = Some((known, cells, names, consumed));
            }
        }
        let (known, cells, names, consumed) = found?;
        let first = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
        let ragged = |message| Some(Err(Ragged { message, help: "the first line of a table names its columns" }));
        if known == 0 {
            return Some(Err(no_field(first, &names, schema)));
        }
        let called: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Some(message) = misspelt(&called, schema, |_| true) {
            return Some(Err(Ragged { message, help: RENAME }));
        }
        let columns: Vec<Column> = names.iter().map(|name| Column::new(name, schema)).collect();
        let twice = |name: &&String| {
            schema.index_of_key(name).is_some() && names.iter().filter(|other| other == name).count() > 1
        };
        if let Some(name) = names.iter().find(twice) {
            return ragged(format!("two columns are called {name}"));
        }
        Some(Ok((Table { cells, columns }, consumed)))
    }

    /// Appends the first record of `bytes` as JSON; nothing where it is not whole yet. The number of bytes that it takes.
    pub(super) fn record(&mut self, bytes: &[u8], at_end: bool, out: &mut Vec<u8>) -> Option<Result<usize, Ragged>> {
        let consumed = self.cells.read(bytes, at_end)?;
        let (found, expected) = (self.cells.ends.len(), self.columns.len());
        if let Some(message) = stray(&bytes[..consumed], self.cells.delimiter) {
            let help = "in quotes, a quote is doubled: \"\" (Spark: option(\"escape\", \"\\\"\"); pandas: doublequote=True, its default)";
            return Some(Err(Ragged { message: message.to_owned(), help }));
        }
        if at_end && consumed == bytes.len() {
            // Quotes pair up in a whole record, but for those in the middle of a cell; and writers end each line.
            let is_open = bytes.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
            let fault = match bytes.last() {
                _ if is_open => Some("the file ends inside of quotes"),
                Some(b'\n' | b'\r') => None,
                _ => Some("the last line has no end, as if the file was cut short"),
            };
            if let Some(fault) = fault {
                let help =
                    "half a file is not taken for a whole one: copy it again, or end the last line where it is whole";
                return Some(Err(Ragged { message: fault.to_owned(), help }));
            }
        }
        if found != expected {
            let message = format!("{found} cells, where the first line names {expected} columns");
            let help = "a cell with the separator, a quote or a line break in it stands in double quotes";
            return Some(Err(Ragged { message, help }));
        }
        out.push(b'{');
        let mut is_first = true;
        for (column, cell) in self.columns.iter().zip(self.cells.iter()) {
            // Nobody reads the others.
            let Some(kind) = column.kind else { continue };
            if !std::mem::take(&mut is_first) {
                out.extend_from_slice(b", ");
            }
            out.extend_from_slice(column.key.as_bytes());
            match std::str::from_utf8(cell) {
                Ok(cell) => value(kind, cell, out),
                // What is not UTF-8 is a finding of whoever reads the record.
                Err(_) => {
                    out.push(b'"');
                    out.extend(cell.iter().filter(|byte| !matches!(byte, b'"' | b'\\' | 0..=31)));
                    out.push(b'"');
                }
            }
        }
        out.push(b'}');
        Some(Ok(consumed))
    }
}

impl Column {
    fn new(name: &str, schema: &Schema) -> Column {
        let mut key = b"\"".to_vec();
        escape_into(&mut key, name);
        let kind = schema.index_of_key(name).map(|place| schema.fields[place].kind);
        Column { key: String::from_utf8_lossy(&key).into_owned() + "\": ", kind }
    }
}

/// A cell as the JSON value that the field holds, where it is one; as a string otherwise, which is a finding then.
fn value(kind: FieldKind, cell: &str, out: &mut Vec<u8>) {
    let trimmed = cell.trim();
    let plain = match kind {
        FieldKind::String => None,
        _ if trimmed.is_empty() => Some("null"),
        FieldKind::Boolean => match trimmed {
            "true" | "True" | "TRUE" => Some("true"),
            "false" | "False" | "FALSE" => Some("false"),
            _ => None,
        },
        FieldKind::Integer | FieldKind::Number => {
            let is_number = serde_json::from_str::<serde_json::Number>(trimmed).is_ok();
            is_number.then_some(trimmed)
        }
        FieldKind::Strings => {
            let is_list = serde_json::from_str::<Vec<String>>(trimmed).is_ok();
            is_list.then_some(trimmed)
        }
    };
    match plain {
        Some(plain) => out.extend_from_slice(plain.as_bytes()),
        None => {
            out.push(b'"');
            escape_into(out, cell);
            out.push(b'"');
        }
    }
}

impl Cells {
    fn new(delimiter: u8) -> Cells {
        let reader = Box::new(ReaderBuilder::new().delimiter(delimiter).build());
        Cells { delimiter, reader, text: vec![0; 1 << 12], ends: Vec::new() }
    }

    /// Cuts the first record; nothing where it may go on behind `bytes`. The number of bytes that it takes.
    fn read(&mut self, bytes: &[u8], at_end: bool) -> Option<usize> {
        self.reader.reset();
        self.ends.clear();
        self.ends.resize(64, 0);
        let (mut at, mut written, mut ended) = (0, 0, 0);
        loop {
            let input = &bytes[at..];
            let (result, read, wrote, ends) =
                self.reader.read_record(input, &mut self.text[written..], &mut self.ends[ended..]);
            (at, written, ended) = (at + read, written + wrote, ended + ends);
            match result {
                // No more input says that the record ends here.
                ReadRecordResult::InputEmpty if at_end => {}
                ReadRecordResult::InputEmpty => return None,
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.ends.truncate(ended);
                    return Some(at);
                }
            }
        }
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }
}

/// The empty lines that `bytes` begin with: no record.
pub(super) fn blank(bytes: &[u8]) -> Range<usize> {
    0..bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tunesmith_runtime::Field;

    use super::*;

    fn schema() -> Schema {
        let field = |name: &'static str, kind| Field {
            name: name.into(),
            spellings: Vec::new().into(),
            role: tunesmith_runtime::FieldRole::Input,
            kind,
            nullable: true,
            required: false,
            values: Vec::new().into(),
        };
        let fields = vec![
            field("text", FieldKind::String),
            field("stars", FieldKind::Integer),
            field("paid", FieldKind::Boolean),
            field("tags", FieldKind::Strings),
        ];
        Schema { fields: fields.into(), ..Schema::default() }
    }

    fn records(text: &str, delimiter: u8) -> Vec<String> {
        let Some(Ok((mut table, mut at))) = Table::open(text.as_bytes(), delimiter, &schema(), true) else {
            panic!("{text}")
        };
        let mut found = Vec::new();
        loop {
            at += blank(&text.as_bytes()[at..]).end;
            if at == text.len() {
                return found;
            }
            let mut out = Vec::new();
            let Some(Ok(consumed)) = table.record(&text.as_bytes()[at..], true, &mut out) else { panic!("{text}") };
            at += consumed;
            found.push(String::from_utf8(out).unwrap());
        }
    }

    #[test]
    fn cells_become_the_values_of_their_fields() {
        let text =
            "text,stars,paid,tags,other\r\n\"a \"\"b\"\",\nc\",4,True,\"[\"\"x\"\"]\",?\r\n,,,,\r\nd,four,maybe,x,\r\n";
        let expected = [
            r#"{"text": "a \"b\",\nc", "stars": 4, "paid": true, "tags": ["x"]}"#,
            r#"{"text": "", "stars": null, "paid": null, "tags": null}"#,
            r#"{"text": "d", "stars": "four", "paid": "maybe", "tags": "x"}"#,
        ];
        assert_eq!(records(text, b','), expected);
        assert_eq!(records("stars;text\n1;a,b\n", b','), [r#"{"stars": 1, "text": "a,b"}"#]);
        assert_eq!(records("text\tstars\n\"\ta\"\t2\n", b'\t'), [r#"{"text": "\ta", "stars": 2}"#]);
    }

    #[test]
    fn endings_tell_how_cells_are_separated() {
        assert_eq!(
            ["a.csv", "a.tsv.gz", "a.csv.zst", "a.jsonl", "csv"].map(delimiter),
            [Some(b','), Some(b'\t'), Some(b','), None, None]
        );
    }

    proptest! {
        #[test]
        fn any_text_comes_out_of_quotes_as_it_went_in(text in any::<String>(), other in "[a-z\"\n,]{0,8}") {
            let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            let file = format!("text,other\n{},{}\n", quoted(&text), quoted(&other));
            let found: serde_json::Value = serde_json::from_str(&records(&file, b',')[0]).unwrap();
            prop_assert_eq!(found["text"].as_str(), Some(text.as_str()));
        }

        #[test]
        fn a_record_that_is_cut_short_is_asked_for_again(text in "[a-z\", \n]{1,20}", cut in 1usize..40) {
            let file = format!("text,stars\n\"{}\",5\n", text.replace('"', "\"\""));
            let whole = &file.as_bytes()[11..];
            let Some(Ok((mut table, _))) = Table::open(file.as_bytes(), b',', &schema(), true) else { panic!() };
            let part = &whole[..cut.min(whole.len() - 1)];
            prop_assert!(table.record(part, false, &mut Vec::new()).is_none());
        }
    }
}
