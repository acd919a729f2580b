//! The server of the bench: its workflows, and a route that the bridge does not touch.
//!
//! It listens on `HOST` and `PORT` with `BENCH_PREFIX` as the path of the bridge and `NOVU_SECRET_KEY` as the
//! key; `BENCH_STRICT=0` turns signatures off, and `BENCH_CATALOG` is the number of workflows that are only
//! discovered. `bench_bare` is the same without the bridge.

use axum::{Json, Router, routing::get};
use novu_framework::NovuLayer;
use novu_framework_benches::workflows;
use serde::Serialize;
use std::env;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalog = env::var("BENCH_CATALOG").map_or(Ok(10), |number| number.parse())?;
    let registry = workflows::builder(catalog).build()?;
    let mut layer = NovuLayer::builder(registry).secret_key(env::var("NOVU_SECRET_KEY")?);
    if let Ok(prefix) = env::var("BENCH_PREFIX") {
        layer = layer.prefix(prefix);
    }
    if env::var("BENCH_STRICT").is_ok_and(|strict| strict == "0") {
        layer = layer.insecure_without_signature();
    }
    let app = Router::new().route("/hello", get(hello)).layer(layer.build()?);
    let host = env::var("HOST").unwrap_or_else(|_| "127.0.0.1".into());
    let listener = tokio::net::TcpListener::bind(format!("{host}:{}", env::var("PORT")?)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

#[derive(Serialize)]
struct Hello {
    hello: &'static str,
}

async fn hello() -> Json<Hello> {
    Json(Hello { hello: "world" })
}
