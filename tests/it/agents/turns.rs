//! Where turns run: limits, order, hosts and shutdown.

use super::novu::{Answer, Novu, ending, message, typing_stop};
use novu_framework::{
    Agent, Result,
    agent::{AnyTurn, Message, Turn, TurnError, TurnErrorKind, TurnOutcome, TurnReport, Turns, WaitUntil},
};
use serde_json::{Value, json};
use std::{
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    time::{Instant, sleep},
};

/// An agent whose turns wait for a permit, and then reply.
fn gated(gate: &Arc<Semaphore>) -> Agent {
    async fn answer(cx: Turn<Message>, gate: Arc<Semaphore>) -> Result<String> {
        gate.acquire().await?.forget();
        Ok(cx.event.text.clone())
    }
    Agent::builder("test", answer).state(Arc::clone(gate)).build()
}

/// Returns the body of a message in a conversation.
fn in_conversation(id: &str, text: &str) -> Value {
    let mut body = message(text);
    body["conversationId"] = json!(id);
    body
}

fn texts(novu: &Novu) -> Vec<String> {
    let bodies = novu.taken().into_iter().map(http::Request::into_body);
    let texts = bodies.filter_map(|body| Some(body.get("reply")?["markdown"].as_str()?.to_owned()));
    texts.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledgement_does_not_wait_for_a_handler_that_computes() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let receiver = Mutex::new(receiver);
    // Blocks its thread before its first await.
    let agent = Agent::builder("test", move |_: Turn<Message>| {
        receiver.lock().unwrap().recv().unwrap();
        async { "done" }
    });
    let novu = Novu::new(&agent.build());
    assert_eq!(novu.status("onMessage", &message("hi")).await, 200);
    assert!(novu.taken().is_empty());
    sender.send(()).unwrap();
    novu.over().await;
    assert_eq!(texts(&novu), ["done"]);
}

#[tokio::test(start_paused = true)]
async fn events_beyond_the_limit_are_503_and_run_when_they_are_sent_again() {
    let gate = Arc::new(Semaphore::new(0));
    let novu = Novu::with(&gated(&gate), |turns| turns.limit(2), |layer| layer);
    for text in ["1", "2"] {
        assert_eq!(novu.status("onMessage", &message(text)).await, 200);
    }
    let response = novu.post("onMessage", message("3").to_string()).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (503, &"1".parse().unwrap())
    );
    assert_eq!(novu.turns.running(), 2);
    // A repeat of a running one is acknowledged although there is no room.
    assert_eq!(novu.status("onMessage", &message("1")).await, 200);
    gate.add_permits(3);
    novu.over().await;
    assert_eq!(novu.status("onMessage", &message("3")).await, 200);
    novu.over().await;
    assert_eq!(texts(&novu), ["1", "2", "3"]);
}

#[tokio::test(start_paused = true)]
async fn bodies_beyond_the_budget_are_503_and_run_when_there_is_room() {
    let gate = Arc::new(Semaphore::new(0));
    let (large, small) = ("x".repeat(10_000), "y".repeat(4_000));
    let novu = Novu::with(&gated(&gate), |turns| turns.body_budget(16_000), |layer| layer);
    assert_eq!(novu.status("onMessage", &message(&large)).await, 200);
    assert_eq!(
        novu.status("onMessage", &message(&(large.clone() + "2"))).await,
        503
    );
    assert_eq!(novu.status("onMessage", &message(&small)).await, 200);
    assert_eq!(novu.turns.running(), 2);
    gate.add_permits(3);
    novu.over().await;
    // One alone may be longer than the budget.
    let huge = "z".repeat(20_000);
    assert_eq!(novu.status("onMessage", &message(&huge)).await, 200);
    novu.over().await;
    assert_eq!(texts(&novu), [large, small, huge]);
}

