//! Catching the panics of user code.

use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// User code has panicked. What the panic carried is gone: it is for nobody outside (`differences.md` 2).
#[derive(Debug)]
pub(crate) struct Panicked;

/// Runs user code.
///
/// # Errors
///
/// It has panicked. Nothing of what it had borrowed may be trusted to be whole.
#[inline]
pub(crate) fn catch<T>(code: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(code)).map_err(discard)
}

/// Drops what a panic carries. That is user code too and may panic again; what that panic carries is leaked, or there
/// would be no end to it.
#[cold]
fn discard(carried: Box<dyn Any + Send>) -> Panicked {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(carried))) {
        mem::forget(again);
    }
    Panicked
}
