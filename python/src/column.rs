//! A column of an Arrow batch, read without copying its texts.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;
use tunesmith_runtime::Datum;

/// What a value of a column is, by its row.
type Get<'a> = Box<dyn Fn(usize) -> Datum<'a> + 'a>;

/// A column.
pub(crate) struct Column<'a> {
    nulls: Option<&'a NullBuffer>,
    get: Get<'a>,
}

impl<'a> Column<'a> {
    /// A column of any type; one that no field can have holds values of which nothing is known.
    pub(crate) fn new(array: &'a ArrayRef) -> Column<'a> {
        Column { nulls: array.nulls(), get: getter(array) }
    }

    /// The value of a row.
    pub(crate) fn datum(&self, row: usize) -> Datum<'a> {
        if self.nulls.is_some_and(|nulls| nulls.is_null(row)) { Datum::Null } else { (self.get)(row) }
    }
}

/// The getter of an array of primitives, whose values are shown by `$shown`.
macro_rules! numbers {
    ($array:expr, $type:ty, $shown:expr) => {{
        let array = $array.as_primitive::<$type>();
        Box::new(move |row| Datum::Number(Cow::Owned($shown(array.value(row)))))
    }};
}

/// The getter of an array of decimals of this type.
macro_rules! decimals {
    ($array:expr, $type:ty) => {{
        let array = $array.as_primitive::<$type>();
        Box::new(move |row| Datum::Number(Cow::Owned(array.value_as_string(row))))
    }};
}

/// The getter of a dictionary with keys of this type.
macro_rules! dictionary {
    ($array:expr, $type:ty) => {{
        let array = $array.as_dictionary::<$type>();
        let (keys, values) = (array.keys(), Column::new(array.values()));
        Box::new(move |row| usize::try_from(keys.value(row)).map_or(Datum::Compound, |key| values.datum(key)))
    }};
}

fn getter<'a>(array: &'a ArrayRef) -> Get<'a> {
    match array.data_type() {
        DataType::Null => Box::new(|_| Datum::Null),
        DataType::Utf8 => texts(array.as_string::<i32>(), |array, row| array.value(row)),
        DataType::LargeUtf8 => texts(array.as_string::<i64>(), |array, row| array.value(row)),
        DataType::Utf8View => texts(array.as_string_view(), |array, row| array.value(row)),
        DataType::Boolean => {
            let array = array.as_boolean();
            Box::new(move |row| Datum::Bool(array.value(row)))
        }
        DataType::Int8 => numbers!(array, Int8Type, |it: i8| it.to_string()),
        DataType::Int16 => numbers!(array, Int16Type, |it: i16| it.to_string()),
        DataType::Int32 => numbers!(array, Int32Type, |it: i32| it.to_string()),
        DataType::Int64 => numbers!(array, Int64Type, |it: i64| it.to_string()),
        DataType::UInt8 => numbers!(array, UInt8Type, |it: u8| it.to_string()),
        DataType::UInt16 => numbers!(array, UInt16Type, |it: u16| it.to_string()),
        DataType::UInt32 => numbers!(array, UInt32Type, |it: u32| it.to_string()),
        DataType::UInt64 => numbers!(array, UInt64Type, |it: u64| it.to_string()),
        // The shortest text that reads back as the same number, in the column's own precision.
        DataType::Float16 => numbers!(array, Float16Type, |it| format!("{:?}", f32::from(it))),
        DataType::Float32 => numbers!(array, Float32Type, |it: f32| format!("{it:?}")),
        DataType::Float64 => numbers!(array, Float64Type, |it: f64| format!("{it:?}")),
        DataType::Decimal32(..) => decimals!(array, Decimal32Type),
        DataType::Decimal64(..) => decimals!(array, Decimal64Type),
        DataType::Decimal128(..) => decimals!(array, Decimal128Type),
        DataType::Decimal256(..) => decimals!(array, Decimal256Type),
        DataType::Dictionary(key, _) => match key.as_ref() {
            DataType::Int8 => dictionary!(array, Int8Type),
            DataType::Int16 => dictionary!(array, Int16Type),
            DataType::Int32 => dictionary!(array, Int32Type),
            DataType::Int64 => dictionary!(array, Int64Type),
            DataType::UInt8 => dictionary!(array, UInt8Type),
            DataType::UInt16 => dictionary!(array, UInt16Type),
            DataType::UInt32 => dictionary!(array, UInt32Type),
            DataType::UInt64 => dictionary!(array, UInt64Type),
            _ => Box::new(|_| Datum::Compound),
        },
        DataType::List(_) => {
            let array = array.as_list::<i32>();
            let at = |row: usize| usize::try_from(array.value_offsets()[row]).unwrap_or_default();
            lists(array.values(), move |row| at(row)..at(row + 1))
        }
        DataType::LargeList(_) => {
            let array = array.as_list::<i64>();
            let at = |row: usize| usize::try_from(array.value_offsets()[row]).unwrap_or_default();
            lists(array.values(), move |row| at(row)..at(row + 1))
        }
        DataType::FixedSizeList(_, size) => {
            let (array, size) = (array.as_fixed_size_list(), usize::try_from(*size).unwrap_or_default());
            lists(array.values(), move |row| row * size..(row + 1) * size)
        }
        DataType::ListView(_) => {
            let array = array.as_list_view::<i32>();
            let number = |number: i32| usize::try_from(number).unwrap_or_default();
            let start = move |row: usize| number(array.value_offsets()[row]);
            lists(array.values(), move |row| start(row)..start(row) + number(array.value_sizes()[row]))
        }
        DataType::LargeListView(_) => {
            let array = array.as_list_view::<i64>();
            let number = |number: i64| usize::try_from(number).unwrap_or_default();
            let start = move |row: usize| number(array.value_offsets()[row]);
            lists(array.values(), move |row| start(row)..start(row) + number(array.value_sizes()[row]))
        }
        _ => Box::new(|_| Datum::Compound),
    }
}

fn texts<'a, A: Array>(array: &'a A, text: impl Fn(&'a A, usize) -> &'a str + 'a) -> Get<'a> {
    Box::new(move |row| Datum::String(Cow::Borrowed(text(array, row))))
}

/// Lists of strings; one that holds anything else is no value of a field.
fn lists<'a>(values: &'a ArrayRef, range: impl Fn(usize) -> std::ops::Range<usize> + 'a) -> Get<'a> {
    let values = Column::new(values);
    Box::new(move |row| {
        let item = |place| match values.datum(place) {
            Datum::String(text) => Some(text),
            _ => None,
        };
        range(row).map(item).collect::<Option<Vec<_>>>().map_or(Datum::Compound, Datum::Strings)
    })
}