#[tokio::test(start_paused = true)]
async fn handler_beyond_the_deadline_is_dropped_and_reported() {
    let agent = Agent::builder("test", async |_: Turn<Message>| pending::<()>().await).build();
    let minute = Duration::from_secs(60);
    let novu = Novu::with(&agent, |turns| turns.deadline(minute), |layer| layer);
    let began = Instant::now();
    let sent = novu.says_by_events("hi").await;
    assert_eq!(sent[0][1]["type"], "run-error");
    assert_eq!(
        sent[0][1]["message"],
        "the turn took longer than its deadline of 60s"
    );
    assert_eq!(sent[1], ending()[1]);
    assert_eq!(began.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn handler_of_errors_is_asked_about_panics_and_deadlines_and_has_one_itself() {
    let kinds = Arc::new(Mutex::new(Vec::new()));
    async fn answer(cx: Turn<Message>, _: Arc<Mutex<Vec<TurnErrorKind>>>) {
        match &*cx.event.text {
            "panic" => panic!("secret"),
            _ => pending().await,
        }
    }
    async fn on_error(error: TurnError, _: AnyTurn, kinds: Arc<Mutex<Vec<TurnErrorKind>>>) {
        kinds.lock().unwrap().push(error.kind());
        pending().await
    }
    let agent = Agent::builder("test", answer)
        .on_error(on_error)
        .state(Arc::clone(&kinds))
        .build();
    let novu = Novu::with(
        &agent,
        |turns| turns.deadline(Duration::from_secs(1)),
        |layer| layer,
    );
    for text in ["panic", "hang"] {
        assert_eq!(novu.says(text).await, [json!({"error": true}), typing_stop()]);
    }
    assert_eq!(
        *kinds.lock().unwrap(),
        [TurnErrorKind::Panicked, TurnErrorKind::TimedOut]
    );
}

#[tokio::test(start_paused = true)]
async fn turns_of_a_conversation_run_side_by_side_unless_they_are_ordered() {
    let gate = Arc::new(Semaphore::new(0));
    async fn answer(cx: Turn<Message>, gate: Arc<Semaphore>) -> Result<()> {
        cx.reply(format!("{} begins", cx.event.text)).await?;
        gate.acquire().await?.forget();
        cx.reply(format!("{} ends", cx.event.text)).await?;
        Ok(())
    }
    let agent = Agent::builder("test", answer).state(Arc::clone(&gate)).build();
    for (is_ordered, expected) in [(false, ["1 begins", "2 begins"]), (true, ["1 begins", "1 ends"])] {
        let novu = Novu::with(
            &agent,
            |turns| if is_ordered { turns.one_at_a_time() } else { turns },
            |layer| layer,
        );
        for text in ["1", "2"] {
            assert_eq!(novu.status("onMessage", &message(text)).await, 200);
        }
        sleep(Duration::from_secs(1)).await;
        gate.add_permits(2);
        novu.over().await;
        assert_eq!(texts(&novu)[..2], expected);
    }
}

#[tokio::test(start_paused = true)]
async fn ordered_turns_wait_for_their_own_conversation_only_and_keep_their_order() {
    let gate = Arc::new(Semaphore::new(0));
    let novu = Novu::with(
        &gated(&gate),
        |turns| turns.one_at_a_time().limit(20),
        |layer| layer,
    );
    for number in 0..10 {
        let body = in_conversation("a", &format!("a{number}"));
        assert_eq!(novu.status("onMessage", &body).await, 200);
    }
    // The first of `a` holds the gate; `b` gets the permit nevertheless, because it waits for it, too.
    assert_eq!(novu.status("onMessage", &in_conversation("b", "b")).await, 200);
    sleep(Duration::from_secs(1)).await;
    gate.add_permits(2);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(texts(&novu), ["a0", "b"]);
    gate.add_permits(9);
    novu.over().await;
    let expected: Vec<_> = (1..10).map(|number| format!("a{number}")).collect();
    assert_eq!(texts(&novu), expected);
}

#[tokio::test(start_paused = true)]
async fn waiting_turn_that_is_dropped_lets_the_next_one_run() {
    let gate = Arc::new(Semaphore::new(0));
    let (sender, mut receiver) = mpsc::unbounded_channel::<WaitUntil>();
    let novu = Novu::with(
        &gated(&gate),
        |turns| {
            turns
                .one_at_a_time()
                .wait_until(move |turn| sender.send(turn).unwrap())
        },
        |layer| layer,
    );
    for text in ["1", "2", "3"] {
        assert_eq!(novu.status("onMessage", &message(text)).await, 200);
    }
    let [first, second, third] = [(); 3].map(|()| receiver.try_recv().unwrap());
    let third = tokio::spawn(third);
    sleep(Duration::from_secs(1)).await;
    drop(second);
    gate.add_permits(2);
    first.await;
    third.await.unwrap();
    novu.over().await;
    assert_eq!(texts(&novu), ["1", "3"]);
}

#[tokio::test(start_paused = true)]
async fn turn_that_its_host_drops_is_reported() {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&reports);
    let agent = Agent::builder("test", async |_: Turn<Message>| "never").build();
    let novu = Novu::with(
        &agent,
        |turns| {
            let hook = move |report: &TurnReport| log.lock().unwrap().push(report.outcome());
            turns.wait_until(drop).on_turn(hook)
        },
        |layer| layer,
    );
    assert_eq!(novu.says("hi").await, [json!({"error": true}), typing_stop()]);
    assert_eq!(*reports.lock().unwrap(), [TurnOutcome::Dropped]);
    assert_eq!(novu.turns.running(), 0);
}

#[tokio::test(start_paused = true)]
async fn host_that_panics_is_a_500_and_its_turn_is_reported() {
    let agent = Agent::builder("test", async |_: Turn<Message>| "never").build();
    let novu = Novu::with(
        &agent,
        |turns| turns.wait_until(|_| panic!("no host")),
        |layer| layer,
    );
    assert_eq!(novu.status("onMessage", &message("hi")).await, 500);
    novu.over().await;
    assert_eq!(novu.taken().len(), 2, "the report and the typing stop");
    // It does not count as a repeat: the turn did not run.
    assert_eq!(novu.status("onMessage", &message("hi")).await, 500);
}

#[test]
fn turn_without_a_runtime_is_a_500_that_names_the_cure() {
    let agent = Agent::builder("test", async |_: Turn<Message>| "never").build();
    let novu = Novu::new(&agent);
    let body = message("hi").to_string();
    let mut answer = std::pin::pin!(novu.post("onMessage", body));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(response) = answer.as_mut().poll(&mut context) else {
        panic!("the answer waits");
    };
    assert_eq!(response.status(), 500);
    assert_eq!(novu.turns.running(), 0);
}

#[tokio::test(start_paused = true)]
async fn inline_turns_are_over_before_the_acknowledgement() {
    let agent = Agent::builder("test", async |_: Turn<Message>| {
        sleep(Duration::from_secs(20)).await;
        "done"
    });
    let novu = Novu::with(&agent.build(), |turns| turns.inline(), |layer| layer);
    let began = Instant::now();
    assert_eq!(novu.status("onMessage", &message("hi")).await, 200);
    assert_eq!((novu.turns.running(), began.elapsed().as_secs()), (0, 20));
    assert_eq!(texts(&novu), ["done"]);
}

#[cfg(feature = "deadline")]
#[tokio::test(start_paused = true)]
async fn inline_turn_beyond_the_deadline_of_the_layer_is_reported() {
    let agent = Agent::builder("test", async |_: Turn<Message>| pending::<()>().await).build();
    let second = Duration::from_secs(1);
    let novu = Novu::with(&agent, |turns| turns.inline(), |layer| layer.deadline(second));
    assert_eq!(novu.status("onMessage", &message("hi")).await, 504);
    novu.over().await;
    let sent: Vec<_> = novu.taken().into_iter().map(http::Request::into_body).collect();
    assert_eq!(
        (&sent[0]["error"], &sent[1]["typing"]),
        (&json!(true), &json!("stop"))
    );
}

#[tokio::test(start_paused = true)]
async fn drain_waits_for_turns_and_lets_no_other_begin() {
    let gate = Arc::new(Semaphore::new(0));
    let novu = Novu::new(&gated(&gate));
    assert_eq!(novu.status("onMessage", &message("1")).await, 200);
    let turns = novu.turns.clone();
    let drained = tokio::spawn(async move { turns.drain(Duration::from_secs(30)).await });
    sleep(Duration::from_secs(1)).await;
    assert_eq!(novu.status("onMessage", &message("2")).await, 503);
    assert!(!drained.is_finished());
    gate.add_permits(1);
    assert_eq!(drained.await.unwrap(), 0);
    assert_eq!(texts(&novu), ["1"]);
    // There is nothing to wait for.
    let began = Instant::now();
    assert_eq!(Turns::default().drain(Duration::from_secs(30)).await, 0);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn drain_drops_and_reports_what_is_left() {
    let (sender, receiver) = oneshot::channel::<()>();
    let sender = Mutex::new(Some(sender));
    let agent = Agent::builder("test", move |_: Turn<Message>| {
        let sender = sender.lock().unwrap().take();
        async move {
            let _dropped_with_the_handler = sender;
            pending::<()>().await
        }
    });
    let agent = agent
        .on_error(async |_: TurnError, _: AnyTurn| "not asked")
        .build();
    let novu = Novu::with(&agent, |turns| turns.one_at_a_time(), |layer| layer);
    for text in ["running", "waiting"] {
        assert_eq!(novu.status("onMessage", &message(text)).await, 200);
    }
    let began = Instant::now();
    assert_eq!(novu.turns.drain(Duration::from_secs(30)).await, 2);
    assert_eq!((novu.turns.running(), began.elapsed().as_secs()), (0, 30));
    assert!(receiver.await.is_err(), "the handler was dropped");
    let sent: Vec<_> = novu.taken().into_iter().map(http::Request::into_body).collect();
    let reports = sent.iter().filter(|body| body.get("error").is_some());
    assert_eq!((reports.count(), sent.len()), (2, 4));
}

#[tokio::test(start_paused = true)]
async fn drain_ends_although_the_reports_hang() {
    let agent = Agent::builder("test", async |_: Turn<Message>| pending::<()>().await).build();
    let novu = Novu::new(&agent).answers(vec![Answer::Hanging; 10]);
    assert_eq!(novu.status("onMessage", &message("hi")).await, 200);
    let began = Instant::now();
    assert_eq!(novu.turns.drain(Duration::from_secs(30)).await, 1);
    assert!(
        began.elapsed() <= Duration::from_secs(36),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn hook_learns_of_every_turn_and_its_panics_are_contained() {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&reports);
    let hook = move |report: &TurnReport| {
        let error = report.error().map(ToString::to_string);
        let seen = (
            report.outcome(),
            error,
            report.sends(),
            report.duration().as_secs(),
        );
        log.lock().unwrap().push(seen);
        assert_eq!(
            (report.agent(), report.event(), report.transport()),
            ("test", "onMessage", "replies")
        );
        panic!("the hook panics");
    };
    async fn answer(cx: Turn<Message>) -> Result<Option<&'static str>> {
        match &*cx.event.text {
            "fail" => Err("no luck".into()),
            "panic" => panic!("secret"),
            "undelivered" => Ok(Some("x")),
            _ => Ok(None),
        }
    }
    let agent = Agent::builder("test", answer).build();
    let novu = Novu::with(&agent, |turns| turns.on_turn(hook), |layer| layer);
    for text in ["quiet", "fail", "panic"] {
        novu.says(text).await;
    }
    let novu = novu.answers([Answer::Status(500, "")]);
    novu.says("undelivered").await;
    let error = |text: &str| Some(text.to_owned());
    let expected = [
        (TurnOutcome::Completed, None, 1, 0),
        (TurnOutcome::Failed, error("no luck"), 2, 0),
        (TurnOutcome::Panicked, error("the handler panicked"), 2, 0),
        (
            TurnOutcome::Undelivered,
            error("Delivery failed: Internal Server Error"),
            3,
            0,
        ),
    ];
    assert_eq!(*reports.lock().unwrap(), expected);
}
