//! Novu notification workflows as async Rust functions, served from any Tower server.
//!
//! [Novu](https://novu.co) stores events, waits, collects digests, knows the preferences of each subscriber,
//! and delivers by e-mail, inbox, SMS, push, chat and tools. The messages can be written in code: a
//! **workflow** is an async function, and its **steps** return the messages. Your server offers its workflows
//! to Novu at one URL, the **bridge**, and Novu calls it for each step. This crate contains the bridge, as a
//! Tower layer, and everything for writing workflows. It implements the protocol of Novu's own SDK for
//! TypeScript, npm `@novu/framework` 2.13.2.
//!
//! # Concepts
//!
//! - A [`Workflow`] has an id and an async function of a [`Context`]: the event's payload, the subscriber,
//!   and `cx.step`, which has a method for each kind of [step](guide::steps).
//! - A step has an id and a *resolver*, a closure that returns the message. Awaiting the step returns its
//!   result: whether the inbox message was read, or the events of a digest.
//! - Novu requests one step at a time. The function starts again for each request: earlier steps return the
//!   results that Novu has stored, the requested step runs its resolver, and nothing after it runs. So the
//!   server keeps [no state](guide::workflows#one-request-one-step) between requests, and any number of
//!   instances can serve them.
//! - *Controls* are the settings of a step that people change in Novu's dashboard; they can be
//!   [templates](guide::controls). A type of yours defines them.
//! - A [`Registry`] holds the workflows. Building it runs each function once to find its steps, and reports
//!   mistakes before the server starts.
//! - [`NovuLayer`] serves a registry from any Tower server, and [`NovuEndpoint`] one without other routes.
//!
//! # First workflow
//!
//! ```
//! use novu_framework::{Context, Digest, Email, InApp, Registry, Result, Unit, Workflow};
//! use schemars::JsonSchema;
//! use serde::Deserialize;
//!
//! // The payload of the event. Novu's dashboard shows its schema, and checks events by it.
//! #[derive(Deserialize, JsonSchema)]
//! struct Comment {
//!     author: String,
//! }
//!
//! // The controls of the e-mail, with their values until somebody changes them.
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(default)]
//! struct MailControls {
//!     subject: String,
//! }
//!
//! impl Default for MailControls {
//!     fn default() -> Self {
//!         Self { subject: "News from {{payload.author}}".into() }
//!     }
//! }
//!
//! async fn comment(cx: Context<Comment>) -> Result<()> {
//!     // A message in the inbox, immediately.
//!     let inbox = cx
//!         .step
//!         .in_app("inbox", || InApp::new(format!("{} commented", cx.payload.author)))
//!         .await?;
//!     // Collects all comments of an hour.
//!     let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
//!     // Then one e-mail about all of them, unless the inbox message was read.
//!     cx.step
//!         .email("mail", async |controls: MailControls| {
//!             let count = batch.events.len();
//!             Email::new(controls.subject, format!("<p>{count} new comments</p>"))
//!         })
//!         .skip(|_| inbox.read)
//!         .await?;
//!     Ok(())
//! }
//!
//! let comment = Workflow::builder("comment", comment).name("New comment").build();
//! let registry = Registry::builder().workflow(&comment).build()?;
//! assert_eq!(registry.len(), 1);
//! # Ok::<(), novu_framework::BuildError>(())
//! ```
//!
//! A layer with the registry wraps your routes:
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use novu_framework::{NovuLayer, Registry};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     // Add your workflows here, with `.workflow(&comment)`.
//!     let registry = Registry::builder().build()?;
//!     let app = Router::new()
//!         .route("/", get(|| async { "the rest of my app" }))
//!         .layer(NovuLayer::new(registry));
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:4000").await?;
//!     axum::serve(listener, app).await?;
//!     Ok(())
//! }
//! ```
//!
//! [`NovuLayer::new`] reads `NOVU_SECRET_KEY` from the environment and rejects requests without a signature
//! by that key. To run a workflow without Novu, see [`guide::local_development`]; to connect it to Novu,
//! [`guide::deployment`].
//!
//! # Guide
//!
//! | | |
//! |---|---|
//! | Writing workflows | [workflows](guide::workflows), [steps](guide::steps), [controls and templates](guide::controls), [payload types](guide::types), [previews](guide::previews), [providers](guide::providers), [triggering](guide::triggering) |
//! | Each kind of step | [email](guide::steps::email), [sms](guide::steps::sms), [push](guide::steps::push), [chat](guide::steps::chat), [in_app](guide::steps::in_app), [tool](guide::steps::tool), [digest](guide::steps::digest), [delay](guide::steps::delay), [throttle](guide::steps::throttle), [custom](guide::steps::custom), [http_request](guide::steps::http_request) |
//! | Conversations | [agents](guide::agents), [cards](guide::cards), [language models](guide::language_models), [approvals](guide::approvals) |
//! | Serving them | [layers and hosts](layer), [signatures and keys](guide::signatures), [deployment and scaling](guide::deployment) |
//! | Working on them | [local development](guide::local_development), [studio](guide::studio), [testing](guide::testing), [troubleshooting](guide::troubleshooting) |
//! | Migration | [from `@novu/framework`](guide::from_typescript), [from Python](guide::from_python) |
//! | This crate | [design decisions](guide::design), [changelog](guide::changelog) |
//!
//! # Features
//!
//! Only `tracing` is on by default.
//!
//! - `agents`: [conversations](guide::agents) with people on chat platforms, in the module `agent`. Brings
//!   `client`.
//! - `client`: a client of Novu's API in the module `client`, over any Tower service: triggers, bulk,
//!   broadcasts, cancelling and sync. Lets the bridge forward `trigger` requests. It depends on hyper, rustls
//!   (with ring) and tokio's timers.
//! - `deadline`: a [limit on the time](layer#deadline) of a request. Needs a tokio runtime.
//! - `macros`: the attribute `#[novu_framework::workflow]` for workflow functions. Novu's dashboard then
//!   shows their source text, and mistakes in their steps are compile errors.
//! - `ring`: signatures by the crate of that name, in assembly. They take half the time on x86 processors
//!   without SHA extensions, and the same on others. It needs a C compiler.
//! - `studio`: a [page](studio) that the program serves by itself, to see workflows, preview their messages
//!   and run them on a simulated clock. Only in builds with debug assertions.
//! - `testing`: a test kit in the module `testing`, which plays Novu in process, with a clock of its own. For
//!   `[dev-dependencies]`.
//! - `tracing`, on by default: an [event](layer#logs) for every request to the bridge, with the reason if it
//!   failed, and a [span](layer#tracing) with children for its parts.
//! - `tzdb`: includes the IANA time zone database in the binary, for images without zone files (scratch,
//!   distroless). Without it, templates that name a zone read the system's files.
//!
//! `serde_json`'s features `preserve_order` and `float_roundtrip` are always on, because the order of keys
//! and the digits of numbers are visible in signatures and templates; Cargo turns them on for your whole
//! program.
//!
//! # Minimum supported Rust version
//!
//! 1.88. Raising it is a minor change, which the [changelog](guide::changelog) lists.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
mod macros;

