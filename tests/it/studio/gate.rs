//! Every rule of the gate, once allowed and once refused.

use super::{KEY, get, layer, open, registry, request, send};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use novu_framework::{
    NovuLayer,
    signature::{self, SecretKey},
    studio::Studio,
};
use serde_json::{Value, json};
use std::time::SystemTime;
use tower::ServiceExt;

/// Sends the request to the layer and, below its own root, to the endpoint; both must agree.
async fn both(layer: &NovuLayer, request: Request<Full<Bytes>>) -> (StatusCode, String) {
    let mut below = request.clone();
    *below.uri_mut() = request
        .uri()
        .to_string()
        .replacen("/api/novu", "", 1)
        .parse()
        .unwrap();
    let response = layer.clone().into_endpoint().oneshot(below).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let through_layer = send(layer, request).await;
    assert_eq!((through_layer.status(), through_layer.body()), (status, &body));
    let code = serde_json::from_slice::<Value>(&body)
        .ok()
        .and_then(|body| Some(body["error"]["code"].as_str()?.to_owned()));
    (status, code.unwrap_or_default())
}

fn with(path: &str, headers: &[(&str, &str)]) -> Request<Full<Bytes>> {
    let mut builder = Request::get(format!("/api/novu/studio{path}"));
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Full::default()).unwrap()
}

fn refused(status: u16, code: &str) -> (StatusCode, String) {
    (StatusCode::from_u16(status).unwrap(), code.to_owned())
}

fn allowed() -> (StatusCode, String) {
    (StatusCode::OK, String::new())
}

#[tokio::test]
async fn api_needs_the_token_of_the_link() {
    let layer = layer(Studio::new());
    let link = layer.studio_url("http://127.0.0.1:4000").unwrap();
    let (page, token) = link.split_once("#token=").unwrap();
    assert_eq!(page, "http://127.0.0.1:4000/api/novu/studio/");
    let host = ("host", "127.0.0.1:4000");
    assert_eq!(
        both(&layer, with("/api/build", &[host])).await,
        refused(401, "token")
    );
    assert_eq!(
        both(&layer, with("/api/build", &[host, ("novu-studio-token", KEY)])).await,
        refused(401, "token")
    );
    for at in 0..token.len() {
        let mut wrong = token.as_bytes().to_vec();
        wrong[at] ^= 1;
        let wrong = String::from_utf8(wrong).unwrap();
        assert_eq!(
            both(&layer, with("/api/build", &[host, ("novu-studio-token", &wrong)])).await,
            refused(401, "token")
        );
    }
    assert_eq!(
        both(&layer, with("/api/build", &[host, ("novu-studio-token", token)])).await,
        allowed()
    );
    // The page itself has nothing to hide.
    assert_eq!(both(&layer, with("/", &[host])).await.0, StatusCode::OK);
}

#[tokio::test]
async fn bridge_without_a_key_names_the_variable_to_set() {
    let layer = NovuLayer::new(registry());
    if std::env::var_os("NOVU_SECRET_KEY").is_some() {
        return;
    }
    let response = send(&layer, with("/api/build", &[("host", "localhost")])).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let body = String::from_utf8_lossy(response.body()).into_owned();
    assert!(
        body.contains("NOVU_SECRET_KEY") && body.contains("NOVU_STRICT_AUTHENTICATION_ENABLED=false"),
        "{body}"
    );
}

#[tokio::test]
async fn unsigned_bridge_needs_no_token() {
    let layer = NovuLayer::builder(registry())
        .insecure_without_signature()
        .studio(Studio::new())
        .build()
        .unwrap();
    assert_eq!(get(&layer, "/api/build").await["auth"], "open");
    assert_eq!(layer.studio_url("http://x").unwrap(), "http://x/api/novu/studio/");
}

#[tokio::test]
async fn host_must_be_this_machine_or_allowed_by_name() {
    let layer = layer(Studio::new().insecure_without_token().host("dev.example.com"));
    for host in [
        "localhost",
        "LOCALHOST:4000",
        "app.localhost:1",
        "127.0.0.1",
        "127.9.9.9:80",
        "[::1]",
        "[::1]:4000",
        "dev.example.com:8080",
    ] {
        assert_eq!(
            both(&layer, with("/api/build", &[("host", host)])).await,
            allowed(),
            "{host}"
        );
    }
    for host in [
        "",
        "example.com",
        "localhost.example.com",
        "dev.example.com.evil.org",
        "127.0.0.1.evil.org",
        "0.0.0.0",
        "10.0.0.1",
        "[::2]",
        "128.0.0.1",
        "localhost@evil.org",
        "evil.org#localhost",
        "evil.org#.localhost",
        "evil.org/.localhost",
        "evil.org@.localhost",
        "a';id;'.localhost",
        "$(id).localhost",
        ".localhost",
        "a..localhost",
        "localhost:80@evil.org",
        "localhost:evil.org",
        "[::1]:evil.org",
    ] {
        for path in ["/", "/main.js", "/api/build"] {
            assert_eq!(
                both(&layer, with(path, &[("host", host)])).await,
                refused(403, "host"),
                "{host}{path}"
            );
        }
    }
    assert_eq!(both(&layer, with("/api/build", &[])).await, refused(403, "host"));
}

