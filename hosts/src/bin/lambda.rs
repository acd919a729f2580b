//! AWS Lambda behind an API Gateway (REST or HTTP API), a function URL or a load balancer.
//!
//! On Lambda the program polls the runtime for events. Elsewhere it answers one event from its standard
//! input:
//!
//! ```sh
//! cargo run --manifest-path hosts/Cargo.toml --bin lambda < hosts/events/api_gateway_v2.json
//! ```
//!
//! `lambda_http` prepends the stage of a REST API, or of an HTTP API with named stages, to the path: set
//! `AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH=true`, or give the layer a `prefix` with the stage in it.

use lambda_http::{
    Adapter, Context as Invocation, Error, LambdaEvent, Request, Response, service_fn,
    tower::{Layer, ServiceExt},
};
use novu_framework::{Context, Email, NovuLayer, Registry, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::env;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Signup {
    name: String,
}

/// The app inside the layer. A function that serves only Novu uses `NovuLayer::into_endpoint`.
async fn app(_: Request) -> Result<Response<String>, Error> {
    Ok(Response::new("the rest of my app".into()))
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example may")]
async fn main() -> Result<(), Error> {
    let welcome = Workflow::builder("welcome", async |cx: Context<Signup>| {
        cx.step
            .email("mail", || {
                Email::new("Welcome", format!("<p>Hi {}</p>", cx.payload.name))
            })
            .await?;
        Ok(())
    });
    let registry = Registry::builder().workflow(&welcome.build()).build()?;
    let service = NovuLayer::new(registry).layer(service_fn(app));

    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return lambda_http::run(service).await;
    }
    let event = serde_json::from_reader(std::io::stdin())?;
    let response = Adapter::from(service)
        .oneshot(LambdaEvent::new(event, Invocation::default()))
        .await?;
    println!("{}", serde_json::to_string_pretty(&response)?);
    Ok(())
}
