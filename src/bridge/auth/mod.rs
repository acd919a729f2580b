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
use std::borrow::Cow;

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
    /// If it was signed, the signed text. That is the canonical form of the received body if only that matches the
    /// signature: the two can differ in meaning, as `9007199254740993` and `9007199254740992` do.
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
    let Some((signature, signed)) = authenticate(settings, header.as_deref(), &body)? else {
        return Ok(Authenticated {
            body,
            signature: None,
        });
    };
    let canonical = match signed {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => Some(text.into()),
    };
    Ok(Authenticated {
        body: canonical.unwrap_or(body),
        signature: Some(signature),
    })
}

/// Checks a signature, if one is needed. The time is that of the check, not of the arrival: a body that trickles in for an hour
/// does not keep its signature fresh.
fn authenticate<'b>(
    settings: &Settings,
    header: Option<&[u8]>,
    body: &'b [u8],
) -> Result<Option<(Accepted, Cow<'b, [u8]>)>, Fault> {
    match &settings.authentication {
        Authentication::Insecure => Ok(None),
        Authentication::Signed(verifier) => verifier
            .accept_at(header, body, (settings.clock)())
            .map(Some)
            .map_err(|error| Fault::new(error.kind().into(), error.to_string())),
    }
}
