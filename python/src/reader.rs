//! Batches as any Arrow library hands them over, down to the columns that a run reads.

use std::ops::Range;

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, Schema as ArrowSchema};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use tunesmith_dataset::batch::{self, ReadRow};
use tunesmith_runtime::{Datum, Schema};

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
            let batch = RecordBatch::from_pyarrow_bound(value).map_err(|error| no_table(value, error))?;
            return Ok(Input::Batch(Box::new(batch)));
        }
        if value.hasattr("__arrow_c_stream__")? {
            return RecordBatchStreamReader::from_pyarrow_bound(value)
                .map(Input::Stream)
                .map_err(|error| no_table(value, error));
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
        needed: impl Fn(&ArrowSchema) -> Result<Vec<usize>, Fault>,
        mut each: impl FnMut(&[RecordBatch]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self {
            Input::Batch(batch) => each(&[*batch]),
            Input::Stream(reader) => {
                let needed = needed(&reader.schema())?;
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

/// Data without columns of a name, such as one column by itself; any other error as it is.
fn no_table(value: &Bound<'_, PyAny>, error: PyErr) -> PyErr {
    let text = error.to_string();
    if !["as a Schema", "Expected Struct type"].iter().any(|said| text.contains(said)) {
        return error;
    }
    let name = value.get_type().name().map_or_else(|_| "it".to_owned(), |name| name.to_string());
    let cause =
        format!("this {name} is no table whose columns have names ({error}); give a table, batch or data frame");
    PyTypeError::new_err(cause)
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
fn columns_of(arrow: &ArrowSchema, schema: &Schema, places: &[usize]) -> Result<Vec<(usize, Vec<usize>)>, Fault> {
    let names: Vec<&str> = arrow.fields().iter().map(|field| field.name().as_str()).collect();
    if let Some(message) = batch::misspelt(&names, schema, places) {
        return Err(Fault::Words(message));
    }
    let mut found: Vec<(usize, Vec<usize>)> = places.iter().map(|&place| (place, Vec::new())).collect();
    for (index, column) in arrow.fields().iter().enumerate() {
        let place = schema.index_of_key(column.name());
        if let Some((_, columns)) = found.iter_mut().find(|(known, _)| Some(*known) == place) {
            columns.push(index);
        }
    }
    Ok(found)
}

/// The columns that hold these fields.
pub(crate) fn needed(arrow: &ArrowSchema, schema: &Schema, places: &[usize]) -> Result<Vec<usize>, Fault> {
    Ok(columns_of(arrow, schema, places)?.into_iter().flat_map(|(_, columns)| columns).collect())
}

/// The columns of a batch that hold fields, ready to be read.
pub(crate) struct Columns<'b> {
    schema: &'b Schema,
    rows: usize,
    columns: Vec<(usize, Vec<Column<'b>>)>,
}

impl<'b> Columns<'b> {
    /// Those of each of some batches that have one schema.
    pub(crate) fn of(
        batches: &'b [RecordBatch],
        schema: &'b Schema,
        places: &[usize],
    ) -> Result<Vec<Columns<'b>>, Fault> {
        let Some(first) = batches.first() else { return Ok(Vec::new()) };
        let found = columns_of(&first.schema(), schema, places)?;
        let of_batch = |batch: &'b RecordBatch| {
            let column = |&index: &usize| Column::new(batch.column(index));
            let columns = found.iter().map(|(place, found)| (*place, found.iter().map(column).collect()));
            Columns { schema, rows: batch.num_rows(), columns: columns.collect() }
        };
        Ok(batches.iter().map(of_batch).collect())
    }

    /// Rows in it.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Puts the values of some rows, by their places in the batch, into as many that were begun. Arrow knows no field that
    /// is not there: null in one that may be left out, but not null, means that.
    pub(crate) fn fill<'r>(&self, rows: Range<usize>, read: &mut [ReadRow<'r>])
    where
        'b: 'r,
    {
        for (place, columns) in &self.columns {
            let field = &self.schema.fields[*place];
            let takes_null = field.nullable || field.required;
            for column in columns {
                for (row, read) in rows.clone().zip(&mut *read) {
                    let datum = column.datum(row);
                    if takes_null || !matches!(datum, Datum::Null) {
                        read.put(*place, datum);
                    }
                }
            }
        }
    }
}

/// The values of some batches, handed out in blocks of rows that need not end where a batch does.
pub(crate) struct Blocks<'c, 'b> {
    columns: std::slice::Iter<'c, Columns<'b>>,
    current: Option<&'c Columns<'b>>,
    /// Place of the next row in the current batch.
    next: usize,
}

impl<'c, 'b> Blocks<'c, 'b> {
    /// From the first row on.
    pub(crate) fn new(columns: &'c [Columns<'b>]) -> Blocks<'c, 'b> {
        let mut columns = columns.iter();
        let current = columns.next();
        Blocks { columns, current, next: 0 }
    }

    /// Puts the values of the next rows into as many that were begun.
    pub(crate) fn fill<'r>(&mut self, mut read: &mut [ReadRow<'r>])
    where
        'b: 'r,
    {
        while let Some(columns) = self.current.filter(|_| !read.is_empty()) {
            let count = read.len().min(columns.rows - self.next);
            let (now, later) = read.split_at_mut(count);
            columns.fill(self.next..self.next + count, now);
            (read, self.next) = (later, self.next + count);
            if self.next == columns.rows {
                (self.current, self.next) = (self.columns.next(), 0);
            }
        }
    }
}
