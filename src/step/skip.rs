//! The return types of `skip` closures.

use crate::error::Error;
use std::{
    future::{Future, ready},
    pin::Pin,
};

/// The answer of a `skip` or `provider` closure. It is boxed, since most steps have neither.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// The return type of a [`skip`](crate::Step::skip) closure: a `bool`, a `Result` of one, or a future of
/// either.
///
/// `M` only distinguishes them; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "a `skip` closure cannot return `{Self}`",
    label = "expected `bool`, `novu_framework::Result<bool>` or a future of either"
)]
pub trait IntoSkip<M> {
    /// Returns the decision.
    fn into_skip<'a>(self) -> Boxed<'a, bool>
    where
        Self: 'a;
}

/// Marks a value.
#[doc(hidden)]
#[derive(Debug)]
pub enum Now {}
/// Marks a `Result`.
#[doc(hidden)]
#[derive(Debug)]
pub enum NowResult {}
/// Marks a future of a value.
#[doc(hidden)]
#[derive(Debug)]
pub enum Later {}
/// Marks a future of a `Result`.
#[doc(hidden)]
#[derive(Debug)]
pub enum LaterResult {}

impl IntoSkip<Now> for bool {
    fn into_skip<'a>(self) -> Boxed<'a, bool> {
        Box::pin(ready(Ok(self)))
    }
}

impl IntoSkip<Now> for Result<bool, Error> {
    fn into_skip<'a>(self) -> Boxed<'a, bool> {
        Box::pin(ready(self))
    }
}

impl<F: Future<Output = bool> + Send> IntoSkip<Later> for F {
    fn into_skip<'a>(self) -> Boxed<'a, bool>
    where
        Self: 'a,
    {
        Box::pin(async { Ok(self.await) })
    }
}

impl<F: Future<Output = Result<bool, Error>> + Send> IntoSkip<LaterResult> for F {
    fn into_skip<'a>(self) -> Boxed<'a, bool>
    where
        Self: 'a,
    {
        Box::pin(self)
    }
}
