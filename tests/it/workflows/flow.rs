//! Which parts of a function run, and in which order.

use super::{Bridge, event, failure, workflow};
use novu_framework::{Context, Error, Result, Sms, Steps, Workflow, step::NoResult};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    future::{Future, IntoFuture, pending},
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Waker},
};

/// The steps and resolvers that have run.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    fn note(&self, what: &'static str) {
        self.0.lock().unwrap().push(what);
    }

    /// Returns the entries since the last call.
    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Notes that it is dropped.
struct Guard<'a>(&'a Log, &'static str);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.note(self.1);
    }
}

async fn logged(cx: Context<Value>, log: Log) -> Result<()> {
    let _guard = Guard(&log, "function dropped");
    log.note("begin");
    cx.step
        .sms("first", || {
            log.note("first");
            Sms::new("1")
        })
        .await?;
    log.note("between");
    cx.step
        .sms("second", async || {
            let _guard = Guard(&log, "resolver dropped");
            log.note("second");
            tokio::task::yield_now().await;
            Sms::new("2")
        })
        .await?;
    log.note("end");
    Ok(())
}

fn logging() -> (Bridge, Log) {
    let log = Log::default();
    let captured = log.clone();
    let workflow = Workflow::builder("w", move |cx| logged(cx, captured.clone())).build();
    let bridge = Bridge::of(&workflow);
    assert_eq!(
        log.take(),
        ["begin", "between", "end", "function dropped"],
        "discovery runs no resolver"
    );
    (bridge, log)
}

#[tokio::test]
async fn only_destructors_run_after_the_target() {
    let (bridge, log) = logging();
    assert_eq!(bridge.execute("first", event(&[])).await.0, 200);
    assert_eq!(log.take(), ["begin", "first", "function dropped"]);
}

#[tokio::test]
async fn resolvers_of_earlier_steps_do_not_run() {
    let (bridge, log) = logging();
    assert_eq!(
        bridge.execute("second", event(&[("first", json!({}))])).await.0,
        200
    );
    assert_eq!(
        log.take(),
        [
            "begin",
            "between",
            "second",
            "resolver dropped",
            "function dropped"
        ]
    );
}

#[tokio::test]
async fn dropped_request_cancels_the_workflow() {
    let log = Log::default();
    let captured = log.clone();
    let workflow = Workflow::builder("w", move |cx: Context<Value>| {
        let log = captured.clone();
        async move {
            cx.step
                .sms("s", async || {
                    let _guard = Guard(&log, "resolver dropped");
                    log.note("waits");
                    pending::<Sms>().await
                })
                .await?;
            Ok::<_, Error>(())
        }
    })
    .build();
    let bridge = Bridge::of(&workflow);
    {
        let mut call = pin!(bridge.execute("s", event(&[])));
        let mut context = std::task::Context::from_waker(Waker::noop());
        assert!(matches!(call.as_mut().poll(&mut context), Poll::Pending));
        assert_eq!(log.take(), ["waits"]);
    }
    assert_eq!(log.take(), ["resolver dropped"]);
}

#[tokio::test]
async fn joined_steps_are_each_answered() {
    let workflow = workflow!(|cx| {
        let a = cx.step.sms("a", || Sms::new("a")).into_future();
        let b = cx.step.sms("b", async || Sms::new("b")).into_future();
        let (a, b) = tokio::join!(a, b);
        a.and(b)?;
        cx.step.sms("c", || Sms::new("c")).await?;
    });
    let bridge = Bridge::of(&workflow);
    assert_eq!(bridge.outputs("a").await, json!({ "body": "a" }));
    assert_eq!(bridge.outputs("b").await, json!({ "body": "b" }));
    let (status, body) = bridge
        .execute("c", event(&[("a", json!({})), ("b", json!({}))]))
        .await;
    assert_eq!(
        (status, &body["outputs"]),
        (200, &json!({ "body": "c" })),
        "{body}"
    );
    failure(
        bridge.execute("c", event(&[("a", json!({}))])).await,
        400,
        "ExecutionStateCorruptError",
    );
}

