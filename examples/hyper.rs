//! hyper without a framework.
//!
//! ```sh
//! NOVU_STRICT_AUTHENTICATION_ENABLED=false cargo run --example hyper
//! curl http://127.0.0.1:4000/api/novu
//! ```

use http::{Request, Response};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use novu_framework::{Context, Email, NovuLayer, Registry, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, env};
use tokio::net::TcpListener;
use tower::{Layer, service_fn};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Signup {
    name: String,
}

/// The rest of the app. A server without one uses `NovuLayer::into_endpoint`.
async fn app(_: Request<Incoming>) -> Result<Response<String>, Infallible> {
    Ok(Response::new("the rest of my app".into()))
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
    let service = TowerToHyperService::new(NovuLayer::new(registry).layer(service_fn(app)));

    let port = env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(stream), service.clone())
            // For the app's WebSockets; the bridge has none.
            .with_upgrades();
        // An error here means that the client disconnected.
        tokio::spawn(connection);
    }
}
