//! Takes the events of agents (`agents.md` §3).

use super::{
    auth::ReceivedBody,
    reply::Reply,
    request::Call,
    settings::{Agents, Authentication, Settings},
};
use crate::{
    agent::{Incoming, NotHosted, Outline, Unacknowledged},
    engine::Pace,
    error::{ErrorCode, Fault, shortened},
    registry::Registry,
};
use http::StatusCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// Checks an event and starts its turn. The turn may run on after the response.
///
/// # Errors
///
/// 400 if the event is malformed or unknown, or if its URLs are not Novu's (§17, A1, A2, A4); 413 if its body
/// has too many values; 503 if too many turns run.
pub(super) async fn take(
    registry: &Registry,
    settings: &Settings,
    call: &Call<'_>,
    body: ReceivedBody,
) -> Result<Reply, Fault> {
    let (agent, event) = &call.agent;
    let Some(agent) = registry.agent(agent) else {
        return Ok(Reply::unknown_agent());
    };
    let Agents { courier, turns } = &settings.agents;
    let courier = courier.as_ref().ok_or_else(without_client)?;
    let pace = Pace::of(body.bytes.len());
    let outline = Outline::of(event, &body.bytes, settings.value_limit)?;
    pace.pause().await;
    let incoming = Incoming {
        agent,
        outline,
        body: &body.bytes,
        now: milliseconds((settings.clock)()),
        courier,
        is_signed: matches!(settings.authentication, Authentication::Signed(_)),
    };
    let inline = turns.start(incoming).map_err(unacknowledged)?;
    // The turn has a copy, and may take long if it runs here.
    drop(body);
    if let Some(turn) = inline {
        pace.pause().await;
        turn.await;
    }
    Ok(Reply::acknowledged())
}

fn milliseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cold]
fn malformed(message: String) -> Fault {
    Fault::new(ErrorCode::Bridge, message).with_status(StatusCode::BAD_REQUEST)
}

#[cold]
fn without_client() -> Fault {
    let message = "agents need a client of Novu's API to reply with; set `NOVU_SECRET_KEY`, or call \
                   `NovuLayerBuilder::client`";
    Fault::new(ErrorCode::Bridge, message)
}

#[cold]
fn unacknowledged(reason: Unacknowledged) -> Fault {
    match reason {
        Unacknowledged::ForeignOrigin(origin) => malformed(format!(
            "the event asks for replies to {}, which is not the API that the secret key belongs to; set the client's \
             `api_url` or `NOVU_API_URL` to it, or allow it by `TurnsBuilder::allow_origin`",
            shortened(&origin)
        )),
        Unacknowledged::ForeignPath(path) => malformed(format!(
            "the event asks for replies to the path `{}`, which is not a route for agents; send a URL of Novu's API with \
             `/v1/agents/..` and without `.` and `..`",
            shortened(&path)
        )),
        Unacknowledged::Full => {
            let message =
                "as many turns of agents run as their limits allow, or the server shuts down; try again";
            Fault::new(ErrorCode::Bridge, message).with_status(StatusCode::SERVICE_UNAVAILABLE)
        }
        Unacknowledged::NotHosted(NotHosted::NoRuntime) => Fault::new(
            ErrorCode::Bridge,
            "there is no tokio runtime to run the turn on; serve the bridge on one, or set `TurnsBuilder::wait_until`",
        ),
        Unacknowledged::NotHosted(NotHosted::HostPanicked) => Fault::new(
            ErrorCode::Bridge,
            "the function of `TurnsBuilder::wait_until` panicked",
        ),
    }
}
