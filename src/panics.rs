//! Catching the panics of user code.

use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// User code panicked. The message never leaves the process over the wire (`differences.md` 2).
#[derive(Debug)]
pub(crate) struct Panicked {
    /// The message, if the payload of the panic is a text; else empty.
    pub(crate) message: String,
}

/// Runs user code.
///
/// # Errors
///
/// If it panics. Whatever it had borrowed may be in an inconsistent state.
#[inline]
pub(crate) fn catch<T>(code: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(code)).map_err(discard)
}

/// Runs user code whose panics are reported to the people who wrote it.
///
/// # Errors
///
/// The message of the panic, if it is a text.
pub(crate) fn catch_message<T>(code: impl FnOnce() -> T) -> Result<T, Option<String>> {
    catch_unwind(AssertUnwindSafe(code)).map_err(|payload| {
        let message = match payload.downcast_ref::<String>() {
            Some(message) => Some(message.clone()),
            None => payload.downcast_ref().map(|message: &&str| (*message).to_owned()),
        };
        discard(payload);
        message
    })
}

/// Drops the payload of a panic. Its destructor is user code and may panic too; the payload of that second
/// panic is leaked, because dropping it could panic again, without end.
#[cold]
fn discard(payload: Box<dyn Any + Send>) -> Panicked {
    let literal = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let formatted = || payload.downcast_ref::<String>().cloned();
    let message = literal.or_else(formatted).unwrap_or_default();
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(second);
    }
    Panicked { message }
}
