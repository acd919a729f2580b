//! The server of the bench without the bridge: what a route costs that no layer is in front of.
//!
//! `PORT`, `HOST` and `BENCH_PREFIX` say where it listens, as for `bench_server`.

use axum::{Json, Router, routing::get};
use serde::Serialize;
use std::env;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut app = Router::new().route("/hello", get(hello));
    if let Ok(prefix) = env::var("BENCH_PREFIX") {
        // The bench waits for a healthy bridge before it begins.
        app = app.route(&prefix, get(hello));
    }
    let host = env::var("HOST").unwrap_or_else(|_| "127.0.0.1".into());
    let listener = tokio::net::TcpListener::bind(format!("{host}:{}", env::var("PORT")?)).await?;
    announce(&format!("listening on http://{}", listener.local_addr()?));
    axum::serve(listener, app).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example may")]
fn announce(line: &str) {
    println!("{line}");
}

#[derive(Serialize)]
struct Hello {
    hello: &'static str,
}

async fn hello() -> Json<Hello> {
    Json(Hello { hello: "world" })
}
