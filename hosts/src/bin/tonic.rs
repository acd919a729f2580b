//! A tonic server: gRPC and the bridge on one port.
//!
//! ```sh
//! NOVU_STRICT_AUTHENTICATION_ENABLED=false cargo run --manifest-path hosts/Cargo.toml --bin tonic
//! curl http://127.0.0.1:4000/api/novu
//! ```
//!
//! The gRPC service is the health check of tonic-health, in place of your own.

use novu_framework::{Context, Email, NovuLayer, Registry, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::env;
use tokio::net::TcpListener;
use tonic::transport::{Server, server::TcpIncoming};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Signup {
    name: String,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example may")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let welcome = Workflow::builder("welcome", async |cx: Context<Signup>| {
        cx.step
            .email("mail", || {
                Email::new("Welcome", format!("<p>Hi {}</p>", cx.payload.name))
            })
            .await?;
        Ok(())
    });
    let registry = Registry::builder().workflow(&welcome.build()).build()?;
    let (_reporter, health) = tonic_health::server::health_reporter();

    let port = env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Server::builder()
        // Novu speaks HTTP/1.1; gRPC is HTTP/2.
        .accept_http1(true)
        .layer(NovuLayer::new(registry))
        .add_service(health)
        .serve_with_incoming(TcpIncoming::from(listener))
        .await?;
    Ok(())
}
