//! Receives the body of a request and checks its signature.

mod receive;

use super::{observe::Observation, serve::Settings};
use crate::{
    error::Fault,
    signature::{self, Accepted, Verifier},
};
use bytes::Bytes;
use http::{Method, request::Parts};
use http_body::Body;

/// Whose requests are served.
pub(crate) enum Authentication {
    /// Those signed with a key of the verifier's. Without a key only health checks.
    Signed(Verifier),
    /// Everybody's.
    Insecure,
}

/// A body whose sender is known.
#[derive(Default)]
pub(super) struct Authenticated {
    pub(super) body: Bytes,
    /// The signature, if it was checked and covers the body.
    pub(super) signature: Option<Accepted>,
}

/// Receives a body and checks its signature. Only `POST` has a body: other methods sign `{}`, and a body of theirs is not read
/// (`bridge.md` §2.4).
///
/// # Errors
///
/// The signature is missing, invalid or expired, or the body is too long or incomplete.
pub(super) async fn authenticated<B: Body>(
    settings: &Settings,
    parts: &Parts,
    body: B,
    observation: &Observation<'_>,
) -> Result<Authenticated, Fault> {
    let header = signature::joined(&parts.headers);
    if parts.method != Method::POST {
        authenticate(settings, header.as_deref(), b"{}")?;
        return Ok(Authenticated::default());
    }
    if header.is_none() {
        // No body makes up for the header, so a stranger's is not buffered.
        authenticate(settings, None, b"")?;
    }
    let body = receive::receive(&parts.headers, body, settings.body_limit).await?;
    observation.received(body.len());
    let signature = authenticate(settings, header.as_deref(), &body)?;
    Ok(Authenticated { body, signature })
}

/// Checks a signature, if one is needed. The time is that of the check, not of the arrival: a body that trickles in for an hour
/// does not keep its signature fresh.
fn authenticate(settings: &Settings, header: Option<&[u8]>, body: &[u8]) -> Result<Option<Accepted>, Fault> {
    match &settings.authentication {
        Authentication::Insecure => Ok(None),
        Authentication::Signed(verifier) => verifier
            .accept_at(header, body, (settings.clock)())
            .map(|(accepted, _)| Some(accepted))
            .map_err(|error| Fault::new(error.kind().into(), error.to_string())),
    }
}
