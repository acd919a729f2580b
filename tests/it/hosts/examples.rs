//! Starts and calls every example.

use super::{
    client::{ask, request, signed},
    program::Program,
    server::{start, start_without_key},
};
use crate::description;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path};

const SIGNUP: &str = r#"{"payload":{"name":"Ada"},"controls":{},"state":[]}"#;

/// The paths of an example.
struct Routes {
    bridge: &'static str,
    app: &'static str,
    /// A path that does not exist, below the bridge's or at its default.
    nothing: &'static str,
}

const LAYER: Routes = Routes {
    bridge: "/api/novu",
    app: "/",
    nothing: "/api/novu/x",
};

/// Checks the health check, the app's own route, a path that does not exist, and `step` with and without a
/// signature.
async fn check(example: &Program, routes: &Routes, step: &str, event: &'static str, output: &str) -> String {
    let at = example.address;
    let (status, body) = ask(at, request("GET", routes.bridge, "")).await;
    assert_eq!(status, 200);
    assert!(body.starts_with(r#"{"status":"ok""#), "{body}");
    assert_eq!(ask(at, request("GET", routes.app, "")).await.0, 200);
    assert_eq!(ask(at, request("GET", routes.nothing, "")).await.0, 404);

    let execute = format!("{}?action=execute&{step}", routes.bridge);
    assert_eq!(ask(at, request("POST", &execute, event)).await.0, 401);
    let (status, body) = ask(at, signed("POST", &execute, event)).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains(output), "{body}");
    let discover = format!("{}?action=discover", routes.bridge);
    let (status, discovery) = ask(at, signed("GET", &discover, "")).await;
    assert_eq!(status, 200);
    discovery
}

/// Builds the workflows of a discovery again. Returns the warnings about them.
fn warnings(discovery: &str) -> Vec<String> {
    let discovery: Value = serde_json::from_str(discovery).unwrap();
    let step = |step: &Value| {
        let mut described = json!({
            "stepId": step["stepId"],
            "type": step["type"],
            "controlSchema": step["controls"]["schema"],
            "resolve": { "return": {} },
        });
        if step["type"] == "custom" {
            described["outputSchema"] = step["outputs"]["schema"].clone();
        }
        described
    };
    let workflow = |workflow: &Value| {
        json!({
            "workflowId": workflow["workflowId"],
            "payloadSchema": workflow["payload"]["schema"],
            "steps": workflow["steps"].as_array().unwrap().iter().map(step).collect::<Vec<_>>(),
        })
    };
    let workflows = discovery["workflows"].as_array().unwrap();
    assert!(!workflows.is_empty());
    let file = json!({ "workflows": workflows.iter().map(workflow).collect::<Vec<_>>() });
    let registry = description::registry(file.to_string().as_bytes()).unwrap();
    registry.warnings().iter().map(ToString::to_string).collect()
}

#[test]
fn every_example_has_a_test() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let names: BTreeSet<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let called = [
        // Replayed against the recorded exchanges by `tests/reference/run`.
        "agents",
        "axum",
        "axum_nest_service",
        "conformance",
        "hyper",
        "metrics",
        "studio",
        // A file of tests to copy, with a target of its own.
        "testing",
        "tower_http",
    ];
    assert_eq!(names, called.map(str::to_owned).into());
}

#[tokio::test]
async fn axum_example_answers() {
    let example = start("axum", &[]);
    let event = r#"{"payload":{"author":"Bob","text":"Nice!","post_id":"p1"},"controls":{},"state":[]}"#;
    let step = "workflowId=comment&stepId=inbox";
    let discovery = check(&example, &LAYER, step, event, r#"{"body":"Bob said: Nice!"}"#).await;
    assert_eq!(warnings(&discovery), [""; 0]);
}

const WHOLE_RUN: (&str, &str) = (
    "/api/novu/workflows/comment/execute",
    r#"{"to":"ann","payload":{"author":"Bob","text":"Nice!","post_id":"p1"}}"#,
);

#[tokio::test]
async fn axum_example_opened_by_the_environment_accepts_the_commands_of_the_readme() {
    let example = start_without_key("axum", &[("NOVU_STRICT_AUTHENTICATION_ENABLED", "false")]);
    let (target, event) = WHOLE_RUN;
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(&format!("{target} \\\n  -d '{event}'")));
    let (status, body) = ask(example.address, request("POST", target, event)).await;
    assert_eq!(status, 200, "{body}");
    let (steps, _) = readme
        .split_once(&body)
        .unwrap_or_else(|| panic!("the README does not show {body}"));
    assert!(steps.ends_with("# "));
}

