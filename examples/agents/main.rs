//! A server whose agents come from a JSON file, to compare it with one on the reference SDK.
//!
//! `CONFORMANCE_AGENTS` is the path of the file, `NOVU_API_URL` the origin of Novu's API, to which the key
//! goes. `PORT` is the port to listen on, `0` for any. `NOVU_STRICT_AUTHENTICATION_ENABLED=false` accepts
//! unsigned requests.

mod content;
mod definition;
mod human;
mod jsx;
mod run;
mod values;

use axum::{Router, routing::get};
use novu_framework::{NovuLayer, client::Client};
use std::env;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let registry = definition::registry(&std::fs::read(env::var("CONFORMANCE_AGENTS")?)?)?;
    let key = env::var("NOVU_SECRET_KEY")?;
    let mut client = Client::builder().secret_key(&key);
    if let Ok(url) = env::var("NOVU_API_URL") {
        client = client.api_url(url);
    }
    let layer = NovuLayer::builder(registry).client(client.build()?);
    let layer = if env::var("NOVU_STRICT_AUTHENTICATION_ENABLED").is_ok_and(|value| value == "false") {
        layer.insecure_without_signature()
    } else {
        layer.secret_key(key)
    };
    // Paths below the prefix are the host's affair; the recorded host has them lead to the bridge.
    let app = Router::new()
        .route("/hello", get(|| async { "hello" }))
        .nest_service("/api/novu", layer.build()?.into_endpoint());

    let port = env::var("PORT").unwrap_or_else(|_| "0".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    announce(&format!("listening on http://{}", listener.local_addr()?));
    axum::serve(listener, app).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the format asks for this line")]
fn announce(line: &str) {
    println!("{line}");
}
