//! Small records, and split files of them in every form.

use std::io::Write;

use serde_json::{Value, json};

/// A record: fields with their values, in order.
#[derive(Clone, Debug)]
pub struct Row(Vec<(String, Value)>);

impl Row {
    /// A sound record with all eleven fields.
    pub fn new(id: &str, split: &str, text: &str) -> Row {
        let row = Row(Vec::new()).with("text", text).with("label_binary", "normal");
        let row = row.with("label_multiclass", "normal").with("target_group_norm", "lgbtq");
        let row = row.with("persona_tag", "homosexual").with("source_dataset", "hatexplain");
        let row = row.with("is_synthetic", false).with("rationale_text", Value::Null);
        row.with("fine_tuning_embedding", "").with("original_id", id).with("split", split)
    }

    /// A sound record with the label `hate`.
    pub fn hate(id: &str, split: &str, text: &str, rationale: &str) -> Row {
        Row::new(id, split, text).with("label_binary", "hate").with("rationale_text", rationale)
    }

    /// The record with another value in a field, which is added where it is missing.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Row {
        let value = value.into();
        match self.0.iter_mut().find(|(name, _)| name == field) {
            Some((_, old)) => *old = value,
            None => self.0.push((field.to_owned(), value)),
        }
        self
    }

    /// The record without a field.
    #[must_use]
    pub fn without(mut self, field: &str) -> Row {
        self.0.retain(|(name, _)| name != field);
        self
    }

    /// A field's text.
    pub fn text_of(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).and_then(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The record as JSON, on one line.
    pub fn json(&self) -> String {
        let members: Vec<String> = self.0.iter().map(|(name, value)| format!("{}: {value}", json!(name))).collect();
        format!("{{{}}}", members.join(", "))
    }
}

/// Forms of a split file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `.json`
    Array,
    /// `.jsonl`
    Lines,
    /// `.json.gz`
    ArrayGz,
    /// `.jsonl.gz`
    LinesGz,
    /// `.json.zst`
    ArrayZst,
    /// `.jsonl.zst`
    LinesZst,
    /// `.csv`
    Csv,
    /// `.tsv`
    Tsv,
    /// `.csv.gz`
    CsvGz,
}

impl Form {
    /// All of them.
    pub const ALL: [Form; 9] = [
        Form::Array,
        Form::Lines,
        Form::ArrayGz,
        Form::LinesGz,
        Form::ArrayZst,
        Form::LinesZst,
        Form::Csv,
        Form::Tsv,
        Form::CsvGz,
    ];

    /// Ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Form::Array => "json",
            Form::Lines => "jsonl",
            Form::ArrayGz => "json.gz",
            Form::LinesGz => "jsonl.gz",
            Form::ArrayZst => "json.zst",
            Form::LinesZst => "jsonl.zst",
            Form::Csv => "csv",
            Form::Tsv => "tsv",
            Form::CsvGz => "csv.gz",
        }
    }

    /// A file of these records.
    pub fn bytes(self, records: &[Row]) -> Vec<u8> {
        let rows: Vec<String> = records.iter().map(Row::json).collect();
        let array = || format!("[\n  {}\n]\n", rows.join(",\n  ")).into_bytes();
        let lines = || rows.iter().map(|row| format!("{row}\n")).collect::<String>().into_bytes();
        match self {
            Form::Array => array(),
            Form::Lines => lines(),
            Form::ArrayGz => gzip(&array()),
            Form::LinesGz => gzip(&lines()),
            Form::ArrayZst => zstd::encode_all(array().as_slice(), 3).unwrap(),
            Form::LinesZst => zstd::encode_all(lines().as_slice(), 3).unwrap(),
            Form::Csv => table(records, ","),
            Form::Tsv => table(records, "\t"),
            Form::CsvGz => gzip(&table(records, ",")),
        }
    }
}

/// A table of the fields of the first record; each cell in quotes, and what is null empty.
fn table(rows: &[Row], separator: &str) -> Vec<u8> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let cell = |value: &Value| match value {
        Value::Null => quoted(""),
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    };
    let names: Vec<&String> = rows.first().iter().flat_map(|row| row.0.iter().map(|(name, _)| name)).collect();
    let of = |row: &Row, name: &str| {
        row.0.iter().find(|(known, _)| known == name).map_or_else(|| quoted(""), |(_, value)| cell(value))
    };
    let head = names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(separator);
    let line = |row: &Row| names.iter().map(|name| of(row, name)).collect::<Vec<_>>().join(separator);
    let lines: Vec<String> = std::iter::once(head).chain(rows.iter().map(line)).collect();
    (lines.join("\r\n") + "\r\n").into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Texts that are nothing like each other, as many as wanted.
pub fn unlike_texts(count: u64) -> impl Iterator<Item = String> {
    let word = |number: u64| -> String {
        let mut hash = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66;
        (0..7)
            .map(|_| {
                hash = hash.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                char::from(b'a' + (hash >> 59) as u8 % 26)
            })
            .collect()
    };
    (0..count).map(move |number| (0..6).map(|at| word(number * 6 + at)).collect::<Vec<_>>().join(" "))
}
