//! Batches as any Arrow library hands them over, down to the columns that a run reads.

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, Schema as ArrowSchema};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use tunesmith_dataset::batch::Values;
use tunesmith_runtime::{Datum, Record, Schema};

use crate::column::Column;

/// What Python handed over.
pub(crate) enum Input {
    /// One batch.
    Batch(Box<RecordBatch>),
    /// Batches, one after the other.
    Stream(RecordBatchStreamReader),
}

impl Input {
    /// Takes anything that speaks Arrow's PyCapsule interface.
    pub(crate) fn new(value: &Bound<'_, PyAny>) -> PyResult<Input> {
        if value.hasattr("__arrow_c_array__")? {
            return RecordBatch::from_pyarrow_bound(value).map(|batch| Input::Batch(Box::new(batch)));
        }
        if value.hasattr("__arrow_c_stream__")? {
            return RecordBatchStreamReader::from_pyarrow_bound(value).map(Input::Stream);
        }
        let name = value.get_type().name()?;
        Err(PyTypeError::new_err(format!(
            "expected Arrow data (a table, batch or data frame with `__arrow_c_array__` or `__arrow_c_stream__`), got {name}"
        )))
    }

    /// Hands out the batches, each validated as far as it is read: small ones together, as many as make `rows` rows.
    pub(crate) fn each(
        self,
        rows: usize,
        needed: impl Fn(&ArrowSchema) -> Vec<usize>,
        mut each: impl FnMut(&[RecordBatch]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self {
            Input::Batch(batch) => each(&[*batch]),
            Input::Stream(reader) => {
                let needed = needed(&reader.schema());
                let (mut pending, mut count) = (Vec::new(), 0);
                for batch in reader {
                    let batch = batch?;
                    for &column in &needed {
                        batch.column(column).to_data().validate_full()?;
                    }
                    count += batch.num_rows();
                    pending.push(batch);
                    if count >= rows {
                        each(&pending)?;
                        pending.clear();
                        count = 0;
                    }
                }
                if pending.is_empty() { Ok(()) } else { each(&pending) }
            }
        }
    }
}

/// Why a batch as a whole cannot be read.
pub(crate) enum Fault {
    /// Arrow says so.
    Arrow(ArrowError),
    /// In words.
    Words(String),
    /// Python says so, such as for Ctrl-C.
    Python(PyErr),
    /// A column of the answer holds more than Arrow's 32-bit offsets reach.
    TooLarge,
}

impl From<ArrowError> for Fault {
    fn from(error: ArrowError) -> Fault {
        Fault::Arrow(error)
    }
}

impl From<crate::text::TooLarge> for Fault {
    fn from(_: crate::text::TooLarge) -> Fault {
        Fault::TooLarge
    }
}

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> PyErr {
        match fault {
            Fault::Arrow(error) => PyValueError::new_err(format!("the Arrow data is not valid: {error}")),
            Fault::Python(error) => error,
            Fault::Words(words) => PyValueError::new_err(words),
            Fault::TooLarge => PyValueError::new_err("a row or batch comes to more than 2 GiB; use smaller batches"),
        }
    }
}

/// The columns of each field that is read, by the field's place in the schema: one for each spelling that is there.
pub(crate) fn columns_of(arrow: &ArrowSchema, schema: &Schema, places: &[usize]) -> Vec<(usize, Vec<usize>)> {
    let mut found: Vec<(usize, Vec<usize>)> = places.iter().map(|&place| (place, Vec::new())).collect();
    for (index, column) in arrow.fields().iter().enumerate() {
        let place = schema.index_of_key(column.name());
        if let Some((_, columns)) = found.iter_mut().find(|(known, _)| Some(*known) == place) {
            columns.push(index);
        }
    }
    found
}

/// The columns that hold these fields.
pub(crate) fn needed(arrow: &ArrowSchema, schema: &Schema, places: &[usize]) -> Vec<usize> {
    columns_of(arrow, schema, places).into_iter().flat_map(|(_, columns)| columns).collect()
}

/// The columns of a batch that hold fields, ready to be read row by row.
pub(crate) struct Columns<'b> {
    schema: &'b Schema,
    rows: usize,
    columns: Vec<(usize, Vec<Column<'b>>)>,
}

impl<'b> Columns<'b> {
    /// Those of each of some batches that have one schema.
    pub(crate) fn of(batches: &'b [RecordBatch], schema: &'b Schema, places: &[usize]) -> Vec<Columns<'b>> {
        let Some(first) = batches.first() else { return Vec::new() };
        let found = columns_of(&first.schema(), schema, places);
        let of_batch = |batch: &'b RecordBatch| {
            let column = |&index: &usize| Column::new(batch.column(index));
            let columns = found.iter().map(|(place, found)| (*place, found.iter().map(column).collect()));
            Columns { schema, rows: batch.num_rows(), columns: columns.collect() }
        };
        batches.iter().map(of_batch).collect()
    }

    /// The values of the rows of some batches, in their order.
    pub(crate) fn rows(batches: &[Columns<'b>]) -> impl Iterator<Item = Values<'b>> {
        batches.iter().flat_map(|columns| (0..columns.rows).map(|row| columns.values(row)))
    }

    /// The values of a row. Arrow knows no field that is not there: null in one that may be left out, but not null, means
    /// that, and so does null in a spelling beside another one.
    pub(crate) fn values(&self, row: usize) -> Values<'b> {
        let mut values = Values { record: Record::new(self.schema), twice: None };
        for (place, columns) in &self.columns {
            let field = &self.schema.fields[*place];
            let mut there =
                columns.iter().map(|column| column.datum(row)).filter(|datum| !matches!(datum, Datum::Null));
            let datum = there.next();
            if there.next().is_some() {
                values.twice = Some(*place);
            }
            match datum {
                Some(datum) => values.record.set_at(*place, datum),
                None if columns.is_empty() || !field.nullable && !field.required => {}
                None => values.record.set_at(*place, Datum::Null),
            }
        }
        values
    }
}
