//! The handlers of an agent and the values that they return.

mod answer;
mod error;
mod function;
mod on_error;

pub(super) use answer::Answer;
pub use answer::{IntoAnswer, Outcome};
pub use error::{TurnError, TurnErrorKind};
pub(super) use function::{AnswerFuture, BoxedErrorFn, Handler, OnErrorFuture};
pub use function::{ErrorFn, FirstHandler, HandlerFn};
pub use on_error::{IntoOnError, OnError};
