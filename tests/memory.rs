//! The memory that a request takes is bounded by its body's length, whatever the body contains.
//!
//! A binary of its own, because it counts allocations.

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use novu_framework::{
    Context as Run, NovuEndpoint, NovuLayer, Registry, Result, Workflow,
    signature::{SecretKey, Verifier},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::SystemTime,
};
use tower::Service;

const MIB: usize = 1024 * 1024;

/// The length of the bodies. The limits grow with it, so longer ones only take longer.
const LENGTH: usize = 9 * MIB / 4;

/// The length of the texts in which values are counted.
const PROBE: usize = 50_000;

/// Two custom steps without schemas: the first one's result is read, the second returns its controls.
async fn workflow(cx: Run<Value>) -> Result<()> {
    let earlier: Value = cx.step.custom("earlier", async || json!({})).await?;
    let controls: Value = cx.step.custom("target", async |controls: Value| controls).await?;
    drop((earlier, controls));
    Ok(())
}

/// A payload that is partly a type of the user's.
#[derive(Deserialize, JsonSchema)]
struct Open {
    a: Value,
}

/// One step, whose payload has any value in it.
async fn open(cx: Run<Open>) -> Result<()> {
    let Open { a } = cx.payload;
    cx.step
        .custom("target", async move || json!({ "is_list": a.is_array() }))
        .await?;
    Ok(())
}

fn endpoint() -> NovuEndpoint {
    let registry = Registry::builder()
        .workflow(&Workflow::builder("w", workflow).build())
        .workflow(&Workflow::builder("open", open).build())
        .build()
        .expect("the workflows");
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .build()
        .expect("settings");
    layer.into_endpoint()
}

/// The status of the response, and the most bytes that were allocated at a time, the body not counted.
fn serve(endpoint: &mut NovuEndpoint, target: &str, body: &Bytes) -> (u16, usize) {
    let request = Request::post(target)
        .body(Full::new(body.clone()))
        .expect("a request");
    let mut status = 0;
    let info = allocation_counter::measure(|| {
        let cx = &mut Context::from_waker(Waker::noop());
        let mut answer = pin!(endpoint.call(request));
        let response = loop {
            // It pauses, but waits for nothing.
            if let Poll::Ready(Ok(response)) = answer.as_mut().poll(cx) {
                break response;
            }
        };
        let (parts, mut body) = Response::into_parts(response);
        while let Poll::Ready(Some(frame)) = pin!(&mut body).poll_frame(cx) {
            let Ok(_) = frame;
        }
        status = parts.status.as_u16();
    });
    (status, usize::try_from(info.bytes_max).expect("a size"))
}

/// The place of values that are JSON inside of a text.
const JSON_TEXT: &str = "control that is JSON";

/// Where a value can be in a request: the query, and the text around the value.
const PLACES: [(&str, &str, &str, &str); 9] = [
    (
        "unread member",
        "execute",
        r#"{"payload":{},"controls":{},"state":[{"stepId":"earlier","outputs":{}}],"more":"#,
        "}",
    ),
    (
        "payload",
        "execute",
        r#"{"controls":{},"state":[{"stepId":"earlier","outputs":{}}],"payload":{"a":"#,
        "}}",
    ),
    (
        "controls",
        "execute",
        r#"{"payload":{},"state":[{"stepId":"earlier","outputs":{}}],"controls":{"a":"#,
        "}}",
    ),
    (
        "outputs",
        "execute",
        r#"{"payload":{},"controls":{},"state":[{"stepId":"earlier","outputs":{"a":"#,
        "}}]}",
    ),
    (
        "state",
        "execute",
        r#"{"payload":{},"controls":{},"state":["#,
        r#",{"stepId":"earlier","outputs":{}}]}"#,
    ),
    (
        "preview's payload",
        "preview",
        r#"{"controls":{},"payload":"#,
        "}",
    ),
    (
        "preview's outputs",
        "preview",
        r#"{"payload":{},"controls":{},"state":[{"stepId":"earlier","outputs":"#,
        "}]}",
    ),
    (
        "env",
        "execute",
        r#"{"payload":{},"controls":{},"state":[{"stepId":"earlier","outputs":{}}],"env":{"a":"#,
        "}}",
    ),
    (
        JSON_TEXT,
        "execute",
        r#"{"payload":{},"state":[{"stepId":"earlier","outputs":{}}],"controls":{"a":"#,
        "}}",
    ),
];

/// A value of `length` bytes, and how it is made.
type Make = fn(length: usize) -> String;

