//! Pauses of requests that take long, by the polls that they take.

use super::*;
use crate::{Context as Run, Registry, Workflow};
use std::{future::Future, pin::pin, task::Poll};

/// How often a pause is polled before it ends.
const PAUSE: usize = 64;

/// Returns the status, and how often the request was pending.
fn pending(bridge: &Bridge, request: Request<TestBody>) -> (u16, usize) {
    let mut answer = pin!(bridge.handle(request, Mount::Prefix));
    let mut pending = 0;
    loop {
        match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => return (answer.status().as_u16(), pending),
            Poll::Pending => pending += 1,
        }
    }
}

/// A bridge for bodies of up to a mebibyte, whose workflow `w` has a step `s` that returns its controls.
fn long_bodies(authentication: Authentication) -> Bridge {
    let settings = Settings {
        body_limit: 1 << 20,
        body_budget: Budget::new(1 << 20),
        ..settings(authentication)
    };
    let workflow = Workflow::builder("w", async |cx: Run<Value>| {
        let _: Value = cx.step.custom("s", async |controls: Value| controls).await?;
        Ok(())
    });
    let registry = Registry::builder().workflow(&workflow.build()).build();
    Bridge::new(registry.unwrap(), settings)
}

fn event(length: usize) -> String {
    let text = "x".repeat(length);
    format!(r#"{{"payload":{{"a":"{text}"}},"controls":{{}},"state":[]}}"#)
}

fn posted(target: &str, body: String) -> Request<TestBody> {
    request(Method::POST, target, TestBody::new().data(body))
}

const EXECUTE: &str = "/api/novu?action=execute&workflowId=w&stepId=s";

#[test]
fn long_request_pauses_between_its_stages() {
    let signed_body = |body: String| signed(posted(EXECUTE, body.clone()), &body);
    let strict = long_bodies(Authentication::Signed(Verifier::new([key()])));
    // When the body has been received; checked; read; validated; made a payload; when the step begins; when
    // its controls are valid; compiled; made the resolver's; when there is an output; when it is valid; and
    // before it is printed.
    assert_eq!(pending(&strict, signed_body(event(300_000))), (200, 12 * PAUSE));
    assert_eq!(pending(&strict, signed_body(event(10))), (200, 0));
    // No signature is checked.
    let open = long_bodies(Authentication::Insecure);
    assert_eq!(pending(&open, posted(EXECUTE, event(300_000))), (200, 10 * PAUSE));
}

#[test]
fn long_request_pauses_before_its_canonical_form_is_checked() {
    let strict = long_bodies(Authentication::Signed(Verifier::new([key()])));
    let canonical = |body: &str| signed(posted(EXECUTE, format!(" {body}")), body);
    assert_eq!(pending(&strict, canonical(&event(300_000))), (200, 14 * PAUSE));
    assert_eq!(pending(&strict, canonical(&event(10))), (200, 0));
}

#[test]
fn long_whole_run_pauses_between_its_stages() {
    let open = long_bodies(Authentication::Insecure);
    let target = "/api/novu/workflows/w/execute";
    let run = |length| format!(r#"{{"to":"a","payload":{{"a":"{}"}}}}"#, "x".repeat(length));
    assert_eq!(pending(&open, posted(target, run(300_000))), (200, 10 * PAUSE));
    assert_eq!(pending(&open, posted(target, run(10))), (200, 0));
}

/// An event of an agent whose history is a text of `length` bytes.
#[cfg(feature = "agents")]
fn agent_event(length: usize) -> String {
    let body = json!({
        "conversationId": "c",
        "integrationIdentifier": "i",
        "replyUrl": "https://api.novu.co/v1/agents/a/reply",
        "conversation": {},
        "message": { "text": "Hello" },
        "history": "x".repeat(length),
    });
    body.to_string()
}

#[cfg(feature = "agents")]
#[test]
fn long_event_of_an_agent_pauses_between_its_stages() {
    use crate::{
        agent::{Agent, Message, Turn, Turns},
        client::Client,
    };
    let agent = Agent::builder("a", async |_: Turn<Message>| Ok::<_, crate::Error>(())).build();
    let client = Client::builder()
        .secret_key("key")
        .api_url("https://api.novu.co")
        .build();
    let settings = Settings {
        body_limit: 1 << 20,
        body_budget: Budget::new(1 << 20),
        agents: crate::bridge::Agents {
            courier: Some(Arc::new(client.unwrap())),
            turns: Turns::builder().wait_until(drop).build(),
        },
        ..settings(Authentication::Signed(Verifier::new([key()])))
    };
    let bridge = Bridge::new(Registry::builder().agent(&agent).build().unwrap(), settings);
    let event = |length| {
        let body = agent_event(length);
        let target = "/api/novu?action=agent-event&agentId=a&event=onMessage";
        pending(&bridge, signed(posted(target, body.clone()), &body))
    };
    // When the body has been received; checked; and read.
    assert_eq!(event(300_000), (200, 3 * PAUSE));
    assert_eq!(event(10), (200, 0));
}

#[test]
fn request_whose_templates_do_much_work_pauses_after_them() {
    let open = long_bodies(Authentication::Insecure);
    let event = |turns: usize| {
        let template = format!("{{% for i in (1..{turns}) %}}{{% endfor %}}");
        json!({ "payload": { "a": 1 }, "controls": { "a": template }, "state": [] }).to_string()
    };
    assert_eq!(pending(&open, posted(EXECUTE, event(500_000))), (200, PAUSE));
    assert_eq!(pending(&open, posted(EXECUTE, event(5))), (200, 0));
}
