//! A server whose workflows come from a JSON file, to compare it with one on the reference SDK.
//!
//! `CONFORMANCE_WORKFLOWS` is the path of the file; `tests/vectors/README.md` describes its format. `PORT` is
//! the port to listen on, `0` for any. [`NovuLayer::new`] reads `NOVU_SECRET_KEY` and
//! `NOVU_STRICT_AUTHENTICATION_ENABLED`.

mod description;

use axum::{Router, routing::get};
use novu_framework::NovuLayer;
use std::env;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let registry = description::registry(&std::fs::read(env::var("CONFORMANCE_WORKFLOWS")?)?)?;
    let app = Router::new()
        .route("/hello", get(|| async { "hello" }))
        .layer(NovuLayer::new(registry));

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
