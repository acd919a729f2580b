// What the examples of the guide use to ask a workflow for something, as `guide::testing` explains it.
use novu_framework::{NovuLayer, Registry, Workflow};
use serde_json::{Value, json};

/// Posts `body` to `target` of a bridge with one workflow: the status and the JSON of the answer.
async fn post<P>(workflow: &Workflow<P>, target: &str, body: Value) -> (u16, Value)
where
    P: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let registry = Registry::builder().workflow(workflow).build().unwrap();
    let layer = NovuLayer::builder(registry).insecure_without_signature().build().unwrap();
    let body = http_body_util::Full::<bytes::Bytes>::from(body.to_string());
    let request = http::Request::post(target).body(body).unwrap();
    let response = tower::ServiceExt::oneshot(layer.into_endpoint(), request).await.unwrap();
    let status = response.status().as_u16();
    let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

/// What Novu is answered when it asks for one step; `event` has what differs from an empty event.
async fn ask<P>(workflow: &Workflow<P>, action: &str, step: &str, event: Value) -> (u16, Value)
where
    P: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let mut body = json!({ "payload": {}, "controls": {}, "state": [] });
    for (key, value) in event.as_object().unwrap() {
        body[key] = value.clone();
    }
    let target = format!("/?action={action}&workflowId={}&stepId={step}", workflow.id());
    post(workflow, &target, body).await
}

/// [`ask`] for `execute`, which has to go well.
async fn execute<P>(workflow: &Workflow<P>, step: &str, event: Value) -> Value
where
    P: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let (status, answer) = ask(workflow, "execute", step, event).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// [`ask`] for `preview`, which has to go well.
async fn preview<P>(workflow: &Workflow<P>, step: &str, event: Value) -> Value
where
    P: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let (status, answer) = ask(workflow, "preview", step, event).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// The outputs of all steps of a whole-workflow run with `payload`.
async fn run<P>(workflow: &Workflow<P>, payload: Value) -> Value
where
    P: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let target = format!("/workflows/{}/execute", workflow.id());
    let (status, mut answer) = post(workflow, &target, json!({ "to": "ann", "payload": payload })).await;
    assert_eq!(status, 200, "{answer}");
    answer["step_results"].take()
}
