//! Requests that take too long, under a clock that jumps to the next timer.

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use novu_framework::{Context, ErrorCode, NovuEndpoint, NovuLayer, Registry, Result, Sms, Workflow};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};
use tokio::time::{Instant, sleep};
use tower::ServiceExt;

/// Counts when it is dropped.
#[derive(Clone, Default)]
struct Drops(Arc<AtomicUsize>);

impl Drop for Drops {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drops {
    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// An endpoint that gives requests two and a half seconds, and the drops of resolvers that it has cancelled.
fn endpoint() -> (NovuEndpoint, Drops) {
    let drops = Drops::default();
    let workflow = Workflow::builder("w", {
        let counter = drops.0.clone();
        move |cx| workflow(cx, Arc::clone(&counter))
    });
    let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .deadline(Duration::from_millis(2500))
        .build()
        .unwrap();
    (layer.into_endpoint(), drops)
}

/// One step that takes as many seconds as the payload says.
async fn workflow(cx: Context<Value>, counter: Arc<AtomicUsize>) -> Result<()> {
    cx.step
        .sms("s", async || {
            let drops = Drops(counter);
            sleep(Duration::from_secs(
                cx.payload["seconds"].as_u64().unwrap_or_default(),
            ))
            .await;
            // A finished resolver is not cancelled.
            std::mem::forget(drops);
            Sms::new("done")
        })
        .await?;
    Ok(())
}

fn event(seconds: u64) -> Full<Bytes> {
    json!({ "payload": { "seconds": seconds }, "controls": {} })
        .to_string()
        .into()
}

async fn ask<B>(endpoint: NovuEndpoint, target: &str, body: B) -> Response<Full<Bytes>>
where
    B: Body + Send + 'static,
{
    let request = Request::post(target).body(body).unwrap();
    let Ok(response) = endpoint.oneshot(request).await;
    response
}

async fn read(response: Response<Full<Bytes>>) -> Value {
    let Ok(body) = response.into_body().collect().await;
    serde_json::from_slice(&body.to_bytes()).unwrap()
}

const EXECUTE: &str = "/?action=execute&workflowId=w&stepId=s";

#[tokio::test(start_paused = true)]
async fn step_within_the_deadline_is_answered() {
    let (endpoint, drops) = endpoint();
    let response = ask(endpoint, EXECUTE, event(2)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(drops.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn step_past_the_deadline_is_cancelled_with_504() {
    let (endpoint, drops) = endpoint();
    let began = Instant::now();
    let response = ask(endpoint, EXECUTE, event(3)).await;
    assert_eq!(began.elapsed().as_millis() / 10, 250);
    assert_eq!(drops.count(), 1);
    assert_eq!(response.status(), 504);
    assert_eq!(response.extensions().get(), Some(&ErrorCode::StepExecutionFailed));
    assert_eq!(response.headers()["novu-framework-server"], "tower");
    let message = "step `s` of workflow `w` was not done within the deadline of 2.5s";
    assert_eq!(
        read(response).await,
        json!({ "message": message, "data": { "stack": message }, "code": "StepExecutionFailedError" })
    );
}

#[tokio::test(start_paused = true)]
async fn deadline_applies_to_previews_and_whole_runs() {
    let (endpoint, drops) = endpoint();
    let response = ask(
        endpoint.clone(),
        "/?action=preview&workflowId=w&stepId=s",
        event(3),
    )
    .await;
    assert_eq!(response.status(), 504);
    let body = r#"{"to":"ann","payload":{"seconds":3}}"#;
    let response = ask(endpoint, "/workflows/w/execute", Full::<Bytes>::from(body)).await;
    assert_eq!(response.status(), 504);
    let detail = "workflow `w` was not done within the deadline of 2.5s";
    assert_eq!(read(response).await, json!({ "detail": detail }));
    assert_eq!(drops.count(), 2);
}

/// A body that does not come.
struct Stalled;

impl Body for Stalled {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[tokio::test(start_paused = true)]
async fn deadline_includes_waiting_for_the_body() {
    let (endpoint, _) = endpoint();
    let response = ask(endpoint, EXECUTE, Stalled).await;
    assert_eq!(response.status(), 504);
    assert_eq!(response.extensions().get(), Some(&ErrorCode::Bridge));
    let message = "the request body for step `s` of workflow `w` did not arrive within the deadline of 2.5s";
    assert_eq!(read(response).await["message"], message);
}

#[tokio::test(start_paused = true)]
async fn dropped_response_future_cancels_the_step() {
    let (endpoint, drops) = endpoint();
    let outer = tokio::time::timeout(Duration::from_secs(1), ask(endpoint, EXECUTE, event(3)));
    assert!(outer.await.is_err());
    assert_eq!(drops.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn panic_in_destructor_of_a_late_step_keeps_the_504() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("secret");
        }
    }
    let workflow = Workflow::builder("w", async |cx: Context<Value>| {
        cx.step
            .sms("s", async || {
                let _bomb = Bomb;
                std::future::pending::<Sms>().await
            })
            .await?;
        Ok(())
    });
    let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .deadline(Duration::from_secs(1))
        .build()
        .unwrap();
    let response = ask(layer.into_endpoint(), EXECUTE, event(0)).await;
    assert_eq!(response.status(), 504);
}

#[tokio::test]
async fn deadline_interrupts_the_rendering_of_templates() {
    let schema = json!({ "type": "object", "properties": { "text": { "type": "string" } } });
    let workflow = Workflow::builder("w", move |cx: Context<Value>| {
        let schema = schema.clone();
        async move {
            let step = cx.step.sms("s", |controls: Value| {
                Sms::new(controls["text"].as_str().unwrap_or_default())
            });
            step.control_schema(schema).await?;
            Ok(())
        }
    });
    let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
    let layer = NovuLayer::builder(registry).insecure_without_signature();
    // It has passed when rendering begins; a timer alone would let the template end, as nothing in it awaits.
    let endpoint = layer
        .deadline(Duration::from_nanos(1))
        .build()
        .unwrap()
        .into_endpoint();
    let execute = async |text: &str| {
        let body = json!({ "payload": {}, "controls": { "text": text }, "state": [] }).to_string();
        let request = Request::post("/?action=execute&workflowId=w&stepId=s")
            .body(Full::<Bytes>::from(body))
            .unwrap();
        let Ok(response) = endpoint.clone().oneshot(request).await;
        response
    };
    let response = execute("{% for i in (1..500000) %}{{ i }}{% endfor %}").await;
    assert_eq!(response.status(), 504);
    assert_eq!(response.extensions().get(), Some(&ErrorCode::StepExecutionFailed));
}
