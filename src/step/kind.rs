//! The kinds of steps, with their outputs and results.

use super::output::{
    Chat, Custom, Delay, Digest, Email, HttpRequest, InApp, Push, Sms, StepOutput, Throttle, Tool,
};
use super::result::{DelayResult, DigestResult, InAppResult, NoResult, ThrottleResult};
use super::schema_of;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{error::Error, fmt, str::FromStr};

named! {
    /// The kind of a step, as its type on the wire.
    ///
    /// ```
    /// use novu_framework::step::StepKind;
    ///
    /// let kind: StepKind = "in_app".parse()?;
    /// assert_eq!(kind, StepKind::InApp);
    /// assert_eq!(kind.to_string(), "in_app");
    /// # Ok::<(), novu_framework::step::UnknownStepKind>(())
    /// ```
    StepKind {
        /// Sends an e-mail.
        Email = "email",
        /// Sends a text message.
        Sms = "sms",
        /// Sends a push notification.
        Push = "push",
        /// Sends a chat message.
        Chat = "chat",
        /// Puts a message into the inbox.
        InApp = "in_app",
        /// Calls a tool, such as an incident tracker.
        Tool = "tool",
        /// Collects events for a while.
        Digest = "digest",
        /// Waits.
        Delay = "delay",
        /// Stops the workflow if it ran too often.
        Throttle = "throttle",
        /// Runs the resolver and stores its output.
        Custom = "custom",
        /// An HTTP request that Novu makes itself.
        HttpRequest = "http_request",
    }
}

impl StepKind {
    /// Returns whether the output schema is the user's own.
    pub(crate) fn has_own_output(self) -> bool {
        matches!(self, Self::Custom | Self::HttpRequest)
    }

    /// Returns whether Novu does the step's work itself and asks the bridge for nothing (`differences.md`
    /// 19).
    pub(crate) fn is_run_by_platform(self) -> bool {
        self == Self::HttpRequest
    }

    /// Returns whether the strings of its output are HTML to sanitise (`bridge.md` §13).
    pub(crate) fn is_html(self) -> bool {
        matches!(self, Self::Email | Self::InApp)
    }

    /// Returns whether it takes provider overrides (`bridge.md` §8.1).
    pub(crate) fn is_channel(self) -> bool {
        matches!(
            self,
            Self::Email | Self::Sms | Self::Push | Self::Chat | Self::InApp | Self::Tool
        )
    }
}

impl FromStr for StepKind {
    type Err = UnknownStepKind;

    fn from_str(word: &str) -> Result<Self, UnknownStepKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or(UnknownStepKind(()))
    }
}

/// The error of parsing a [`StepKind`] from a word that is not one of the protocol's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownStepKind(());

impl fmt::Display for UnknownStepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = StepKind::ALL.map(StepKind::as_str).join(", ");
        write!(f, "not a kind of step; the kinds are {words}")
    }
}

impl Error for UnknownStepKind {}

/// The output of a kind of step, which identifies the kind: [`Email`], [`Custom`] and so on.
///
/// Only the outputs of this crate implement it.
pub trait Kind: StepOutput + sealed::Sealed {
    /// The kind on the wire.
    const KIND: StepKind;
    /// The result that the workflow function receives.
    type Result: DeserializeOwned + Send + 'static;

    /// Returns the schema of output and result, if it is the user's own.
    #[doc(hidden)]
    fn own_schema() -> Option<Value> {
        None
    }
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! kinds {
    ($($output:ident => $result:ty),* $(,)?) => {$(
        impl sealed::Sealed for $output {}
        impl Kind for $output {
            const KIND: StepKind = StepKind::$output;
            type Result = $result;
        }
    )*};
}

kinds! {
    Email => NoResult,
    Sms => NoResult,
    Push => NoResult,
    Chat => NoResult,
    InApp => InAppResult,
    Tool => NoResult,
    Digest => DigestResult,
    Delay => DelayResult,
    Throttle => ThrottleResult,
}

macro_rules! own_kinds {
    ($($output:ident),*) => {$(
        impl<T> sealed::Sealed for $output<T> {}
        impl<T: StepOutput> Kind for $output<T> {
            const KIND: StepKind = StepKind::$output;
            type Result = T;

            fn own_schema() -> Option<Value> {
                Some(schema_of::<T>())
            }
        }
    )*};
}

own_kinds!(Custom, HttpRequest);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_kind_parses_from_its_wire_name() {
        for kind in StepKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
    }

    #[test]
    fn unknown_step_kind_error_lists_the_kinds() {
        let error = "inApp".parse::<StepKind>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "not a kind of step; the kinds are email, sms, push, chat, in_app, tool, digest, delay, throttle, custom, \
             http_request"
        );
    }
}
