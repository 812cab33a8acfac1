//! Columns of text under construction, which say when they are full.

use std::fmt::Write;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use tunesmith_runtime::{Literal, Sink, Text};

/// A column of strings.
pub(crate) struct Texts(StringBuilder);

/// A value is too large for a column.
pub(crate) struct TooLarge;

impl Default for Texts {
    fn default() -> Texts {
        Texts::with_capacity(0, 0)
    }
}

impl Texts {
    /// A column with room for so many values of so many bytes together.
    pub(crate) fn with_capacity(values: usize, bytes: usize) -> Texts {
        Texts(StringBuilder::with_capacity(values, bytes.min(LARGEST)))
    }

    /// Values in it.
    pub(crate) fn len(&self) -> usize {
        self.0.offsets_slice().len() - 1
    }

    /// Bytes in it.
    pub(crate) fn bytes(&self) -> usize {
        self.0.values_slice().len()
    }

    /// Ends the value whose pieces were pushed.
    pub(crate) fn end(&mut self) -> Result<(), TooLarge> {
        if self.bytes() > LARGEST {
            return Err(TooLarge);
        }
        self.0.append_value("");
        Ok(())
    }

    /// Adds a value.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), TooLarge> {
        self.push(text);
        self.end()
    }

    /// Adds a value, or null.
    pub(crate) fn add_option(&mut self, text: Option<&str>) -> Result<(), TooLarge> {
        match text {
            Some(text) => self.add(text),
            None => {
                self.add_null();
                Ok(())
            }
        }
    }

    /// Adds null.
    pub(crate) fn add_null(&mut self) {
        self.0.append_null();
    }

    /// The column, after which nothing is in it.
    pub(crate) fn finish(&mut self) -> ArrayRef {
        Arc::new(self.0.finish())
    }
}

/// The most bytes that Arrow's 32-bit offsets reach.
pub(crate) const LARGEST: usize = i32::MAX as usize;

impl Text for Texts {
    fn push(&mut self, piece: &str) {
        // Nothing in it can fail to be written.
        let _ = self.0.write_str(piece);
    }
}

/// The text of a message.
impl Sink for Texts {
    fn literal(&mut self, literal: &Literal) {
        self.push(&literal.text);
    }

    fn value(&mut self, value: &str) {
        self.push(value);
    }
}
