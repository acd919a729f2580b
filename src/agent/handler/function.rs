//! Handlers, with a state or without, as functions of workflows are.
//!
//! The bounds on the futures are those of the builder's methods, not of the implementations here: so the
//! compiler names the value that is not `Send`, or the wrong return type.

use super::{Answer, OnError, TurnError};
use crate::{
    agent::{AnyTurn, Turn},
    error::Error,
    workflow::{Bare, NoState, Stateful},
};
use std::{future::Future, pin::Pin};

/// The future of a handler.
pub(in super::super) type AnswerFuture = Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>;
/// A handler that waits for its state, and its Rust path.
pub(in super::super) struct Handler<E, S> {
    pub(in super::super) path: &'static str,
    pub(in super::super) call: BoxedFn<E, S>,
}
/// The future of a handler of errors.
pub(in super::super) type OnErrorFuture = Pin<Box<dyn Future<Output = Result<OnError, Error>> + Send>>;
/// A handler that waits for its state.
pub(in super::super) type BoxedFn<E, S> = Box<dyn Fn(Turn<E>, S) -> AnswerFuture + Send + Sync>;
/// A handler of errors that waits for its state.
pub(in super::super) type BoxedErrorFn<S> = Box<dyn Fn(TurnError, AnyTurn, S) -> OnErrorFuture + Send + Sync>;

/// A function that handles an event `E`: `async fn(Turn<E>) -> impl Outcome`, or the same with a
/// [state](crate::agent::AgentBuilder::state) `S`.
///
/// `M` distinguishes these forms; it is always inferred. It cannot be implemented for other types.
#[diagnostic::on_unimplemented(
    message = "this is not a handler of this event",
    label = "must be `async fn(Turn<Event>) -> Result<..>`, or `async fn(Turn<Event>, State) -> Result<..>`",
    note = "the type of the event has to be written, as in `async |cx: Turn<Message>| ..`",
    note = "it runs once per event, so it cannot hand out what it captures: take the pool or client as a second parameter, \
            as in `async |cx: Turn<Message>, pool: Pool| ..`, and share it by `.state(pool.clone())`",
    note = "if any handler takes a state, the first one has to take it, too, and all take the same type: several values \
            are a struct or a tuple"
)]
pub trait HandlerFn<E, S, M>: Send + Sync + 'static {
    /// The future that the function returns.
    #[doc(hidden)]
    type Future;

    /// Calls the function.
    #[doc(hidden)]
    fn call(&self, cx: Turn<E>, state: S) -> Self::Future;
}

/// A function that handles the failure of a turn: `async fn(TurnError, AnyTurn) -> impl IntoOnError`, or the
/// same with a [state](crate::agent::AgentBuilder::state) `S`.
///
/// `M` distinguishes these forms; it is always inferred. It cannot be implemented for other types.
#[diagnostic::on_unimplemented(
    message = "this is not a handler of errors",
    label = "must be `async fn(TurnError, AnyTurn) -> ..`, or `async fn(TurnError, AnyTurn, State) -> ..`",
    note = "the types have to be written, as in `async |error: TurnError, cx: AnyTurn| ..`"
)]
pub trait ErrorFn<S, M>: Send + Sync + 'static {
    /// The future that the function returns.
    #[doc(hidden)]
    type Future;

    /// Calls the function.
    #[doc(hidden)]
    fn call(&self, error: TurnError, cx: AnyTurn, state: S) -> Self::Future;
}

/// The first handler decides on the state of all.
#[doc(hidden)]
pub trait FirstHandler<S> {}

impl FirstHandler<NoState> for Bare {}
impl<S> FirstHandler<S> for Stateful {}

#[diagnostic::do_not_recommend]
impl<E, S, F, Fut> HandlerFn<E, S, Bare> for F
where
    F: Fn(Turn<E>) -> Fut + Send + Sync + 'static,
{
    type Future = Fut;

    fn call(&self, cx: Turn<E>, _: S) -> Fut {
        self(cx)
    }
}

#[diagnostic::do_not_recommend]
impl<E, S, F, Fut> HandlerFn<E, S, Stateful> for F
where
    F: Fn(Turn<E>, S) -> Fut + Send + Sync + 'static,
{
    type Future = Fut;

    fn call(&self, cx: Turn<E>, state: S) -> Fut {
        self(cx, state)
    }
}

#[diagnostic::do_not_recommend]
impl<S, F, Fut> ErrorFn<S, Bare> for F
where
    F: Fn(TurnError, AnyTurn) -> Fut + Send + Sync + 'static,
{
    type Future = Fut;

    fn call(&self, error: TurnError, cx: AnyTurn, _: S) -> Fut {
        self(error, cx)
    }
}

#[diagnostic::do_not_recommend]
impl<S, F, Fut> ErrorFn<S, Stateful> for F
where
    F: Fn(TurnError, AnyTurn, S) -> Fut + Send + Sync + 'static,
{
    type Future = Fut;

    fn call(&self, error: TurnError, cx: AnyTurn, state: S) -> Fut {
        self(error, cx, state)
    }
}
