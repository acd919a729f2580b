//! The studio's JSON API and its gate, on layer and endpoint.

mod api;
mod gate;
#[cfg(feature = "agents")]
mod messages;
mod recorded;
mod scenarios;
#[cfg(feature = "agents")]
mod transcripts;
#[cfg(feature = "agents")]
mod turns;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use novu_framework::{
    Context, Delay, Digest, Email, InApp, NovuLayer, Registry, Result, Sms, Unit, Workflow, studio::Studio,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower::{Layer, ServiceExt, service_fn};

const KEY: &str = "a key";

#[derive(Serialize, Deserialize, JsonSchema)]
struct Comment {
    author: String,
    text: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct MailControls {
    subject: String,
}

impl Default for MailControls {
    fn default() -> Self {
        Self {
            subject: "{{payload.author}} commented".into(),
        }
    }
}

#[derive(Debug)]
struct Unsaved(std::io::Error);

impl std::fmt::Display for Unsaved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the mail was not saved")
    }
}

impl std::error::Error for Unsaved {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

async fn comment(cx: Context<Comment>) -> Result<()> {
    let inbox = cx
        .step
        .in_app("inbox", || {
            InApp::new(format!("{}: {}", cx.payload.author, cx.payload.text))
        })
        .await?;
    let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
    cx.step
        .email("mail", |controls: MailControls| {
            if cx.payload.text == "fail" {
                let disk = std::io::Error::other("the disk is full");
                return Err(Unsaved(disk).into());
            }
            Ok(Email::new(
                controls.subject,
                format!(
                    "<p onclick='x()'>{} comments</p><script>x()</script>",
                    batch.events.len()
                ),
            ))
        })
        .skip(|_| inbox.read)
        .await?;
    Ok(())
}

async fn pay(cx: Context<Value>) -> Result<()> {
    let charge = cx
        .step
        .custom("charge", || -> Result<Value> { panic!("the card was charged") })
        .await?;
    cx.step.delay("pause", || Delay::of(1, Unit::Days)).await?;
    cx.step
        .sms("text", || Sms::new(format!("Paid: {}", charge["id"])))
        .await?;
    Ok(())
}

fn registry() -> Registry {
    let comment = Workflow::builder("comment", comment)
        .name("New comment")
        .tags(["social"])
        .build();
    let pay = Workflow::builder("pay", pay).build();
    Registry::builder()
        .workflow(&comment)
        .workflow(&pay)
        .build()
        .unwrap()
}

fn layer(studio: Studio) -> NovuLayer {
    NovuLayer::builder(registry())
        .secret_key(KEY)
        .studio(studio)
        .build()
        .unwrap()
}

/// A layer whose studio asks for no token.
fn open() -> NovuLayer {
    layer(Studio::new().insecure_without_token())
}

/// A request as the page on this machine makes it.
fn request(method: Method, path: &str, body: Option<&Value>) -> http::request::Builder {
    let builder = Request::builder()
        .method(method)
        .uri(format!("/api/novu/studio{path}"));
    let builder = builder.header("host", "localhost:4000");
    match body {
        Some(_) => builder.header("content-type", "application/json"),
        None => builder,
    }
}

/// Sends a request through the layer, in front of a service that answers 418.
async fn send(layer: &NovuLayer, request: Request<Full<Bytes>>) -> Response<Bytes> {
    let inner = service_fn(async |_| {
        let mut response = Response::new(Full::<Bytes>::default());
        *response.status_mut() = StatusCode::IM_A_TEAPOT;
        Ok::<_, std::convert::Infallible>(response)
    });
    let response = layer.layer(inner).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Response::from_parts(parts, bytes)
}

async fn get(layer: &NovuLayer, path: &str) -> Value {
    let request = request(Method::GET, path, None).body(Full::default()).unwrap();
    let response = send(layer, request).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    serde_json::from_slice(response.body()).unwrap()
}

async fn post(layer: &NovuLayer, path: &str, body: Value) -> Value {
    let text = body.to_string();
    let request = request(Method::POST, path, Some(&body))
        .body(Full::from(text))
        .unwrap();
    let response = send(layer, request).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    serde_json::from_slice(response.body()).unwrap()
}

fn bob() -> Value {
    json!({ "author": "Bob", "text": "Nice!" })
}
