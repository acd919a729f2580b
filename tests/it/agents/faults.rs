//! Faults of handlers and of Novu's side: each leaves no turn and no task behind. `connections.rs` has those
//! of an API behind real connections.
//!
//! | fault | test | counts afterwards |
//! |---|---|---|
//! | handler panics | `handler_that_panics_leaves_nothing_and_is_reported` | tasks, turns, reports |
//! | handler hangs | `handler_that_hangs_leaves_nothing_and_is_reported` | tasks, turns, reports |
//! | handler is dropped, and panics at that | `handler_that_panics_while_it_is_dropped_leaves_nothing_and_is_reported` | tasks, turns, reports |
//! | host drops the turn | `turn_that_its_host_drops_is_reported` (`turns.rs`) | turns, reports |
//! | handler spawns | `handler_that_spawns_leaves_nothing` | tasks, turns, reports |
//! | API refuses | `api_that_refuses_leaves_nothing`, `.._leaves_no_connection` | tasks, turns, requests, connections |
//! | API hangs, also within an answer | `api_that_hangs_leaves_nothing`, `.._leaves_no_connection` | the same |
//! | API redirects | `api_that_redirects_leaves_nothing`, `.._leaves_no_connection_and_is_not_followed` | the same, and requests to the target |
//! | API closes, also within an answer | `api_that_closes_connections_leaves_nothing`, `.._leaves_none` | tasks, turns, requests, connections |
//! | API answers nonsense | `api_that_answers_nonsense_leaves_nothing`, `.._leaves_no_connection` | the same |
//! | 10,000 events, limit 1,024 | `ten_thousand_events_at_once_leave_nothing_and_run_at_most_the_limit` | tasks, turns, statuses, the most turns at a time |
//! | drain during work | `drain_during_work_leaves_nothing`, `drain_during_sends_leaves_no_connection` | tasks, turns, reports, connections |

use super::novu::{Answer, Novu, by_events, message};
use novu_framework::{
    Agent, Result,
    agent::{Message, Turn},
};
use serde_json::Value;
use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{runtime::Handle, task::yield_now};

/// A text in a panic that must not leave the process.
const SECRET: &str = "the secret of the panic";

/// A handler that does as the message says.
async fn answer(cx: Turn<Message>) -> Result<&'static str> {
    cx.metadata().set("k", 1)?;
    match &*cx.event.text {
        "panic" => panic!("{SECRET}"),
        "panic later" => {
            yield_now().await;
            panic!("{SECRET}")
        }
        "hang" => pending().await,
        "panic in a destructor" => {
            struct Bomb;
            impl Drop for Bomb {
                fn drop(&mut self) {
                    panic!("{SECRET}");
                }
            }
            let _bomb = Bomb;
            return pending().await;
        }
        "spawn" => {
            let turn = cx.clone();
            tokio::spawn(async move { turn.reply("from a task").await }).await??;
        }
        _ => {}
    }
    Ok("done")
}

/// Sends the message over both transports, and checks that nothing is left of the turns and that no request
/// contains the text of a panic. Returns the requests.
async fn survives(text: &str, answers: &[Answer]) -> Vec<Value> {
    let mut all = Vec::new();
    for body in [message(text), by_events(message(text))] {
        let agent = Agent::builder("test", answer).build();
        let novu = Novu::with(
            &agent,
            |turns| turns.deadline(Duration::from_secs(60)),
            |layer| layer,
        );
        let novu = novu.answers(answers.iter().cloned());
        let before = tasks().await;
        assert_eq!(novu.status("onMessage", &body).await, 200);
        novu.over().await;
        assert_eq!(tasks().await, before, "tasks are left of {text:?}");
        // The next turn is as if nothing had happened.
        novu.api.forget();
        assert_eq!(novu.status("onMessage", &message("next")).await, 200);
        novu.over().await;
        let sent: Vec<_> = novu.taken().into_iter().map(http::Request::into_body).collect();
        assert_eq!(sent[sent.len() - 2]["reply"]["markdown"], "done");
        assert!(
            !sent.iter().any(|body| body.to_string().contains(SECRET)),
            "{sent:?}"
        );
        all.extend(sent);
    }
    all
}

/// Returns the number of tasks, after those that are about to end have ended.
async fn tasks() -> usize {
    for _ in 0..10 {
        yield_now().await;
    }
    Handle::current().metrics().num_alive_tasks()
}

