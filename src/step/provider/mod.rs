//! Overrides of what a provider is sent: `.provider("sendgrid", |step| ..)`.
//!
//! Novu sends a step's output through whichever provider the environment is set up with. A step can say more to
//! any of them; what it says is used when the message goes through that provider:
//!
//! - a typed override for the ten providers whose values Novu checks: [`Apns`], [`Expo`], [`Fcm`], [`Mailgun`],
//!   [`Mailjet`], [`Nodemailer`], [`OneSignal`], [`Sendgrid`], [`Slack`], [`Twilio`]. What they are made of
//!   stands in a module each, such as [`sendgrid`];
//! - raw JSON, as a [`serde_json::Value`] or an [`Override`], for every provider;
//! - a [`Passthrough`] within either, for what Novu is to hand to the provider's API unseen.
//!
//! The closures may be async and may return a [`Result`](crate::Result); a failure fails the step. Novu takes
//! the names of values in camel case and turns them into those of the provider's API.
//!
//! # Examples
//!
//! ```
//! use novu_framework::{
//!     Context, Email, NoControls, Registry, Result, Workflow,
//!     step::provider::{Override, Passthrough, Sendgrid, sendgrid::Attachment},
//! };
//! use serde_json::{Value, json};
//!
//! async fn invoice(cx: Context<Value>) -> Result<()> {
//!     cx.step
//!         .email("mail", async |_: NoControls| Email::new("Your invoice", "<p>Thank you!</p>"))
//!         // A typed override knows its provider, so there is no id to get wrong.
//!         .provider_as(|_| {
//!             Sendgrid::new()
//!                 .categories(["invoices"])
//!                 .attachments([Attachment::new("JVBERi0=", "invoice.pdf")])
//!         })
//!         // Any provider takes JSON.
//!         .provider("resend", |step| json!({ "tags": [{ "name": "subject", "value": step.output.subject }] }))
//!         .provider("postmark", |_| {
//!             Override::new().passthrough(Passthrough::new().body("MessageStream", "invoices"))
//!         })
//!         .await?;
//!     Ok(())
//! }
//!
//! let registry = Registry::builder().workflow(&Workflow::builder("invoice", invoice).build()).build();
//! assert!(registry.is_ok());
//! ```
//!
//! # Mistakes
//!
//! An id that the step's channel does not have, two overrides for one provider, and a typed override under
//! another provider's id are errors when the registry is built:
//!
//! ```
//! use novu_framework::{BuildErrorKind, Context, NoControls, Registry, Result, Sms, Workflow, step::provider::Sendgrid};
//! # use serde_json::Value;
//!
//! async fn code(cx: Context<Value>) -> Result<()> {
//!     cx.step.sms("text", async |_: NoControls| Sms::new("1234")).provider("twilio", |_| Sendgrid::new()).await?;
//!     Ok(())
//! }
//!
//! let registry = Registry::builder().workflow(&Workflow::builder("code", code).build()).build();
//! assert_eq!(registry.unwrap_err().kind(), BuildErrorKind::Provider);
//! ```
//!
//! With [`provider_as`](crate::Step::provider_as) an override for another channel does not even compile:
//!
//! ```compile_fail,E0271
//! # use novu_framework::{Context, NoControls, Result, Sms, step::provider::Sendgrid};
//! # async fn code(cx: Context<serde_json::Value>) -> Result<()> {
//! cx.step.sms("text", async |_: NoControls| Sms::new("1234")).provider_as(|_| Sendgrid::new()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Values are checked when Novu asks for the step: those that the provider's schema refuses (a phone number that
//! is none, a [`mailjet`] attachment without a file name in raw JSON) fail it. Novu drops the names that it does
//! not know for `sendgrid`, and everything but the [`Passthrough`] for its own providers `novu`, `novu-email` and
//! `novu-sms`.

mod object;
mod passthrough;

pub mod apns;
pub mod expo;
pub mod fcm;
pub mod mailgun;
pub mod mailjet;
pub mod nodemailer;
pub mod one_signal;
pub mod sendgrid;
pub mod slack;
pub mod twilio;

#[cfg(test)]
mod tests;

