//! The rows of one file as an engine hands them over: lines, ids and what is told of a piece; and how pieces add up.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, Int64Array, RecordBatch};
use arrow_pyarrow::ToPyArrow;
use arrow_schema::{DataType, Field, Schema as ArrowSchema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde_json::{Value, json};
use tunesmith_dataset::batch::{self, Judge, Judged, ReadRow, Rows, Way};
use tunesmith_dataset::{FileLedger, Findings, Run};
use tunesmith_runtime::{Schema, Text};

use crate::core::Core;
use crate::reader::{Columns, Fault, Input};
use crate::text::{LARGEST, Texts};
use crate::value_error;

/// What a piece of a file is, and what is asked of it.
#[derive(FromPyObject)]
pub(crate) struct Piece {
    /// The file, as messages show it.
    #[pyo3(item)]
    file: String,
    /// Number of its first row in the file, from 1.
    #[pyo3(item)]
    first: u64,
    /// `own`, `whole` or `pool`.
    #[pyo3(item)]
    way: String,
    /// Place of the file's split.
    #[pyo3(item)]
    split: usize,
    /// The column with the JSON text of each row; its values where there is none.
    #[pyo3(item)]
    text: Option<String>,
    /// Numbers of rows that are left out, since their ids stand on earlier ones.
    #[pyo3(item)]
    repeated: HashSet<u64>,
    /// Whether lines and ids are made.
    #[pyo3(item)]
    lines: bool,
}

/// Examines and renders the rows of a piece: the lines with their output and row, the ids of the rows with their
/// split and row, and what is told of the piece, as JSON.
#[pyfunction]
pub(crate) fn rows<'py>(
    py: Python<'py>,
    core: &Core,
    data: &Bound<'py, PyAny>,
    options: &str,
    piece: Piece,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, String)> {
    let mut options = core.options(options)?;
    options.rejects = true;
    let input = Input::new(data)?;
    let (lines, ids, told) = py.detach(|| {
        core.with_project(|project| {
            let run = Run::new(options, project).map_err(value_error)?;
            let mut made = Made::default();
            let all = |arrow: &ArrowSchema| Ok((0..arrow.fields().len()).collect());
            input.each(1, all, |batches| {
                batches.iter().try_for_each(|batch| of_batch(&run, batch, &piece, &mut made))
            })?;
            let told = made.told(&piece);
            let (lines, ids) = made.finish()?;
            Ok::<_, PyErr>((lines, ids, told))
        })
    })?;
    Ok((lines.to_pyarrow(py)?, ids.to_pyarrow(py)?, told))
}

/// What a run writes: the name of each output without its ending, and what is said before it begins.
#[pyfunction]
pub(crate) fn outputs(core: &Core, options: &str) -> PyResult<(Vec<String>, Vec<String>)> {
    let options = core.options(options)?;
    core.with_project(|project| {
        let run = Run::new(options, project).map_err(value_error)?;
        let settings = project.settings;
        let written = settings.splits.iter().filter(|split| run.writes(split));
        let names = written.flat_map(|split| run.suffixes().map(|suffix| format!("{}{suffix}", split.output)));
        Ok((names.collect(), run.notes().to_vec()))
    })
}

/// The text of a sealed manifest: `inputs` and `outputs` as JSON.
#[pyfunction]
pub(crate) fn manifest(core: &Core, options: &str, inputs: &str, outputs: &str, card: &str) -> PyResult<String> {
    let options = core.options(options)?;
    let invalid = value_error;
    let (inputs, outputs) =
        (serde_json::from_str(inputs).map_err(invalid)?, serde_json::from_str(outputs).map_err(invalid)?);
    core.with_project(|project| {
        let run = Run::new(options, project).map_err(value_error)?;
        Ok(batch::manifest(&run, inputs, outputs, card))
    })
}

/// What was made of a piece so far.
#[derive(Default)]
struct Made {
    outs: Texts,
    rows: Vec<i64>,
    lines: Texts,
    ids: [Vec<i64>; 3],
    read: u64,
    ledger: FileLedger,
    named: BTreeMap<String, u64>,
    findings: Findings,
    stringified: BTreeMap<String, u64>,
}

/// Rows that are worked on at a time.
const ROWS: usize = 256;

