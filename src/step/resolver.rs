//! Resolvers: functions and closures, async or not, with controls or without.
//!
//! `AsyncFnOnce` cannot say that its future is `Send` on stable Rust, but every async closure is also an
//! `FnOnce(C) -> Fut`, whose future can have bounds. Each form has an adapter type, the parameter `M`, so
//! that the implementations for them do not overlap; axum's `Handler` has such a parameter too.

use super::controls::NoControls;
use super::output::{
    Chat, Custom, Delay, Digest, Email, HttpRequest, InApp, Push, Sms, StepOutput, Throttle, Tool,
};
use crate::error::Error;
use dialects::json::{Json, to_json};
use serde_json::Value;
use std::future::{Future, Ready, ready};

/// The return type of a resolver: the step's output `O`, a [`serde_json::Value`] in its place, or a `Result`
/// of either with this crate's [`Error`]. In `custom` and `http_request` steps it is any [`StepOutput`] or a
/// `Result` of one.
///
/// It allows only one error type, so that `Ok(..)` after a `?` needs no type annotation. It cannot be
/// implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "a step with the output `{O}` cannot return `{Self}`",
    label = "the resolver returns `{Self}`",
    note = "return `{O}` or `novu_framework::Result<{O}>`",
    note = "if a `custom` step returns `Ok(..)`, annotate its result, as in `let order: Order = cx.step.custom(..).await?`"
)]
pub trait IntoOutput<O>: Send {
    /// Returns the output as data.
    ///
    /// # Errors
    ///
    /// Returns the resolver's error, or one for an output that cannot be written as JSON.
    fn into_output(self) -> Result<OutputData, Error>;
}

/// The data of an output.
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

macro_rules! own {
    ($($output:ident),*) => {$(
        impl<T: StepOutput> IntoOutput<$output<T>> for T {
            fn into_output(self) -> Result<OutputData, Error> {
                Ok(OutputData(to_json(&self)?))
            }
        }
        impl<T: StepOutput> IntoOutput<$output<T>> for Result<T, Error> {
            fn into_output(self) -> Result<OutputData, Error> {
                Ok(OutputData(to_json(&self?)?))
            }
        }
    )*};
}
own!(Custom, HttpRequest);

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

/// A resolver in the form that a step keeps: it makes the output `O` from the controls `C`.
#[doc(hidden)]
pub trait Resolver<C, O>: Send {
    /// The future of the output.
    type Future: Future<Output: IntoOutput<O>> + Send;

    /// Runs the resolver.
    fn resolve(self, controls: C) -> Self::Future;
}

/// An async resolver with controls.
#[doc(hidden)]
#[derive(Debug)]
pub struct Async<F>(F);
/// A sync resolver with controls.
#[doc(hidden)]
#[derive(Debug)]
pub struct Sync<F>(F);
/// An async resolver without controls.
#[doc(hidden)]
#[derive(Debug)]
pub struct AsyncBare<F>(F);
/// A sync resolver without controls.
#[doc(hidden)]
#[derive(Debug)]
pub struct SyncBare<F>(F);

impl<C, O, F, Fut> Resolver<C, O> for Async<F>
where
    F: FnOnce(C) -> Fut + Send,
    Fut: Future<Output: IntoOutput<O>> + Send,
{
    type Future = Fut;

    fn resolve(self, controls: C) -> Fut {
        self.0(controls)
    }
}

impl<C, O, F, R> Resolver<C, O> for Sync<F>
where
    F: FnOnce(C) -> R + Send,
    R: IntoOutput<O>,
{
    type Future = Ready<R>;

    fn resolve(self, controls: C) -> Ready<R> {
        ready(self.0(controls))
    }
}

impl<O, F, Fut> Resolver<NoControls, O> for AsyncBare<F>
where
    F: FnOnce() -> Fut + Send,
    Fut: Future<Output: IntoOutput<O>> + Send,
{
    type Future = Fut;

    fn resolve(self, _: NoControls) -> Fut {
        self.0()
    }
}

