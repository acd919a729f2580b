//! What may be passed as a step's resolver.
//!
//! `AsyncFnOnce` cannot say that its future is `Send` on stable Rust, but every async closure is an
//! `FnOnce(C) -> Fut` too, and that future can be bounded. A marker type, as in axum's `Handler`, lets sync
//! and async closures live side by side.

use super::controls::NoControls;
use super::output::{Chat, Delay, Digest, Email, InApp, Own, Push, Sms, StepOutput, Throttle, Tool};
use crate::error::Error;
use dialects::json::{Json, to_json};
use serde_json::Value;
use std::{
    future::{Future, Ready, ready},
    marker::PhantomData,
};

/// What a resolver of an `O` step may return: `O`, a [`serde_json::Value`] in its place, or a `Result` of
/// either with this crate's [`Error`].
///
/// Only that one error type, so that `Ok(..)` after a `?` needs no type annotation. It cannot be implemented
/// outside of this crate.
#[diagnostic::on_unimplemented(
    message = "a step that puts out `{O}` cannot return `{Self}`",
    label = "the resolver returns `{Self}`",
    note = "return `{O}` or `novu_framework::Result<{O}>`"
)]
pub trait IntoOutput<O>: Send {
    /// The output as data.
    ///
    /// # Errors
    ///
    /// The resolver's own, or that the output cannot be written as JSON.
    fn into_output(self) -> Result<OutputData, Error>;
}

/// What a resolver has returned, for this crate's eyes only.
#[derive(Debug)]
pub struct OutputData(pub(crate) Json);

impl<O: StepOutput> IntoOutput<O> for O {
    fn into_output(self) -> Result<OutputData, Error> {
        Ok(OutputData(to_json(&self)?))
    }
}

impl<O: StepOutput> IntoOutput<O> for Result<O, Error> {
    fn into_output(self) -> Result<OutputData, Error> {
        Ok(OutputData(to_json(&self?)?))
    }
}

// No JSON in place of a `T`: here JSON is a `T`.
impl<T: StepOutput> IntoOutput<Own<T>> for T {
    fn into_output(self) -> Result<OutputData, Error> {
        Ok(OutputData(to_json(&self)?))
    }
}

impl<T: StepOutput> IntoOutput<Own<T>> for Result<T, Error> {
    fn into_output(self) -> Result<OutputData, Error> {
        Ok(OutputData(to_json(&self?)?))
    }
}

macro_rules! untyped {
    ($($output:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoOutput<$output> for Value {
            fn into_output(self) -> Result<OutputData, Error> {
                Ok(OutputData(self.into()))
            }
        }
        #[diagnostic::do_not_recommend]
        impl IntoOutput<$output> for Result<Value, Error> {
            fn into_output(self) -> Result<OutputData, Error> {
                Ok(OutputData(self?.into()))
            }
        }
    )*};
}
untyped!(Chat, Delay, Digest, Email, InApp, Push, Sms, Throttle, Tool);

/// Marks an async resolver with controls.
#[doc(hidden)]
#[derive(Debug)]
pub struct Async<R>(PhantomData<R>);
/// Marks a sync resolver with controls.
#[doc(hidden)]
#[derive(Debug)]
pub struct Sync<R>(PhantomData<R>);
/// Marks an async resolver without controls.
#[doc(hidden)]
#[derive(Debug)]
pub struct AsyncBare<R>(PhantomData<R>);
/// Marks a sync resolver without controls.
#[doc(hidden)]
#[derive(Debug)]
pub struct SyncBare<R>(PhantomData<R>);

/// A function or closure, async or not, that makes the output of a step from its controls `C`.
///
/// `async |c: C| ..`, `|c: C| ..`, `async || ..`, `|| ..` and `async fn` items all are. `M` only tells them
/// apart; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "this is no resolver for a step that puts out `{O}`",
    label = "must return `{O}` or `novu_framework::Result<{O}>`, async or not",
    note = "it takes the step's controls, with their type, as in `|controls: MyControls|`, or nothing, as in `||`",
    note = "`Own<T>` stands for any `T` that derives `serde::Serialize`, `serde::Deserialize` and `schemars::JsonSchema`",
    note = "errors of other types become a `novu_framework::Error` by `?`, as in `Ok(make()?)`",
    note = "if it is async, its future must be `Send`: no `Rc`, `RefCell` borrow or `MutexGuard` across an `.await`"
)]
pub trait Resolver<C, O, M>: Send {
    /// What it returns.
    type Output: IntoOutput<O>;
    /// The future of its output.
    type Future: Future<Output = Self::Output> + Send;

    /// Runs it.
    fn resolve(self, controls: C) -> Self::Future;
}

impl<C, O, F, Fut, R> Resolver<C, O, Async<R>> for F
where
    F: FnOnce(C) -> Fut + Send,
    Fut: Future<Output = R> + Send,
    R: IntoOutput<O>,
{
    type Output = R;
    type Future = Fut;

    fn resolve(self, controls: C) -> Fut {
        self(controls)
    }
}

impl<C, O, F, R> Resolver<C, O, Sync<R>> for F
where
    F: FnOnce(C) -> R + Send,
    R: IntoOutput<O>,
{
    type Output = R;
    type Future = Ready<R>;

    fn resolve(self, controls: C) -> Ready<R> {
        ready(self(controls))
    }
}

impl<O, F, Fut, R> Resolver<NoControls, O, AsyncBare<R>> for F
where
    F: FnOnce() -> Fut + Send,
    Fut: Future<Output = R> + Send,
    R: IntoOutput<O>,
{
    type Output = R;
    type Future = Fut;

    fn resolve(self, _: NoControls) -> Fut {
        self()
    }
}

impl<O, F, R> Resolver<NoControls, O, SyncBare<R>> for F
where
    F: FnOnce() -> R + Send,
    R: IntoOutput<O>,
{
    type Output = R;
    type Future = Ready<R>;

    fn resolve(self, _: NoControls) -> Ready<R> {
        ready(self())
    }
}
