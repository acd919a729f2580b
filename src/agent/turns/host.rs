use super::{accepted::Accepted, limits::Permit};
use crate::panics::catch;
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::runtime::Handle;

/// A turn that a host has to run to its end, the argument of [`wait_until`](super::TurnsBuilder::wait_until).
///
/// If it is dropped before, the turn is reported as failed.
#[must_use = "a turn that is dropped is reported as failed"]
pub struct WaitUntil(Pin<Box<dyn Future<Output = ()> + Send>>);

impl Future for WaitUntil {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for WaitUntil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitUntil").finish_non_exhaustive()
    }
}

/// Where turns run.
pub(super) enum Host {
    /// In a task of their own.
    Spawn,
    /// Where a function puts them.
    WaitUntil(Box<dyn Fn(WaitUntil) + Send + Sync>),
    /// In the request.
    Inline,
}

/// The reason why a turn does not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotHosted {
    /// There is no tokio runtime.
    NoRuntime,
    /// The function of the host panicked.
    HostPanicked,
}

impl Host {
    /// Starts a turn. Returns it if the request has to run it.
    pub(super) fn start(
        &self,
        permit: Permit,
        turn: impl FnOnce(Permit) -> Accepted,
    ) -> Result<Option<WaitUntil>, NotHosted> {
        match self {
            Self::Spawn => {
                let runtime = Handle::try_current().map_err(|_| NotHosted::NoRuntime)?;
                // Polled after the task of the request, which acknowledges first.
                permit.spawn(&runtime, |permit| turn(permit).run());
                Ok(None)
            }
            Self::WaitUntil(host) => {
                let turn = WaitUntil(Box::pin(turn(permit).run()));
                catch(|| host(turn)).map_err(|_| NotHosted::HostPanicked)?;
                Ok(None)
            }
            Self::Inline => Ok(Some(WaitUntil(Box::pin(turn(permit).run())))),
        }
    }
}
