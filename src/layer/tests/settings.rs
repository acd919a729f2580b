//! Settings of the builder.

use super::*;
use crate::layer::ConfigError;
use http::{HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use std::convert::Infallible;
use tower::{Layer, ServiceBuilder};
use tower_http::cors::CorsLayer;

#[test]
fn prefix_setting_moves_the_bridge() {
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
fn build_rejects_prefix_that_is_not_a_path() {
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
fn errors_of_build_name_the_cure() {
    let reason = |prefix: &str| {
        let builder = NovuLayer::builder(registry()).prefix(prefix);
        let error = builder.insecure_without_signature().build().unwrap_err();
        assert_eq!(format!("{error:?}"), error.to_string(), "`main` prints `Debug`");
        error.to_string()
    };
    for (prefix, cure) in [
        ("/", "`NovuLayer::into_endpoint`"),
        ("", "`NovuLayer::into_endpoint`"),
        ("novu", "like `/api/novu`"),
        ("/novu/", "remove it"),
        ("/a b", "percent-encode"),
    ] {
        assert!(reason(prefix).contains(cure), "{}", reason(prefix));
    }
}

#[test]
fn layer_is_the_endpoint_where_a_service_is_expected() {
    let layer = NovuLayer::builder(registry())
        .prefix("/elsewhere")
        .insecure_without_signature();
    let layer = layer.build().unwrap();
    for target in ["/", "/api/novu", "/elsewhere"] {
        let Ok(response) = block_on(layer.clone().oneshot(get(target)));
        assert_eq!(response.status(), 200, "{target}");
    }
}

#[test]
fn build_rejects_missing_and_empty_keys() {
    let built = NovuLayer::builder(registry()).build();
    assert_eq!(built.err(), Some(ConfigError::MissingSecretKey));
    let built = NovuLayer::builder(registry())
        .secret_key("a")
        .secret_key("")
        .build();
    let error = built.unwrap_err();
    assert_eq!(error, ConfigError::InvalidSecretKey { index: 1 });
    assert!(error.to_string().starts_with("secret key 1 is empty"), "{error}");
}

#[test]
fn each_configured_key_verifies_signatures() {
    let builder = || NovuLayer::builder(registry()).secret_key("new").secret_key("old");
    assert_eq!(discover(builder(), "new"), 200);
    assert_eq!(discover(builder(), "old"), 200);
    assert_eq!(discover(builder(), "other"), 401);
    assert_eq!(discover(builder().insecure_without_signature(), "other"), 200);
}

#[test]
fn body_limit_setting_rejects_longer_bodies_with_413() {
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
fn body_budget_setting_is_shared_by_all_bodies_at_a_time() {
    let layer = NovuLayer::builder(registry())
        .insecure_without_signature()
        .body_limit(10)
        .body_budget(15)
        .build()
        .unwrap();
    let request = |body| Request::post("/?action=execute").body(body).unwrap();
    let ten = || TestBody::new().data("1234567890");
    let endpoint = layer.clone().into_endpoint();
    let mut first = std::pin::pin!(endpoint.oneshot(request(ten().wait())));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(first.as_mut().poll(&mut context).is_pending());
    let second = ask(layer.clone(), request(ten()));
    assert_eq!(
        (second.status(), &second.headers()["retry-after"]),
        (StatusCode::SERVICE_UNAVAILABLE, &HeaderValue::from_static("1"))
    );
    let Ok(first) = block_on(first);
    assert_eq!(first.status(), 404);
    assert_eq!(ask(layer, request(ten())).status(), 404);
}

#[cfg(feature = "agents")]
#[test]
fn error_of_an_allowed_origin_shows_how_to_write_one() {
    let origin = "api.novu.co".to_owned();
    let error = ConfigError::InvalidOrigin { origin };
    assert_eq!(
        error.to_string(),
        "\"api.novu.co\" is not an origin to allow; write it like `https://eu.api.novu.co`"
    );
}

#[test]
fn cors_setting_replaces_the_bridges_headers() {
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
fn cors_that_browsers_refuse_panics_in_the_setter() {
    let cors = CorsLayer::permissive().allow_credentials(true);
    let _ = NovuLayer::builder(registry()).cors(cors);
}

#[test]
fn debug_output_of_layer_and_builder_has_no_key() {
    let builder = NovuLayer::builder(registry()).secret_key("hidden");
    assert!(!format!("{builder:?}").contains("hidden"));
    let layer = builder.build().unwrap();
    assert!(!format!("{layer:?}").contains("hidden"));
    assert!(!format!("{:?}", layer.layer(())).contains("hidden"));
}
