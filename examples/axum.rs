//! The program of the README: an axum server with one workflow.

use axum::{Router, routing::get};
use novu_framework::{Context, Digest, Email, InApp, NovuLayer, Registry, Result, Unit, Workflow};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
struct Comment {
    author: String,
    text: String,
    post_id: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct EmailControls {
    subject: String,
}

impl Default for EmailControls {
    fn default() -> Self {
        Self {
            subject: "{{payload.author}} commented".into(),
        }
    }
}

async fn comment(cx: Context<Comment>) -> Result<()> {
    let comment = &cx.payload;
    let inbox = cx
        .step
        .in_app("inbox", || {
            InApp::new(format!("{} said: {}", comment.author, comment.text))
        })
        .await?;

    let batch = cx
        .step
        .digest("batch", || Digest::every(1, Unit::Hours).key(&comment.post_id))
        .await?;

    cx.step
        .email("mail", |controls: EmailControls| {
            let count = batch.events.len();
            Email::new(controls.subject, format!("<p>{count} new comments</p>"))
        })
        .skip(|_| inbox.read)
        .await?;
    Ok(())
}

#[tokio::main]
#[allow(clippy::print_stdout)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Prints a line for each workflow that is discovered, each request and each failure; reads `RUST_LOG`.
    tracing_subscriber::fmt::init();

    let comment = Workflow::builder("comment", comment)
        .name("New comment")
        .tags(["social"])
        .build();
    let registry = Registry::builder().workflow(&comment).build()?;

    // Requests must be signed with the key in `NOVU_SECRET_KEY`.
    let app = Router::new()
        .route("/", get(|| async { "the rest of my app" }))
        .layer(NovuLayer::new(registry));

    let port = std::env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