#[cfg(feature = "agents")]
pub mod agent;
mod bridge;
#[cfg(feature = "client")]
pub mod client;
mod controls;
mod engine;
mod error;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod layer;
#[cfg(any(feature = "studio", feature = "testing"))]
#[cfg_attr(
    not(feature = "testing"),
    allow(unreachable_pub, reason = "public in the test kit")
)]
mod mail;
mod panics;
#[cfg(any(feature = "studio", feature = "testing"))]
#[cfg_attr(
    not(feature = "testing"),
    allow(
        dead_code,
        unreachable_pub,
        unused_imports,
        reason = "the studio uses a part of the test kit's platform"
    )
)]
mod platform;
mod recent;
#[cfg(feature = "client")]
mod recipients;
mod registry;
pub mod signature;
pub mod step;
#[cfg(feature = "studio")]
pub mod studio;
#[cfg(feature = "testing")]
pub mod testing;
mod trace;
mod workflow;

#[cfg(feature = "agents")]
#[cfg_attr(docsrs, doc(cfg(feature = "agents")))]
pub use agent::Agent;
pub use engine::{Step, StepFuture, Steps};
pub use error::{BoxError, Error, ErrorCode, Result, UnknownErrorCode};
pub use layer::{ConfigError, HealthCheck, NovuEndpoint, NovuLayer, NovuLayerBuilder, NovuService, Sources};
pub use registry::{
    BuildError, BuildErrorKind, BuildWarning, BuildWarningKind, Mistake, Registry, RegistryBuilder,
};
pub use step::{
    controls::NoControls,
    cron::{Cron, CronError},
    output::{Chat, Delay, Digest, Email, InApp, Push, Sms, Throttle, Tool, Unit, escape_html},
};
pub use workflow::{
    Channel, Context, NoState, Payload, Preferences, Severity, StateGiven, Subscriber, Workflow,
    WorkflowBuilder, WorkflowFn,
};

/// The parts of outputs.
///
/// | output | parts |
/// |---|---|
/// | [`InApp`] | [`Action`](output::Action), [`Redirect`](output::Redirect), [`Target`](output::Target) |
/// | [`Chat`] | [`Card`](output::Card), [`CardElement`](output::CardElement) |
/// | [`Throttle`] | [`ThrottleUnit`](output::ThrottleUnit) |
/// | [`Digest`], [`Delay`] | [`Unit`], [`Cron`], [`Weekday`](output::Weekday), [`CronField`](output::CronField) |
/// | any [`StepOutput`](output::StepOutput) | [`Custom`](output::Custom), [`HttpRequest`](output::HttpRequest) |
pub mod output {
    pub use crate::step::{
        cron::{CronField, Weekday},
        output::{
            Action, Card, CardElement, Custom, HttpRequest, Redirect, StepOutput, Target, ThrottleUnit,
        },
    };
}

#[cfg(feature = "macros")]
#[cfg_attr(docsrs, doc(cfg(feature = "macros")))]
pub use novu_framework_macros::workflow;

/// Types in the code that the attribute macro generates. Not part of the API.
#[doc(hidden)]
pub mod __macros {
    pub use crate::engine::{FunctionSource, StepSource};
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
