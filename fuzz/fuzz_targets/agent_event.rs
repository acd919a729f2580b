//! Events of conversations from strangers: each is acknowledged or refused, and whatever its turn sends goes
//! to the API that the key belongs to.
//!
//! The input is the name of the event, a line break, and the body.

#![no_main]

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use libfuzzer_sys::fuzz_target;
use novu_framework::{
    Agent, NovuEndpoint, NovuLayer, Registry, Result,
    agent::{Action, Card, Decision, Message, Reaction, Resolve, Turn, Turns},
    client::Client,
};
use serde_json::{Value, json};
use std::{convert::Infallible, sync::LazyLock};
use tokio::runtime::{Builder, Runtime};
use tower::{ServiceExt, service_fn};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime")
});

/// Looks at every part of an event.
async fn look<E: std::fmt::Debug>(cx: Turn<E>) -> Result<Option<Card>> {
    let said = cx.history.messages().len();
    let all = format!("{cx:?} {said} {}", cx.raw());
    cx.metadata().set("seen", all.len())?;
    let _ = cx.human_response.as_ref().map(|response| response.approved());
    cx.reply(&all).await?;
    Ok(cx.raw().get("card").cloned().map(Card::raw))
}

/// An API that takes every well-formed request at its own origin.
async fn api(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    assert_eq!(request.uri().host(), Some("api.novu.co"), "{}", request.uri());
    assert_eq!(request.uri().scheme_str(), Some("https"), "{}", request.uri());
    let body = request.into_body().collect().await.expect("a body").to_bytes();
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    assert!(
        body["conversationId"].is_string() || body["events"].is_array(),
        "{body}"
    );
    let answer = json!({"data": {"messageId": "m", "platformThreadId": "t"}});
    Ok(Response::new(Full::from(answer.to_string())))
}

static BRIDGE: LazyLock<NovuEndpoint> = LazyLock::new(|| {
    let agent = Agent::builder("a", look::<Message>)
        .on_action(look::<Action>)
        .on_reaction(look::<Reaction>)
        .on_resolve(look::<Resolve>)
        .on_tool_approval(look::<Decision>)
        .build();
    let client = Client::builder()
        .secret_key("unknown-to-the-fuzzer")
        .api_url("https://api.novu.co")
        .transport(service_fn(api))
        .build();
    NovuLayer::builder(Registry::builder().agent(&agent).build().expect("a registry"))
        .client(client.expect("a client"))
        .turns(Turns::builder().inline().remember(0).build())
        .insecure_without_signature()
        .build()
        .expect("a layer")
        .into_endpoint()
});

fuzz_target!(|input: &[u8]| {
    let end = input
        .iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(input.len());
    let (event, body) = (&input[..end], input.get(end + 1..).unwrap_or_default());
    let Ok(event) = str::from_utf8(event) else { return };
    let uri = format!("/?action=agent-event&agentId=a&event={event}");
    let Ok(request) = Request::post(uri).body(Full::<Bytes>::from(body.to_vec())) else {
        return;
    };
    let response = RUNTIME
        .block_on(BRIDGE.clone().oneshot(request))
        .expect("never an error");
    let known = [StatusCode::OK, StatusCode::BAD_REQUEST];
    // A query with `&` in the name of the event may name another action or agent.
    if !event.contains(['&', '#']) {
        assert!(known.contains(&response.status()), "{}", response.status());
    }
});