pub use apns::Apns;
pub use expo::Expo;
pub use fcm::Fcm;
pub use mailgun::Mailgun;
pub use mailjet::Mailjet;
pub use nodemailer::Nodemailer;
pub use one_signal::OneSignal;
pub use passthrough::{Override, Passthrough};
pub use sendgrid::Sendgrid;
pub use slack::Slack;
pub use twilio::Twilio;

use super::{
    Kind,
    skip::{Boxed, Later, LaterResult, Now, NowResult},
};
use crate::error::Error;
use serde_json::Value;
use std::future::{Future, ready};

/// Values for a provider: an [`Override`], a [`Value`], a typed override.
///
/// Types of your own can have it, too; see [`TypedOverride`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an override for a provider",
    label = "expected an `Override`, a typed override or a `serde_json::Value`"
)]
pub trait ProviderOverride: Into<Override> {
    /// The provider that it is for; `None` if it fits any.
    const PROVIDER: Option<&'static str> = None;
}

impl ProviderOverride for Override {}
impl ProviderOverride for Value {}

/// An override that knows which provider it is for.
///
/// The typed overrides of this crate have it. It can give one to a provider that has none:
///
/// ```
/// use novu_framework::step::{EmailKind, provider::{Override, TypedOverride}};
///
/// struct Resend {
///     scheduled_at: String,
/// }
///
/// impl From<Resend> for Override {
///     fn from(resend: Resend) -> Self {
///         Override::new().set("scheduledAt", resend.scheduled_at)
///     }
/// }
///
/// impl TypedOverride for Resend {
///     const ID: &'static str = "resend";
///     type Kind = EmailKind;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which provider it is for",
    label = "expected a typed override",
    note = "name the provider: `.provider(\"its-id\", ..)`"
)]
pub trait TypedOverride: Into<Override> {
    /// The provider's id.
    const ID: &'static str;
    /// The kind of step that it belongs to.
    type Kind: Kind;
}

#[diagnostic::do_not_recommend]
impl<T: TypedOverride> ProviderOverride for T {
    const PROVIDER: Option<&'static str> = Some(T::ID);
}

/// What a provider closure is given.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProviderStep<C, O> {
    /// The step's controls, compiled.
    pub controls: C,
    /// The step's output, validated, not yet sanitised.
    pub output: O,
    output_json: Value,
}

impl<C, O> ProviderStep<C, O> {
    pub(crate) fn new(controls: C, output: O, output_json: Value) -> Self {
        Self {
            controls,
            output,
            output_json,
        }
    }

    /// The output as it goes to Novu.
    #[must_use]
    pub fn output_json(&self) -> &Value {
        &self.output_json
    }
}

/// The return type of a [`provider`](crate::Step::provider) closure: an [`Override`], a [`Value`], a typed override, a
/// `Result` of one of them, or a future of either.
///
/// `M` only distinguishes them; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "a provider closure cannot return `{Self}`",
    label = "expected an `Override`, a typed override, a `serde_json::Value`, or a `novu_framework::Result` of one"
)]
pub trait IntoOverride<M> {
    /// The override that it is, or leads to.
    type Values: ProviderOverride;

    /// Returns the override as JSON.
    fn into_override<'a>(self) -> Boxed<'a, Value>
    where
        Self: 'a;
}

impl<T: ProviderOverride> IntoOverride<Now> for T {
    type Values = T;

    fn into_override<'a>(self) -> Boxed<'a, Value>
    where
        Self: 'a,
    {
        Box::pin(ready(Ok(self.into().into_value())))
    }
}

impl<T: ProviderOverride> IntoOverride<NowResult> for Result<T, Error> {
    type Values = T;

    fn into_override<'a>(self) -> Boxed<'a, Value>
    where
        Self: 'a,
    {
        Box::pin(ready(self.map(|value| value.into().into_value())))
    }
}

impl<F: Future<Output: ProviderOverride> + Send> IntoOverride<Later> for F {
    type Values = F::Output;

    fn into_override<'a>(self) -> Boxed<'a, Value>
    where
        Self: 'a,
    {
        Box::pin(async { Ok(self.await.into().into_value()) })
    }
}

impl<F, T> IntoOverride<LaterResult> for F
where
    F: Future<Output = Result<T, Error>> + Send,
    T: ProviderOverride,
{
    type Values = T;

    fn into_override<'a>(self) -> Boxed<'a, Value>
    where
        Self: 'a,
    {
        Box::pin(async { Ok(self.await?.into().into_value()) })
    }
}