fn of_batch(run: &Run<'_>, batch: &RecordBatch, piece: &Piece, made: &mut Made) -> Result<(), Fault> {
    let way = match piece.way.as_str() {
        "own" => Way::Own(piece.split),
        "whole" => Way::Whole(piece.split),
        _ => Way::Pool,
    };
    let judge = Judge::new(run, &piece.file, way);
    let schema = run.project().schema;
    let columns = Columns::of(std::slice::from_ref(batch), schema, &run.places())?;
    for start in (0..batch.num_rows()).step_by(ROWS) {
        let count = ROWS.min(batch.num_rows() - start);
        let first = piece.first + made.read;
        match &piece.text {
            Some(column) => {
                let texts = texts(batch, column, start..start + count)?;
                let rows = Rows::of_texts(first, texts);
                let read = judge.read(&rows);
                made.add(&judge, run, judge.judge(&read), piece)?;
            }
            None => {
                let rows = Rows::of_values(first, count);
                let mut read = filled(&rows, schema, &columns, start..start + count);
                judge.settle(&mut read);
                let judged = judge.judge(&read);
                // What is wrong with a row is shown in its text, which is made where something is.
                if judged.findings.errors() + judged.findings.warnings() == 0 {
                    made.add(&judge, run, judged, piece)?;
                } else {
                    let json: Vec<String> =
                        filled(&rows, schema, &columns, start..start + count).iter().map(batch::json).collect();
                    let rows = Rows::of_texts(first, json.iter().map(String::as_bytes));
                    let mut read = filled(&rows, schema, &columns, start..start + count);
                    judge.settle(&mut read);
                    made.add(&judge, run, judge.judge(&read), piece)?;
                }
            }
        }
        made.read += count as u64;
    }
    Ok(())
}

/// Rows with the values that stand in these places of the columns.
fn filled<'r, 'b: 'r>(
    rows: &'r Rows,
    schema: &'r Schema,
    columns: &[Columns<'b>],
    places: Range<usize>,
) -> Vec<ReadRow<'r>> {
    let mut read = Vec::new();
    rows.begin(schema, 0..places.len(), &mut read);
    columns.iter().for_each(|columns| columns.fill(places.clone(), &mut read));
    read
}

/// The texts of some rows; null is a row without text.
fn texts<'b>(batch: &'b RecordBatch, name: &str, range: Range<usize>) -> Result<Vec<&'b [u8]>, Fault> {
    let column = batch.column_by_name(name).ok_or_else(|| Fault::Words(format!("there is no column `{name}`")))?;
    let of = |get: &dyn Fn(usize) -> &'b [u8]| {
        range.map(|row| if column.is_null(row) { b"".as_slice() } else { get(row) }).collect()
    };
    Ok(match column.data_type() {
        DataType::Binary => of(&|row| column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => of(&|row| column.as_binary::<i64>().value(row)),
        DataType::Utf8 => of(&|row| column.as_string::<i32>().value(row).as_bytes()),
        DataType::LargeUtf8 => of(&|row| column.as_string::<i64>().value(row).as_bytes()),
        other => return Err(Fault::Words(format!("the column `{name}` holds {other}, not JSON text"))),
    })
}

impl Made {
    fn add(&mut self, judge: &Judge<'_>, run: &Run<'_>, mut judged: Judged<'_>, piece: &Piece) -> Result<(), Fault> {
        judged.keep(|row| !piece.repeated.contains(&row));
        if piece.lines {
            self.render(judge, run, &judged)?;
        }
        let Judged { ledger, named, findings, stringified, .. } = judged;
        self.ledger.append(ledger);
        self.findings.append(findings);
        named.into_iter().for_each(|(name, rows)| *self.named.entry(name).or_default() += rows);
        for (place, rows) in stringified {
            let name = run.project().schema.fields[place].name.to_string();
            *self.stringified.entry(name).or_default() += rows;
        }
        Ok(())
    }

    fn render(&mut self, judge: &Judge<'_>, run: &Run<'_>, judged: &Judged<'_>) -> Result<(), Fault> {
        let settings = run.project().settings;
        for row in &judged.fit {
            let number = i64::try_from(row.number).map_err(|_| Fault::TooLarge)?;
            for (place, suffix) in run.suffixes().enumerate() {
                self.outs.push(&settings.splits[row.split].output);
                self.outs.add(suffix)?;
                self.rows.push(number);
                judge.write(row, place, &mut self.lines);
                self.lines.end()?;
            }
            if let Some(hash) = row.id_hash {
                let split = i64::try_from(row.split).map_err(|_| Fault::TooLarge)?;
                for (column, value) in self.ids.iter_mut().zip([split, number, hash.cast_signed()]) {
                    column.push(value);
                }
            }
        }
        Ok(())
    }

