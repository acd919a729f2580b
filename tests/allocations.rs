//! Requests that pass through the middleware cost no allocation, and failed requests leave none behind.
//!
//! A binary of its own, because it replaces the allocator and the panic hook.

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use novu_framework::{
    Context as Run, NovuEndpoint, NovuLayer, Registry, Result, Sms, Workflow, layer::Summary,
};
use serde_json::Value;
use std::{
    convert::Infallible,
    future::{Ready, pending, ready},
    panic,
    pin::pin,
    task::{Context, Poll, Waker},
};
use tower::{Layer, Service, service_fn};

fn inner(_: Request<Full<Bytes>>) -> Ready<Result<Response<Full<Bytes>>, Infallible>> {
    ready(Ok(Response::new(Full::from("hello"))))
}

/// Has `service` answer one request to its last frame.
fn serve<S, B>(service: &mut S, request: Request<Full<Bytes>>) -> u16
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>, Error = Infallible>,
    B: Body<Error = Infallible>,
{
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(service.poll_ready(cx).is_ready());
    let Poll::Ready(Ok(response)) = pin!(service.call(request)).poll(cx) else {
        panic!("not answered at once");
    };
    let (parts, body) = response.into_parts();
    let mut body = pin!(body);
    while let Poll::Ready(Some(frame)) = body.as_mut().poll_frame(cx) {
        let Ok(_) = frame;
    }
    parts.status.as_u16()
}

/// How many allocations `service` makes for one request.
fn allocations<S, B>(service: &mut S, request: Request<Full<Bytes>>) -> u64
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>, Error = Infallible>,
    B: Body<Error = Infallible>,
{
    let info = allocation_counter::measure(|| assert_eq!(serve(service, request), 200));
    info.count_total
}

#[test]
fn pass_through_allocates_nothing() {
    let registry = Registry::builder().build().expect("an empty registry");
    let layer = NovuLayer::builder(registry)
        .secret_key("key")
        // Neither hook nor span is for what passes through.
        .on_answer(|_: &Summary<'_>| {})
        .build()
        .expect("settings");
    let mut service = layer.layer(service_fn(inner));
    for target in [
        "/",
        "/hello?action=discover",
        "/api",
        "/api/novuX",
        "http://example.org/x/api/novu",
    ] {
        let request = Request::post(target)
            .header("novu-signature", "t=1,v1=2")
            .body(Full::from("body"))
            .expect("a request");
        assert_eq!(allocations(&mut service, request), 0, "{target}");
    }
    // The counter counts: the bridge's own answers do allocate.
    let request = Request::get("/api/novu")
        .body(Full::default())
        .expect("a request");
    assert_ne!(allocations(&mut service, request), 0);
}

/// One step, `s`, that fails as the payload says.
async fn workflow(cx: Run<Value>) -> Result<()> {
    let fault = cx.payload["fault"].as_str().unwrap_or_default().to_owned();
    cx.step
        .sms("s", async || match &*fault {
            "panic" => panic!("secret"),
            "error" => Err("broken".into()),
            "hang" => pending().await,
            _ => Ok(Sms::new("b")),
        })
        .skip(|_| {
            assert_ne!(fault, "skip");
            false
        })
        .await?;
    Ok(())
}

/// Has `endpoint` work on one request until it answers or waits, and lets it go then.
fn give_up(endpoint: &mut NovuEndpoint, event: &'static str) {
    let request = Request::post("/?action=execute&workflowId=w&stepId=s")
        .body(Full::<Bytes>::from(event))
        .expect("a request");
    let _ = pin!(endpoint.call(request)).poll(&mut Context::from_waker(Waker::noop()));
}

#[test]
fn failed_requests_leave_no_memory_behind() {
    // The usual hook prints to a buffer that grows.
    panic::set_hook(Box::new(|_| {}));
    let workflow = Workflow::builder("w", workflow).build();
    let registry = Registry::builder()
        .workflow(&workflow)
        .build()
        .expect("a workflow");
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .build()
        .expect("settings");
    let mut endpoint = layer.into_endpoint();
    for event in [
        r#"{"payload":{},"controls":{}}"#,
        r#"{"payload":{"fault":"panic"},"controls":{}}"#,
        r#"{"payload":{"fault":"error"},"controls":{}}"#,
        r#"{"payload":{"fault":"hang"},"controls":{}}"#,
        r#"{"payload":{"fault":"skip"},"controls":{}}"#,
        r#"{"payload":{},"controls":{"text":"{{payload"}}"#,
        r#"{"payload":{}"#,
        "",
    ] {
        // Allocates everything that is allocated once, such as thread-locals.
        give_up(&mut endpoint, event);
        let info = allocation_counter::measure(|| (0..100).for_each(|_| give_up(&mut endpoint, event)));
        assert!(info.count_total > 0);
        assert_eq!((info.count_current, info.bytes_current), (0, 0), "{event}");
    }
    let _ = panic::take_hook();
}
