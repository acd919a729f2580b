use super::super::{
    Authentication, Bridge, Forward, Mount, Settings,
    request::Action,
    tests::{
        NOW, answer, at,
        fixtures::{TestBody, block_on},
        key, settings, text,
    },
    trigger::Forwarding,
};
use super::*;
use crate::{
    Context as Run, Registry, Sms, Workflow,
    signature::{self, Verifier},
};
use http::{Request, Response};
use proptest::prelude::*;
use serde_json::Value;
use std::{
    borrow::Cow,
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, Waker},
};

/// Counts the runs of the resolvers of the test's workflow, and lets them wait.
#[derive(Default)]
struct World {
    runs: AtomicUsize,
    closed: AtomicBool,
    broken: AtomicBool,
}

impl World {
    fn runs(&self) -> usize {
        self.runs.load(Relaxed)
    }

    /// Waits while the world is closed.
    async fn open(&self) {
        std::future::poll_fn(|_| match self.closed.load(Relaxed) {
            true => Poll::Pending,
            false => Poll::Ready(()),
        })
        .await;
    }
}

impl Forward for Arc<World> {
    /// Answers with the event.
    fn forward(&self, event: String) -> Forwarding {
        self.runs.fetch_add(1, Relaxed);
        Box::pin(ready(Ok(Response::new(event.into()))))
    }
}

/// A bridge with a memory, to workflows `a` and `b` with steps `s` and `t`.
fn bridge(memory: Option<Memory>, authentication: Authentication) -> (Bridge, Arc<World>) {
    let world = Arc::new(World::default());
    let workflow = |id: &str| {
        let world = Arc::clone(&world);
        Workflow::builder(id, move |cx: Run<Value>| {
            let world = Arc::clone(&world);
            async move {
                let payload = cx.payload.to_string();
                for step in ["s", "t"] {
                    cx.step
                        .sms(step, async || {
                            let run = world.runs.fetch_add(1, Relaxed);
                            world.open().await;
                            match world.broken.load(Relaxed) {
                                true => Err("broken".into()),
                                false => Ok(Sms::new(format!("{run} {payload}"))),
                            }
                        })
                        .await?;
                }
                Ok(())
            }
        })
        .build()
    };
    let registry = Registry::builder()
        .workflow(&workflow("a"))
        .workflow(&workflow("b"))
        .build()
        .unwrap();
    let settings = Settings {
        memory,
        forward: Some(Arc::new(Arc::clone(&world))),
        ..settings(authentication)
    };
    (Bridge::new(registry, settings), world)
}

fn signed() -> Authentication {
    Authentication::Signed(Verifier::new([key()]))
}

fn remembering() -> (Bridge, Arc<World>) {
    bridge(Some(Memory::new(100, 100_000)), signed())
}

const EVENT: &str = r#"{"payload":{},"controls":{},"state":[{"stepId":"s","outputs":{}}],"to":"ann"}"#;
const EXECUTE: &str = "?action=execute&workflowId=a&stepId=s";

fn request(method: &str, target: &str, time: u64, body: &'static str) -> Request<TestBody> {
    let header = key().sign(at(time), if method == "POST" { body.as_bytes() } else { b"{}" });
    Request::builder()
        .method(method)
        .uri(format!("/api/novu{target}"))
        .header(signature::HEADER, header)
        .body(TestBody::new().data(body))
        .unwrap()
}

/// Status and text of the answer to a signed event.
fn ask(bridge: &Bridge, target: &str) -> (u16, String) {
    let response = answer(bridge, request("POST", target, NOW, EVENT));
    (response.status().as_u16(), text(response))
}

#[test]
fn repeated_request_gets_the_first_response() {
    let (bridge, world) = remembering();
    let first = ask(&bridge, EXECUTE);
    assert_eq!(first.0, 200);
    // To the duration, which no second run would have again.
    assert_eq!(ask(&bridge, EXECUTE), first);
    assert_eq!(world.runs(), 1);
}

