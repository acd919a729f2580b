//! Forwards events to Novu's API (`bridge.md` §9.3).

use super::reply::Reply;
use crate::{
    engine::{Pace, too_many_values},
    error::{ErrorCode, Fault},
};
use bytes::Bytes;
use dialects::json::{self, Json, Object, ValueLimit};
use http::{Response, StatusCode};
use std::{future::Future, pin::Pin};

/// Sends events to Novu's API.
pub(crate) trait Forward: Send + Sync {
    /// Returns the API's response, whatever its status, or one clause that says why none came.
    fn forward(&self, event: String) -> Forwarding;
}

/// The future of a [`Forward`].
pub(crate) type Forwarding = Pin<Box<dyn Future<Output = Result<Response<Bytes>, String>> + Send>>;

/// Forwards the event of a request. Novu checks workflow and payload, not the bridge.
pub(super) async fn forward(
    to: Option<&dyn Forward>,
    workflow_id: &str,
    body: &[u8],
    limit: ValueLimit,
) -> Result<Reply, Fault> {
    let Some(to) = to else {
        let message = "this bridge does not forward triggers; set a client with `NovuLayerBuilder::client`";
        return Err(Fault::new(ErrorCode::InvalidAction, message));
    };
    let pace = Pace::of(body.len());
    let event = event(workflow_id, body, limit)?;
    pace.pause().await;
    let mut text = String::with_capacity(body.len() + 64);
    json::stringify(&mut text, &event.into());
    pace.pause().await;
    let answer = to.forward(text).await.map_err(bridge_error)?;
    let status = answer.status();
    let said = json::read(answer.body())
        .map_err(|_| bridge_error(format!("Novu's API answered {status} without JSON")))?;
    if status.is_success() {
        let mut text = String::with_capacity(answer.body().len());
        json::stringify(&mut text, &said);
        return Ok(Reply::json(text));
    }
    platform_error(&said).ok_or_else(|| {
        let message = said.get("message").and_then(Json::as_str);
        bridge_error(format!(
            "Novu's API answered {status}{}{}",
            message.map_or("", |_| ": "),
            message.unwrap_or_default()
        ))
    })
}

/// The members of a request that are forwarded.
const MEMBERS: [&str; 10] = [
    "workflowId",
    "to",
    "payload",
    "transactionId",
    "overrides",
    "actor",
    "bridgeUrl",
    "controls",
    "context",
    "agentId",
];

/// Returns the event for the API: the request's known keys, in the reference's order.
///
/// # Errors
///
/// The body has more values than the `limit`.
fn event(workflow_id: &str, body: &[u8], limit: ValueLimit) -> Result<Object, Fault> {
    let mut given = Object::new();
    let read = json::read_members(body, limit, &MEMBERS, |name, value| {
        given.insert(name.into(), value);
    });
    if let Err(error) = read {
        if let Some(fault) = too_many_values(&error) {
            return Err(fault);
        }
        // The reference reads a body that is not JSON as an empty event (`bridge.md` §1.3).
        given = Object::new();
    }
    let mut event = Object::new();
    let mut put = |key: &str, value: Option<Json>| {
        if let Some(value) = value {
            event.insert(key.into(), value);
        }
    };
    put(
        "name",
        Some(given.remove("workflowId").unwrap_or_else(|| workflow_id.into())),
    );
    put("to", given.remove("to"));
    let object = |value: Option<Json>| Some(value.filter(Json::is_truthy).unwrap_or(Json::empty_object()));
    put("payload", object(given.remove("payload")));
    put("transactionId", given.remove("transactionId"));
    put("overrides", object(given.remove("overrides")));
    for key in ["actor", "bridgeUrl", "controls", "context"] {
        put(key, given.remove(key).filter(Json::is_truthy));
    }
    put("agentId", given.remove("agentId"));
    Ok(event)
}

