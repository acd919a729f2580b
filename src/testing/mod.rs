//! Tests of workflows: run them as Novu would, and keep an eye on what Novu sees of them.
//!
//! Needs the feature `testing`, which belongs into `[dev-dependencies]`:
//!
//! ```toml
//! [dev-dependencies]
//! novu-framework = { version = "0.1", features = ["testing"] }
//! ```
//!
//! A file to copy is in the package, as `examples/testing/tests.rs`.
//!
//! # Running a workflow
//!
//! A [`Platform`] is Novu in process, without a network and with a clock of its own. It asks for each step as Novu
//! does, so that the workflow function runs once a step, with the results of the earlier steps filled in.
//!
//! ```
//! use novu_framework::{Context, Delay, Email, InApp, Registry, Result, Unit, Workflow};
//! use novu_framework::testing::{Message, Platform, Status};
//! use serde_json::{Value, json};
//!
//! async fn welcome(cx: Context<Value>) -> Result<()> {
//!     let inbox = cx.step.in_app("inbox", || InApp::new("Welcome!")).await?;
//!     cx.step.delay("a-day", || Delay::of(1, Unit::Days)).await?;
//!     cx.step.email("mail", || Email::new("Welcome!", "<p>Hi</p>")).skip(|_| inbox.read).await?;
//!     Ok(())
//! }
//!
//! let welcome = Workflow::builder("welcome", welcome).build();
//! let registry = Registry::builder().workflow(&welcome).build()?;
//! let mut novu = Platform::new(&registry);
//!
//! // In a `#[tokio::test]` it is `.await?` in place of `.wait()?`.
//! let run = novu.run(&welcome, "ann", json!({})).wait()?;
//! let mail: Email = run.step("mail").output()?;
//! assert_eq!(mail.subject, "Welcome!");
//!
//! novu.set_result("inbox", Message::Read);
//! let run = novu.run(&welcome, "bob", json!({})).wait()?;
//! run.step("mail").assert_status(Status::Skipped);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Several events
//!
//! [`Platform::trigger`] runs a workflow until it waits. Meanwhile other events can come, and time can pass:
//!
//! ```
//! use novu_framework::{Context, Digest, Registry, Result, Sms, Unit, Workflow};
//! use novu_framework::testing::{Platform, Status};
//! use serde_json::{Value, json};
//! use std::time::Duration;
//!
//! async fn likes(cx: Context<Value>) -> Result<()> {
//!     let likes = cx.step.digest("hour", || Digest::every(1, Unit::Hours)).await?;
//!     cx.step.sms("text", || Sms::new(format!("{} likes", likes.events.len()))).await?;
//!     Ok(())
//! }
//!
//! let likes = Workflow::builder("likes", likes).build();
//! let mut novu = Platform::new(&Registry::builder().workflow(&likes).build()?);
//! let first = novu.trigger(&likes, "ann", json!({})).wait()?;
//! novu.advance(Duration::from_secs(59 * 60)).wait();
//! let second = novu.trigger(&likes, "ann", json!({})).wait()?;
//! assert_eq!(novu[first].status(), Status::Waiting);
//!
//! novu.advance(Duration::from_secs(60)).wait();
//! novu[first].step("text").assert_output(Sms::new("2 likes"));
//! assert_eq!(novu[second].status(), Status::Merged);
//!
//! // A run prints the same way every time, for snapshots.
//! assert_eq!(
//!     novu[first].to_string(),
//!     r#"workflow likes for ann: completed
//!   digest hour: completed, 2 events
//!     {
//!       "amount": 1,
//!       "unit": "hours"
//!     }
//!   sms text: completed
//!     {
//!       "body": "2 likes"
//!     }"#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is simulated
//!
//! | subject | as Novu does it |
//! |---|---|
//! | state | results of earlier steps, nearest first, made anew for every request |
//! | controls | empty, so defaults count, unless set by [`Platform::set_controls`] |
//! | digest | by subscriber and digest key; [`every`](crate::Digest::every), [`cron`](crate::Digest::cron) in the subscriber's time zone, [`look_back`](crate::Digest::look_back). The first event's run goes on, those of the others end as [`Merged`](Status::Merged); the digest of an event that passes at once is [`Skipped`](Status::Skipped) |
//! | delay | so long, until a time, or as the payload says |
//! | throttle | by subscriber and key; what is too much ends as [`Throttled`](Status::Throttled), later steps do not run |
//! | custom | the output is the result |
//! | HTTP request | the result that was set; without one the resolver stands in for it |
//! | skip | the run goes on |
//! | failure | statuses 408, 429, 500, 503, 504 and 52x are tried again after 1, 2 and 4 seconds; then a channel step is left behind, and a step of another kind ends the run |
//!
//! Not simulated: preferences and schedules of subscribers (`extend_to_schedule`), delivery by providers,
//! conditions set in the dashboard, limits of the plan.
//!
//! # What Novu sees
//!
//! [`Registry::assert_discovery`](crate::Registry::assert_discovery) compares what Novu would see at the next sync
//! with a file, and says which workflows the sync would delete.
//!
//! # Tests of a server
//!
//! [`signed_request`] makes requests as Novu sends them.

mod assert;
mod diff;
mod discovery;
mod request;
mod snapshot;
#[cfg(test)]
mod tests;

pub use crate::platform::{Error, Message, Platform, Run, RunId, Status, StepRun, Work};
pub use request::signed_request;
pub use snapshot::assert_snapshot;
