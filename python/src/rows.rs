//! The rows of one file as an engine hands them over: lines, ids and what is told of a piece; and how pieces add up.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, Int32Array, Int64Array, RecordBatch};
use arrow_pyarrow::ToPyArrow;
use arrow_schema::{DataType, Field, Schema as ArrowSchema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde_json::json;
use tunesmith_dataset::batch::{self, Judge, Judged, ReadRow, Rows, Told, ToldOfFile, Way, Whole};
use tunesmith_dataset::{Run, Shape};
use tunesmith_runtime::{FieldRole, Schema, Text};

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
    /// Numbers of rows whose ids stand on earlier ones.
    #[pyo3(item)]
    repeated: HashSet<u64>,
    /// The highest draw of each split's sample, where it is known.
    #[pyo3(item)]
    highest: Option<HashMap<usize, Option<i64>>>,
    /// Numbers of rows with that draw for which the sample has no room.
    #[pyo3(item)]
    crowded_out: HashSet<u64>,
    /// Whether lines are made.
    #[pyo3(item)]
    lines: bool,
}

/// A draw among Arrow's signed numbers, in the same order; and back.
fn draw(draw: u64) -> i64 {
    (draw ^ 1 << 63).cast_signed()
}

fn undraw(draw: i64) -> u64 {
    draw.cast_unsigned() ^ 1 << 63
}

/// Examines and renders the rows of a piece. Gives blocks of lines, a line feed between two, with the place of their output,
/// the number of their first row and how many they are; the ids and draws of the rows that are compared over the whole input,
/// with their split and number; and what is told of the piece, as JSON.
#[pyfunction]
pub(crate) fn rows<'py>(
    py: Python<'py>,
    core: &Core,
    data: &Bound<'py, PyAny>,
    options: &str,
    piece: Piece,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, String)> {
    let options = core.options(options)?;
    let input = Input::new(data)?;
    let (lines, ids, told) = py.detach(|| {
        core.with_project(|project| {
            let run = Run::new(options, project).map_err(value_error)?;
            let mut made = Made::new(&run, &piece);
            let all = |arrow: &ArrowSchema| Ok((0..arrow.fields().len()).collect());
            input.each(1, all, |batches| {
                batches.iter().try_for_each(|batch| of_batch(&run, batch, &piece, &mut made))
            })?;
            let told = serde_json::to_string(&made.told).map_err(value_error)?;
            let (lines, ids) = made.finish()?;
            Ok::<_, PyErr>((lines, ids, told))
        })
    })?;
    Ok((lines.to_pyarrow(py)?, ids.to_pyarrow(py)?, told))
}

/// What a run reads and writes, as JSON; an error where it asks for what cannot be.
#[pyfunction]
pub(crate) fn plan(core: &Core, options: &str) -> PyResult<String> {
    let options = core.options(options)?;
    core.with_project(|project| {
        let run = Run::new(options, project).map_err(value_error)?;
        let (settings, schema) = (project.settings, project.schema);
        let way = match schema.with_role(FieldRole::Split) {
            None => "whole",
            Some(_) if run.options().pool_splits => "pool",
            Some(_) => "own",
        };
        let reads = (0..settings.splits.len()).filter(|&place| run.reads(&settings.splits[place]));
        let names = schema.fields.iter().flat_map(|field| std::iter::once(&field.name).chain(field.spellings.iter()));
        let told = json!({
            "outputs": batch::outputs(&run),
            "reads": reads.collect::<Vec<_>>(),
            "way": way,
            "columns": names.collect::<Vec<_>>(),
            "keys": match run.options().shape {
                Shape::Messages => ["messages"].as_slice(),
                Shape::PromptCompletion => &["prompt", "completion"],
            },
            "leaves_out_repeated": run.leaves_out_repeated(),
        });
        Ok(told.to_string())
    })
}

