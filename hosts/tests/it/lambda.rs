//! `lambda` under a runtime API like that of AWS Lambda, which it asks for events and sends its answers.
//!
//! The events have the form that AWS documents for each gateway: header names as the client wrote them (REST
//! API) or in lower case, single and lists of values, a body in base64.

use super::{Program, sign};
use axum::{Json, Router, body::Bytes, http::StatusCode, response::IntoResponse, routing::get};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    sync::Arc,
};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

/// A running function with its runtime API.
struct Function {
    events: mpsc::UnboundedSender<Value>,
    answers: mpsc::UnboundedReceiver<Value>,
    _program: Program,
}

impl Function {
    async fn start() -> Self {
        let (events, next) = mpsc::unbounded_channel::<Value>();
        let (answer, answers) = mpsc::unbounded_channel();
        let next = Arc::new(Mutex::new(next));
        let next = move || async move {
            let event = next.lock().await.recv().await.unwrap();
            let headers = [
                ("lambda-runtime-aws-request-id", "1"),
                ("lambda-runtime-deadline-ms", "4102444800000"),
                (
                    "lambda-runtime-invoked-function-arn",
                    "arn:aws:lambda:eu-west-1:123456789012:function:bridge",
                ),
            ];
            (headers, Json(event)).into_response()
        };
        // The answer, or an error where one is expected, so that no test waits forever.
        let done = move |body: Bytes| async move {
            answer
                .send(serde_json::from_slice(&body).unwrap_or_default())
                .unwrap();
            StatusCode::ACCEPTED
        };
        let api = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .fallback(done);

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async { axum::serve(listener, api).await });
        let program = Program::start(
            env!("CARGO_BIN_EXE_lambda"),
            &[
                ("AWS_LAMBDA_RUNTIME_API", &address),
                ("AWS_LAMBDA_FUNCTION_NAME", "bridge"),
                ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
                ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
                ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true"),
            ],
        );
        Self {
            events,
            answers,
            _program: program,
        }
    }

    /// Returns status and body of the answer to `event`.
    async fn invoke(&mut self, event: Value) -> (u64, String) {
        self.events.send(event).unwrap();
        let answer = self.answers.recv().await.unwrap();
        let status = answer["statusCode"].as_u64();
        let body = answer["body"].as_str().unwrap_or_default().to_owned();
        (status.unwrap_or_else(|| panic!("no answer, but {answer}")), body)
    }
}

/// Reads `events/{name}.json`.
pub(crate) fn recorded(name: &str) -> Value {
    let path = format!("{}/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Replaces the recorded signature of `event` by a current one, under the same spelling of the header's name.
pub(crate) fn signed(mut event: Value) -> Value {
    let text = event["body"].as_str().unwrap();
    let body = if event["isBase64Encoded"] == true {
        STANDARD.decode(text).unwrap()
    } else {
        text.into()
    };
    let signature = sign(&body);
    let mut replaced = 0;
    for headers in ["headers", "multiValueHeaders"] {
        for (name, value) in event[headers].as_object_mut().into_iter().flatten() {
            if name.eq_ignore_ascii_case("novu-signature") {
                *(if value.is_array() { &mut value[0] } else { value }) = signature.clone().into();
                replaced += 1;
            }
        }
    }
    assert!(replaced > 0);
    event
}

/// Makes `event` a `method` of `path` without a query, in every member that a gateway writes them to.
fn at(mut event: Value, method: &str, path: &str) -> Value {
    if event["version"] == "2.0" {
        event["rawPath"] = path.into();
        event["rawQueryString"] = "".into();
        event["requestContext"]["http"]["path"] = path.into();
        event["requestContext"]["http"]["method"] = method.into();
    } else {
        event["path"] = path.into();
        event["httpMethod"] = method.into();
        event["multiValueQueryStringParameters"] = Value::Object(serde_json::Map::new());
    }
    let object = event.as_object_mut().unwrap();
    object.remove("queryStringParameters");
    event
}

async fn check(name: &str) {
    let mut function = Function::start().await;
    let event = recorded(name);
    let (status, body) = function.invoke(signed(event.clone())).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("<p>Hi Ada</p>"), "{body}");

    let (status, body) = function.invoke(event.clone()).await;
    assert_eq!(status, 401);
    assert!(body.contains("SignatureExpiredError"), "{body}");

    let (status, body) = function.invoke(at(event.clone(), "GET", "/api/novu")).await;
    assert_eq!(status, 200);
    assert!(body.starts_with(r#"{"status":"ok""#), "{body}");
    assert_eq!(
        function.invoke(at(event.clone(), "GET", "/api/novu/x")).await.0,
        404
    );
    let app = (200, "the rest of my app".to_owned());
    assert_eq!(function.invoke(at(event, "GET", "/")).await, app);
}

#[tokio::test]
async fn rest_api_of_the_api_gateway_is_answered() {
    check("api_gateway_v1").await;
}

#[tokio::test]
async fn http_api_of_the_api_gateway_is_answered() {
    check("api_gateway_v2").await;
}

#[tokio::test]
async fn load_balancer_is_answered() {
    check("alb").await;
}

#[test]
fn without_lambda_one_event_from_stdin_is_answered() {
    let mut program = Program::start(env!("CARGO_BIN_EXE_lambda"), &[]);
    let event = signed(recorded("api_gateway_v2")).to_string();
    let mut input = program.0.stdin.take().unwrap();
    input.write_all(event.as_bytes()).unwrap();
    drop(input);
    let mut output = String::new();
    let mut pipe = program.0.stdout.take().unwrap();
    pipe.read_to_string(&mut output).unwrap();
    let answer: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(answer["statusCode"], 200, "{output}");
    assert!(program.0.wait().unwrap().success());
}
