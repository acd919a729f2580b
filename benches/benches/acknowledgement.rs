//! The instructions of an event of an agent: its acknowledgement, and the part of its turn before the handler
//! waits.
//!
//! `.ci/run instructions` runs it after `instructions.rs`, in a build of its own, because agents would add to
//! the instructions of the bridge. The step is the smallest one, in a body of the same length.

use bytes::Bytes;
use gungraun::{
    Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use http::{Request, Response};
use http_body_util::Full;
use novu_framework::{
    Agent, NovuEndpoint, NovuLayer,
    agent::{Message, Turn, Turns},
    client::Client,
};
use novu_framework_benches::{KEY, request, sms_event, workflows};
use std::{future::pending, hint::black_box};
use tokio::runtime::{Builder, Runtime};
use tower::Service;

const ORIGIN: &str = "http://127.0.0.1:3000";
const EVENT: &str = "?action=agent-event&agentId=wait&event=onMessage";
const STEP: &str = "?action=execute&workflowId=sms-code&stepId=text";

/// Fails when more than 105 % of `count` instructions are executed.
fn counted(count: u64) -> LibraryBenchmarkConfig {
    let limits = [(EventKind::Ir, count + count / 20)];
    LibraryBenchmarkConfig::default()
        .tool(Callgrind::default().hard_limits(limits))
        .clone()
}

/// Returns the body of a message as Novu sends it: that of `bench_agents`, 1,073 bytes. Each number is
/// another message.
fn message(number: u32) -> Bytes {
    let body = include_str!("message.json").trim_end();
    body.replace("{origin}", ORIGIN)
        .replace("{number}", &number.to_string())
        .into()
}

/// Returns the event of the smallest step with as many bytes as a message.
fn step(number: u32) -> Bytes {
    let step = String::from_utf8(sms_event().to_vec()).expect("it is a text");
    let missing = message(number).len() - step.len() - r#","firstName":"""#.len();
    step.replace("}}", &format!(r#","firstName":"{}"}}}}"#, "x".repeat(missing)))
        .into()
}

type Call = (Runtime, NovuEndpoint, Request<Full<Bytes>>);

/// Returns the request and a bridge that has answered others, so that its caches are filled.
fn call(target: &str, body: fn(u32) -> Bytes) -> Call {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let agent = Agent::builder("wait", async |_: Turn<Message>| pending::<()>().await).build();
    let registry = workflows::builder(10).agent(&agent).build().expect("it is valid");
    let client = Client::builder().secret_key(KEY).api_url(ORIGIN).build();
    let layer = NovuLayer::builder(registry)
        .secret_key(KEY)
        .client(client.expect("the settings are valid"))
        .turns(Turns::default());
    let mut bridge = layer.build().expect("there is a key").into_endpoint();
    for number in 100..110 {
        let answer = runtime.block_on(begun(&mut bridge, request(target, &body(number))));
        assert_eq!(answer.status(), 200);
    }
    (runtime, bridge, request(target, &body(110)))
}

/// Answers a request, and lets its turn begin.
async fn begun(bridge: &mut NovuEndpoint, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
    let answer = bridge.call(request).await;
    tokio::task::yield_now().await;
    answer.expect("it cannot fail")
}

fn event() -> Call {
    call(EVENT, message)
}

fn padded() -> Call {
    call(STEP, step)
}

type Answered = (Runtime, NovuEndpoint, Response<Full<Bytes>>);

#[library_benchmark]
#[bench::step_of_the_same_length(args = (), setup = padded, config = counted(91_700))]
#[bench::acknowledgement(args = (), setup = event, config = counted(107_300))]
fn answer((runtime, mut bridge, request): Call) -> Answered {
    let answer = runtime
        .block_on(bridge.call(black_box(request)))
        .expect("it cannot fail");
    (runtime, bridge, answer)
}

#[library_benchmark]
#[bench::until_the_handler_waits(args = (), setup = event, config = counted(150_900))]
fn turn((runtime, mut bridge, request): Call) -> Answered {
    let answer = runtime.block_on(begun(&mut bridge, black_box(request)));
    (runtime, bridge, answer)
}

library_benchmark_group!(name = agents, benchmarks = [answer, turn]);
main!(library_benchmark_groups = agents);
