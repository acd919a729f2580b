//! `cx.step`: one method for each kind of step.

use super::{run::Run, source::FunctionSource, step::Step};
use crate::step::{
    ChatKind, Controls, CustomKind, DelayKind, DigestKind, EmailKind, HttpRequestKind, InAppKind, Kind, Own,
    PushKind, Resolver, SmsKind, ThrottleKind, ToolKind, output::StepOutput,
};
use std::{fmt, sync::Arc};

/// The steps of one run, as `cx.step`.
///
/// Each method takes the step's id, unique in its workflow, and a [resolver](Resolver), and gives a builder
/// that is awaited. The [guide](crate::guide::steps) has a page for each.
#[derive(Clone)]
pub struct Steps {
    run: Arc<Run>,
}

macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident: $kind:ty),* $(,)?) => {$(
        $(#[$doc])*
        pub fn $name<C, M, F>(&self, id: impl Into<String>, resolver: F) -> Step<'_, $kind, C, M, F>
        where
            C: Controls,
            F: Resolver<C, <$kind as Kind>::Output, M>,
        {
            Step::new(&self.run, id.into(), resolver)
        }
    )*};
}

impl Steps {
    pub(crate) fn new(run: Arc<Run>) -> Self {
        Self { run }
    }

    /// Records the source text that the attribute macro has written down. Does nothing outside of a
    /// discovery.
    #[doc(hidden)]
    pub fn __source(&self, source: &'static FunctionSource) {
        self.run.note_source(source);
    }

    steps! {
        /// Sends an e-mail.
        email: EmailKind,
        /// Sends a text message.
        sms: SmsKind,
        /// Sends a push notification.
        push: PushKind,
        /// Sends a chat message.
        chat: ChatKind,
        /// Puts a message into the inbox; its result has whether it was seen and read.
        in_app: InAppKind,
        /// Calls a tool, such as an incident tracker.
        tool: ToolKind,
        /// Collects events for a while; its result has them.
        digest: DigestKind,
        /// Waits; its result has the time waited.
        delay: DelayKind,
        /// Stops the workflow if it ran too often.
        throttle: ThrottleKind,
    }

    /// Runs the resolver once and stores its output, so that later steps find it in every further request.
    ///
    /// Where the resolver returns `Ok(..)`, say the type of the result, as in
    /// `let order: Order = cx.step.custom(..).await?`: any type may be stored, a `Result` too.
    pub fn custom<T, C, M, F>(&self, id: impl Into<String>, resolver: F) -> Step<'_, CustomKind<T>, C, M, F>
    where
        T: StepOutput,
        C: Controls,
        F: Resolver<C, Own<T>, M>,
    {
        Step::new(&self.run, id.into(), resolver)
    }

    /// Waits for the response to an HTTP request that Novu makes itself, as it is set up in the dashboard.
    ///
    /// The resolver makes the response where there is no Novu: in
    /// [whole runs](crate::guide::testing#whole-workflow-runs). Novu never asks for it.
    pub fn http_request<T, C, M, F>(
        &self,
        id: impl Into<String>,
        resolver: F,
    ) -> Step<'_, HttpRequestKind<T>, C, M, F>
    where
        T: StepOutput,
        C: Controls,
        F: Resolver<C, Own<T>, M>,
    {
        Step::new(&self.run, id.into(), resolver)
    }
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Steps").finish_non_exhaustive()
    }
}
