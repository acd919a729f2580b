//! What may decide whether a step is skipped.

use crate::error::Error;
use std::{
    future::{Future, ready},
    pin::Pin,
};

/// What a [`skip`](super::Step::skip) closure may return: a `bool`, a `Result` of one, or a future of either.
///
/// `M` only tells them apart; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "a `skip` closure cannot return `{Self}`",
    label = "expected `bool`, `novu_framework::Result<bool>` or a future of either"
)]
pub trait IntoSkip<M> {
    /// The decision.
    fn into_skip<'a>(self) -> Pin<Box<dyn Future<Output = Result<bool, Error>> + Send + 'a>>
    where
        Self: 'a;
}

/// Marks a decision that is there at once.
#[doc(hidden)]
#[derive(Debug)]
pub enum Now {}
/// Marks a future of a `bool`.
#[doc(hidden)]
#[derive(Debug)]
pub enum Later {}
/// Marks a future of a `Result`.
#[doc(hidden)]
#[derive(Debug)]
pub enum LaterResult {}

impl IntoSkip<Now> for bool {
    fn into_skip<'a>(self) -> Pin<Box<dyn Future<Output = Result<bool, Error>> + Send + 'a>> {
        Box::pin(ready(Ok(self)))
    }
}

impl IntoSkip<Now> for Result<bool, Error> {
    fn into_skip<'a>(self) -> Pin<Box<dyn Future<Output = Self> + Send + 'a>> {
        Box::pin(ready(self))
    }
}

impl<F: Future<Output = bool> + Send> IntoSkip<Later> for F {
    fn into_skip<'a>(self) -> Pin<Box<dyn Future<Output = Result<bool, Error>> + Send + 'a>>
    where
        Self: 'a,
    {
        Box::pin(async { Ok(self.await) })
    }
}

impl<F: Future<Output = Result<bool, Error>> + Send> IntoSkip<LaterResult> for F {
    fn into_skip<'a>(self) -> Pin<Box<dyn Future<Output = Result<bool, Error>> + Send + 'a>>
    where
        Self: 'a,
    {
        Box::pin(self)
    }
}