/// Returns the number of failed turns that were reported.
fn reports(sent: &[Value]) -> usize {
    let is_report = |body: &&Value| body.get("error").is_some() || body.to_string().contains("run-error");
    sent.iter().filter(is_report).count()
}

#[tokio::test(start_paused = true)]
async fn handler_that_panics_leaves_nothing_and_is_reported() {
    for text in ["panic", "panic later"] {
        assert_eq!(reports(&survives(text, &[]).await), 2, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn handler_that_hangs_leaves_nothing_and_is_reported() {
    assert_eq!(reports(&survives("hang", &[]).await), 2);
}

#[tokio::test(start_paused = true)]
async fn handler_that_panics_while_it_is_dropped_leaves_nothing_and_is_reported() {
    assert_eq!(reports(&survives("panic in a destructor", &[]).await), 2);
}

#[tokio::test(start_paused = true)]
async fn handler_that_spawns_leaves_nothing() {
    assert_eq!(reports(&survives("spawn", &[]).await), 0);
}

#[tokio::test(start_paused = true)]
async fn api_that_refuses_leaves_nothing() {
    for status in [400, 401, 404, 429, 500, 503] {
        survives("hi", &vec![Answer::Status(status, r#"{"message":"no"}"#); 30]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn api_that_hangs_leaves_nothing() {
    survives("hi", &vec![Answer::Hanging; 30]).await;
}

#[tokio::test(start_paused = true)]
async fn api_that_redirects_leaves_nothing() {
    for status in [301, 302, 307, 308] {
        survives("hi", &vec![Answer::Headed(status, "location", "/elsewhere"); 30]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn api_that_closes_connections_leaves_nothing() {
    survives("hi", &vec![Answer::Broken; 30]).await;
}

#[tokio::test(start_paused = true)]
async fn api_that_answers_nonsense_leaves_nothing() {
    let deep = "[".repeat(100_000).leak();
    for body in ["", "{", "null", "[[]]", "\u{0}", r#"{"data":"x"}"#, deep] {
        survives("hi", &vec![Answer::Status(200, body); 30]).await;
    }
    let long = "x".repeat(2 * 1024 * 1024).leak();
    survives("hi", &vec![Answer::Status(200, long); 30]).await;
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_events_at_once_leave_nothing_and_run_at_most_the_limit() {
    let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let counts = Arc::new((running, most));
    async fn answer(_: Turn<Message>, counts: Arc<(AtomicUsize, AtomicUsize)>) {
        let (running, most) = &*counts;
        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(1)).await;
        running.fetch_sub(1, Ordering::SeqCst);
    }
    let agent = Agent::builder("test", answer).state(Arc::clone(&counts)).build();
    let novu = Arc::new(Novu::new(&agent));
    let before = tasks().await;
    let requests: Vec<_> = (0..10_000)
        .map(|number| {
            let novu = Arc::clone(&novu);
            let body = message(&number.to_string());
            tokio::spawn(async move { novu.status("onMessage", &body).await.as_u16() })
        })
        .collect();
    let mut statuses = Vec::new();
    for request in requests {
        statuses.push(request.await.unwrap());
    }
    novu.over().await;
    let count = |status| statuses.iter().filter(|&&found| found == status).count();
    assert_eq!((count(200), count(503)), (1024, 10_000 - 1024));
    assert_eq!(counts.1.load(Ordering::SeqCst), 1024);
    assert_eq!((tasks().await, novu.turns.running()), (before, 0));
}

#[tokio::test(start_paused = true)]
async fn drain_during_work_leaves_nothing() {
    let agent = Agent::builder("test", answer).build();
    let novu = Novu::new(&agent);
    let before = tasks().await;
    for number in 0..100 {
        let text = ["hang", "panic later", "spawn", "hi", "panic in a destructor"][number % 5];
        let mut body = message(text);
        body["timestamp"] = number.into();
        assert_eq!(novu.status("onMessage", &body).await, 200);
    }
    assert_eq!(novu.turns.drain(Duration::from_secs(10)).await, 40);
    assert_eq!((tasks().await, novu.turns.running()), (before, 0));
    // 40 are left by the drain, and 20 have panicked before.
    let sent: Vec<_> = novu.taken().into_iter().map(http::Request::into_body).collect();
    assert_eq!(reports(&sent), 60);
}
