//! Replays the triggers recorded from the reference: those of its client (`tests/vectors/trigger.json`) and
//! those that its bridge forwards (`tests/vectors/trigger-bridge.json`).

use crate::vectors;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use novu_framework::{
    Context, ErrorCode, NovuLayer, Registry, Workflow,
    client::{Client, ClientBuilder, ErrorKind, Recipient, Recipients, SubscriberPayload, Topic, Transport},
};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    future::ready,
    sync::{Arc, Mutex},
};
use tower::{ServiceExt, service_fn};

/// An API that gives one answer to the first request and another to all others, and keeps the requests.
#[derive(Clone, Default)]
struct Api(Arc<Mutex<Vec<Request<Full<Bytes>>>>>);

impl Api {
    /// A builder of clients that send to this API. `answer` is the recorded one, if any.
    fn client(&self, answer: &Value, default: &str) -> ClientBuilder<impl Transport + Sync + use<>> {
        let status = answer["status"].as_u64().unwrap_or(201) as u16;
        let first = answer["body"].as_str().unwrap_or(default).to_owned();
        let requests = Arc::clone(&self.0);
        Client::builder()
            .secret_key("test-secret")
            .api_url("http://api.test")
            .max_attempts(1)
            .transport(service_fn(move |request| {
                let mut requests = requests.lock().unwrap();
                let (status, body) = match requests.len() {
                    0 => (status, first.clone()),
                    _ => (200, r#"{"data":true}"#.to_owned()),
                };
                requests.push(request);
                ready(Ok::<_, Infallible>(
                    Response::builder()
                        .status(status)
                        .body(Full::<Bytes>::from(body))
                        .unwrap(),
                ))
            }))
    }

    /// Returns the requests so far, as the vectors describe them.
    async fn requests(&self) -> Vec<Value> {
        let requests = std::mem::take(&mut *self.0.lock().unwrap());
        let mut described = Vec::new();
        for request in requests {
            let (mut parts, body) = request.into_parts();
            let Ok(body) = body.collect().await;
            parts.headers.remove("idempotency-key");
            let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
                (name.to_string(), Value::from(value.to_str().unwrap()))
            };
            described.push(json!({
                "method": parts.method.as_str(),
                "path": parts.uri.to_string().strip_prefix("http://api.test").unwrap(),
                "headers": parts.headers.iter().map(header).collect::<serde_json::Map<_, _>>(),
                "body": std::str::from_utf8(&body.to_bytes()).unwrap(),
            }));
        }
        described
    }
}

#[tokio::test]
async fn client_requests_equal_those_of_the_reference() {
    let mut answers = Vec::new();
    for case in vectors::load("trigger.json").as_array().unwrap() {
        answers.push(send(case).await);
    }
    let mut answers = answers.into_iter();
    vectors::replay("trigger", |_| answers.next().unwrap());
}

async fn send(case: &Value) -> Result<(), String> {
    let api = Api::default();
    let done = r#"{"data":{"acknowledged":true,"status":"processed","transactionId":"tx"}}"#;
    let mut builder = api.client(&case["answer"], done);
    // As `Client::from_env` reads the environment; a unit test of it has the same table.
    let env = |name: &str| case["env"][name].as_str();
    let is_preview = env("NEXT_PUBLIC_VERCEL_ENV") == Some("preview");
    if let Some(origin) = env("NOVU_BRIDGE_ORIGIN") {
        builder = builder.bridge_url(format!("{origin}/api/novu"));
    } else if let Some(url) = env("NEXT_PUBLIC_VERCEL_URL").filter(|_| is_preview) {
        builder = builder.bridge_url(format!("https://{url}/api/novu"));
    }
    let client = builder.build().unwrap();
    let mut workflow = Workflow::builder("wf", async |_: Context<Value>| Ok(()));
    if let Some(schema) = case.get("schema") {
        workflow = workflow.payload_schema(schema.clone());
    }
    let event = &case["event"];
    let to: Recipients = match event["to"].as_array() {
        Some(list) => list.iter().map(recipient).collect(),
        None => recipient(&event["to"]).into(),
    };
    let mut trigger = workflow.build().trigger(&client, to, &event["payload"]);
    for (key, value) in event.as_object().unwrap() {
        let text = || value.as_str().unwrap();
        trigger = match key.as_str() {
            "to" | "payload" => trigger,
            "transactionId" => trigger.transaction_id(text()),
            "overrides" => trigger.overrides(value.clone()),
            "context" => trigger.context(value.clone()),
            "actor" if value.is_string() => trigger.actor(text()),
            "actor" => trigger.actor(subscriber(value)),
            "agentId" if value.is_null() => trigger.without_agent(),
            "agentId" => trigger.agent_id(text()),
            other => panic!("{other}"),
        };
    }
    let result = trigger.await;
    match (&result, case["error"]["code"].as_str()) {
        (Ok(triggered), None) => {
            let id = case["result"].get("data").unwrap_or(&case["result"])["transactionId"].as_str();
            if triggered.transaction_id.as_deref() != id {
                return Err(format!("{triggered:?}"));
            }
        }
        (Err(error), Some("WorkflowPayloadInvalidError")) => {
            let violations = error.violations().iter();
            let paths: Vec<_> = violations.map(|violation| violation.path.as_str()).collect();
            let data = case["error"]["data"].as_array().unwrap();
            let expected: Vec<_> = data.iter().map(|entry| entry["path"].as_str().unwrap()).collect();
            if error.kind() != ErrorKind::InvalidPayload || paths != expected {
                return Err(format!("{error:?}"));
            }
        }
        (Err(error), Some("SyntaxError")) if error.kind() == ErrorKind::Response => {}
        (Err(error), Some(_))
            if error.status().map(|status| status.as_u16().into()) == case["answer"]["status"].as_u64() => {}
        _ => return Err(format!("{result:?}")),
    }
    if case["cancel"] == true {
        assert!(result.unwrap().cancel(&client).await.unwrap());
    }
    let sent = api.requests().await;
    let mut expected = case["requests"].as_array().unwrap().clone();
    for request in expected
        .iter_mut()
        .filter(|request| request["method"] == "DELETE")
    {
        if let Some(path) = case.get("cancels") {
            request["path"] = path.clone();
        }
    }
    if sent == expected {
        Ok(())
    } else {
        Err(format!("sent {sent:?}"))
    }
}

