use super::{ConfigError, NovuLayer, NovuLayerBuilder};
use crate::{
    ErrorCode,
    bridge::tests::fixtures::{TestBody, block_on, registry},
    signature::{self, SecretKey},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, Version};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use std::{
    cell::Cell,
    convert::Infallible,
    rc::Rc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};
use tower_http::cors::CorsLayer;
use tower_test::mock;

/// The time of these tests, in milliseconds.
const NOW: u64 = 1_700_000_000_000;

fn clock() -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(NOW)
}

fn open() -> NovuLayer {
    NovuLayer::builder(registry())
        .insecure_without_signature()
        .build()
        .unwrap()
}

fn get(target: &str) -> Request<TestBody> {
    Request::get(target).body(TestBody::new()).unwrap()
}

/// Asks the endpoint of `layer`.
fn ask(layer: NovuLayer, request: Request<TestBody>) -> Response<Full<Bytes>> {
    let Ok(response) = block_on(layer.into_endpoint().oneshot(request));
    response
}

/// The status of a discovery that is signed with `key`.
fn discover(builder: NovuLayerBuilder, key: &str) -> u16 {
    let mut request = get("/?action=discover");
    let header = SecretKey::new(key).unwrap().sign(clock(), b"{}").parse().unwrap();
    request.headers_mut().insert(signature::HEADER, header);
    ask(builder.clock(clock).finish(), request).status().as_u16()
}

