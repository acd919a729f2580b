//! Turns that have not begun.

use super::{Settings, limits::Permit, run::RunningTurn};
use crate::{
    agent::{Agent, Outline, delivery::Courier, turn::Core},
    error::shortened,
    trace::Span,
};
use std::{sync::Arc, time::Instant};

/// A turn whose event is acknowledged. It reads the event when it begins: the acknowledgement need not wait
/// for that.
///
/// One that is dropped before it begins reports that. Boxed, so that the task has no room for it in it while
/// the turn waits.
pub(super) struct Accepted(Option<Box<Parts>>);

struct Parts {
    agent: Agent,
    outline: Outline,
    courier: Arc<dyn Courier>,
    settings: Arc<Settings>,
    span: Span,
    began: Instant,
    permit: Permit,
}

impl Accepted {
    pub(super) fn new(
        agent: &Agent,
        outline: Outline,
        courier: &Arc<dyn Courier>,
        settings: &Arc<Settings>,
        permit: Permit,
    ) -> Self {
        let span = Span::turn([
            shortened(agent.id()),
            outline.event,
            shortened(outline.conversation_id()),
            shortened(outline.delivery_id()),
            shortened(outline.platform()),
            outline.transport(),
        ]);
        Self(Some(Box::new(Parts {
            agent: agent.clone(),
            outline,
            courier: Arc::clone(courier),
            settings: Arc::clone(settings),
            span,
            began: Instant::now(),
            permit,
        })))
    }

    /// Runs the turn to its end. Never panics.
    pub(super) async fn run(mut self) {
        if let Some(parts) = self.0.take() {
            parts.begin().run().await;
        }
    }
}

impl Drop for Accepted {
    fn drop(&mut self) {
        // A turn that is dropped reports that.
        drop(self.0.take().map(|parts| parts.begin()));
    }
}

impl Parts {
    fn begin(self) -> RunningTurn {
        let (received, event) = self.outline.read();
        let core = Core::new(received, self.courier, self.settings.sends);
        RunningTurn::new(
            self.agent,
            event,
            core,
            self.settings,
            (self.span, self.began),
            self.permit,
        )
    }
}
