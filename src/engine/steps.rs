//! `cx.step`: one method for each kind of step.

use super::{invocation::Invocation, request::Mode, source::FunctionSource, step::Step};
use crate::step::{
    Controls, IntoOwnResolver, IntoResolver,
    output::{Chat, Custom, Delay, Digest, Email, HttpRequest, InApp, Push, Sms, StepOutput, Throttle, Tool},
};
use std::{any::type_name, fmt, sync::Arc};

/// The steps of one run, as `cx.step`.
///
/// Each method takes the step's id, unique in its workflow, and a [resolver](IntoResolver), and returns a
/// builder to await. The [guide](crate::guide::steps) has a page for each.
#[derive(Clone)]
pub struct Steps {
    run: Arc<Invocation>,
}

macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident: $output:ty),* $(,)?) => {$(
        $(#[$doc])*
        #[track_caller]
        pub fn $name<C, M, F>(&self, id: impl Into<String>, resolver: F) -> Step<'_, $output, C, M>
        where
            C: Controls,
            F: IntoResolver<C, $output, M>,
        {
            Step::new(&self.run, id.into(), resolver.into_resolver(), type_name::<F>())
        }
    )*};
}

impl Steps {
    pub(crate) fn new(run: Arc<Invocation>) -> Self {
        Self { run }
    }

    pub(crate) fn is_preview(&self) -> bool {
        self.run
            .as_request()
            .is_some_and(|request| request.mode == Mode::Preview)
    }

    /// Records the source text that the attribute macro has written down. Does nothing outside of a
    /// discovery.
    #[doc(hidden)]
    pub fn __source(&self, source: &'static FunctionSource) {
        self.run.note_source(source);
    }

    steps! {
        /// Sends an e-mail.
        email: Email,
        /// Sends a text message.
        sms: Sms,
        /// Sends a push notification.
        push: Push,
        /// Sends a chat message.
        chat: Chat,
        /// Puts a message into the inbox; its result has whether it was seen and read.
        in_app: InApp,
        /// Calls a tool, such as an incident tracker.
        tool: Tool,
        /// Collects events for a while; its result contains them.
        digest: Digest,
        /// Waits; its result has the time waited.
        delay: Delay,
        /// Stops the workflow if it ran too often.
        throttle: Throttle,
    }

    /// Runs the resolver once and stores its output, so that later steps find it in every further request.
    ///
    /// The output has the type that the resolver returns, alone or in a `Result`. If it returns `Ok(..)`,
    /// annotate the result, as in `let order: Order = cx.step.custom(..).await?`.
    #[track_caller]
    pub fn custom<T, C, M, F>(&self, id: impl Into<String>, resolver: F) -> Step<'_, Custom<T>, C, M>
    where
        T: StepOutput,
        C: Controls,
        F: IntoOwnResolver<C, Custom<T>, M>,
    {
        Step::new(
            &self.run,
            id.into(),
            resolver.into_own_resolver(),
            type_name::<F>(),
        )
    }

    /// Waits for the response to an HTTP request that Novu makes itself, as it is set up in the dashboard.
    ///
    /// The resolver makes the response where there is no Novu: in
    /// [whole runs](crate::guide::testing#whole-workflow-runs). Novu never asks for it.
    #[track_caller]
    pub fn http_request<T, C, M, F>(
        &self,
        id: impl Into<String>,
        resolver: F,
    ) -> Step<'_, HttpRequest<T>, C, M>
    where
        T: StepOutput,
        C: Controls,
        F: IntoOwnResolver<C, HttpRequest<T>, M>,
    {
        Step::new(
            &self.run,
            id.into(),
            resolver.into_own_resolver(),
            type_name::<F>(),
        )
    }
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Steps").finish_non_exhaustive()
    }
}