#[test]
fn other_requests_reach_the_inner_service_as_they_are() {
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
fn requests_under_the_prefix_do_not_reach_the_inner_service() {
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
fn bodies_keep_their_hints() {
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

    let body = super::ResponseBody::<Full<Bytes>>::default();
    assert!(body.is_end_stream());
}

#[test]
fn errors_of_an_inner_body_pass() {
    let inner = open().layer(service_fn(async |_: Request<TestBody>| {
        Ok::<_, Infallible>(Response::new(TestBody::new().data("abc").error()))
    }));
    let Ok(response) = block_on(inner.oneshot(get("/hello")));
    assert!(block_on(response.into_body().collect()).is_err());
}

#[tokio::test]
async fn readiness_is_the_inner_services() {
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
async fn errors_of_the_inner_service_pass() {
    let (mut service, mut handle) = mock::spawn_layer::<Request<TestBody>, Response<TestBody>, _>(open());
    handle.allow(1);
    assert!(service.poll_ready().is_ready());
    let answer = service.call(get("/hello"));
    let (_, send) = handle.next_request().await.unwrap();
    send.send_error("broken");
    assert_eq!(answer.await.unwrap_err().to_string(), "broken");
}

#[test]
fn the_inner_service_need_be_neither_clone_nor_send() {
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
fn the_prefix_can_be_set() {
    let layer = NovuLayer::builder(registry())
        .prefix("/x")
        .insecure_without_signature()
        .build()
        .unwrap();
    let service = ServiceBuilder::new()
        .layer(layer)
        .service_fn(async |_: Request<TestBody>| {
            Ok::<_, Infallible>(Response::builder().status(299).body(TestBody::new()).unwrap())
        });
    let status = |target| {
        let Ok(response) = block_on(service.clone().oneshot(get(target)));
        response.status().as_u16()
    };
    assert_eq!(
        (status("/x"), status("/x/y"), status("/api/novu"), status("/xy")),
        (200, 404, 299, 299)
    );
}

#[test]
fn a_prefix_must_be_a_path() {
    for prefix in [
        "",
        "novu",
        "/",
        "/api/novu/",
        "/api?x=1",
        "/api novu",
        "/api#x",
        "http://example.org/api",
        "/\n",
    ] {
        let built = NovuLayer::builder(registry())
            .prefix(prefix)
            .insecure_without_signature()
            .build();
        let Err(ConfigError::InvalidPrefix { prefix: named, .. }) = built else {
            panic!("{prefix:?} is taken");
        };
        assert_eq!(named, prefix);
    }
}

#[test]
fn a_key_must_be_there_and_not_empty() {
    let built = NovuLayer::builder(registry()).build();
    assert_eq!(built.err(), Some(ConfigError::MissingSecretKey));
    let built = NovuLayer::builder(registry())
        .secret_key("a")
        .secret_key("")
        .build();
    assert_eq!(built.err(), Some(ConfigError::InvalidSecretKey { index: 1 }));
}

#[test]
fn every_key_is_good() {
    let builder = || NovuLayer::builder(registry()).secret_key("new").secret_key("old");
    assert_eq!(discover(builder(), "new"), 200);
    assert_eq!(discover(builder(), "old"), 200);
    assert_eq!(discover(builder(), "other"), 401);
    assert_eq!(discover(builder().insecure_without_signature(), "other"), 200);
}

#[test]
fn the_environment_says_key_and_strictness() {
    let discover = |variables: &[(&str, &str)], key| {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        discover(NovuLayerBuilder::from_environment(registry(), variable), key)
    };
    const STRICT: &str = "NOVU_STRICT_AUTHENTICATION_ENABLED";
    assert_eq!(
        discover(&[("NOVU_SECRET_KEY", "a"), ("NOVU_API_KEY", "b")], "a"),
        200
    );
    assert_eq!(
        discover(&[("NOVU_SECRET_KEY", "a"), ("NOVU_API_KEY", "b")], "b"),
        401
    );
    assert_eq!(
        discover(&[("NOVU_SECRET_KEY", ""), ("NOVU_API_KEY", "b")], "b"),
        200
    );
    assert_eq!(discover(&[], "a"), 401);
    assert_eq!(discover(&[("NODE_ENV", "development")], "a"), 401);
    assert_eq!(discover(&[(STRICT, "false")], "a"), 200);
    for value in ["true", "", "0", "False"] {
        assert_eq!(discover(&[(STRICT, value)], "a"), 401, "{value}");
    }
}

#[test]
fn without_a_key_requests_are_refused_for_that() {
    let builder = NovuLayerBuilder::from_environment(registry(), |_| None);
    let mut request = get("/?action=discover");
    request
        .headers_mut()
        .insert(signature::HEADER, HeaderValue::from_static("t=1,v1=2"));
    let response = ask(builder.finish(), request);
    assert_eq!(response.extensions().get(), Some(&ErrorCode::SigningKeyNotFound));
}

#[test]
fn the_body_limit_can_be_set() {
    let layer = |limit| {
        NovuLayer::builder(registry())
            .insecure_without_signature()
            .body_limit(limit)
            .build()
            .unwrap()
    };
    let request = || {
        Request::post("/?action=execute")
            .body(TestBody::new().data("12345"))
            .unwrap()
    };
    assert_eq!(ask(layer(5), request()).status(), 404);
    assert_eq!(ask(layer(4), request()).status(), 413);
}

#[test]
fn cors_headers_can_be_replaced() {
    let layer = |cors| {
        NovuLayer::builder(registry())
            .insecure_without_signature()
            .cors(cors)
            .build()
            .unwrap()
    };
    let cors = || {
        CorsLayer::new()
            .allow_origin(HeaderValue::from_static("https://example.org"))
            .allow_methods([Method::POST])
    };
    let allowed = |response: &Response<_>, name| response.headers().get(name).cloned();

    let response = ask(layer(cors()), get("/"));
    assert_eq!(
        allowed(&response, "access-control-allow-origin").unwrap(),
        "https://example.org"
    );
    assert_eq!(allowed(&response, "access-control-allow-private-network"), None);
    assert_eq!(allowed(&response, "novu-framework-server").unwrap(), "tower");

    let preflight = Request::options("/?action=execute")
        .body(TestBody::new())
        .unwrap();
    let response = ask(layer(cors()), preflight);
    assert_eq!(response.status(), 200);
    assert_eq!(
        allowed(&response, "access-control-allow-origin").unwrap(),
        "https://example.org"
    );
    assert_eq!(
        allowed(&response, "access-control-allow-methods").unwrap(),
        "POST"
    );
    assert_eq!(allowed(&response, "access-control-max-age"), None);
    assert_eq!(allowed(&response, "novu-framework-server").unwrap(), "tower");
    assert_eq!(allowed(&response, "content-type").unwrap(), "application/json");
    let Ok(body) = block_on(response.into_body().collect());
    assert_eq!(body.to_bytes(), "{}");

    let response = ask(layer(CorsLayer::new()), get("/"));
    assert!(
        response
            .headers()
            .keys()
            .all(|name| !name.as_str().starts_with("access-control"))
    );
}

#[test]
#[should_panic(expected = "Invalid CORS configuration")]
fn impossible_cors_panics_while_it_is_set() {
    let cors = CorsLayer::permissive().allow_credentials(true);
    let _ = NovuLayer::builder(registry()).cors(cors);
}

#[test]
fn debug_output_has_no_key() {
    let builder = NovuLayer::builder(registry()).secret_key("hidden");
    assert!(!format!("{builder:?}").contains("hidden"));
    let layer = builder.build().unwrap();
    assert!(!format!("{layer:?}").contains("hidden"));
    assert!(!format!("{:?}", layer.layer(())).contains("hidden"));
}

#[test]
fn everything_is_send_and_sync() {
    fn check<T: Clone + Send + Sync + 'static>() {}
    check::<NovuLayer>();
    check::<super::NovuService<()>>();
    check::<super::NovuEndpoint>();
    fn send<T: Send + 'static>() {}
    send::<super::EndpointFuture>();
    send::<super::ResponseFuture<std::future::Ready<()>>>();
    send::<super::ResponseBody<()>>();
    send::<NovuLayerBuilder>();
}

#[cfg(feature = "client")]
mod forwarding {
    use super::*;
    use crate::client::Client;
    use std::sync::{Arc, Mutex};

    fn trigger() -> Request<TestBody> {
        Request::post("/?action=trigger&workflowId=elsewhere")
            .body(TestBody::new().data(r#"{"to":"s"}"#))
            .unwrap()
    }

    async fn text(response: Response<Full<Bytes>>) -> String {
        let Ok(body) = response.into_body().collect().await;
        String::from_utf8(body.to_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn triggers_go_to_the_client() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        let api = service_fn(move |request: Request<Full<Bytes>>| {
            let kept = Arc::clone(&kept);
            async move {
                let (parts, body) = request.into_parts();
                let Ok(body) = body.collect().await;
                kept.lock()
                    .unwrap()
                    .push((parts.uri.to_string(), parts.headers, body.to_bytes()));
                Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(
                    r#"{"data":{"acknowledged":true}}"#,
                )))
            }
        });
        let client = Client::builder()
            .secret_key("api-key")
            .api_url("http://api.test")
            .transport(api);
        let layer = NovuLayer::builder(registry())
            .insecure_without_signature()
            .client(client.build().unwrap());
        let Ok(response) = layer.build().unwrap().into_endpoint().oneshot(trigger()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(text(response).await, r#"{"data":{"acknowledged":true}}"#);
        let seen = seen.lock().unwrap();
        assert_eq!(seen.len(), 1);
        let (uri, headers, body) = &seen[0];
        assert_eq!(uri, "http://api.test/v1/events/trigger");
        assert_eq!(headers["authorization"], "ApiKey api-key");
        assert_eq!(
            &body[..],
            br#"{"name":"elsewhere","to":"s","payload":{},"overrides":{}}"#
        );
    }

    #[tokio::test]
    async fn the_environment_says_where_triggers_go() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let nobody = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        for (variables, expected) in [
            (
                vec![("NOVU_SECRET_KEY", "key"), ("NOVU_API_URL", nobody.as_str())],
                &*format!("Novu's API at {nobody} could not be reached: "),
            ),
            (
                vec![("NOVU_SECRET_KEY", "key"), ("NOVU_API_URL", "nowhere")],
                "the URL of Novu's API",
            ),
            (vec![], "there is no secret key to call Novu's API with"),
        ] {
            let layer = NovuLayerBuilder::from_environment(registry(), |name| {
                variables
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| (*value).to_owned())
            });
            let endpoint = layer.insecure_without_signature().finish().into_endpoint();
            let Ok(response) = endpoint.oneshot(trigger()).await;
            assert_eq!(response.status(), 500);
            assert_eq!(response.extensions().get(), Some(&ErrorCode::Bridge));
            let text = text(response).await;
            assert!(text.contains(expected), "{text}");
        }
    }
}
