//! Catching the panics of user code.

use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// User code panicked. The message never leaves the process over the wire (`differences.md` 2).
#[derive(Debug)]
pub(crate) struct Panicked {
    /// The message, if the payload of the panic is a text.
    pub(crate) message: Option<String>,
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

/// Drops the payload of a panic. Its destructor is user code and may panic too; the payload of that second
/// panic is leaked, because dropping it could panic again, without end.
#[cold]
fn discard(payload: Box<dyn Any + Send>) -> Panicked {
    let literal = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let formatted = || payload.downcast_ref::<String>().cloned();
    let message = literal.or_else(formatted);
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(second);
    }
    Panicked { message }
}
