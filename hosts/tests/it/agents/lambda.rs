//! `lambda_agents` under the runtime and extension APIs of AWS Lambda.

use super::{
    super::{
        Program,
        lambda::{recorded, signed},
    },
    novu::{Novu, event},
};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

/// Something that the program does.
#[derive(Debug, PartialEq)]
enum Step {
    Registers(Value),
    /// The runtime asks for an event.
    RuntimeIsIdle,
    /// The extension asks for an event.
    ExtensionIsIdle,
    Answers(Value),
}

/// A running function with its APIs.
struct Function {
    invocations: mpsc::UnboundedSender<Value>,
    notices: mpsc::UnboundedSender<()>,
    steps: mpsc::UnboundedReceiver<Step>,
    _program: Program,
}

#[derive(Clone)]
struct Apis {
    steps: mpsc::UnboundedSender<Step>,
    invocations: Arc<Mutex<mpsc::UnboundedReceiver<Value>>>,
    notices: Arc<Mutex<mpsc::UnboundedReceiver<()>>>,
}

const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:bridge";
const DEADLINE: u64 = 4_102_444_800_000;

async fn register(State(apis): State<Apis>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    assert!(headers.contains_key("lambda-extension-name"));
    apis.steps.send(Step::Registers(body["events"].clone())).unwrap();
    let function =
        json!({ "functionName": "bridge", "functionVersion": "1", "handler": "bootstrap", "accountId": "1" });
    ([("lambda-extension-identifier", "extension-1")], Json(function)).into_response()
}

async fn next_notice(State(apis): State<Apis>, headers: HeaderMap) -> Response {
    assert_eq!(headers["lambda-extension-identifier"], "extension-1");
    apis.steps.send(Step::ExtensionIsIdle).unwrap();
    apis.notices.lock().await.recv().await.unwrap();
    let tracing = json!({ "type": "X-Amzn-Trace-Id", "value": "Root=1" });
    let notice = json!({
        "eventType": "INVOKE", "deadlineMs": DEADLINE, "requestId": "1", "invokedFunctionArn": ARN, "tracing": tracing,
    });
    Json(notice).into_response()
}

async fn next_invocation(State(apis): State<Apis>) -> Response {
    apis.steps.send(Step::RuntimeIsIdle).unwrap();
    let event = apis.invocations.lock().await.recv().await.unwrap();
    let deadline = DEADLINE.to_string();
    let headers = [
        ("lambda-runtime-aws-request-id", "1"),
        ("lambda-runtime-deadline-ms", &deadline),
        ("lambda-runtime-invoked-function-arn", ARN),
    ];
    (headers, Json(event)).into_response()
}

async fn answered(State(apis): State<Apis>, request: Request) -> StatusCode {
    let path = request.uri().path().to_owned();
    let body = axum::body::to_bytes(request.into_body(), usize::MAX)
        .await
        .unwrap();
    let answer = serde_json::from_slice(&body).unwrap_or_default();
    assert!(path.ends_with("/1/response"), "{path}: {answer}");
    apis.steps.send(Step::Answers(answer)).unwrap();
    StatusCode::ACCEPTED
}

impl Function {
    async fn start(novu: &Novu, variables: &[(&str, &str)]) -> Self {
        let (sender, steps) = mpsc::unbounded_channel();
        let (invocations, next) = mpsc::unbounded_channel();
        let (notices, noticed) = mpsc::unbounded_channel();
        let apis = Apis {
            steps: sender,
            invocations: Arc::new(Mutex::new(next)),
            notices: Arc::new(Mutex::new(noticed)),
        };
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next_invocation))
            .route("/2020-01-01/extension/register", post(register))
            .route("/2020-01-01/extension/event/next", get(next_notice))
            .fallback(answered)
            .with_state(apis);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async { axum::serve(listener, app).await });
        let mut environment = vec![
            ("AWS_LAMBDA_RUNTIME_API", &*address),
            ("AWS_LAMBDA_FUNCTION_NAME", "bridge"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true"),
            ("NOVU_API_URL", &*novu.origin),
        ];
        environment.extend(variables);
        let program = Program::start(env!("CARGO_BIN_EXE_lambda_agents"), &environment);
        Self {
            invocations,
            notices,
            steps,
            _program: program,
        }
    }

    async fn step(&mut self) -> Step {
        self.steps.recv().await.unwrap()
    }

    async fn answer(&mut self) -> Value {
        match self.step().await {
            Step::Answers(answer) => answer,
            other => panic!("{other:?}"),
        }
    }
}

/// Returns a recorded event with the message of a person in it, signed.
fn says(name: &str, novu: &Novu, text: &str) -> Value {
    let mut recorded = recorded(name);
    let body = event(&novu.origin, text).to_string();
    recorded["body"] = match recorded["isBase64Encoded"] == true {
        true => STANDARD.encode(body).into(),
        false => body.into(),
    };
    let query = [
        ("action", "agent-event"),
        ("agentId", "hello"),
        ("event", "onMessage"),
    ];
    if recorded["version"] == "2.0" {
        let pairs = query.map(|(name, value)| format!("{name}={value}"));
        recorded["rawQueryString"] = pairs.join("&").into();
    } else {
        recorded["multiValueQueryStringParameters"] = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!([value])))
            .collect();
    }
    recorded["queryStringParameters"] = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    signed(recorded)
}

fn assert_acknowledged(answer: &Value) {
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(answer["body"], r#"{"status":"ack"}"#);
}

#[tokio::test]
async fn extension_keeps_the_function_awake_until_the_turn_is_over() {
    let mut novu = Novu::start().await;
    let mut function = Function::start(&novu, &[]).await;
    assert_eq!(function.step().await, Step::Registers(json!(["INVOKE"])));
    // In either order.
    let mut idle = [function.step().await, function.step().await];
    idle.sort_by_key(|step| *step == Step::RuntimeIsIdle);
    assert_eq!(idle, [Step::ExtensionIsIdle, Step::RuntimeIsIdle]);

    for text in ["one", "two"] {
        function.notices.send(()).unwrap();
        function
            .invocations
            .send(says("function_url_agent", &novu, text))
            .unwrap();
        assert_acknowledged(&function.answer().await);
        assert_eq!(function.step().await, Step::RuntimeIsIdle);
        assert_eq!(
            novu.next().await["reply"]["markdown"],
            format!("You said: {text}")
        );
        // The reply is not answered, so the turn is not over, and the extension has not asked for an event.
        assert!(function.steps.try_recv().is_err());
        novu.release(2);
        assert_eq!(novu.next().await["typing"], "stop");
        assert_eq!(function.step().await, Step::ExtensionIsIdle);
    }
}

#[tokio::test]
async fn inline_turns_run_before_the_acknowledgement() {
    let mut novu = Novu::start().await;
    let mut function = Function::start(&novu, &[("TURNS", "inline")]).await;
    assert_eq!(function.step().await, Step::RuntimeIsIdle);
    for name in ["function_url_agent", "api_gateway_v2", "api_gateway_v1"] {
        function.invocations.send(says(name, &novu, name)).unwrap();
        assert_eq!(
            novu.next().await["reply"]["markdown"],
            format!("You said: {name}")
        );
        assert!(function.steps.try_recv().is_err());
        novu.release(2);
        assert_eq!(novu.next().await["typing"], "stop");
        assert_acknowledged(&function.answer().await);
        assert_eq!(function.step().await, Step::RuntimeIsIdle);
    }
}
