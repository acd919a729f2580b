//! The instructions of the hot paths.
//!
//! Callgrind counts them, so the load of the machine does not matter. Each has a limit: the last committed
//! count and five per cent. `.ci/run instructions` fails above it. A change that is worth more instructions
//! raises its limit; one that saves some lowers it.

use bytes::Bytes;
use gungraun::{
    Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use http::{Request, Response};
use http_body_util::Full;
use novu_framework::NovuEndpoint;
use novu_framework_benches::{block_on, email_event, endpoint, html, request, sms_event, whole_event};
use std::hint::black_box;
use tower::Service;

/// Fails when more than 105 % of `count` instructions are executed.
fn counted(count: u64) -> LibraryBenchmarkConfig {
    let limits = [(EventKind::Ir, count + count / 20)];
    LibraryBenchmarkConfig::default()
        .tool(Callgrind::default().hard_limits(limits))
        .clone()
}

type Call = (NovuEndpoint, Request<Full<Bytes>>);

/// Returns the request and a bridge that has answered it before, so that its caches are filled.
fn warm(target: &str, body: &Bytes) -> Call {
    let mut bridge = endpoint();
    for _ in 0..2 {
        let answer = block_on(bridge.call(request(target, body))).unwrap();
        assert_eq!(answer.status(), 200);
    }
    (bridge, request(target, body))
}

fn smallest() -> Call {
    warm("?action=execute&workflowId=sms-code&stepId=text", &sms_event())
}

fn email(html: &str) -> Call {
    warm(
        "?action=execute&workflowId=order-update&stepId=mail",
        &email_event(html),
    )
}

fn email_50k() -> Call {
    email(&html(50_000))
}

fn ordinary_email() -> Call {
    email("")
}

fn whole() -> Call {
    warm("/workflows/order-update/execute", &whole_event())
}

fn health() -> Call {
    let request = || Request::get("/api/novu").body(Full::default()).unwrap();
    let mut bridge = endpoint();
    assert_eq!(block_on(bridge.call(request())).unwrap().status(), 200);
    (bridge, request())
}

#[library_benchmark]
#[bench::health(args = (), setup = health, config = counted(3_113))]
#[bench::smallest_step(args = (), setup = smallest, config = counted(31_830))]
#[bench::email_step(args = (), setup = ordinary_email, config = counted(262_200))]
#[bench::email_step_50k(args = (), setup = email_50k, config = counted(6_800_000))]
#[bench::whole_workflow(args = (), setup = whole, config = counted(277_200))]
fn bridge((mut bridge, request): Call) -> (NovuEndpoint, Response<Full<Bytes>>) {
    let answer = block_on(bridge.call(black_box(request))).unwrap();
    // Dropping the bridge is not part of it.
    (bridge, answer)
}

library_benchmark_group!(name = hot_paths, benchmarks = bridge);
main!(library_benchmark_groups = hot_paths);
