//! Pass-through, readiness and errors of the service.

use super::*;
use crate::layer::{EndpointFuture, NovuEndpoint, NovuService, ResponseBody, ResponseFuture};
use http::{HeaderMap, HeaderValue, Method, Version};
use http_body::Body;
use http_body_util::BodyExt;
use std::{cell::Cell, convert::Infallible, rc::Rc};
use tower::{Layer, Service, service_fn};
use tower_test::mock;

#[test]
fn requests_outside_the_prefix_pass_unchanged() {
    let calls = Cell::new(0);
    let service = open().layer(service_fn(|request: Request<TestBody>| {
        calls.set(calls.get() + 1);
        let (parts, body) = request.into_parts();
        assert_eq!(parts.method, Method::PUT);
        assert_eq!(parts.uri, "http://example.org/api/novuX?action=discover");
        assert_eq!(parts.version, Version::HTTP_10);
        let headers = [(signature::HEADER, HeaderValue::from_static("t=1,v1=2"))];
        assert_eq!(parts.headers, HeaderMap::from_iter(headers));
        assert_eq!(parts.extensions.get(), Some(&17));
        // Answers with the request's body.
        async { Ok::<_, Infallible>(Response::builder().status(299).body(body).unwrap()) }
    }));
    let request = Request::put("http://example.org/api/novuX?action=discover")
        .version(Version::HTTP_10)
        .header("novu-signature", "t=1,v1=2")
        .extension(17)
        .body(TestBody::new().data("ab").wait().data("c").trailers())
        .unwrap();
    let Ok(response) = block_on(service.oneshot(request));
    assert_eq!(calls.get(), 1);
    assert_eq!(response.status(), 299);
    assert!(response.headers().is_empty());
    let body = block_on(response.into_body().collect()).unwrap();
    assert_eq!(body.trailers().unwrap()["x-end"], "1");
    assert_eq!(body.to_bytes(), "abc");
}

#[test]
fn requests_under_the_prefix_are_answered_by_the_bridge() {
    let service = open().layer(service_fn(
        async |_: Request<TestBody>| -> Result<Response<TestBody>, &str> { Err("called") },
    ));
    for (target, status) in [
        ("/api/novu", 200),
        ("/api/novu/", 200),
        ("http://example.org/api/novu?action=discover", 200),
        ("/api/novu/workflows/welcome/execute", 405),
        ("/api/novu/x", 404),
    ] {
        let response = block_on(service.clone().oneshot(get(target))).unwrap();
        assert_eq!(response.status(), status, "{target}");
    }
    assert_eq!(block_on(service.oneshot(get("/hello"))).unwrap_err(), "called");
}

#[test]
fn response_bodies_keep_size_hints_and_end_of_stream() {
    let inner = open().layer(service_fn(async |_: Request<TestBody>| {
        Ok::<_, Infallible>(Response::new(TestBody::new().data("abc").at_least(3)))
    }));
    let Ok(response) = block_on(inner.clone().oneshot(get("/hello")));
    assert_eq!(response.body().size_hint().lower(), 3);
    assert_eq!(response.body().size_hint().upper(), None);
    assert!(!response.body().is_end_stream());

    let Ok(response) = block_on(inner.oneshot(get("/api/novu?action=discover")));
    let length = u64::try_from(registry().discovery_without_sources().len()).unwrap();
    assert_eq!(response.body().size_hint().exact(), Some(length));
    assert!(!response.body().is_end_stream());

    let body = ResponseBody::<Full<Bytes>>::default();
    assert!(body.is_end_stream());
}

#[test]
fn error_of_an_inner_body_passes_unchanged() {
    let inner = open().layer(service_fn(async |_: Request<TestBody>| {
        Ok::<_, Infallible>(Response::new(TestBody::new().data("abc").error()))
    }));
    let Ok(response) = block_on(inner.oneshot(get("/hello")));
    assert!(block_on(response.into_body().collect()).is_err());
}

#[tokio::test]
async fn service_is_ready_when_the_inner_service_is() {
    let (mut service, mut handle) = mock::spawn_layer::<Request<TestBody>, Response<TestBody>, _>(open());
    handle.allow(0);
    assert!(service.poll_ready().is_pending());

    // Ready, and then answered by the bridge: the inner service is not called ...
    handle.allow(1);
    assert!(service.poll_ready().is_ready());
    let response = service.call(get("/api/novu")).await.unwrap();
    assert_eq!(response.status(), 200);

    // ... and the readiness that was not used is still there.
    assert!(service.poll_ready().is_ready());
    let answer = service.call(get("/hello"));
    let (request, send) = handle.next_request().await.unwrap();
    assert_eq!(request.uri(), "/hello");
    send.send_response(Response::new(TestBody::new()));
    assert_eq!(answer.await.unwrap().status(), 200);

    handle.send_error("gone");
    assert_eq!(
        service.poll_ready().map_err(|error| error.to_string()),
        std::task::Poll::Ready(Err("gone".into()))
    );
}

#[tokio::test]
async fn error_of_the_inner_service_passes_unchanged() {
    let (mut service, mut handle) = mock::spawn_layer::<Request<TestBody>, Response<TestBody>, _>(open());
    handle.allow(1);
    assert!(service.poll_ready().is_ready());
    let answer = service.call(get("/hello"));
    let (_, send) = handle.next_request().await.unwrap();
    send.send_error("broken");
    assert_eq!(answer.await.unwrap_err().to_string(), "broken");
}

#[test]
fn inner_service_that_is_neither_clone_nor_send_is_accepted() {
    struct Counter {
        calls: Rc<Cell<u32>>,
    }

    impl<B> Service<Request<B>> for Counter {
        type Response = Response<String>;
        type Error = Infallible;
        type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response<String>, Infallible>>>>;

        fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
            std::task::Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Request<B>) -> Self::Future {
            let calls = self.calls.clone();
            Box::pin(async move {
                calls.set(calls.get() + 1);
                Ok(Response::new("inner".to_owned()))
            })
        }
    }

    let calls = Rc::new(Cell::new(0));
    let mut service = open().layer(Counter { calls: calls.clone() });
    let Ok(response) = block_on(service.call(get("/hello")));
    assert_eq!(
        block_on(response.into_body().collect()).unwrap().to_bytes(),
        "inner"
    );
    let Ok(response) = block_on(service.call(get("/api/novu")));
    assert_eq!(response.status(), 200);
    assert_eq!(calls.get(), 1);
    assert_eq!(service.get_ref().calls.get(), 1);
    service.get_mut().calls.set(5);
    assert_eq!(service.into_inner().calls.get(), 5);
}

#[test]
fn public_types_are_send_and_sync() {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<NovuLayer>();
    check::<NovuService<()>>();
    check::<NovuEndpoint>();
    fn send<T: Send + 'static>() {}
    send::<EndpointFuture>();
    send::<ResponseFuture<std::future::Ready<()>>>();
    send::<ResponseBody<()>>();
    send::<NovuLayerBuilder>();
}
