//! Overrides of the values that a provider receives: `.provider("sendgrid", |step| ..)`.
//!
//! Novu sends a step's output through the provider that the environment is set up with. A step can set more
//! values for any provider; Novu uses them when the message is sent through that one. An override is
//!
//! - a typed override for the ten providers whose values Novu checks: [`Apns`], [`Expo`], [`Fcm`],
//!   [`Mailgun`], [`Mailjet`], [`Nodemailer`], [`OneSignal`], [`Sendgrid`], [`Slack`], [`Twilio`]. Each has
//!   its parts in a module, such as [`sendgrid`];
//! - raw JSON, as a [`serde_json::Value`] or an [`Override`], for every provider;
//! - a [`Passthrough`] within either, for values that Novu forwards to the provider's API unchecked.
//!
//! The closures may be async and may return a [`Result`](crate::Result); an error fails the step. Novu
//! converts names in camel case to those of the provider's API.
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
//!         // A typed override knows its provider, so it needs no id.
//!         .provider_as(|_| {
//!             Sendgrid::new()
//!                 .categories(["invoices"])
//!                 .attachments([Attachment::new("JVBERi0=", "invoice.pdf")])
//!         })
//!         // Any provider takes JSON.
//!         .provider("resend", |step| json!({ "tags": [{ "name": "title", "value": step.output.subject }] }))
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
//! The registry does not build with an id that the step's channel does not have, two overrides for one
//! provider, or a typed override under another provider's id:
//!
//! ```
//! use novu_framework::{BuildErrorKind, Context, Registry, Result, Sms, Workflow, step::provider::Sendgrid};
//! use serde_json::Value;
//!
//! async fn code(cx: Context<Value>) -> Result<()> {
//!     cx.step.sms("text", || Sms::new("1234")).provider("twilio", |_| Sendgrid::new()).await?;
//!     Ok(())
//! }
//!
//! let registry = Registry::builder().workflow(&Workflow::builder("code", code).build()).build();
//! assert_eq!(registry.unwrap_err().kind(), BuildErrorKind::Provider);
//! ```
//!
//! With [`provider_as`](crate::Step::provider_as), an override for another channel does not compile:
//!
//! ```compile_fail,E0271
//! use novu_framework::{Context, NoControls, Result, Sms, step::provider::Sendgrid};
//! # async fn code(cx: Context<serde_json::Value>) -> Result<()> {
//! cx.step.sms("text", async |_: NoControls| Sms::new("1234")).provider_as(|_| Sendgrid::new()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Values are checked when Novu asks for the step. It fails if the provider's schema rejects one, such as an
//! invalid phone number, or a [`mailjet`] attachment without a file name in raw JSON. Novu drops unknown
//! names for `sendgrid`, and everything but the [`Passthrough`] for its own providers `novu`, `novu-email`
//! and `novu-sms`.

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

/// Values for a provider: an [`Override`], a [`Value`] or a typed override.
///
/// To implement it for a type of your own, implement [`TypedOverride`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an override for a provider",
    label = "expected an `Override`, a typed override or a `serde_json::Value`"
)]
pub trait ProviderOverride: Into<Override> {
    /// The id of its provider; `None` if it fits any.
    const PROVIDER: Option<&'static str> = None;
}

impl ProviderOverride for Override {}
impl ProviderOverride for Value {}

/// An override for one provider.
///
/// Implement it to write a typed override for a provider that has none here:
///
/// ```
/// use novu_framework::{Email, step::provider::{Override, TypedOverride}};
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
///     type Kind = Email;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an override for one provider",
    label = "expected a typed override",
    note = "to name the provider, use `.provider(\"its-id\", ..)`"
)]
pub trait TypedOverride: Into<Override> {
    /// The provider's id.
    const ID: &'static str;
    /// The output of the steps that it belongs to.
    type Kind: Kind;
}

#[diagnostic::do_not_recommend]
impl<T: TypedOverride> ProviderOverride for T {
    const PROVIDER: Option<&'static str> = Some(T::ID);
}

/// The argument of a [`provider`](crate::Step::provider) closure.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProviderStep<C, O> {
    /// The step's controls, with their templates rendered.
    pub controls: C,
    /// The step's output, validated and not yet sanitised.
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

    /// Returns the output as JSON, as Novu receives it.
    #[must_use]
    pub fn output_json(&self) -> &Value {
        &self.output_json
    }
}

/// The return type of a [`provider`](crate::Step::provider) closure: an [`Override`], a [`Value`], a typed
/// override, a `Result` of one of them, or a future of either.
///
/// `M` only distinguishes them; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "a provider closure cannot return `{Self}`",
    label = "expected an `Override`, a typed override, a `serde_json::Value`, or a `novu_framework::Result` of one"
)]
pub trait IntoOverride<M> {
    /// The override.
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
