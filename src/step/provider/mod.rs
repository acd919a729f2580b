//! Overrides of what a provider is sent: `.provider("sendgrid", |step| ..)`.

mod passthrough;

pub use passthrough::{Override, Passthrough};

use crate::workflow::Error;
use serde_json::Value;
use std::{
    future::{Future, ready},
    pin::Pin,
};

/// What a provider closure is given.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProviderStep<C, O> {
    /// The step's controls, compiled.
    pub controls: C,
    /// The step's output, validated, not yet sanitised (`bridge.md` §5.3).
    pub output: O,
    output_json: Value,
}

impl<C, O> ProviderStep<C, O> {
    pub(crate) fn new(controls: C, output: O, output_json: Value) -> Self {
        Self {
            controls,
            output,
            output_json,
        }
    }

    /// The output as it goes to Novu.
    #[must_use]
    pub fn output_json(&self) -> &Value {
        &self.output_json
    }
}

/// What a provider closure may return: an [`Override`], a [`Value`], a typed override, a `Result` of one of
/// them, or a future of either.
///
/// `M` only tells them apart; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "a provider closure cannot return `{Self}`",
    label = "expected an `Override`, a typed override, a `serde_json::Value`, or a `novu_framework::Result` of one"
)]
pub trait IntoOverride<M> {
    /// The override as JSON.
    fn into_override<'a>(self) -> Pin<Box<dyn Future<Output = Result<Value, Error>> + Send + 'a>>
    where
        Self: 'a;
}

/// Marks an override that is there at once.
#[derive(Debug)]
pub enum Now {}
/// Marks a `Result` that is there at once.
#[derive(Debug)]
pub enum NowResult {}
/// Marks a future of an override.
#[derive(Debug)]
pub enum Later {}
/// Marks a future of a `Result`.
#[derive(Debug)]
pub enum LaterResult {}

impl<T: Into<Override>> IntoOverride<Now> for T {
    fn into_override<'a>(self) -> Pin<Box<dyn Future<Output = Result<Value, Error>> + Send + 'a>>
    where
        Self: 'a,
    {
        Box::pin(ready(Ok(self.into().into_value())))
    }
}

impl<T: Into<Override>> IntoOverride<NowResult> for Result<T, Error> {
    fn into_override<'a>(self) -> Pin<Box<dyn Future<Output = Result<Value, Error>> + Send + 'a>>
    where
        Self: 'a,
    {
        Box::pin(ready(self.map(|value| value.into().into_value())))
    }
}

impl<F, T> IntoOverride<Later> for F
where
    F: Future<Output = T> + Send,
    T: Into<Override>,
{
    fn into_override<'a>(self) -> Pin<Box<dyn Future<Output = Result<Value, Error>> + Send + 'a>>
    where
        Self: 'a,
    {
        Box::pin(async { Ok(self.await.into().into_value()) })
    }
}

impl<F, T> IntoOverride<LaterResult> for F
where
    F: Future<Output = Result<T, Error>> + Send,
    T: Into<Override>,
{
    fn into_override<'a>(self) -> Pin<Box<dyn Future<Output = Result<Value, Error>> + Send + 'a>>
    where
        Self: 'a,
    {
        Box::pin(async { Ok(self.await?.into().into_value()) })
    }
}
