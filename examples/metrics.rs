//! A server with metrics of its bridge for Prometheus, at `/metrics`.
//!
//! ```sh
//! cargo run --example metrics
//! ```

use axum::{Router, http::header, routing::get};
use novu_framework::{
    Context, NoControls, NovuLayer, Registry, Result, Sms, Workflow,
    layer::{OnAnswer, Summary},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry as Metrics, Unit},
};
use serde_json::Value;
use std::sync::Arc;

/// The labels of a request. Clients cannot invent values for them, so the number of time series is bounded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    action: &'static str,
    workflow: String,
    step: String,
    outcome: &'static str,
    code: &'static str,
}

/// The metrics of a bridge. Clones share them.
#[derive(Clone)]
struct BridgeMetrics {
    duration: Family<Labels, Histogram>,
    received: Family<Labels, Counter>,
    sent: Family<Labels, Counter>,
}

impl BridgeMetrics {
    fn new(metrics: &mut Metrics) -> Self {
        let bridge = Self {
            // From one millisecond to four and a half seconds, after which Novu may time out.
            duration: Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.001, 2.0, 13))),
            received: Family::default(),
            sent: Family::default(),
        };
        let metrics = metrics.sub_registry_with_prefix("novu_bridge");
        let (duration, received, sent) = (
            bridge.duration.clone(),
            bridge.received.clone(),
            bridge.sent.clone(),
        );
        metrics.register_with_unit(
            "request_duration",
            "Time from request to response",
            Unit::Seconds,
            duration,
        );
        metrics.register_with_unit("request_body", "Bytes of requests", Unit::Bytes, received);
        metrics.register_with_unit("response_body", "Bytes of responses", Unit::Bytes, sent);
        bridge
    }
}

impl OnAnswer for BridgeMetrics {
    fn on_answer(&self, summary: &Summary<'_>) {
        let labels = Labels {
            action: summary.action,
            workflow: summary.workflow.unwrap_or_default().to_owned(),
            step: summary.step.unwrap_or_default().to_owned(),
            outcome: summary.outcome.as_str(),
            code: summary.code.map_or("", |code| code.as_str()),
        };
        self.received.get_or_create(&labels).inc_by(summary.request_bytes);
        self.sent.get_or_create(&labels).inc_by(summary.response_bytes);
        self.duration
            .get_or_create(&labels)
            .observe(summary.duration.as_secs_f64());
    }
}

async fn welcome(cx: Context<Value>) -> Result<()> {
    cx.step.sms("sms", |_: NoControls| Sms::new("Welcome!")).await?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A line for each workflow that is discovered, each request and each failure.
    tracing_subscriber::fmt::init();

    let welcome = Workflow::builder("welcome", welcome).build();
    let registry = Registry::builder().workflow(&welcome).build()?;

    let mut metrics = Metrics::default();
    let novu = NovuLayer::builder(registry)
        .on_answer(BridgeMetrics::new(&mut metrics))
        // For local trials only; in production set a `secret_key`.
        .insecure_without_signature()
        .build()?;

    let metrics = Arc::new(metrics);
    let scrape = async move || {
        let mut text = String::new();
        encode(&mut text, &metrics).expect("a string takes any text");
        let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        ([(header::CONTENT_TYPE, content_type)], text)
    };
    let app = Router::new().route("/metrics", get(scrape)).layer(novu);

    let port = std::env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let address = listener.local_addr()?;
    say(&format!("listening on http://{address}"));
    say(&format!(
        "  curl http://{address}/api/novu/workflows/welcome/execute -d '{{\"to\":\"ann\"}}'"
    ));
    say(&format!("  curl http://{address}/metrics"));
    axum::serve(listener, app).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example may")]
fn say(line: &str) {
    println!("{line}");
}