#[test]
fn repeated_request_runs_again_without_replay_memory() {
    for memory in [None, Some(Memory::new(0, 100_000)), Some(Memory::new(100, 10))] {
        let (bridge, world) = bridge(memory, signed());
        ask(&bridge, EXECUTE);
        ask(&bridge, EXECUTE);
        assert_eq!(world.runs(), 2);
    }
}

#[test]
fn request_that_differs_in_signature_or_target_runs() {
    let (bridge, world) = remembering();
    ask(&bridge, EXECUTE);
    for (number, target) in [
        "?action=execute&workflowId=b&stepId=s",
        "?action=execute&workflowId=a&stepId=t",
        "?action=trigger&workflowId=a&stepId=s",
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(ask(&bridge, target).0, 200, "{target}");
        assert_eq!(world.runs(), number + 2, "{target}");
    }
    answer(&bridge, request("POST", EXECUTE, NOW + 1, EVENT));
    answer(
        &bridge,
        request("POST", EXECUTE, NOW, r#"{"payload":{"a":1},"controls":{}}"#),
    );
    assert_eq!(world.runs(), 6);
}

#[test]
fn unknown_query_parameter_does_not_defeat_replay_memory() {
    let (bridge, world) = remembering();
    let first = ask(&bridge, EXECUTE);
    for target in [
        "?action=execute&workflowId=a&stepId=s&x=1",
        "?step_id=s&action=execute&workflowId=%61",
        "/?action=execute&workflowId=a&stepId=s",
    ] {
        assert_eq!(ask(&bridge, target), first, "{target}");
    }
    assert_eq!(world.runs(), 1);
}

#[test]
fn replay_keys_separate_their_parts() {
    let memory = Memory::new(10, 10_000);
    let slot = |workflow, step| slot(&memory, 1, NOW as i64, (Action::Execute, workflow, step));
    slot("ab", "c").keep(&Reply::json("1"));
    assert!(slot("a", "bc").recall().is_none());
    assert!(slot("ab", "c").recall().is_some());
}

#[test]
fn whole_runs_and_triggers_are_replayed() {
    for target in ["/workflows/a/execute", "?action=trigger&workflowId=a"] {
        let (bridge, world) = remembering();
        let first = ask(&bridge, target);
        assert_eq!(first.0, 200, "{first:?}");
        let runs = world.runs();
        assert_eq!(ask(&bridge, target), first);
        assert_eq!(world.runs(), runs);
    }
}

#[test]
fn repeated_preview_runs_again() {
    let (bridge, world) = remembering();
    for runs in 1..3 {
        assert_eq!(ask(&bridge, "?action=preview&workflowId=a&stepId=s").0, 200);
        assert_eq!(world.runs(), runs);
    }
}

#[test]
fn failed_request_runs_again() {
    let (bridge, world) = remembering();
    world.broken.store(true, Relaxed);
    assert_eq!(ask(&bridge, EXECUTE).0, 502);
    world.broken.store(false, Relaxed);
    assert_eq!(ask(&bridge, EXECUTE).0, 200);
    assert_eq!(world.runs(), 2);
}

#[test]
fn unsigned_request_runs_again() {
    let (bridge, world) = bridge(Some(Memory::new(100, 100_000)), Authentication::Insecure);
    ask(&bridge, EXECUTE);
    ask(&bridge, EXECUTE);
    assert_eq!(world.runs(), 2);
}

#[test]
fn replay_memory_rejects_wrong_signatures() {
    let (bridge, world) = remembering();
    let first = request("POST", EXECUTE, NOW, EVENT);
    let header = first.headers()[signature::HEADER].clone();
    assert_eq!(answer(&bridge, first).status(), 200);
    let mut other = request("POST", EXECUTE, NOW, r#"{"payload":{}}"#);
    other.headers_mut().insert(signature::HEADER, header);
    assert_eq!(answer(&bridge, other).status(), 401);
    assert_eq!(
        answer(&bridge, request("POST", EXECUTE, NOW - 300_001, EVENT)).status(),
        401
    );
    assert_eq!(world.runs(), 1);
}

/// Sends a body under the signature of another.
fn ask_signed_as(bridge: &Bridge, target: &str, body: &'static str, header: &str) -> (u16, String) {
    let mut request = request("POST", target, NOW, body);
    let header = header.parse().unwrap();
    request.headers_mut().insert(signature::HEADER, header);
    let response = answer(bridge, request);
    (response.status().as_u16(), text(response))
}

#[test]
fn changed_number_in_a_signed_body_runs_as_signed() {
    const SIGNED: &str = r#"{"payload":{"n":9007199254740992},"controls":{},"state":[{"stepId":"s","outputs":{}}],"to":"ann"}"#;
    const CHANGED: &str = r#"{"payload":{"n":9007199254740993},"controls":{},"state":[{"stepId":"s","outputs":{}}],"to":"ann"}"#;
    let header = key().sign(at(NOW), SIGNED.as_bytes());
    for target in [EXECUTE, "/workflows/a/execute", "?action=trigger&workflowId=a"] {
        // With the memory, the changed body first: its response must be right for the signed one too.
        for (bridge, _) in [remembering(), bridge(None, signed())] {
            for body in [CHANGED, SIGNED] {
                let (status, response) = ask_signed_as(&bridge, target, body, &header);
                assert_eq!(status, 200, "{target}");
                assert!(response.contains("9007199254740992"), "{response}");
                assert!(!response.contains("9007199254740993"), "{response}");
            }
        }
    }
}

#[test]
fn bodies_with_one_mac_have_replay_places_of_their_own() {
    const BODY: &str = r#"{"payload":{"a":1},"controls":{}}"#;
    const LONGER: &str = r#"5.{"payload":{"a":1},"controls":{}}"#;
    let header = key().sign(at(NOW), LONGER.as_bytes());
    let fraction = header.replace(',', ".5,");
    let (bridge, _) = remembering();
    assert_eq!(ask_signed_as(&bridge, EXECUTE, BODY, &fraction).0, 200);
    // It is not JSON.
    assert_eq!(ask_signed_as(&bridge, EXECUTE, LONGER, &header).0, 400);
}

#[test]
fn concurrent_repeats_both_run_and_the_first_response_is_kept() {
    let (bridge, world) = remembering();
    world.closed.store(true, Relaxed);
    let cx = &mut Context::from_waker(Waker::noop());
    let mut start = || {
        let mut future = bridge.handle(request("POST", EXECUTE, NOW, EVENT), Mount::Prefix);
        // The lock is free while another waits, or this would never return.
        assert!(future.as_mut().poll(cx).is_pending());
        future
    };
    let (first, second, given_up) = (start(), start(), start());
    drop(given_up);
    assert_eq!(world.runs(), 3);
    world.closed.store(false, Relaxed);
    let second = text(block_on(second));
    let first = text(block_on(first));
    assert_ne!(first, second);
    assert_eq!(ask(&bridge, EXECUTE), (200, second));
    assert_eq!(world.runs(), 3);
}

/// The place in `memory` of a request for `(action, workflow, step)` that was checked at `checked` and signed
/// then.
fn slot<'a>(
    memory: &'a Memory,
    mac: u8,
    checked: Time,
    (action, workflow, step): (Action, &'static str, &'static str),
) -> Slot<'a> {
    let signature = Accepted {
        mac: [mac; 32],
        checked,
        expiry: checked + 300_000,
    };
    let call = Call {
        action,
        workflow_id: Cow::Borrowed(workflow),
        step_id: Cow::Borrowed(step),
        #[cfg(feature = "agents")]
        agent: Default::default(),
    };
    Slot::of(Some(memory), Some(signature), &call, b"{}")
}