#[tokio::test]
async fn joined_step_without_result_fails_the_request_if_polled_first() {
    let workflow = workflow!(|cx| {
        let a = cx.step.sms("a", || Sms::new("a")).into_future();
        let b = cx.step.sms("b", || Sms::new("b")).into_future();
        tokio::try_join!(biased; a, b)?;
    });
    let bridge = Bridge::of(&workflow);
    assert_eq!(bridge.outputs("a").await, json!({ "body": "a" }));
    failure(
        bridge.execute("b", event(&[])).await,
        400,
        "ExecutionStateCorruptError",
    );
    assert_eq!(
        bridge.execute("b", event(&[("a", json!({}))])).await.1["outputs"],
        json!({ "body": "b" })
    );
}

#[tokio::test]
async fn steps_may_be_created_in_other_functions() {
    async fn text(steps: &Steps, id: &str, body: &str) -> Result<NoResult> {
        steps.sms(id, || Sms::new(body)).await
    }
    async fn all<P>(cx: &Context<P>) -> Result<()> {
        for (id, body) in [("a", "1"), ("b", "2")] {
            text(&cx.step, id, body).await?;
        }
        Ok(())
    }
    let workflow = workflow!(|cx| {
        all(&cx).await?;
    });
    let bridge = Bridge::of(&workflow);
    assert_eq!(
        bridge.execute("b", event(&[("a", json!({}))])).await.1["outputs"]["body"],
        "2"
    );
}

#[tokio::test]
async fn workflow_closure_may_capture_values() {
    async fn greet(cx: Context<Value>, names: Arc<Vec<String>>) -> Result<()> {
        cx.step.sms("s", || Sms::new(names.join(" and "))).await?;
        Ok(())
    }
    let names = Arc::new(vec!["Ann".to_owned(), "Bob".to_owned()]);
    let workflow = Workflow::builder("w", move |cx| greet(cx, names.clone())).build();
    assert_eq!(Bridge::of(&workflow).outputs("s").await["body"], "Ann and Bob");
}

#[tokio::test]
async fn step_in_a_spawned_task_is_answered_and_ends_the_task() {
    let live = Arc::new(AtomicBool::new(false));
    let (sender, mut ended) = tokio::sync::mpsc::unbounded_channel();
    let switch = Arc::clone(&live);
    let workflow = Workflow::builder("w", move |cx: Context<Value>| {
        let (live, sender) = (switch.load(Ordering::Relaxed), sender.clone());
        async move {
            let steps = cx.step.clone();
            let step = async move { steps.sms("s", async || Sms::new("b")).await.map(drop) };
            if !live {
                return step.await;
            }
            tokio::spawn(async move {
                sender
                    .send(step.await.map_err(|error| error.to_string()))
                    .unwrap();
            })
            .await?;
            Ok(())
        }
    })
    .build();
    let bridge = Bridge::of(&workflow);
    live.store(true, Ordering::Relaxed);
    assert_eq!(bridge.outputs("s").await, json!({ "body": "b" }));
    assert!(ended.recv().await.unwrap().unwrap_err().contains("over"));
}

#[derive(Deserialize, JsonSchema)]
struct Numbered {
    n: u32,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_requests_do_not_mix() {
    let workflow = workflow!(|cx: Numbered| {
        let n = cx.payload.n;
        cx.step.sms("a", || Sms::new("a")).await?;
        cx.step
            .sms("b", async || {
                for _ in 0..n % 7 {
                    tokio::task::yield_now().await;
                }
                Sms::new(n.to_string())
            })
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    let calls: Vec<_> = (0..64)
        .map(|n| {
            let bridge = bridge.clone();
            tokio::spawn(async move {
                let mut event = event(&[("a", json!({}))]);
                event["payload"] = json!({ "n": n });
                bridge.execute("b", event).await
            })
        })
        .collect();
    for (n, call) in calls.into_iter().enumerate() {
        let (status, body) = call.await.unwrap();
        assert_eq!(
            (status, &body["outputs"]["body"]),
            (200, &json!(n.to_string())),
            "{body}"
        );
    }
}
