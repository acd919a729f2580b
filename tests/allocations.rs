//! What passes through the middleware costs no allocation.
//!
//! A binary of its own, because it replaces the allocator.

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use novu_framework::{NovuLayer, Registry, layer::Summary};
use std::{
    convert::Infallible,
    future::{Ready, ready},
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
fn passing_through_allocates_nothing() {
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