/// Returns a recorded recipient as this crate's types have it.
fn recipient(to: &Value) -> Recipient {
    if let Some(id) = to.as_str() {
        return id.into();
    }
    if let Some(key) = to["topicKey"].as_str() {
        let exclude = to["exclude"].as_array().into_iter().flatten();
        return Topic::new(key)
            .exclude(exclude.map(|id| id.as_str().unwrap()))
            .into();
    }
    subscriber(to).into()
}

fn subscriber(to: &Value) -> SubscriberPayload {
    let mut subscriber = SubscriberPayload::new(to["subscriberId"].as_str().unwrap());
    for (key, value) in to.as_object().unwrap() {
        let text = || value.as_str().unwrap();
        subscriber = match key.as_str() {
            "subscriberId" => subscriber,
            "firstName" => subscriber.first_name(text()),
            "lastName" => subscriber.last_name(text()),
            "email" => subscriber.email(text()),
            "phone" => subscriber.phone(text()),
            "avatar" => subscriber.avatar(text()),
            "locale" => subscriber.locale(text()),
            "timezone" => subscriber.timezone(text()),
            "data" => (value.as_object().unwrap().iter()).fold(subscriber, |subscriber, (key, value)| {
                subscriber.data(key, value.clone())
            }),
            other => panic!("{other}"),
        };
    }
    subscriber
}

#[tokio::test]
async fn triggers_are_forwarded_like_the_reference() {
    let mut answers = Vec::new();
    for case in vectors::load("trigger-bridge.json").as_array().unwrap() {
        answers.push(forward(case).await);
    }
    let mut answers = answers.into_iter();
    vectors::replay("trigger-bridge", |_| answers.next().unwrap());
}

async fn forward(case: &Value) -> Result<(), String> {
    let api = Api::default();
    let done = r#"{"acknowledged":true,"status":"processed","transactionId":"tx"}"#;
    let client = api.client(&case["answer"], done).build().unwrap();
    let bridge = NovuLayer::builder(Registry::builder().build().unwrap())
        .insecure_without_signature()
        .client(client)
        .build()
        .unwrap()
        .into_endpoint();
    let request = Request::post(format!("/?action=trigger&{}", case["query"].as_str().unwrap()))
        .body(Full::<Bytes>::from(case["body"].as_str().unwrap().to_owned()))
        .unwrap();
    let Ok(response) = bridge.oneshot(request).await;
    let sent: Vec<_> = api
        .requests()
        .await
        .into_iter()
        .map(|mut sent| sent["body"].take())
        .collect();
    if sent != [case["sent"].clone()] {
        return Err(format!("sent {sent:?}"));
    }
    let status = response.status().as_u16();
    let code = response.extensions().get::<ErrorCode>().copied();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    if body["code"] == "BridgeError" {
        assert_eq!(code, Some(ErrorCode::Bridge));
        body = json!({ "code": "BridgeError" });
    }
    let expected = &case["response"];
    if expected["status"] == status
        && vectors::same(&body, &expected["body"])
        && keys(&body) == keys(&expected["body"])
    {
        Ok(())
    } else {
        Err(format!("{status} {body}"))
    }
}

/// Returns the keys of an object in their order, which the reference keeps.
fn keys(value: &Value) -> Vec<&String> {
    value
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys())
        .collect()
}
