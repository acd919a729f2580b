use crate::error::{Error, Result};
use std::{borrow::Cow, sync::Arc};

/// An item of a stream of text: a piece of the text, `None` for none, or a `Result` of one of these.
///
/// Streams of language models have items with more in them; map them to their text first. It cannot be
/// implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "a reply cannot be made of items `{Self}`",
    label = "items must be texts",
    note = "an item is `&str`, `String`, `Cow<str>`, `Box<str>`, `Arc<str>`, an `Option` of one of these, or a `Result` of \
            any of them with an error that `?` takes",
    note = "map other items to their text, as in `stream.map(|chunk| chunk.map(|chunk| chunk.text))`"
)]
pub trait TextChunk: sealed::Chunk {
    /// Returns the text; empty for `None`.
    #[doc(hidden)]
    fn into_text(self) -> Result<String>;
}

mod sealed {
    pub trait Chunk {}
}

macro_rules! texts {
    ($($source:ty),*) => {$(
        impl sealed::Chunk for $source {}

        impl TextChunk for $source {
            fn into_text(self) -> Result<String> {
                Ok(self.into())
            }
        }
    )*};
}
texts!(&str, String, Cow<'_, str>, Box<str>);

impl sealed::Chunk for Arc<str> {}

impl TextChunk for Arc<str> {
    fn into_text(self) -> Result<String> {
        Ok((*self).to_owned())
    }
}

impl<T: TextChunk> sealed::Chunk for Option<T> {}

impl<T: TextChunk> TextChunk for Option<T> {
    fn into_text(self) -> Result<String> {
        self.map_or_else(|| Ok(String::new()), T::into_text)
    }
}

impl<T: TextChunk, E: Into<Error>> sealed::Chunk for Result<T, E> {}

impl<T: TextChunk, E: Into<Error>> TextChunk for Result<T, E> {
    fn into_text(self) -> Result<String> {
        self.map_err(E::into)?.into_text()
    }
}
