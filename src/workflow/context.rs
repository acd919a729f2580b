//! The argument of workflow functions.

use super::Subscriber;
use crate::engine::Steps;
use serde_json::{Map, Value};

/// One run of a workflow: the event that started it and the steps it can take.
///
/// It is owned, so that the function's future is `'static`; steps borrow from it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Context<P> {
    /// The event's payload, validated and with its defaults filled in.
    pub payload: P,
    /// Who the notification is for.
    pub subscriber: Subscriber,
    /// Variables of the Novu environment, `name` and `type` among them.
    pub env: Map<String, Value>,
    /// The event's context, such as a tenant.
    pub context: Map<String, Value>,
    /// Who caused the event, if it said so.
    pub actor: Option<Subscriber>,
    /// The steps: `cx.step.email(..)` and so on.
    pub step: Steps,
}