/// The texts of the dataset card and of a sealed manifest: `inputs`, and the parts of each output, as JSON.
#[pyfunction]
pub(crate) fn finish(core: &Core, options: &str, inputs: &str, parts: &str) -> PyResult<(String, String)> {
    let options = core.options(options)?;
    let inputs = serde_json::from_str(inputs).map_err(value_error)?;
    let parts = serde_json::from_str(parts).map_err(value_error)?;
    core.with_project(|project| {
        let run = Run::new(options, project).map_err(value_error)?;
        Ok(batch::finish(&run, inputs, parts))
    })
}

/// What was made of a piece so far.
struct Made<'m> {
    run: &'m Run<'m>,
    piece: &'m Piece,
    whole: Whole,
    /// Whether ids or draws are compared over the whole input.
    compares: bool,
    outs: Vec<i32>,
    rows: [Vec<i64>; 2],
    lines: Texts,
    ids: [Vec<i64>; 2],
    hashes: [Vec<Option<i64>>; 2],
    read: u64,
    told: Told,
}

/// Rows that are worked on at a time.
const ROWS: usize = 256;

fn of_batch(run: &Run<'_>, batch: &RecordBatch, piece: &Piece, made: &mut Made<'_>) -> Result<(), Fault> {
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
                made.add(&judge, judge.judge(&read))?;
            }
            None => {
                let rows = Rows::of_values(first, count);
                let mut read = filled(&rows, schema, &columns, start..start + count);
                judge.settle(&mut read);
                let judged = judge.judge(&read);
                // What is wrong with a row is shown in its text, which is made where something is.
                if judged.findings.is_empty() && !made.repeats(first, count) {
                    made.add(&judge, judged)?;
                } else {
                    let json: Vec<String> =
                        filled(&rows, schema, &columns, start..start + count).iter().map(batch::json).collect();
                    let rows = Rows::of_texts(first, json.iter().map(String::as_bytes));
                    let mut read = filled(&rows, schema, &columns, start..start + count);
                    judge.settle(&mut read);
                    made.add(&judge, judge.judge(&read))?;
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

impl<'m> Made<'m> {
    fn new(run: &'m Run<'m>, piece: &'m Piece) -> Made<'m> {
        let highest = piece.highest.as_ref().map(|highest| {
            highest.iter().map(|(&split, highest)| (split, highest.map(undraw))).collect::<HashMap<_, _>>()
        });
        let (repeated, crowded_out) = (piece.repeated.clone(), piece.crowded_out.clone());
        Made {
            run,
            piece,
            whole: Whole { repeated, highest, crowded_out },
            compares: run.compares_ids() || run.options().sample.is_some(),
            outs: Vec::new(),
            rows: [const { Vec::new() }; 2],
            lines: Texts::default(),
            ids: [const { Vec::new() }; 2],
            hashes: [const { Vec::new() }; 2],
            read: 0,
            told: Told::default(),
        }
    }

    /// Whether one of these rows has the id of an earlier one.
    fn repeats(&self, first: u64, count: usize) -> bool {
        let repeated = &self.whole.repeated;
        !repeated.is_empty() && (first..first + count as u64).any(|row| repeated.contains(&row))
    }

    fn add(&mut self, judge: &Judge<'_>, mut judged: Judged<'_>) -> Result<(), Fault> {
        let told = judge.keep(&mut judged, &self.whole);
        self.told.append(self.run, told);
        if self.piece.lines {
            self.render(judge, &judged)?;
        }
        for row in judged.fit.iter().filter(|_| self.compares) {
            let split = i64::try_from(row.split).map_err(|_| Fault::TooLarge)?;
            self.ids[0].push(split);
            self.ids[1].push(number(row.number)?);
            self.hashes[0].push(row.id_hash.map(u64::cast_signed));
            self.hashes[1].push(row.draw.map(draw));
        }
        Ok(())
    }

    /// Writes the lines output by output: those of some rows are one value.
    fn render(&mut self, judge: &Judge<'_>, judged: &Judged<'_>) -> Result<(), Fault> {
        let run = self.run;
        let splits = run.project().settings.splits.iter().enumerate().filter(|(_, split)| run.writes(split));
        let first = self.piece.first + self.read;
        let mut out = 0;
        for (split, _) in splits {
            for format in 0..run.suffixes().count() {
                let mut count = 0;
                for row in judged.fit.iter().filter(|row| row.split == split) {
                    if count > 0 {
                        self.lines.push("\n");
                    }
                    judge.write(row, format, &mut self.lines);
                    count += 1;
                }
                self.end(out, first, count)?;
                out += 1;
            }
        }
        if run.options().rejects {
            let count = judge.write_rejects(judged, &mut self.lines);
            self.end(out, first, count)?;
        }
        Ok(())
    }

    /// Ends the value of some lines, where there are any.
    fn end(&mut self, out: i32, first: u64, count: usize) -> Result<(), Fault> {
        if count > 0 {
            self.lines.end()?;
            self.outs.push(out);
            self.rows[0].push(number(first)?);
            self.rows[1].push(number(count as u64)?);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(RecordBatch, RecordBatch), Fault> {
        let field = |name: &str, kind, nullable| Field::new(name, kind, nullable);
        let lines = ArrowSchema::new(vec![
            field("out", DataType::Int32, false),
            field("row", DataType::Int64, false),
            field("rows", DataType::Int64, false),
            field("lines", DataType::Utf8, false),
        ]);
        let [firsts, counts] = self.rows.map(|values| Arc::new(Int64Array::from(values)) as _);
        let columns = vec![Arc::new(Int32Array::from(self.outs)) as _, firsts, counts, self.lines.finish()];
        let lines = RecordBatch::try_new(Arc::new(lines), columns)?;
        let ids = ArrowSchema::new(vec![
            field("split", DataType::Int64, false),
            field("row", DataType::Int64, false),
            field("id", DataType::Int64, true),
            field("draw", DataType::Int64, true),
        ]);
        let [splits, rows] = self.ids.map(|values| Arc::new(Int64Array::from(values)) as _);
        let [hashes, draws] = self.hashes.map(|values| Arc::new(Int64Array::from(values)) as _);
        Ok((lines, RecordBatch::try_new(Arc::new(ids), vec![splits, rows, hashes, draws])?))
    }
}

fn number(number: u64) -> Result<i64, Fault> {
    i64::try_from(number).map_err(|_| Fault::TooLarge)
}

/// What is told of all pieces, from what is told of each in the order of the input, with its split and file. Names the splits
/// whose rows are to be used whole, with what is to be heard of that; where there is none, as JSON what the run comes to,
/// of which `notes` were said before.
#[pyfunction]
pub(crate) fn sum(
    core: &Core,
    options: &str,
    pieces: Vec<(usize, String, String)>,
    notes: Vec<String>,
) -> PyResult<String> {
    let options = core.options(options)?;
    core.with_project(|project| {
        let run = Run::new(options, project).map_err(value_error)?;
        let mut files: Vec<ToldOfFile> = Vec::new();
        let mut known: HashMap<(usize, String), usize> = HashMap::new();
        for (split, path, told) in pieces {
            let told: Told = serde_json::from_str(&told).map_err(value_error)?;
            let place = *known.entry((split, path)).or_insert_with_key(|(split, path)| {
                files.push(ToldOfFile { split: *split, path: path.clone(), told: Told::default() });
                files.len() - 1
            });
            files[place].told.append(&run, told);
        }
        // A split of which no row came is one without rows all the same.
        for (place, split) in project.settings.splits.iter().enumerate() {
            if run.reads(split) && !files.iter().any(|file| file.split == place) {
                files.push(ToldOfFile { split: place, path: split.input.to_string(), told: Told::default() });
            }
        }
        files.sort_by_key(|file| file.split);
        let wholes = batch::wholes(&run, &files);
        if !wholes.is_empty() {
            let (splits, notes): (Vec<usize>, Vec<[String; 3]>) = wholes.into_iter().unzip();
            return Ok(json!({"whole": splits, "notes": notes.concat()}).to_string());
        }
        let (generated, inputs) = batch::sum(&run, files, notes);
        let mut told = crate::generate::told(&generated, String::new());
        told["whole"] = json!([]);
        told["inputs"] = json!(inputs);
        Ok(told.to_string())
    })
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
