//! Workflow functions, with a state or without.
//!
//! The bounds on the future are those of [`Workflow::builder`](super::Workflow::builder), not of the
//! implementations here: so the compiler names the value that is not `Send`, or the wrong return type.

use super::Context;
use crate::engine::WorkflowFuture;

/// A workflow function that waits for its state.
pub(super) type BoxedFn<P, S> = Box<dyn Fn(Context<P>, S) -> WorkflowFuture + Send + Sync>;

/// A function that runs a workflow over payloads of type `P`: `async fn(Context<P>) -> Result<()>`, or the
/// same with a [state](super::WorkflowBuilder::state) `S`.
///
/// `M` distinguishes these forms; it is always inferred. It cannot be implemented for other types.
#[diagnostic::on_unimplemented(
    message = "this is not a workflow function",
    label = "must be `async fn(Context<Payload>) -> Result<()>`, or `async fn(Context<Payload>, State) -> Result<()>`",
    note = "it runs once per request, so it cannot hand out what it captures: take the pool or client as a second \
            parameter, as in `async |cx: Context<Payload>, pool: Pool| ..`, and share it by `.state(pool.clone())`"
)]
pub trait WorkflowFn<P, S, M>: Send + Sync + 'static {
    /// The future that the function returns.
    #[doc(hidden)]
    type Future;

    /// Calls the function.
    #[doc(hidden)]
    fn call(&self, cx: Context<P>, state: S) -> Self::Future;
}

/// Marks a function without a state.
#[doc(hidden)]
#[derive(Debug)]
pub enum Bare {}
/// Marks a function with a state.
#[doc(hidden)]
#[derive(Debug)]
pub enum Stateful {}

#[diagnostic::do_not_recommend]
impl<P, F, Fut> WorkflowFn<P, NoState, Bare> for F
where
    F: Fn(Context<P>) -> Fut + Send + Sync + 'static,
{
    type Future = Fut;

    fn call(&self, cx: Context<P>, _: NoState) -> Fut {
        self(cx)
    }
}

#[diagnostic::do_not_recommend]
impl<P, S, F, Fut> WorkflowFn<P, S, Stateful> for F
where
    F: Fn(Context<P>, S) -> Fut + Send + Sync + 'static,
{
    type Future = Fut;

    fn call(&self, cx: Context<P>, state: S) -> Fut {
        self(cx, state)
    }
}

/// The state of a function that takes no state, or has been given it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct NoState;

/// Implemented by [`NoState`] only: nothing is missing to build.
///
/// ```compile_fail
/// use novu_framework::{Context, Result, Workflow};
///
/// #[derive(Clone)]
/// struct Pool;
///
/// async fn comment(_: Context<serde_json::Value>, _: Pool) -> Result<()> {
///     Ok(())
/// }
///
/// // the workflow function takes a state of type `Pool`, which is not set
/// let comment = Workflow::builder("comment", comment).build();
/// ```
#[diagnostic::on_unimplemented(
    message = "the function takes a state of type `{Self}`, which is not set",
    label = "call `.state(..)` before it"
)]
pub trait StateGiven: Sized {
    /// Returns the function as it is.
    #[doc(hidden)]
    fn given<P>(function: BoxedFn<P, Self>) -> BoxedFn<P, NoState>;
}

#[diagnostic::do_not_recommend]
impl StateGiven for NoState {
    fn given<P>(function: BoxedFn<P, Self>) -> BoxedFn<P, Self> {
        function
    }
}
