//! Catching the panics of user code.

use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// User code panicked. The payload of the panic is dropped: it never leaves the process (`differences.md` 2).
#[derive(Debug)]
pub(crate) struct Panicked;

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
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(second);
    }
    Panicked
}
