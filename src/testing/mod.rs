//! Tests of workflows: runs them as Novu would, and compares what Novu sees of them with a file.
//!
//! Needs the feature `testing`, which belongs in `[dev-dependencies]`:
//!
//! ```toml
//! [dev-dependencies]
//! novu-framework = { version = "0.1", features = ["testing"] }
//! ```
//!
//! The package contains a test file to copy, `examples/testing/tests.rs`.
//!
//! # Running a workflow
//!
//! A [`Platform`] is Novu in process, without a network and with a clock of its own. It executes each step as
//! Novu does: the workflow function runs once for each step, with the results of the earlier steps filled in.
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
//! // In a `#[tokio::test]`, use `.await?` in place of `.wait()?`.
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
//! [`Platform::trigger`] runs a workflow until it waits. Then other events can be triggered, and time can
//! pass:
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
//! // A run prints the same text every time, for snapshots.
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
//! # Simulated
//!
//! | subject | behaviour, as in Novu |
//! |---|---|
//! | state | results of earlier steps, nearest first, computed for every request |
//! | controls | the defaults, unless set by [`Platform::set_controls`] |
//! | digest | by subscriber and digest key; [`every`](crate::Digest::every), [`cron`](crate::Digest::cron) in the subscriber's time zone, [`look_back`](crate::Digest::look_back). The first event's run continues, those of the others end as [`Merged`](Status::Merged); the digest of an event that passes immediately is [`Skipped`](Status::Skipped) |
//! | delay | for a duration, until a time, or as the payload asks |
//! | throttle | by subscriber and key; runs beyond the limit end as [`Throttled`](Status::Throttled), without their later steps |
//! | custom | the output is the result |
//! | HTTP request | the result set by the test; without one, the output of the resolver |
//! | skip | the run continues |
//! | failure | statuses 408, 429, 500, 503, 504, 521, 522 and 524 are retried after 1, 2 and 4 seconds; then the run continues after a channel step, and ends after a step of another kind |
//!
//! Not simulated: preferences and schedules of subscribers (`extend_to_schedule`), delivery by providers,
//! conditions set in the dashboard, limits of the plan.
//!
//! # Discovery
//!
//! [`Registry::assert_discovery`](crate::Registry::assert_discovery) compares the workflows that Novu would
//! see at the next sync with a file, and lists those that the sync would delete.
//!
//! # Conversations
//!
//! A [`Conversation`] is a person, a chat platform and Novu around an [agent](crate::Agent), in memory.
//! (Feature `agents`.)
//!
//! ```
//! # #[cfg(feature = "agents")]
//! # mod example {
//! use novu_framework::{Agent, Context, Registry, Result, Sms, Workflow, testing::Conversation};
//! use novu_framework::agent::{Action, Actions, Button, Card, Message, Turn};
//! use serde_json::{Value, json};
//!
//! async fn answer(cx: Turn<Message>, _: Workflow<Value>) -> Result<Card> {
//!     cx.metadata().set("order", 7)?;
//!     Ok(Card::new("Order 7").actions(Actions::new().button(Button::new("refund", "Refund").value("7"))))
//! }
//!
//! async fn clicked(cx: Turn<Action>, refund: Workflow<Value>) -> Result<String> {
//!     cx.trigger(&refund, json!({ "order": cx.event.value }))?;
//!     Ok("It takes three days.".into())
//! }
//!
//! async fn refund(cx: Context<Value>) -> Result<()> {
//!     cx.step.sms("text", || Sms::new(format!("Order {} is refunded", cx.payload["order"]))).await?;
//!     Ok(())
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let refund = Workflow::builder("refund", refund).build();
//!     let shop = Agent::builder("shop", answer).on_action(clicked).state(refund.clone()).build();
//!     let registry = Registry::builder().workflow(&refund).agent(&shop).build()?;
//!
//!     let chat = Conversation::new(&registry, "shop").subscriber("ann").platform("slack");
//!     let mut chat = chat.with_workflows();
//!     chat.says("Where is my order?").await?;
//!     assert_eq!(chat.metadata("order"), 7);
//!
//!     let turn = chat.clicks("refund").await?;
//!     turn.assert_text("It takes three days.").assert_triggered(&refund, json!({ "order": "7" }));
//!     assert_eq!(chat.workflows().runs().count(), 1);
//!
//!     let transcript = [
//!         "ann: Where is my order?",
//!         "  metadata order = 7",
//!         "  shop: card \"Order 7\"",
//!         "        [Refund]",
//!         "ann clicks [Refund] (refund)",
//!         "  triggers refund for ann: {\"order\":\"7\"}",
//!         "  shop: It takes three days.",
//!     ];
//!     assert_eq!(chat.to_string(), transcript.join("\n"));
//!     Ok(())
//! }
//! # }
//! # #[cfg(feature = "agents")]
//! # example::main().unwrap();
//! ```
//!
//! It refuses what Novu refuses, and [`fail_next`](Conversation::fail_next) makes it refuse more.
//!
//! # Escaping
//!
//! [`Registry::unescaped_texts`](crate::Registry::unescaped_texts) finds texts of payloads and subscribers
//! that become HTML unescaped.
//!
//! # Tests of a server
//!
//! [`signed_request`] creates requests as Novu sends them.

mod assert;
#[cfg(feature = "agents")]
mod assert_turn;
mod diff;
mod discovery;
mod request;
mod snapshot;
mod step;
#[cfg(test)]
mod tests;
mod unescaped;

pub use crate::mail::{MailCheck, MailLevel};
#[cfg(feature = "agents")]
pub use crate::platform::{
    AskedPerson, Conversation, PendingApproval, Saying, SentMessage, SentTrigger, TurnRun,
};
pub use crate::platform::{
    Error, Happening, HappeningKind, Message, Platform, Run, RunId, Status, StepRun, Work,
};
pub use request::signed_request;
pub use snapshot::assert_snapshot;
pub use step::{Answer, execute, preview};