const STEP: (Action, &str, &str) = (Action::Execute, "w", "s");

/// How many answers there are, and of how many bytes, if the books are right.
fn held(memory: &Memory) -> (usize, usize) {
    let entries = memory.entries.lock().unwrap();
    let bytes = entries
        .answers
        .values()
        .map(|answer| answer.len() + OVERHEAD)
        .sum();
    assert_eq!(entries.bytes, bytes);
    (entries.answers.len(), bytes)
}

#[test]
fn replay_memory_forgets_expired_signatures() {
    let memory = Memory::new(10, 10_000);
    let now = 1_000_000;
    slot(&memory, 1, now, STEP).keep(&Reply::json("one"));
    slot(&memory, 2, now + 1, STEP).keep(&Reply::json("two"));
    let later = |at: Time| slot(&memory, 9, at, STEP).recall();
    assert!(later(now + 300_000).is_none());
    assert_eq!(held(&memory).0, 2);
    assert!(later(now + 300_001).is_none());
    assert_eq!(held(&memory).0, 1);
    assert!(later(now + 300_002).is_none());
    assert_eq!(held(&memory), (0, 0));
}

#[test]
fn replay_memory_survives_a_clock_set_back() {
    let memory = Memory::new(10, 10_000);
    slot(&memory, 1, 1_000_000, STEP).keep(&Reply::json("one"));
    assert!(slot(&memory, 1, 10, STEP).recall().is_some());
    slot(&memory, 2, -10, STEP).keep(&Reply::json("two"));
    assert_eq!(held(&memory).0, 2);
}