/// Values whose parts take the most memory for their length.
const VALUES: [(&str, Make); 6] = [
    ("objects in each other", |length| {
        nested(length, r#"{"a":"#, "0", "}")
    }),
    ("numbers", |length| list(length, "0")),
    ("members", |length| members(length)),
    ("indices", |length| indices(length)),
    ("escaped text", |length| {
        format!("\"{}\"", r"\u0000".repeat(length / 6))
    }),
    ("short texts", |length| {
        list(length, r#""a text that is just too long to be in place""#)
    }),
];

/// Values of depth 100 in a list.
fn nested(length: usize, open: &str, inner: &str, close: &str) -> String {
    list(length, &[&*open.repeat(100), inner, &*close.repeat(100)].concat())
}

fn list(length: usize, item: &str) -> String {
    let count = length / (item.len() + 1);
    format!("[{}]", vec![item; count].join(","))
}

fn members(length: usize) -> String {
    let members: Vec<_> = (0..length / 11).map(|n| format!(r#""{n:06x}":0"#)).collect();
    format!("{{{}}}", members.join(","))
}

fn indices(length: usize) -> String {
    let count = length / 11;
    let members: Vec<_> = (0..count).map(|n| format!(r#""{}":0"#, 999_999 - n)).collect();
    format!("{{{}}}", members.join(","))
}

#[expect(clippy::print_stdout, reason = "the figures, for `--nocapture`")]
#[test]
fn memory_of_a_request_is_at_most_20_times_its_body() {
    let mut endpoint = endpoint();
    for (name, make) in VALUES {
        let density = values(&make(PROBE)) as f64 / PROBE as f64;
        let with_values = |count: usize| make(LENGTH.min((count as f64 / density) as usize));
        let allowed = with_values(LENGTH / 20 - 1_000);
        let text = "x".repeat(LENGTH.saturating_sub(allowed.len()));
        for (kind, value) in [
            ("too many", make(LENGTH)),
            ("short", with_values(99_000)),
            ("long", format!(r#"[{allowed},"{text}"]"#)),
        ] {
            for (place, action, before, after) in PLACES {
                let target = format!("/?action={action}&workflowId=w&stepId=target");
                let value = match place {
                    JSON_TEXT => &*Value::from(&*value).to_string(),
                    _ => &*value,
                };
                let body = Bytes::from([before, value, after].concat());
                let (status, peak) = serve(&mut endpoint, &target, &body);
                println!(
                    "{place}, {name}, {kind}: {status}, {:.1} times {} bytes, {} MiB",
                    peak as f64 / body.len() as f64,
                    body.len(),
                    peak / MIB
                );
                let expected = match kind {
                    // Long texts are few values, JSON inside of a text is one.
                    "too many" if place != "unread member" && !name.contains("text") => match place {
                        JSON_TEXT => 400,
                        _ => 413,
                    },
                    _ => 200,
                };
                assert_eq!(status, expected, "{place}, {name}, {kind}");
                let bound = (20 * body.len()).max(32 * MIB);
                assert!(
                    peak <= bound,
                    "{place}, {name}, {kind}: {peak} bytes for {}",
                    body.len()
                );
            }
        }
    }
}

#[expect(clippy::print_stdout, reason = "the figures, for `--nocapture`")]
#[test]
fn payload_with_a_value_in_a_type_takes_at_most_30_times_its_body() {
    let mut endpoint = endpoint();
    for (name, make) in VALUES {
        let density = values(&make(PROBE)) as f64 / PROBE as f64;
        let allowed = make(LENGTH.min(((LENGTH / 20 - 1_000) as f64 / density) as usize));
        let text = "x".repeat(LENGTH.saturating_sub(allowed.len()));
        let body = format!(r#"{{"controls":{{}},"state":[],"payload":{{"a":[{allowed},"{text}"]}}}}"#);
        let body = Bytes::from(body);
        let (status, peak) = serve(
            &mut endpoint,
            "/?action=execute&workflowId=open&stepId=target",
            &body,
        );
        let factor = peak as f64 / body.len() as f64;
        println!("{name}: {factor:.1} times {} bytes", body.len());
        assert_eq!(status, 200, "{name}");
        assert!(factor <= 30.0, "{name}: {factor} times {} bytes", body.len());
    }
}

/// A body of two frames that announces a length far beyond them.
struct Announced(usize);

impl Body for Announced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(left) = self.0.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.0 = left;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{}")))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(LENGTH as u64)
    }
}

#[test]
fn announced_length_reserves_no_more_than_64_kib() {
    let mut endpoint = endpoint();
    let request = || {
        Request::post("/?action=execute&workflowId=w&stepId=target")
            .header("content-length", LENGTH)
            .body(Announced(2))
            .expect("a request")
    };
    let mut answer = |request| {
        let cx = &mut Context::from_waker(Waker::noop());
        let response = pin!(endpoint.call(request)).poll(cx);
        assert!(response.is_ready());
    };
    // Values that are made once are made now.
    answer(request());
    let request = request();
    let info = allocation_counter::measure(|| answer(request));
    // The buffer, the error of `{}{}`, and the response.
    assert!(
        (64 * 1024..80 * 1024).contains(&info.bytes_max),
        "{}",
        info.bytes_max
    );
}

#[test]
fn canonical_form_takes_at_most_20_times_the_body() {
    let key = SecretKey::new("key").expect("a key");
    let verifier = Verifier::new([key.clone()]);
    let texts = [
        members(LENGTH),
        indices(LENGTH),
        nested(LENGTH, r#"{"1":0,"0":"#, "0", "}"),
        list(LENGTH, "1e20"),
        format!(r#"{{{}"":0}}"#, r#""1":0,"0":0,"#.repeat(LENGTH / 12)),
    ];
    for text in &texts {
        let header = key.sign(SystemTime::now(), b"something else");
        let info = allocation_counter::measure(|| {
            let verified = verifier.verify(Some(header.as_bytes()), text.as_bytes());
            assert!(verified.is_err());
        });
        let factor = info.bytes_max as f64 / text.len() as f64;
        assert!(factor <= 20.0, "{factor}: {}", &text[..20]);
        // They are read that far.
        assert!(factor > 1.0, "{factor}: {}", &text[..20]);
    }
}

/// Returns the number of values in a text.
fn values(text: &str) -> usize {
    count(&serde_json::from_str(text).expect("JSON"))
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// A turn that waits for its handler holds the body, and little more.
#[cfg(feature = "agents")]
#[test]
fn waiting_turn_takes_less_than_8_kib_and_history_only_its_text() {
    let one = waiting_turn(1);
    let eleven = waiting_turn(11);
    assert!(one < 8 * 1024, "{one} bytes");
    let entry = i64::try_from(history_entry().to_string().len()).expect("a number");
    assert!(eleven - one < 11 * entry, "{one} and {eleven} bytes");
}

#[cfg(feature = "agents")]
fn history_entry() -> Value {
    json!({
        "role": "subscriber", "type": "message", "content": "Where is my order 7? It should have come on Monday.",
        "senderName": "Ann Example", "createdAt": "2026-01-02T03:04:05.678Z",
    })
}

/// Returns the bytes that a turn takes which waits, with that many entries in its history.
#[cfg(feature = "agents")]
fn waiting_turn(entries: usize) -> i64 {
    use novu_framework::{
        Agent,
        agent::{Message, Turn},
        client::Client,
    };
    use tower::ServiceExt;

    const TURNS: usize = 100;
    let agent = Agent::builder("wait", async |_: Turn<Message>| {
        std::future::pending::<()>().await
    });
    let registry = Registry::builder()
        .agent(&agent.build())
        .build()
        .expect("an agent");
    let client = Client::builder()
        .secret_key("key")
        .api_url("https://api.novu.test");
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .client(client.build().expect("a client"));
    let endpoint = layer.build().expect("settings").into_endpoint();
    let event = |number: usize| {
        let message = json!({
            "text": "Where is my order 7? It should have come on Monday.",
            "platformMessageId": number.to_string(),
            "author": {"userId": "U012", "fullName": "Ann Example", "userName": "ann", "isBot": false},
            "timestamp": "2026-01-02T03:04:05.000Z",
        });
        let event = json!({
            "version": 1,
            "timestamp": "2026-01-02T03:04:05.678Z",
            "deliveryId": format!("65f0c0ffee:{number}"),
            "event": "onMessage",
            "agentId": "wait",
            "replyUrl": "https://api.novu.test/v1/agents/wait/reply",
            "eventsUrl": "https://api.novu.test/v1/agents/events/ingest",
            "conversationId": "65f0c0ffee",
            "integrationIdentifier": "slack-main",
            "message": message,
            "conversation": {"identifier": "conv_7f3a91", "status": "open", "metadata": {}, "messageCount": 1},
            "subscriber": {"subscriberId": "sub-7f3a91", "firstName": "Ann"},
            "history": vec![history_entry(); entries],
            "platform": "slack",
            "platformContext": {"threadId": "C0123:1712345678.000100", "channelId": "C0123", "isDM": false},
        });
        Bytes::from(event.to_string())
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let send = async |body: &Bytes| {
        let request =
            Request::post("/?action=agent-event&agentId=wait&event=onMessage").body(Full::new(body.clone()));
        let response = endpoint.clone().oneshot(request.expect("a request")).await;
        assert_eq!(response.expect("a response").status(), 200);
        // Lets the turn run until it waits.
        tokio::task::yield_now().await;
    };
    let bodies: Vec<_> = (0..2 * TURNS).map(event).collect();
    let (first, second) = bodies.split_at(TURNS);
    let run = |bodies: &[Bytes]| {
        runtime.block_on(async {
            for body in bodies {
                send(body).await
            }
        })
    };
    // Tables grow in steps.
    run(first);
    let info = allocation_counter::measure(|| run(second));
    info.bytes_current / i64::try_from(TURNS).expect("a number")
}
