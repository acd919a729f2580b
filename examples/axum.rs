//! The program of the README: an axum server with one workflow.
//!
//! ```sh
//! cargo run --example axum
//! ```

use axum::{Router, routing::get};
use novu_framework::{
    Context, Digest, Email, InApp, NoControls, NovuLayer, Registry, Result, Unit, Workflow,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Comment {
    author: String,
    text: String,
    post_id: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct EmailControls {
    subject: String,
    footer: bool,
}

impl Default for EmailControls {
    fn default() -> Self {
        Self {
            subject: "{{payload.author}} commented".into(),
            footer: true,
        }
    }
}

async fn comment(cx: Context<Comment>) -> Result<()> {
    let inbox = cx
        .step
        .in_app("inbox", async |_: NoControls| {
            InApp::new(format!("{} said: {}", cx.payload.author, cx.payload.text))
        })
        .await?;

    let batch = cx
        .step
        .digest("batch", |_: NoControls| Digest::every(1, Unit::Hours))
        .await?;

    cx.step
        .email("mail", async |c: EmailControls| {
            let footer = if c.footer {
                "<p>You follow this post.</p>"
            } else {
                ""
            };
            Email::new(
                c.subject,
                format!("<p>{} new comments</p>{footer}", batch.events.len()),
            )
        })
        .skip(|_| inbox.read)
        .await?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A line for each workflow that is discovered, each request and each failure.
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    let comment = Workflow::builder("comment", comment)
        .name("New comment")
        .tags(["social"])
        .build();
    let registry = Registry::builder().workflow(&comment).build()?;

    // Without a key the layer rejects everything but health checks. To be tried without Novu, this example
    // then accepts unsigned requests.
    let novu = if std::env::var_os("NOVU_SECRET_KEY").is_some() {
        NovuLayer::new(registry)
    } else {
        NovuLayer::builder(registry)
            .insecure_without_signature()
            .build()?
    };
    let app = Router::new()
        .route("/", get(|| async { "the rest of my app" }))
        .layer(novu);

    let port = std::env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let url = format!("http://{}", listener.local_addr()?);
    say(&format!("listening on {url}; try:"));
    say(&format!("  curl {url}/api/novu"));
    say(&format!("  curl {url}/api/novu/workflows/comment/execute \\"));
    say(r#"    -d '{"to":"ann","payload":{"author":"Bob","text":"Nice!","post_id":"p1"}}'"#);
    axum::serve(listener, app).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example may")]
fn say(line: &str) {
    println!("{line}");
}
