//! The instructions that the optional parts add: a subscriber, metrics, a deadline, the replay memory; and
//! those of a preview in the studio, beside the same step executed.
//!
//! Run it with `.ci/instructions everything`. The features are on in all of these, `studio` too, whose
//! witness takes no notes of such requests; `instructions.rs` has the same requests without the features.

use bytes::Bytes;
use gungraun::{library_benchmark, library_benchmark_group, main};
use http::{Request, Response};
use http_body_util::Full;
use novu_framework::{NovuEndpoint, NovuLayer, layer::Summary, studio::Studio};
use novu_framework_benches::{KEY, block_on, email_event, html, request, sms_event, workflows};
use serde_json::{Map, Value, json};
use std::{
    hint::black_box,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use tokio::runtime::{Builder, EnterGuard};
use tower::Service;
use tracing_subscriber::{fmt, registry, util::SubscriberInitExt};

/// The optional parts of a bridge.
#[derive(Clone, Copy, Default)]
struct Parts {
    /// Spans and events go to a subscriber that keeps spans and prints nothing.
    spans: bool,
    /// Events are printed, to nowhere.
    printed: bool,
    metrics: bool,
    deadline: bool,
    memory: bool,
}

const NOTHING: Parts = Parts {
    spans: false,
    printed: false,
    metrics: false,
    deadline: false,
    memory: false,
};
const SPANS: Parts = Parts {
    spans: true,
    ..NOTHING
};
const PRINTED: Parts = Parts {
    printed: true,
    ..NOTHING
};
const METRICS: Parts = Parts {
    metrics: true,
    ..NOTHING
};
const DEADLINE: Parts = Parts {
    deadline: true,
    ..NOTHING
};
const MEMORY: Parts = Parts {
    memory: true,
    ..NOTHING
};
const ALL_BUT_PRINTED: Parts = Parts {
    spans: true,
    metrics: true,
    deadline: true,
    memory: true,
    ..NOTHING
};

static REQUESTS: AtomicU64 = AtomicU64::new(0);

type Call = (NovuEndpoint, Request<Full<Bytes>>, EnterGuard<'static>);

fn call(parts: Parts, target: &str, body: &Bytes) -> Call {
    if parts.printed {
        fmt().with_writer(std::io::sink).init();
    } else if parts.spans {
        registry().init();
    }
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let entered = Box::leak(Box::new(runtime)).enter();
    let mut layer = NovuLayer::builder(workflows::registry().unwrap()).secret_key(KEY);
    if parts.metrics {
        layer = layer.on_answer(|summary: &Summary<'_>| {
            REQUESTS.fetch_add(u64::from(summary.status.is_some()), Ordering::Relaxed);
        });
    }
    if parts.deadline {
        layer = layer.deadline(Duration::from_secs(20));
    }
    if parts.memory {
        layer = layer.replay_memory(1000, 1_000_000);
    }
    let mut bridge = layer.build().unwrap().into_endpoint();
    // Other bodies than the last one, which the memory must not know.
    for space in [" ", "  "] {
        let body = [body, space.as_bytes()].concat().into();
        assert_eq!(
            block_on(bridge.call(request(target, &body))).unwrap().status(),
            200
        );
    }
    (bridge, request(target, body), entered)
}

fn smallest(parts: Parts) -> Call {
    call(
        parts,
        "?action=execute&workflowId=sms-code&stepId=text",
        &sms_event(),
    )
}

fn email(parts: Parts) -> Call {
    call(
        parts,
        "?action=execute&workflowId=order-update&stepId=mail",
        &email_event(""),
    )
}

#[library_benchmark]
#[bench::nothing(args = (NOTHING), setup = smallest)]
#[bench::spans(args = (SPANS), setup = smallest)]
#[bench::printed(args = (PRINTED), setup = smallest)]
#[bench::metrics(args = (METRICS), setup = smallest)]
#[bench::deadline(args = (DEADLINE), setup = smallest)]
#[bench::memory(args = (MEMORY), setup = smallest)]
#[bench::all(args = (ALL_BUT_PRINTED), setup = smallest)]
fn smallest_step(
    (mut bridge, request, entered): Call,
) -> (NovuEndpoint, Response<Full<Bytes>>, EnterGuard<'static>) {
    let answer = block_on(bridge.call(black_box(request))).unwrap();
    (bridge, answer, entered)
}

#[library_benchmark]
#[bench::nothing(args = (NOTHING), setup = email)]
#[bench::spans(args = (SPANS), setup = email)]
#[bench::printed(args = (PRINTED), setup = email)]
#[bench::metrics(args = (METRICS), setup = email)]
#[bench::deadline(args = (DEADLINE), setup = email)]
#[bench::memory(args = (MEMORY), setup = email)]
#[bench::all(args = (ALL_BUT_PRINTED), setup = email)]
fn email_step(
    (mut bridge, request, entered): Call,
) -> (NovuEndpoint, Response<Full<Bytes>>, EnterGuard<'static>) {
    let answer = block_on(bridge.call(black_box(request))).unwrap();
    (bridge, answer, entered)
}

type Preview = (NovuEndpoint, Request<Full<Bytes>>);

/// Returns the request of the studio's page for the e-mail step with this HTML, the same data as in
/// [`email`]. `action` is `preview` or `execute`.
fn preview(action: &str, html: &str) -> Preview {
    let event: Value = serde_json::from_slice(&email_event(html)).unwrap();
    let state: Map<String, Value> = event["state"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            (
                step["stepId"].as_str().unwrap().to_owned(),
                step["outputs"].clone(),
            )
        })
        .collect();
    let asked = json!({
        "workflow": "order-update", "step": "mail", "as": action, "payload": event["payload"],
        "controls": event["controls"], "subscriber": event["subscriber"], "state": state,
    });
    let body = Bytes::from(asked.to_string());
    let request = || {
        Request::post("/studio/api/preview")
            .header("host", "localhost")
            .header("content-type", "application/json")
            .body(Full::new(body.clone()))
            .unwrap()
    };
    let studio = Studio::new().insecure_in_release().insecure_without_token();
    let layer = NovuLayer::builder(workflows::registry().unwrap())
        .secret_key(KEY)
        .studio(studio);
    let mut bridge = layer.build().unwrap().into_endpoint();
    for _ in 0..2 {
        let answer = block_on(bridge.call(request())).unwrap();
        assert_eq!(answer.status(), 200);
    }
    (bridge, request())
}

fn execute(html: &str) -> Preview {
    let target = "?action=execute&workflowId=order-update&stepId=mail";
    let (bridge, request, _) = call(NOTHING, target, &email_event(html));
    (bridge, request)
}

fn large() -> String {
    html(50_000)
}

#[library_benchmark]
#[bench::executed(args = (""), setup = execute)]
#[bench::preview(args = ("preview", ""), setup = preview)]
#[bench::preview_that_executes(args = ("execute", ""), setup = preview)]
#[bench::executed_50k(args = (&large()), setup = execute)]
#[bench::preview_50k(args = ("preview", &large()), setup = preview)]
fn studio((mut bridge, request): Preview) -> (NovuEndpoint, Response<Full<Bytes>>) {
    let answer = block_on(bridge.call(black_box(request))).unwrap();
    (bridge, answer)
}

library_benchmark_group!(name = parts, benchmarks = [smallest_step, email_step, studio]);
main!(library_benchmark_groups = parts);
