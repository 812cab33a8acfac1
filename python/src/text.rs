//! Columns of text under construction, which say when they are full.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, StringArray};
use arrow_buffer::{Buffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::ArrowError;

/// Bytes after which a new batch is begun.
pub(crate) const FULL: usize = 1 << 28;

/// A column of strings.
pub(crate) struct Texts {
    /// The bytes of the value that is being written stand behind those of the ones before.
    pub(crate) bytes: Vec<u8>,
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl Default for Texts {
    fn default() -> Texts {
        Texts { bytes: Vec::new(), offsets: vec![0], nulls: NullBufferBuilder::new(0) }
    }
}

/// A value is too large for a column.
pub(crate) struct TooLarge;

impl Texts {
    /// Values in it.
    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Ends the value that was written to `bytes`.
    pub(crate) fn end(&mut self) -> Result<(), TooLarge> {
        self.offsets.push(i32::try_from(self.bytes.len()).map_err(|_| TooLarge)?);
        self.nulls.append_non_null();
        Ok(())
    }

    /// Adds a value.
    pub(crate) fn push(&mut self, text: &str) -> Result<(), TooLarge> {
        self.bytes.extend_from_slice(text.as_bytes());
        self.end()
    }

    /// Adds a value, or null.
    pub(crate) fn push_option(&mut self, text: Option<&str>) -> Result<(), TooLarge> {
        match text {
            Some(text) => self.push(text),
            None => {
                self.push_null();
                Ok(())
            }
        }
    }

    /// Adds null.
    pub(crate) fn push_null(&mut self) {
        self.offsets.extend(self.offsets.last().copied());
        self.nulls.append_null();
    }

    /// The column as bytes, which need not be UTF-8.
    pub(crate) fn finish_bytes(&mut self) -> Result<ArrayRef, ArrowError> {
        let Texts { bytes, offsets, mut nulls } = std::mem::take(self);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        Ok(Arc::new(BinaryArray::try_new(offsets, Buffer::from_vec(bytes), nulls.finish())?))
    }

    /// The column, after which nothing is in it.
    pub(crate) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let Texts { bytes, offsets, mut nulls } = std::mem::take(self);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        Ok(Arc::new(StringArray::try_new(offsets, Buffer::from_vec(bytes), nulls.finish())?))
    }
}
