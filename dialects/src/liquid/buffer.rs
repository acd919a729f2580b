//! Texts that are made while rendering.

use super::{
    error::Error,
    meter::{Memory, Meter, cost},
};
use crate::json::{push_f64, push_string};
use std::{fmt, ops::Deref};

/// A text whose bytes are charged as they are written, and whose memory is counted as long as it lives.
#[derive(Debug)]
pub(super) struct Buffer {
    text: String,
    memory: Memory,
    is_output: bool,
}

impl Buffer {
    /// Creates an empty text.
    pub(super) fn new(meter: &Meter) -> Result<Self, Error> {
        meter.charge(cost::ALLOCATION)?;
        Ok(Self {
            text: String::new(),
            memory: meter.hold(size_of::<Self>() + 16)?,
            is_output: false,
        })
    }

    /// Creates a text that is appended to `text` and printed, which has a limit of its own.
    pub(super) fn output(meter: &Meter, text: String) -> Result<Self, Error> {
        Ok(Self {
            memory: meter.hold(text.capacity())?,
            text,
            is_output: true,
        })
    }

    /// Calls `make`, whose text takes at most `most` bytes.
    pub(super) fn make(meter: &Meter, most: usize, make: impl FnOnce() -> String) -> Result<Self, Error> {
        let mut buffer = Self::new(meter)?;
        let during = meter.hold(most)?;
        let text = make();
        meter.charge(text.len())?;
        drop(during);
        buffer.memory.grow(text.capacity())?;
        buffer.text = text;
        Ok(buffer)
    }

    pub(super) fn meter(&self) -> &Meter {
        self.memory.meter()
    }

    #[inline]
    pub(super) fn push_str(&mut self, text: &str) -> Result<(), Error> {
        self.append(text.len(), |out| out.push_str(text))
    }

    #[inline]
    pub(super) fn push(&mut self, c: char) -> Result<(), Error> {
        self.append(c.len_utf8(), |out| out.push(c))
    }

    /// Appends a number as JavaScript prints it.
    pub(super) fn push_number(&mut self, number: f64) -> Result<(), Error> {
        self.meter().charge(cost::NUMBER)?;
        self.append(32, |out| push_f64(out, number))
    }

    /// Appends `text` as a JSON string.
    pub(super) fn push_json_string(&mut self, text: &str) -> Result<(), Error> {
        self.meter().charge(text.len())?;
        let extra = |byte| match byte {
            0..0x20 => 5,
            b'"' | b'\\' => 1,
            _ => 0,
        };
        let escapes: usize = text.bytes().map(extra).sum();
        self.append(2 + text.len() + escapes, |out| push_string(out, text))
    }

    /// Appends at most `most` bytes.
    #[inline]
    pub(super) fn append(&mut self, most: usize, write: impl FnOnce(&mut String)) -> Result<(), Error> {
        self.meter().charge(cost::WRITE + most)?;
        self.reserve(most)?;
        let before = self.text.len();
        write(&mut self.text);
        let written = self.text.len() - before;
        debug_assert!(written <= most, "{written} bytes in place of {most}");
        if self.is_output {
            self.meter().charge_output(written)?;
        }
        Ok(())
    }

    /// Makes room for `more` bytes.
    #[inline]
    pub(super) fn reserve(&mut self, more: usize) -> Result<(), Error> {
        if self.text.capacity() - self.text.len() < more {
            self.grow(more)
        } else {
            Ok(())
        }
    }

    fn grow(&mut self, more: usize) -> Result<(), Error> {
        let (length, capacity) = (self.text.len(), self.text.capacity());
        let wanted = length
            .saturating_add(more)
            .max(capacity.saturating_mul(2))
            .max(16);
        self.memory.grow(wanted - capacity)?;
        self.text.reserve_exact(wanted - length);
        Ok(())
    }

    /// Lets `write` append through the traits of the standard library, which know no errors but one.
    pub(super) fn write<T>(
        &mut self,
        write: impl FnOnce(&mut Sink<'_>) -> Result<T, fmt::Error>,
    ) -> Result<T, Error> {
        let mut sink = Sink {
            buffer: self,
            error: None,
        };
        let written = write(&mut sink);
        written.map_err(|_| {
            sink.error
                .unwrap_or_else(|| Error::render("value does not print"))
        })
    }

    /// Returns the text to the caller. Its memory stays counted as long as the scope lives.
    pub(super) fn into_string(self) -> String {
        self.memory.keep();
        self.text
    }
}

impl Deref for Buffer {
    type Target = str;

    /// Returns the text for free: reading takes no longer than writing it did.
    fn deref(&self) -> &str {
        &self.text
    }
}

/// A [`Buffer`] as the target of [`fmt::Write`].
#[derive(Debug)]
pub(super) struct Sink<'b> {
    buffer: &'b mut Buffer,
    error: Option<Error>,
}

impl fmt::Write for Sink<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.buffer.push_str(text).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}
