//! The spans and the event of a turn.

use super::{Closed, Recorder, SECRET, events::Events};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use novu_framework::{
    Agent, NovuLayer, Registry, Result,
    agent::{Message, Turn, Turns},
    client::Client,
};
use serde_json::json;
use std::{convert::Infallible, time::Duration};
use tower::{ServiceExt, service_fn};
use tracing::Level;

/// Runs a turn over the transport of replies. The API answers each request with 500.
async fn turn(text: &str) {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        tracing::debug_span!(target: "test", "test.work").in_scope(|| ());
        match &*cx.event.text {
            "fail" => Err("no luck".into()),
            _ => Ok(()),
        }
    }
    async fn api(_: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
        let mut response = Response::new(Full::default());
        *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        Ok(response)
    }
    let agent = Agent::builder("support", answer).build();
    let turns = Turns::default();
    let client = Client::builder()
        .secret_key(SECRET)
        .transport(service_fn(api))
        .build();
    let endpoint = NovuLayer::builder(Registry::builder().agent(&agent).build().unwrap())
        .insecure_without_signature()
        .client(client.unwrap())
        .turns(turns.clone())
        .build()
        .unwrap()
        .into_endpoint();
    let body = json!({
        "deliveryId": "d".repeat(200), "agentId": "support", "replyUrl": "https://api.novu.co/v1/agents/support/reply",
        "conversationId": "c-1", "integrationIdentifier": "slack-main", "conversation": {"metadata": {"x": SECRET}},
        "message": {"text": text, "author": {"fullName": SECRET}}, "platform": "slack",
    });
    let request = Request::post("/?action=agent-event&agentId=support&event=onMessage");
    let response = endpoint
        .oneshot(request.body(Full::<Bytes>::from(body.to_string())).unwrap())
        .await;
    assert_eq!(response.unwrap().status(), 200);
    assert_eq!(turns.drain(Duration::from_secs(1)).await, 0);
}

#[tokio::test]
async fn turn_is_a_span_of_its_own_with_children_for_handler_and_sends() {
    let (recorder, _guard) = Recorder::new();
    turn("hi").await;
    let spans = recorder.take();
    let find = |name: &str| {
        spans
            .iter()
            .filter(|span| span.name == name)
            .collect::<Vec<&Closed>>()
    };
    let [span] = find("novu.turn")[..] else {
        panic!("{spans:?}")
    };
    assert_eq!(span.parent, None);
    let field = |name: &str| span.fields.get(name).map(String::as_str);
    for (name, value) in [
        ("novu.agent.id", Some("support")),
        ("novu.agent.event", Some("onMessage")),
        ("novu.conversation.id", Some("c-1")),
        ("novu.delivery.id", Some(&*"d".repeat(128))),
        ("novu.platform", Some("slack")),
        ("novu.transport", Some("replies")),
        ("novu.outcome", Some("completed")),
        ("otel.status_code", None),
    ] {
        assert_eq!(field(name), value, "{name}");
    }
    assert_eq!(find("novu.handler")[0].parent, Some("novu.turn"));
    assert_eq!(find("test.work")[0].parent, Some("novu.handler"));
    let send = find("novu.send")[0];
    assert_eq!(send.parent, Some("novu.turn"));
    assert_eq!(send.fields["http.response.status_code"], "500");
    assert_eq!(send.fields["novu.attempt"], "1");
    assert!(!format!("{spans:?}").contains(SECRET), "{spans:?}");
}

#[test]
fn discovered_agent_is_an_info_event() {
    let (events, _guard) = Events::new();
    let agent = Agent::builder("support", async |_: Turn<Message>| "Hello").build();
    Registry::builder().agent(&agent).build().unwrap();
    let event = events.one();
    assert_eq!((event.level, &*event.message), (Level::INFO, "discovered"));
    assert_eq!(
        event.fields.into_iter().collect::<Vec<_>>(),
        [("agent", "support".to_owned())]
    );
}

#[tokio::test]
async fn failed_turn_is_an_error_event_with_its_cause() {
    let (events, _guard) = Events::new();
    turn("fail").await;
    let events = events.take();
    let last = events.last().unwrap();
    assert_eq!(last.level, Level::ERROR);
    assert_eq!(last.message, "a turn failed: no luck");
    assert_eq!(
        last.fields(),
        [
            ("agent", "support"),
            ("event", "onMessage"),
            ("outcome", "failed"),
            ("turn", &*"d".repeat(128))
        ]
    );
    assert!(!format!("{events:?}").contains(SECRET), "{events:?}");
}
