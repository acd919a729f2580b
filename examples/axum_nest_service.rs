//! axum with the bridge as a route, for routers that cannot have a layer: nested or merged ones.
//!
//! ```sh
//! NOVU_STRICT_AUTHENTICATION_ENABLED=false cargo run --example axum_nest_service
//! curl http://127.0.0.1:4000/v1/novu
//! ```

use axum::{Router, routing::get};
use novu_framework::{Context, Email, NovuLayer, Registry, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::env;
use tokio::net::TcpListener;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Signup {
    name: String,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example may")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A line for each workflow that is discovered, each request and each failure.
    tracing_subscriber::fmt::init();

    let welcome = Workflow::builder("welcome", async |cx: Context<Signup>| {
        cx.step
            .email("mail", || {
                Email::new("Welcome", format!("<p>Hi {}</p>", cx.payload.name))
            })
            .await?;
        Ok(())
    });
    let registry = Registry::builder().workflow(&welcome.build()).build()?;

    // The router decides the endpoint's path, so the layer's own prefix is ignored.
    let v1 = Router::new()
        .route("/hello", get(|| async { "the rest of my app" }))
        .nest_service("/novu", NovuLayer::new(registry).into_endpoint());
    let app = Router::new().nest("/v1", v1);

    let port = env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
