//! Many requests, connections and layers at the same time.

use super::server::{SECRET, Server, execute, output, registry};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use novu_framework::{Context, NovuLayer, Registry, Result, Sms, Workflow};
use serde_json::{Value, json};
use std::{convert::Infallible, sync::Arc};
use tokio::{sync::Barrier, task::JoinSet};
use tower::{Layer, Service, ServiceExt, service_fn};

/// The number of concurrent requests.
const MANY: usize = 10_000;

fn request(target: &str, payload: &Value) -> Request<Full<Bytes>> {
    let event = json!({ "payload": payload, "controls": {} }).to_string();
    Request::post(target).body(event.into()).unwrap()
}

/// Status and body.
async fn read(response: Response<impl http_body::Body<Data = Bytes, Error = Infallible>>) -> (u16, String) {
    let status = response.status().as_u16();
    let Ok(body) = response.into_body().collect().await;
    (status, String::from_utf8(body.to_bytes().to_vec()).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_concurrent_executes_get_their_own_responses() {
    // Nobody gets through before everybody is there.
    let all_there = Arc::new(Barrier::new(MANY));
    let barrier = Arc::downgrade(&all_there);
    let workflow = Workflow::builder("w", move |cx: Context<Value>| {
        let all_there = Arc::clone(&all_there);
        async move {
            cx.step
                .sms("s", async || {
                    all_there.wait().await;
                    let number = cx.payload["number"].as_u64().unwrap_or_default();
                    assert!(!number.is_multiple_of(3), "{SECRET}");
                    Sms::new(number.to_string())
                })
                .await?;
            Result::Ok(())
        }
    });
    let registry = Registry::builder().workflow(&workflow.build()).build().unwrap();
    let endpoint = NovuLayer::builder(registry)
        .insecure_without_signature()
        .build()
        .unwrap()
        .into_endpoint();
    let mut requests = JoinSet::new();
    for number in 0..MANY {
        let endpoint = endpoint.clone();
        requests.spawn(async move {
            let request = request(
                "/?action=execute&workflowId=w&stepId=s",
                &json!({ "number": number }),
            );
            let Ok(response) = endpoint.oneshot(request).await;
            (number, read(response).await)
        });
    }
    let mut answered = 0;
    while let Some(done) = requests.join_next().await {
        let (number, (status, body)) = done.unwrap();
        if number.is_multiple_of(3) {
            assert_eq!(status, 502, "{number}: {body}");
        } else {
            assert_eq!(
                (status, output(&body)),
                (200, json!(number.to_string())),
                "{body}"
            );
        }
        answered += 1;
    }
    assert_eq!(answered, MANY);
    assert_eq!(barrier.strong_count(), 1, "a run is left");
    drop(endpoint);
    assert_eq!(barrier.strong_count(), 0, "the workflow outlives its endpoint");
}

#[tokio::test]
async fn two_layers_share_a_registry() {
    let (registry, runs) = registry();
    let layer = |prefix: &str| {
        NovuLayer::builder(registry.clone())
            .prefix(prefix)
            .insecure_without_signature()
            .build()
            .unwrap()
    };
    let app = service_fn(async |_: Request<Full<Bytes>>| {
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from("hello")))
    });
    // One around the other, and the faults of each are not the other's.
    let mut service = layer("/a").layer(layer("/b").layer(app));
    drop(registry);
    for (prefix, fault, status) in [
        ("/a", "resolver", 502),
        ("/b", "none", 200),
        ("/b", "drop in the resolver", 502),
        ("/a", "none", 200),
    ] {
        let target = format!("{prefix}?action=execute&workflowId=w&stepId=s");
        let Ok(response) = service.call(request(&target, &json!({ "fault": fault }))).await;
        assert_eq!(response.status(), status, "{prefix} {fault}");
    }
    let Ok(response) = service.call(Request::new(Full::default())).await;
    let Ok(body) = response.into_body().collect().await;
    assert_eq!(body.to_bytes(), "hello");
    assert_eq!(runs.count(), 0);

    // Either continues without the other, and the registry is dropped with the last.
    let mut inner = service.into_inner();
    let target = "/b?action=execute&workflowId=w&stepId=s";
    let Ok(response) = inner.call(request(target, &json!({}))).await;
    assert_eq!(response.status(), 200);
    assert!(!runs.are_over());
    drop(inner);
    assert!(runs.are_over());
}

#[tokio::test]
async fn layer_clone_for_every_connection_leaves_nothing() {
    let server = Server::new(|builder| builder);
    let mut open = Vec::new();
    for number in 0..1000 {
        // Of every hundred one fails, and some say nothing at all.
        match number % 100 {
            0 => assert_eq!(server.ask(&execute(&json!({ "fault": "resolver" }))).await.0, 502),
            1..50 => assert_eq!(server.ask(&execute(&json!({}))).await.0, 200),
            _ => open.push(server.connect()),
        }
    }
    assert_eq!(server.runs.count(), 0);
    drop(open);
    server.assert_as_before().await;
}
