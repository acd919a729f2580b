//! Outputs: a struct for each kind of step, with setters for optional fields.
//!
//! Each has the fields that Novu keeps, and none that it strips (`bridge.md` §7). A resolver may return a
//! [`serde_json::Value`] in place of any, for outputs that are only known at run time.

mod chat;
mod delay;
mod digest;
mod email;
mod escape;
mod in_app;
mod message;
mod own;
mod schedule;
#[cfg(test)]
mod tests;
mod throttle;

pub use chat::{Card, CardElement, Chat};
pub use delay::Delay;
pub use digest::Digest;
pub use email::Email;
pub use escape::escape_html;
pub use in_app::{Action, InApp, Redirect, Target};
pub use message::{Push, Sms, Tool};
pub use own::{Custom, HttpRequest};
pub use schedule::Unit;
pub use throttle::{Throttle, ThrottleUnit};

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

/// The output of a step: a struct of this crate, or in `custom` steps any type that derives `Serialize`,
/// `Deserialize` and `JsonSchema`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a step output",
    label = "not a step output",
    note = "derive `serde::Serialize`, `serde::Deserialize` and `schemars::JsonSchema` for it",
    note = "types of other crates have a schema by a feature of `schemars`, such as `uuid1` or `chrono04`; `novu_framework::guide::types` lists them"
)]
pub trait StepOutput: Serialize + DeserializeOwned + JsonSchema + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + JsonSchema + Send + 'static> StepOutput for T {}

/// Declares a setter of an optional field.
macro_rules! setter {
    ($(#[$doc:meta])* $name:ident: $type:ty) => {
        $(#[$doc])*
        pub fn $name(mut self, $name: impl Into<$type>) -> Self {
            self.$name = Some($name.into());
            self
        }
    };
}
use setter;