impl<O, F, R> Resolver<NoControls, O> for SyncBare<F>
where
    F: FnOnce() -> R + Send,
    R: IntoOutput<O>,
{
    type Future = Ready<R>;

    fn resolve(self, _: NoControls) -> Ready<R> {
        ready(self.0())
    }
}

/// A function or closure, async or not, that makes the output `O` of a step from its controls `C`: a
/// resolver.
///
/// Pass `|controls: C| ..`, `async |controls: C| ..`, or an `fn` or `async fn` with one parameter. For a step
/// without controls pass `|| ..`, `async || ..`, or a function without parameters. It returns an
/// [`IntoOutput`]. `M` distinguishes these forms; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "this is not a resolver for a step with the output `{O}`",
    label = "must return `{O}` or `novu_framework::Result<{O}>`, async or not",
    note = "it takes the step's controls, with their type, as in `|controls: MyControls|`, or nothing, as in `||`",
    note = "`?` converts errors of other types into a `novu_framework::Error`, as in `Ok(make()?)`, if they are \
            `Send + Sync`; a `Box<dyn Error>` is not, a `Box<dyn Error + Send + Sync>` is",
    note = "if it is async, its future must be `Send`: no `Rc`, `RefCell` borrow or `MutexGuard` across an `.await`"
)]
pub trait IntoResolver<C, O, M> {
    /// Returns the resolver in the form that the step keeps.
    #[doc(hidden)]
    fn into_resolver(self) -> M;
}

/// The same for steps whose output is a type of yours: the resolver of a [`custom`](crate::Steps::custom) or
/// [`http_request`](crate::Steps::http_request) step. See [`IntoResolver`].
#[diagnostic::on_unimplemented(
    message = "this is not a resolver for a `custom` or `http_request` step",
    label = "must return a type that can be stored, or `novu_framework::Result` of one, async or not",
    note = "a type can be stored if it derives `serde::Serialize`, `serde::Deserialize` and `schemars::JsonSchema`",
    note = "it takes the step's controls, with their type, as in `|controls: MyControls|`, or nothing, as in `||`",
    note = "`?` converts errors of other types into a `novu_framework::Error`, as in `Ok(make()?)`, if they are \
            `Send + Sync`; a `Box<dyn Error>` is not, a `Box<dyn Error + Send + Sync>` is",
    note = "if it is async, its future must be `Send`: no `Rc`, `RefCell` borrow or `MutexGuard` across an `.await`"
)]
pub trait IntoOwnResolver<C, O, M> {
    /// Returns the resolver in the form that the step keeps.
    #[doc(hidden)]
    fn into_own_resolver(self) -> M;
}

macro_rules! functions {
    ($($trait:ident $into:ident),*) => {$(
        impl<C, O, F, Fut> $trait<C, O, Async<F>> for F
        where
            F: FnOnce(C) -> Fut + Send,
            Fut: Future<Output: IntoOutput<O>> + Send,
        {
            fn $into(self) -> Async<F> {
                Async(self)
            }
        }

        impl<C, O, F, R> $trait<C, O, Sync<F>> for F
        where
            F: FnOnce(C) -> R + Send,
            R: IntoOutput<O>,
        {
            fn $into(self) -> Sync<F> {
                Sync(self)
            }
        }

        impl<O, F, Fut> $trait<NoControls, O, AsyncBare<F>> for F
        where
            F: FnOnce() -> Fut + Send,
            Fut: Future<Output: IntoOutput<O>> + Send,
        {
            fn $into(self) -> AsyncBare<F> {
                AsyncBare(self)
            }
        }

        impl<O, F, R> $trait<NoControls, O, SyncBare<F>> for F
        where
            F: FnOnce() -> R + Send,
            R: IntoOutput<O>,
        {
            fn $into(self) -> SyncBare<F> {
                SyncBare(self)
            }
        }
    )*};
}
functions!(IntoResolver into_resolver, IntoOwnResolver into_own_resolver);