/// Returns a refusal in the API's own words, if it is a 4xx with code, message and status.
fn platform_error(said: &Json) -> Option<Reply> {
    let (code, message, status) = (said.get("error")?, said.get("message")?, said.get("statusCode")?);
    let Json::Number(status) = status else { return None };
    let status = status.as_u64().and_then(|status| u16::try_from(status).ok())?;
    let status = StatusCode::from_u16(status)
        .ok()
        .filter(StatusCode::is_client_error)?;
    Some(Reply::platform(status, code.as_str()?, message))
}

#[cold]
fn bridge_error(message: String) -> Fault {
    Fault::with_stack(ErrorCode::Bridge, message)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{
        answer, bridge_that_forwards,
        fixtures::{TestBody, block_on},
        strict_bridge_that_forwards,
    };
    use super::*;
    use http::Request;
    use http_body_util::BodyExt;
    use std::{
        future::ready,
        sync::{Arc, Mutex},
    };

    /// Records the events it is sent and always answers the same; `None` is a failure of the network.
    #[derive(Clone)]
    struct Api {
        sent: Arc<Mutex<Vec<String>>>,
        answer: Option<(u16, String)>,
    }

    impl Forward for Api {
        fn forward(&self, event: String) -> Forwarding {
            self.sent.lock().unwrap().push(event);
            Box::pin(ready(match &self.answer {
                Some((status, body)) => Ok(Response::builder()
                    .status(*status)
                    .body(Bytes::from(body.clone()))
                    .unwrap()),
                None => Err("the network is gone".to_owned()),
            }))
        }
    }

    fn api(answer: Option<(u16, &str)>) -> Api {
        let answer = answer.map(|(status, body)| (status, body.to_owned()));
        Api {
            sent: Arc::default(),
            answer,
        }
    }

    fn post(query: &str, body: &str) -> Request<TestBody> {
        let uri = format!("/api/novu?action=trigger&{query}");
        Request::post(uri)
            .body(TestBody::new().data(body.to_owned()))
            .unwrap()
    }

    fn text(response: Response<http_body_util::Full<Bytes>>) -> String {
        let Ok(body) = block_on(response.into_body().collect());
        String::from_utf8(body.to_bytes().to_vec()).unwrap()
    }

    #[test]
    fn trigger_with_too_many_values_is_413_and_not_forwarded() {
        let api = api(Some((201, "{}")));
        let bridge = bridge_that_forwards(Arc::new(api.clone()));
        let body = |values: usize| format!(r#"{{"payload":[{}]}}"#, vec!["0"; values - 1].join(","));
        assert_eq!(answer(&bridge, post("workflowId=wf", &body(100))).status(), 200);
        let response = answer(&bridge, post("workflowId=wf", &body(101)));
        assert_eq!(response.status(), 413);
        assert!(text(response).contains("has more than 100 values"));
        assert_eq!(api.sent.lock().unwrap().len(), 1);
    }

    #[test]
    fn unreachable_api_is_a_bridge_error() {
        let response = answer(
            &bridge_that_forwards(Arc::new(api(None))),
            post("workflowId=wf", "{}"),
        );
        assert_eq!(response.status(), 500);
        let expected = r#"{"message":"the network is gone","data":{"stack":"the network is gone"},"code":"BridgeError"}"#;
        assert_eq!(text(response), expected);
    }

    #[test]
    fn message_of_the_api_is_passed_on() {
        let api = api(Some((422, r#"{"statusCode":422,"message":"Validation Error"}"#)));
        let response = answer(&bridge_that_forwards(Arc::new(api)), post("workflowId=wf", "{}"));
        assert!(text(response).contains("Novu's API answered 422 Unprocessable Entity: Validation Error"));
    }

    #[test]
    fn unsigned_triggers_are_not_forwarded() {
        let api = api(Some((201, "{}")));
        let bridge = strict_bridge_that_forwards(Arc::new(api.clone()));
        assert_eq!(answer(&bridge, post("workflowId=wf", "{}")).status(), 401);
        assert!(api.sent.lock().unwrap().is_empty());
    }
}