#[test]
fn replay_memory_is_bounded_in_entries_and_bytes() {
    let reply = |bytes| Reply::json("x".repeat(bytes));
    let memory = Memory::new(3, 10_000);
    for mac in 0..10 {
        slot(&memory, mac, mac.into(), STEP).keep(&reply(10));
    }
    assert_eq!(held(&memory).0, 3);
    // Those that expire first have made room.
    let known = |mac| slot(&memory, mac, 0, STEP).recall().is_some();
    assert_eq!((known(6), known(7), known(9)), (false, true, true));

    let memory = Memory::new(100, 1000);
    slot(&memory, 0, 0, STEP).keep(&reply(1000 - OVERHEAD));
    assert_eq!(held(&memory), (1, 1000));
    slot(&memory, 1, 1, STEP).keep(&reply(1001 - OVERHEAD));
    assert_eq!(held(&memory), (1, 1000));
    slot(&memory, 2, 2, STEP).keep(&reply(1));
    assert_eq!(held(&memory), (1, 1 + OVERHEAD));
}

#[test]
fn only_successes_are_kept_in_replay_memory() {
    let memory = Memory::new(3, 10_000);
    slot(&memory, 1, 0, STEP).keep(&Reply::unknown_agent());
    assert_eq!(held(&memory), (0, 0));
    for action in [
        Action::Preview,
        Action::Discover,
        Action::Code,
        Action::AgentEvent,
        Action::HealthCheck,
        Action::UnknownName,
    ] {
        slot(&memory, 1, 0, (action, "w", "s")).keep(&Reply::json("{}"));
    }
    assert_eq!(held(&memory), (0, 0));
}

proptest! {
    #[test]
    fn no_order_of_requests_exceeds_the_bounds_of_replay_memory(
        max_entries in 0_usize..6,
        max_bytes in 0_usize..2000,
        requests in prop::collection::vec((any::<bool>(), 0_u8..8, 0_i64..700_000, 0_usize..600), 0..60),
    ) {
        let memory = Memory::new(max_entries, max_bytes);
        for (keep, mac, checked, bytes) in requests {
            let slot = slot(&memory, mac, checked, STEP);
            if keep {
                slot.keep(&Reply::json(vec![b'x'; bytes]));
            } else {
                let _ = slot.recall();
            }
            let (entries, bytes) = held(&memory);
            prop_assert!(entries <= max_entries && bytes <= max_bytes);
        }
    }
}
