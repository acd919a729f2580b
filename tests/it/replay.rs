//! The replay memory as users set it.

use bytes::Bytes;
use http::{HeaderValue, Request};
use http_body_util::{BodyExt, Full};
use novu_framework::{
    Context, NovuEndpoint, NovuLayer, NovuLayerBuilder, Registry, Result, Sms, Workflow,
    signature::{HEADER, SecretKey},
};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::SystemTime,
};
use tower::ServiceExt;

const EVENT: &str = r#"{"payload":{},"controls":{}}"#;

/// A layer over a workflow whose step counts how often it runs.
fn builder() -> (NovuLayerBuilder, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&runs);
    let workflow = Workflow::builder("w", move |cx: Context<Value>| {
        let counter = Arc::clone(&counter);
        async move {
            cx.step
                .sms("s", || Sms::new(counter.fetch_add(1, Relaxed).to_string()))
                .await?;
            Result::Ok(())
        }
    });
    let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
    (NovuLayer::builder(registry).secret_key("key"), runs)
}

/// A signature over the event, made now.
fn signature() -> HeaderValue {
    let header = SecretKey::new("key")
        .unwrap()
        .sign(SystemTime::now(), EVENT.as_bytes());
    header.parse().unwrap()
}

async fn ask(endpoint: &NovuEndpoint, signature: &HeaderValue) -> Bytes {
    let request = Request::post("/?action=execute&workflowId=w&stepId=s")
        .header(HEADER, signature)
        .body(Full::<Bytes>::from(EVENT))
        .unwrap();
    let Ok(response) = endpoint.clone().oneshot(request).await;
    assert_eq!(response.status(), 200);
    let Ok(body) = response.into_body().collect().await;
    body.to_bytes()
}

#[tokio::test]
async fn layer_without_replay_memory_runs_repeated_requests_again() {
    let (builder, runs) = builder();
    let endpoint = builder.build().unwrap().into_endpoint();
    let signature = signature();
    ask(&endpoint, &signature).await;
    ask(&endpoint, &signature).await;
    assert_eq!(runs.load(Relaxed), 2);
}

#[tokio::test]
async fn layer_clones_share_replay_memory_and_other_layers_do_not() {
    let (builder, runs) = builder();
    let layer = builder.replay_memory(10, 10_000).build().unwrap();
    let signature = signature();
    let first = ask(&layer.clone().into_endpoint(), &signature).await;
    assert_eq!(ask(&layer.into_endpoint(), &signature).await, first);
    assert_eq!(runs.load(Relaxed), 1);

    let (builder, other_runs) = self::builder();
    let other = builder.replay_memory(10, 10_000).build().unwrap();
    ask(&other.into_endpoint(), &signature).await;
    assert_eq!((runs.load(Relaxed), other_runs.load(Relaxed)), (1, 1));
}
