//! `strategy.render`: the rows of a batch in their order, each with its messages or line, or with a finding.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_pyarrow::{IntoPyArrow, Table, ToPyArrow};
use arrow_schema::{DataType, Field, Fields, Schema as ArrowSchema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use tunesmith_dataset::batch::{FitRow, Judge, Rows, Way};
use tunesmith_dataset::{Run, Shape};
use tunesmith_runtime::{FieldRole, Role};

use crate::core::{Asked, Core};
use crate::reader::{Columns, Fault, Input, needed};
use crate::text::{FULL, Texts};

/// Rows that are worked on at a time: what is made of them fits the second-level cache.
const ROWS: usize = 256;

/// Renders anything that speaks Arrow: a batch to a batch, a stream to a table.
#[pyfunction]
pub(crate) fn render<'py>(
    py: Python<'py>,
    core: &Core,
    data: &Bound<'py, PyAny>,
    asked: Asked,
    output: &str,
    shape: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let Some(shape) = Shape::ALL.into_iter().find(|it| it.name() == shape) else {
        return Err(PyValueError::new_err(format!("there is no shape `{shape}`: messages, prompt-completion")));
    };
    let mut out = Out::new(output == "line");
    let input = Input::new(data)?;
    let is_batch = matches!(input, Input::Batch(_));
    let batches = py.detach(|| {
        core.with_project(|project| {
            let run = Run::new(core.options_of(asked, shape), project);
            let run = run.map_err(|error| PyValueError::new_err(error.to_string()))?;
            let mut made = Vec::new();
            let mut first = 1;
            let places = run.places();
            input.each(
                |arrow| needed(arrow, project.schema, &places),
                |batch| {
                    made.extend(render_batch(&run, batch, first, &mut out)?);
                    first += batch.num_rows() as u64;
                    Ok(())
                },
            )?;
            if made.is_empty() || out.len() > 0 {
                made.push(out.finish()?);
            }
            Ok::<_, PyErr>(made)
        })
    })?;
    match batches.as_slice() {
        [one] if is_batch => one.to_pyarrow(py),
        _ if is_batch => Err(Fault::TooLarge.into()),
        _ => Table::try_new(batches, out.schema).map_err(Fault::from)?.into_pyarrow(py),
    }
}

/// Renders the rows of a batch; returns the batches that became full meanwhile.
fn render_batch(run: &Run<'_>, batch: &RecordBatch, first: u64, out: &mut Out) -> Result<Vec<RecordBatch>, Fault> {
    let schema = run.project().schema;
    let columns = Columns::new(batch, schema, &run.places());
    let split = schema.with_role(FieldRole::Split);
    let judge = Judge::new(run, "batch", Way::Any);
    let mut full = Vec::new();
    for start in (0..batch.num_rows()).step_by(ROWS) {
        let end = (start + ROWS).min(batch.num_rows());
        let values: Vec<_> = (start..end).map(|row| columns.values(row)).collect();
        let splits: Vec<Option<String>> = values
            .iter()
            .map(|values| split.and_then(|place| values.record.at(place).key()).map(str::to_owned))
            .collect();
        let rows = Rows::of_values(first + start as u64, end - start);
        let read = judge.take(&rows, values);
        let judged = judge.judge(&read);
        let (mut fit, mut faulty) = (judged.fit.iter().peekable(), judged.faulty.iter().peekable());
        for (number, split) in (first + start as u64..).zip(&splits) {
            if let Some(row) = fit.next_if(|row| row.number == number) {
                out.push(&judge, row)?;
                out.findings.push_null();
            } else {
                out.push_null();
                let finding = faulty.next_if(|(faulty, _)| *faulty == number);
                out.findings.push_option(finding.map(|(_, code)| *code))?;
            }
            out.splits.push_option(split.as_deref())?;
        }
        if out.bytes() > FULL {
            full.push(out.finish()?);
        }
    }
    Ok(full)
}

/// The columns that are made.
struct Out {
    schema: Arc<ArrowSchema>,
    is_line: bool,
    /// Lines, or the contents of messages.
    texts: Texts,
    roles: Texts,
    /// Where each row's messages end, and whether it has any.
    ends: Vec<i32>,
    there: Vec<bool>,
    splits: Texts,
    findings: Texts,
}

/// The type of a message.
fn message() -> Fields {
    Fields::from(vec![Field::new("role", DataType::Utf8, false), Field::new("content", DataType::Utf8, false)])
}

impl Out {
    fn new(is_line: bool) -> Out {
        let messages = DataType::List(Arc::new(Field::new("item", DataType::Struct(message()), false)));
        let first = match is_line {
            true => Field::new("line", DataType::Utf8, true),
            false => Field::new("messages", messages, true),
        };
        let others = ["split", "finding"].map(|name| Field::new(name, DataType::Utf8, true));
        let schema = Arc::new(ArrowSchema::new([vec![first], others.to_vec()].concat()));
        let texts = Texts::default;
        Out {
            schema,
            is_line,
            texts: texts(),
            roles: texts(),
            ends: vec![0],
            there: Vec::new(),
            splits: texts(),
            findings: texts(),
        }
    }

    fn len(&self) -> usize {
        self.splits.len()
    }

    fn bytes(&self) -> usize {
        self.texts.bytes.len()
    }

    fn push(&mut self, judge: &Judge<'_>, row: &FitRow<'_>) -> Result<(), Fault> {
        if self.is_line {
            judge.write(row, 0, &mut self.texts.bytes);
            // A line's feed is no part of its value.
            self.texts.bytes.pop();
            return Ok(self.texts.end()?);
        }
        let Some(filled) = row.filled().next() else { return Ok(()) };
        let mut answer = String::new();
        filled.answer(&mut answer);
        let request = filled.request();
        let said = request.iter().map(|message| (message.role, message.content.as_ref()));
        for (role, content) in said.chain([(Role::Assistant, answer.as_str())]) {
            self.roles.push(role.name())?;
            self.texts.push(content)?;
        }
        self.end(true)
    }

    fn push_null(&mut self) {
        if self.is_line {
            self.texts.push_null();
        } else {
            // As many messages as before.
            let _ = self.end(false);
        }
    }

    fn end(&mut self, is_there: bool) -> Result<(), Fault> {
        self.ends.push(i32::try_from(self.texts.len()).map_err(|_| Fault::TooLarge)?);
        self.there.push(is_there);
        Ok(())
    }

    fn finish(&mut self) -> Result<RecordBatch, Fault> {
        let first: ArrayRef = if self.is_line {
            self.texts.finish()?
        } else {
            let columns = vec![self.roles.finish()?, self.texts.finish()?];
            let messages = StructArray::try_new(message(), columns, None)?;
            let ends = OffsetBuffer::new(ScalarBuffer::from(std::mem::replace(&mut self.ends, vec![0])));
            let there = NullBuffer::from(std::mem::take(&mut self.there));
            let item = Arc::new(Field::new("item", messages.data_type().clone(), false));
            Arc::new(ListArray::try_new(item, ends, Arc::new(messages), Some(there))?)
        };
        let columns = vec![first, self.splits.finish()?, self.findings.finish()?];
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}