#[tokio::test]
async fn axum_example_without_key_rejects_unsigned_requests_and_names_the_cure() {
    let example = start_without_key("axum", &[]);
    let (target, event) = WHOLE_RUN;
    let (status, body) = ask(example.address, request("POST", target, event)).await;
    assert_eq!(status, 401, "{body}");
    for cure in ["NOVU_SECRET_KEY", "NOVU_STRICT_AUTHENTICATION_ENABLED=false"] {
        assert!(body.contains(cure), "{body}");
    }
}

/// Without a difference, so that the README can be trusted and the example has its tests.
#[test]
fn readme_program_is_the_axum_example() {
    let readme = include_str!("../../../README.md");
    let program = include_str!("../../../examples/axum.rs");
    let blocks: Vec<_> = readme
        .split("\n```rust,no_run\n")
        .skip(1)
        .filter_map(|rest| rest.split("```\n").next())
        .collect();
    assert_eq!(blocks, [program]);
}

#[tokio::test]
async fn server_opened_by_the_environment_hides_sources() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/workflows.json");
    let variables = [
        ("CONFORMANCE_WORKFLOWS", file),
        ("NOVU_STRICT_AUTHENTICATION_ENABLED", "false"),
    ];
    let example = start("conformance", &variables);
    let target = "/api/novu?action=code&workflowId=mirror";
    let (status, body) = ask(example.address, request("GET", target, "")).await;
    assert_eq!((status, &*body), (200, r#"{"code":""}"#));
    let (status, body) = ask(example.address, request("GET", "/api/novu?action=discover", "")).await;
    assert_eq!(status, 200);
    assert!(
        body.contains(r#""code":"""#) && !body.contains("// Rust"),
        "{body}"
    );
}

#[tokio::test]
async fn axum_nest_service_example_answers() {
    let example = start("axum_nest_service", &[]);
    let routes = Routes {
        bridge: "/v1/novu",
        app: "/v1/hello",
        nothing: "/api/novu",
    };
    let step = "workflowId=welcome&stepId=mail";
    let discovery = check(&example, &routes, step, SIGNUP, "<p>Hi Ada</p>").await;
    assert_eq!(warnings(&discovery), [""; 0]);
}

#[tokio::test]
async fn metrics_example_counts_requests_by_workflow() {
    let example = start("metrics", &[]);
    let target = "/api/novu/workflows/welcome/execute";
    let (status, body) = ask(example.address, request("POST", target, r#"{"to":"ann"}"#)).await;
    assert_eq!(status, 200, "{body}");
    let (status, body) = ask(example.address, request("GET", "/metrics", "")).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains(r#"workflow="welcome""#), "{body}");
}

#[tokio::test]
async fn hyper_example_answers() {
    let example = start("hyper", &[]);
    let step = "workflowId=welcome&stepId=mail";
    let discovery = check(&example, &LAYER, step, SIGNUP, "<p>Hi Ada</p>").await;
    assert_eq!(warnings(&discovery), [""; 0]);
}

#[tokio::test]
async fn tower_http_example_answers() {
    let example = start("tower_http", &[]);
    let step = "workflowId=welcome&stepId=mail";
    let discovery = check(&example, &LAYER, step, SIGNUP, "<p>Hi Ada</p>").await;
    assert_eq!(warnings(&discovery), [""; 0]);
}

#[tokio::test]
async fn conformance_example_answers() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/workflows.json");
    let example = start("conformance", &[("CONFORMANCE_WORKFLOWS", file)]);
    let routes = Routes {
        app: "/hello",
        ..LAYER
    };
    let event = r#"{"payload":{"a":1},"controls":{},"state":[]}"#;
    let step = "workflowId=mirror&stepId=payload";
    check(&example, &routes, step, event, r#"{"text":"{\"a\":1}"}"#).await;
}

#[cfg(feature = "studio")]
#[tokio::test]
async fn studio_example_prints_a_link_that_opens_its_page() {
    let example = start("studio", &[]);
    let link = example.line.split_once("the studio is at http://").unwrap().1;
    let (page, token) = link.split_once("#token=").unwrap();
    assert_eq!(token.len(), 32);
    let path = page.strip_prefix(&example.address.to_string()).unwrap();
    let get = |path: &str| request("GET", path, "");
    let (status, body) = ask(example.address, get(path)).await;
    assert_eq!(
        (status, body.contains("<title>[dev] Studio</title>")),
        (200, true)
    );
    let workflows = format!("{path}api/workflows");
    assert_eq!(ask(example.address, get(&workflows)).await.0, 401);
    let with_token = |path: &str| {
        let mut request = get(path);
        let token = token.parse().unwrap();
        request.headers_mut().insert("novu-studio-token", token);
        request
    };
    let (status, body) = ask(example.address, with_token(&workflows)).await;
    assert_eq!((status, body.contains("\"id\":\"comment\"")), (200, true));
    let discovery = with_token(&format!("{path}api/discovery"));
    let (status, body) = ask(example.address, discovery).await;
    assert_eq!((status, warnings(&body)), (200, Vec::new()));
}
