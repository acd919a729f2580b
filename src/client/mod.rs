//! A client of Novu's API that starts workflows. (Feature `client`.)
//!
//! [`Workflow::trigger`](crate::Workflow::trigger) validates the payload against the workflow's schema before
//! it is sent, so that the workflow function can deserialise it. [`Client`] also sends events in
//! [bulk](Client::trigger_bulk), [broadcasts](crate::Workflow::broadcast) and [cancels](Client::cancel) them,
//! and [syncs](Client::sync) a bridge.
//!
//! # Example
//!
//! ```no_run
//! use novu_framework::{Context, InApp, Result, Workflow, client::Client};
//!
//! #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
//! struct Comment {
//!     author: String,
//!     text: String,
//! }
//!
//! async fn comment(cx: Context<Comment>) -> Result<()> {
//!     cx.step.in_app("inbox", || InApp::new(&cx.payload.text)).await?;
//!     Ok(())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let comment = Workflow::builder("comment", comment).build();
//! let client = Client::new("the secret key")?;
//!
//! let payload = Comment { author: "Ada".into(), text: "First!".into() };
//! let triggered = comment.trigger(&client, "subscriber-1", payload).actor("ada").await?;
//! triggered.cancel(&client).await?;
//! # Ok(())
//! # }
//! ```
//!
//! With explicit settings, and a function in place of the network, as in tests:
//!
//! ```
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use novu_framework::client::{Client, Event, Recipient, SubscriberPayload, Topic};
//! use novu_framework::{Context, Result, Workflow};
//! use std::{convert::Infallible, time::Duration};
//! use tower::service_fn;
//!
//! type Body = Full<bytes::Bytes>;
//!
//! async fn api(request: Request<Body>) -> Result<Response<Body>, Infallible> {
//!     assert_eq!(request.uri(), "https://eu.api.novu.co/v1/events/trigger");
//!     assert!(request.headers().contains_key("idempotency-key"));
//!     let answer = r#"{"data":{"acknowledged":true,"status":"processed","transactionId":"tx"}}"#;
//!     Ok(Response::new(Body::from(answer)))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder()
//!     .secret_key("the secret key")
//!     .api_url("https://eu.api.novu.co")
//!     .timeout(Duration::from_secs(5))
//!     .max_attempts(2)
//!     .transport(service_fn(api))
//!     .build()?;
//!
//! let news = Workflow::builder("news", async |_: Context<serde_json::Value>| Ok(())).build();
//! let ada = SubscriberPayload::new("ada").email("ada@example.org").data("plan", "free");
//! let readers = Topic::new("readers").exclude(["bob"]);
//! let triggered = news
//!     .trigger(&client, [Recipient::from(ada), readers.into()], serde_json::json!({}))
//!     .transaction_id("2024-06-news")
//!     .await?;
//! assert_eq!(triggered.transaction_id.as_deref(), Some("tx"));
//!
//! // A workflow of another program.
//! client.trigger(Event::new("made-in-the-dashboard", "ada", serde_json::json!({"a": 1}))).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Retries
//!
//! A request is sent up to four times unless set [otherwise](ClientBuilder::max_attempts). It is retried
//! after a network failure, a [time-out](ClientBuilder::timeout), and the statuses 408, 429 and 5xx, as well
//! as 409 with a `Retry-After` (Novu still works on the first attempt). The pauses
//! [double](ClientBuilder::backoff), beginning with half a second, less a random part. A `Retry-After` in
//! seconds takes precedence, unless it is longer than the longest pause: then the error is returned
//! immediately and [contains it](Error::retry_after).
//!
//! All attempts of a `POST` have the same `Idempotency-Key`. Novu honours it if the organisation has that
//! feature. Otherwise a trigger whose *answer* was lost starts a second run when it is retried. Where that
//! matters, set a [`transaction_id`](Trigger::transaction_id), which Novu accepts only once.
//!
//! # Errors
//!
//! A request that fails returns an [`Error`] with a [kind](Error::kind), settings that are wrong a
//! [`ConfigError`]. The secret key is in neither, nor in any `Debug` output; if the API repeats it, it is
//! replaced by `[redacted]` in everything that a [`Triggered`] or an [`Error`] contains.
//!
//! Sending needs a Tokio runtime with time enabled, whatever the transport.

mod answer;
mod api;
mod attempt;
mod builder;
mod config_error;
#[cfg(feature = "agents")]
mod courier;
mod error;
mod event;
mod forward;
mod redact;
mod retry;
mod sync;
#[cfg(test)]
mod tests;
mod transport;
mod trigger;
mod triggered;

pub use crate::recipients::{Actor, Recipient, Recipients, SubscriberPayload, Topic};
pub use api::Client;
pub use builder::ClientBuilder;
pub use config_error::ConfigError;
pub use error::{Error, ErrorKind, Violation};
pub use event::Event;
pub use sync::SyncRequest;
pub use transport::{HttpTransport, Transport};
pub use trigger::Trigger;
pub use triggered::{TriggerStatus, Triggered};