#[tokio::test]
async fn repeated_headers_of_the_gate_are_refused() {
    let layer = open();
    for (first, second, code) in [
        (("host", "localhost"), ("host", "evil.org"), "host"),
        (("host", "localhost"), ("host", "localhost"), "host"),
        (
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "cross-site"),
            "origin",
        ),
        (
            ("origin", "http://localhost"),
            ("origin", "http://evil.org"),
            "origin",
        ),
    ] {
        let mut headers = vec![first, second];
        if code != "host" {
            headers.push(("host", "localhost"));
        }
        assert_eq!(
            both(&layer, with("/api/build", &headers)).await,
            refused(403, code),
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn authority_of_http2_takes_precedence_over_the_host_header() {
    let layer = open();
    let request = |authority: &str| {
        Request::get(format!("http://{authority}/api/novu/studio/api/build"))
            .header("host", "localhost")
            .body(Full::default())
            .unwrap()
    };
    assert_eq!(
        send(&layer, request("localhost:1")).await.status(),
        StatusCode::OK
    );
    assert_eq!(
        send(&layer, request("evil.org")).await.status(),
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn other_sites_are_refused() {
    let layer = open();
    let host = ("host", "localhost:4000");
    let site = |site: &'static str| ("sec-fetch-site", site);
    assert_eq!(
        both(&layer, with("/api/build", &[host, site("same-origin")])).await,
        allowed()
    );
    for other in ["cross-site", "same-site", "none", "nonsense"] {
        assert_eq!(
            both(&layer, with("/api/build", &[host, site(other)])).await,
            refused(403, "origin"),
            "{other}"
        );
    }
    // A script tag of another site; the address bar; a link.
    assert_eq!(
        both(
            &layer,
            with(
                "/main.js",
                &[host, site("cross-site"), ("sec-fetch-dest", "script")]
            )
        )
        .await,
        refused(403, "origin")
    );
    assert_eq!(
        both(&layer, with("/", &[host, site("none")])).await.0,
        StatusCode::OK
    );
    let link = [
        host,
        site("cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    assert_eq!(both(&layer, with("/", &link)).await.0, StatusCode::OK);
    let frame = [
        host,
        site("cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "iframe"),
    ];
    assert_eq!(both(&layer, with("/", &frame)).await, refused(403, "origin"));
    // Browsers without `Sec-Fetch-Site`.
    assert_eq!(
        both(
            &layer,
            with("/api/build", &[host, ("origin", "http://localhost:4000")])
        )
        .await,
        allowed()
    );
    for origin in [
        "http://evil.org",
        "null",
        "http://localhost:4001",
        "http://localhost",
        "ftp://localhost:4000",
    ] {
        assert_eq!(
            both(&layer, with("/api/build", &[host, ("origin", origin)])).await,
            refused(403, "origin"),
            "{origin}"
        );
    }
}

#[tokio::test]
async fn bodies_must_be_json_and_methods_those_of_the_route() {
    let layer = open();
    let body = json!({ "workflow": "comment", "step": "inbox" });
    let post = |content_type: &str| {
        let request = Request::post("/api/novu/studio/api/preview")
            .header("host", "localhost")
            .header("content-type", content_type);
        request.body(Full::from(body.to_string())).unwrap()
    };
    assert_eq!(
        send(&layer, post("application/json; charset=utf-8"))
            .await
            .status(),
        StatusCode::OK
    );
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonx",
    ] {
        assert_eq!(
            both(&layer, post(content_type)).await,
            refused(415, "request"),
            "{content_type}"
        );
    }
    let get = with("/api/preview", &[("host", "localhost")]);
    assert_eq!(both(&layer, get).await, refused(405, "route"));
    for path in ["/api/nothing", "/api/%70review", "/api/", "/api/build/"] {
        assert_eq!(
            both(&layer, with(path, &[("host", "localhost")])).await,
            refused(404, "route"),
            "{path}"
        );
    }
    for path in ["/nothing.js", "/../Cargo.toml", "/%69ndex.html"] {
        assert_eq!(
            both(&layer, with(path, &[("host", "localhost")])).await,
            refused(404, "route"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn long_bodies_are_refused_with_the_limit() {
    let layer = open();
    let body = format!("{{\"workflow\":\"{}\"}}", "x".repeat(1024 * 1024));
    let request = request(Method::POST, "/api/preview", Some(&json!({})))
        .body(Full::from(body))
        .unwrap();
    let response = send(&layer, request).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(String::from_utf8_lossy(response.body()).contains("1 MiB"));
}

#[tokio::test]
async fn responses_forbid_scripts_frames_and_other_origins() {
    let layer = open();
    for path in ["/", "/api/build", "/api/nothing"] {
        let response = send(&layer, with(path, &[("host", "localhost")])).await;
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        let policy = header("content-security-policy").unwrap();
        for rule in [
            "default-src 'none'",
            "script-src 'self';",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(rule), "{rule}: {policy}");
        }
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
        assert_eq!(header("referrer-policy").as_deref(), Some("no-referrer"));
        assert_eq!(header("x-dns-prefetch-control").as_deref(), Some("off"));
        assert_eq!(
            header("cross-origin-resource-policy").as_deref(),
            Some("same-origin")
        );
        assert_eq!(
            header("cross-origin-opener-policy").as_deref(),
            Some("same-origin")
        );
        let foreign: Vec<_> = response
            .headers()
            .keys()
            .filter(|name| name.as_str().starts_with("access-control") || name.as_str().starts_with("novu"))
            .collect();
        assert!(foreign.is_empty(), "{path}: {foreign:?}");
    }
}

#[tokio::test]
async fn files_are_revalidated_by_their_etag() {
    let layer = open();
    let first: Response<Bytes> = send(&layer, with("/", &[("host", "localhost")])).await;
    assert_eq!(first.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(first.headers()["cache-control"], "no-cache");
    let etag = first.headers()["etag"].to_str().unwrap();
    let mut head = with("/", &[("host", "localhost")]);
    *head.method_mut() = Method::HEAD;
    let head = send(&layer, head).await;
    assert_eq!((head.status(), head.body().len()), (StatusCode::OK, 0));
    assert_eq!(head.headers()["etag"], etag);
    let again = send(
        &layer,
        with("/", &[("host", "localhost"), ("if-none-match", etag)]),
    )
    .await;
    assert_eq!(
        (again.status(), again.body().len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    let slashless = send(&layer, with("", &[("host", "localhost")])).await;
    assert_eq!(slashless.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(slashless.headers()["location"], "studio/");
}

#[tokio::test]
async fn layer_without_a_studio_has_nothing_at_its_path() {
    let layer = NovuLayer::builder(registry()).secret_key(KEY).build().unwrap();
    assert!(layer.studio_url("http://x").is_none());
    let response = send(&layer, with("/", &[("host", "localhost")])).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    // Beside the prefix, the app inside answers.
    let beside = Request::get("/studio/")
        .header("host", "localhost")
        .body(Full::default())
        .unwrap();
    assert_eq!(send(&open(), beside).await.status(), StatusCode::IM_A_TEAPOT);
}

#[tokio::test]
async fn responses_contain_neither_key_nor_signature() {
    const SECRET: &str = "sk-very-secret-key";
    let layer = NovuLayer::builder(registry())
        .secret_key(SECRET)
        .studio(Studio::new())
        .build()
        .unwrap();
    let link = layer.studio_url("http://localhost:4000").unwrap();
    let token = link.split_once("#token=").unwrap().1;
    let event =
        json!({ "payload": { "author": "Bob", "text": "Hi" }, "controls": {}, "state": [] }).to_string();
    let signature = SecretKey::new(SECRET)
        .unwrap()
        .sign(SystemTime::now(), event.as_bytes());
    let mac = signature.rsplit('=').next().unwrap().to_owned();
    let signed = Request::post("/api/novu?action=execute&workflowId=comment&stepId=inbox")
        .header(signature::HEADER, signature)
        .body(Full::from(event))
        .unwrap();
    let response = send(&layer, signed).await;
    assert_eq!(response.status(), StatusCode::OK, "{:?}", response.body());
    let step = json!({ "workflow": "comment", "step": "inbox" });
    let scenario = json!({ "workflow": "comment", "events": [{ "to": "ann", "payload": { "author": "Bob", "text": "Hi" } }] });
    for (method, path, body) in [
        (Method::GET, "/api/build", None),
        (Method::GET, "/api/workflows", None),
        (Method::GET, "/api/agents", None),
        (Method::GET, "/api/discovery", None),
        (Method::GET, "/api/received?after=0", None),
        (Method::POST, "/api/preview", Some(&step)),
        (Method::POST, "/api/run", Some(&scenario)),
        (Method::POST, "/api/test", Some(&scenario)),
    ] {
        let request = request(method, path, body).header("novu-studio-token", token);
        let text = body.map(Value::to_string).unwrap_or_default();
        let response = send(&layer, request.body(Full::from(text)).unwrap()).await;
        let text = String::from_utf8_lossy(response.body());
        assert_eq!(response.status(), StatusCode::OK, "{path}: {text}");
        assert!(
            path != "/api/received?after=0" || text.contains("stepId=inbox"),
            "{text}"
        );
        for secret in [SECRET, token, &mac] {
            assert!(!text.contains(secret), "{path}: {text}");
        }
    }
}
