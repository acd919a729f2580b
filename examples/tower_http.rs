//! axum with the layers of a production server, in the order that works with signed requests.
//!
//! ```sh
//! NOVU_STRICT_AUTHENTICATION_ENABLED=false cargo run --example tower_http
//! curl -i --compressed http://127.0.0.1:4000/api/novu
//! ```

use axum::{
    Router,
    http::{HeaderValue, StatusCode},
    routing::{get, post},
};
use novu_framework::{Context, Email, NovuLayer, Registry, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{env, future, time::Duration};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::CorsLayer,
    decompression::RequestDecompressionLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Signup {
    name: String,
}

async fn bug() {
    panic!("a bug in the app");
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example may")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Logs go to standard error.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(std::io::stderr)
        .init();

    let welcome = Workflow::builder("welcome", async |cx: Context<Signup>| {
        cx.step
            .email("mail", || {
                Email::new("Welcome", format!("<p>Hi {}</p>", cx.payload.name))
            })
            .await?;
        Ok(())
    });
    let registry = Registry::builder().workflow(&welcome.build()).build()?;

    let timeout = env::var("TIMEOUT_MS").map_or(Ok(10_000), |text| text.parse())?;
    let website = HeaderValue::from_static("https://www.example.com");
    let layers = ServiceBuilder::new()
        // For the bridge and the app.
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(TraceLayer::new_for_http())
        .layer(PropagateRequestIdLayer::x_request_id())
        // Novu retries after a 503 or 504.
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_millis(timeout),
        ))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .layer(NovuLayer::new(registry))
        // For the app only: the bridge has its own CORS headers and limit, and needs the bodies as they were
        // sent.
        .layer(CorsLayer::new().allow_origin(website))
        .layer(RequestBodyLimitLayer::new(64 * 1024))
        .layer(RequestDecompressionLayer::new());
    let app = Router::new()
        .route("/", get(|| async { "the rest of my app" }))
        .route("/echo", post(|body: String| async { body }))
        // Two bugs that the layers catch.
        .route("/hang", get(future::pending::<()>))
        .route("/panic", get(bug))
        .layer(layers);

    let port = env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