    fn told(&self, piece: &Piece) -> String {
        json!({
            "file": piece.file, "first": piece.first, "ledger": self.ledger, "named": self.named,
            "findings": self.findings, "stringified": self.stringified,
        })
        .to_string()
    }

    fn finish(mut self) -> Result<(RecordBatch, RecordBatch), Fault> {
        let field = |name: &str, kind| Field::new(name, kind, false);
        let lines = ArrowSchema::new(vec![
            field("out", DataType::Utf8),
            field("row", DataType::Int64),
            field("line", DataType::Utf8),
        ]);
        let columns = vec![self.outs.finish(), Arc::new(Int64Array::from(self.rows)) as _, self.lines.finish()];
        let lines = RecordBatch::try_new(Arc::new(lines), columns)?;
        let ids = ArrowSchema::new(["split", "row", "id"].map(|name| field(name, DataType::Int64)).to_vec());
        let columns = self.ids.map(|values| Arc::new(Int64Array::from(values)) as _).to_vec();
        Ok((lines, RecordBatch::try_new(Arc::new(ids), columns)?))
    }
}

/// What is told of all pieces, from what is told of each, in the order of the input.
#[pyfunction]
pub(crate) fn merge(core: &Core, pieces: Vec<String>) -> PyResult<String> {
    let mut all = Findings::default();
    let mut files: Vec<(String, FileLedger, BTreeMap<String, u64>)> = Vec::new();
    let mut stringified: BTreeMap<String, u64> = BTreeMap::new();
    let invalid = value_error;
    for piece in pieces {
        let mut piece: Value = serde_json::from_str(&piece).map_err(invalid)?;
        let ledger: FileLedger = serde_json::from_value(piece["ledger"].take()).map_err(invalid)?;
        let named: BTreeMap<String, u64> = serde_json::from_value(piece["named"].take()).map_err(invalid)?;
        let more: BTreeMap<String, u64> = serde_json::from_value(piece["stringified"].take()).map_err(invalid)?;
        all.append(serde_json::from_value(piece["findings"].take()).map_err(invalid)?);
        let file = piece["file"].as_str().unwrap_or_default();
        let place = files.iter().position(|(known, ..)| known == file).unwrap_or_else(|| {
            files.push((file.to_owned(), FileLedger::default(), BTreeMap::new()));
            files.len() - 1
        });
        files[place].1.append(ledger);
        named.into_iter().for_each(|(name, rows)| *files[place].2.entry(name).or_default() += rows);
        more.into_iter().for_each(|(name, rows)| *stringified.entry(name).or_default() += rows);
    }
    let mut told = crate::generate::findings(&all);
    told["stringified"] = json!(stringified);
    told["files"] = core.with_project(|project| {
        let outputs = |ledger: &FileLedger| -> BTreeMap<String, u64> {
            let written = ledger.written.iter().filter(|(_, rows)| **rows > 0);
            written.map(|(&split, &rows)| (project.settings.splits[split].output.to_string(), rows)).collect()
        };
        let left_out = |ledger: &FileLedger| -> BTreeMap<String, u64> {
            ledger.left_out.iter().map(|(reason, rows)| (reason.to_string(), *rows)).collect()
        };
        let file = |(file, ledger, named): &(String, FileLedger, BTreeMap<String, u64>)| {
            json!({
                "file": file, "named": named, "rows_read": ledger.read, "rows_written": outputs(ledger),
                "rows_left_out": left_out(ledger), "masked": ledger.masked, "text": ledger.to_string(), "adds_up": ledger.adds_up(),
            })
        };
        json!(files.iter().map(file).collect::<Vec<_>>())
    });
    Ok(told.to_string())
}

/// The records of a whole file, cut out of its bytes (JSON or JSON Lines, compressed or not): one JSON text each.
#[pyfunction]
pub(crate) fn split_records<'py>(py: Python<'py>, file: &str, bytes: Vec<u8>) -> PyResult<Bound<'py, PyAny>> {
    let mut texts = BinaryBuilder::new();
    let cut = batch::split_records(bytes, &mut |text| {
        let fits = texts.values_slice().len() + text.len() <= LARGEST;
        if fits {
            texts.append_value(text);
        }
        fits
    });
    cut.map_err(|message| PyValueError::new_err(format!("{file}: {message}")))?;
    let field = Field::new("json", DataType::Binary, false);
    let schema = Arc::new(ArrowSchema::new(vec![field]));
    let batch = RecordBatch::try_new(schema, vec![Arc::new(texts.finish())]).map_err(Fault::from)?;
    batch.to_pyarrow(py)
}
