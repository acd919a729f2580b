//! Receives the body of a request and checks its signature.

mod receive;
mod timer;

pub(crate) use receive::ReceivedBody;
pub(super) use receive::discard;
#[cfg(feature = "studio")]
pub(crate) use receive::receive;

use super::{
    observe::Observation,
    settings::{Authentication, Settings},
};
use crate::{
    engine::Pace,
    error::Fault,
    signature::{self, Accepted, SignatureError, SignatureErrorKind},
};
use http::{Method, request::Parts};
use http_body::Body;

/// A body whose sender is known.
#[derive(Default)]
pub(super) struct Authenticated {
    /// If it was signed, the signed text. That is the canonical form of the received body if only that
    /// matches the signature: the two can differ in meaning, as `9007199254740993` and `9007199254740992` do.
    pub(super) body: ReceivedBody,
    /// The signature, if it was checked and covers the body.
    pub(super) signature: Option<Accepted>,
}

/// Receives a body and checks its signature. Only `POST` has a body: other methods sign `{}`, and a body of
/// theirs is not read (`bridge.md` §2.4).
///
/// Nothing of a body is kept before the header's form and time are checked and a key is there: strangers
/// without a recent signature get none of theirs buffered. It is read on and dropped, so that its sender gets
/// the response.
///
/// # Errors
///
/// The signature is missing, invalid or expired, or the body is too long, incomplete or beyond the budget.
pub(super) async fn authenticated<B: Body>(
    settings: &Settings,
    parts: &Parts,
    body: B,
    observation: &Observation<'_>,
) -> Result<Authenticated, Fault> {
    let receive = async |body: B| {
        let body = receive::receive(&parts.headers, body, settings.body_limit, &settings.body_budget).await?;
        observation.received(body.bytes.len());
        Ok::<_, Fault>(body)
    };
    let Authentication::Signed(verifier) = &settings.authentication else {
        let body = match parts.method {
            Method::POST => receive(body).await?,
            _ => ReceivedBody::default(),
        };
        return Ok(Authenticated {
            body,
            signature: None,
        });
    };
    let header = signature::joined(&parts.headers);
    let now = || (settings.clock)();
    let claim = match verifier.claim(header.as_deref(), now()) {
        Ok(claim) => claim,
        Err(error) => {
            if parts.method == Method::POST {
                discard(&parts.headers, body).await;
            }
            return Err(unauthorized(&error));
        }
    };
    if parts.method != Method::POST {
        verifier
            .accept(&claim, b"{}", now())
            .map_err(|error| unauthorized(&error))?;
        return Ok(Authenticated::default());
    }
    let mut body = receive(body).await?;
    let pace = Pace::of(body.bytes.len());
    pace.pause().await;
    let mut signature = verifier
        .accept_text(&claim, &body.bytes, now())
        .map_err(|error| unauthorized(&error))?;
    pace.pause().await;
    if signature.is_none() {
        body.bytes = signature::canonical_form(&body.bytes)
            .map_err(|error| unauthorized(&error))?
            .into();
        pace.pause().await;
        signature = verifier
            .accept_text(&claim, &body.bytes, now())
            .map_err(|error| unauthorized(&error))?;
        pace.pause().await;
    }
    Ok(Authenticated {
        body,
        signature: Some(signature.ok_or_else(|| unauthorized(&SignatureErrorKind::Mismatch.into()))?),
    })
}

#[cold]
fn unauthorized(error: &SignatureError) -> Fault {
    Fault::new(error.kind().into(), error.to_string())
}
