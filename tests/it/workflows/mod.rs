//! Workflows as users write them, served as Novu calls them.

mod context;
mod errors;
mod flow;
mod kinds;
mod mistakes;
mod panics;
mod previews;
mod program;
mod providers;
mod registry;
mod resolvers;
mod results;
mod schemas;
mod skip;
mod state;
mod warnings;
mod whole;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use novu_framework::{NovuEndpoint, NovuLayer, Registry, Workflow};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A workflow `w` with the body that is given. It ends with `Ok(())`.
macro_rules! workflow {
    (|$cx:ident| $body:block) => { workflow!(|$cx: serde_json::Value| $body) };
    (|$cx:ident: $payload:ty| $body:block) => {{
        async fn function($cx: novu_framework::Context<$payload>) -> novu_framework::Result<()> {
            $body
            Ok(())
        }
        novu_framework::Workflow::builder("w", function).build()
    }};
}
use workflow;

/// A bridge that answers without signatures.
#[derive(Clone)]
struct Bridge(NovuEndpoint);

/// Status and body.
type Answer = (u16, Value);

impl Bridge {
    fn new(registry: Registry) -> Self {
        Self(
            NovuLayer::builder(registry)
                .insecure_without_signature()
                .build()
                .unwrap()
                .into_endpoint(),
        )
    }

    /// A bridge with one workflow.
    fn of<P: DeserializeOwned + Send + Sync + 'static>(workflow: &Workflow<P>) -> Self {
        Self::new(Registry::builder().workflow(workflow).build().unwrap())
    }

    async fn discover(&self) -> Value {
        let (status, body) = self.send("GET", "/?action=discover", Bytes::new()).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// Asks for a step of the workflow `w`.
    async fn execute(&self, step: &str, event: Value) -> Answer {
        self.post(&format!("/?action=execute&workflowId=w&stepId={step}"), event)
            .await
    }

    /// Asks for a preview of a step of the workflow `w`.
    async fn preview(&self, step: &str, event: Value) -> Answer {
        self.post(&format!("/?action=preview&workflowId=w&stepId={step}"), event)
            .await
    }

    /// Returns the outputs of a step of the workflow `w`, with no steps before it.
    async fn outputs(&self, step: &str) -> Value {
        let (status, mut body) = self.execute(step, event(&[])).await;
        assert_eq!(status, 200, "{body}");
        body["outputs"].take()
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, body.to_string().into()).await
    }

    async fn send(&self, method: &str, path: &str, body: Bytes) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Full::new(body))
            .unwrap();
        let response = self.0.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }
}

/// An event without payload and controls, after these steps with their results.
fn event(state: &[(&str, Value)]) -> Value {
    let state: Vec<_> = state
        .iter()
        .map(|(id, outputs)| json!({ "stepId": id, "outputs": outputs, "state": { "status": "completed" } }))
        .collect();
    json!({ "payload": {}, "controls": {}, "state": state, "subscriber": { "subscriberId": "ann" } })
}

/// The keys of an object, in order.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Asserts status and code of a failure and gives its message.
#[track_caller]
fn failure((status, body): Answer, expected: u16, code: &str) -> String {
    assert_eq!((status, body["code"].as_str()), (expected, Some(code)), "{body}");
    body["message"].as_str().unwrap().to_owned()
}
