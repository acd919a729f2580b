//! The settings of a bridge.

use super::{Budget, Deadline, Forward, Memory, OnAnswer};
use crate::{registry::SourceText, signature::Verifier};
use dialects::json::ValueLimit;
use std::{sync::Arc, time::SystemTime};

/// Whose requests are served.
pub(crate) enum Authentication {
    /// Those signed with a key of the verifier's. Without a key only health checks.
    Signed(Verifier),
    /// Everybody's.
    Insecure,
}

/// The parts of a bridge that agents need besides their registry.
#[cfg(feature = "agents")]
#[derive(Default)]
pub(crate) struct Agents {
    /// Sends what agents say. The layer's builder refuses agents without one, unless it must not fail.
    pub(crate) courier: Option<Arc<dyn crate::agent::Courier>>,
    pub(crate) turns: crate::agent::Turns,
}

/// The settings of a bridge.
pub(crate) struct Settings {
    /// Begins with a slash and does not end with one.
    pub(crate) prefix: String,
    pub(crate) authentication: Authentication,
    /// Of one body, in bytes.
    pub(crate) body_limit: usize,
    /// Of all bodies that are received or read at a time.
    pub(crate) body_budget: Budget,
    /// Of one body.
    pub(crate) value_limit: ValueLimit,
    /// Whether `code` and the discovery document show source texts.
    pub(crate) sources: SourceText,
    /// Whether the health check has nothing but the status.
    pub(crate) minimal_health_check: bool,
    /// Whether responses have the CORS headers of the reference. If not, the caller adds its own.
    pub(crate) cross_origin: bool,
    /// For a whole request, its body included.
    pub(crate) deadline: Deadline,
    pub(crate) on_answer: Option<Box<dyn OnAnswer>>,
    /// The time that signatures are checked against.
    pub(crate) clock: fn() -> SystemTime,
    /// Where triggers go; without one the bridge does not have that action.
    pub(crate) forward: Option<Arc<dyn Forward>>,
    pub(crate) memory: Option<Memory>,
    #[cfg(feature = "agents")]
    pub(crate) agents: Agents,
}
