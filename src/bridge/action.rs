//! What a request asks of the bridge: a method and an action name.

use crate::error::{ErrorCode, Fault};
use http::Method;

/// The action of a request that names none. It is the only one that needs no signature.
pub(super) const HEALTH_CHECK: &str = "health-check";

/// What the bridge does for one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Status, versions and counts.
    HealthCheck,
    /// The discovery document.
    Discover,
    /// The source text of a workflow or step.
    Code,
    /// One step of one workflow, for real.
    Execute,
    /// One step of one workflow, with mocks for everything before it.
    Preview,
    /// Forwards an event to Novu's API.
    Trigger,
    /// A turn of a conversational agent.
    AgentEvent,
}

impl Action {
    /// The action called `name`, if `method` has it (bridge.md §1.2).
    ///
    /// # Errors
    ///
    /// Methods without any action are `MethodNotAllowedError`, whatever `name` is; names that the method does not
    /// have are `InvalidActionError`.
    pub(super) fn find(method: &Method, name: &str) -> Result<Self, Fault> {
        match (method, name) {
            (&Method::GET, HEALTH_CHECK) | (&Method::HEAD, HEALTH_CHECK) => Ok(Self::HealthCheck),
            (&Method::GET, "discover") => Ok(Self::Discover),
            (&Method::GET, "code") => Ok(Self::Code),
            (&Method::POST, "execute") => Ok(Self::Execute),
            (&Method::POST, "preview") => Ok(Self::Preview),
            (&Method::POST, "trigger") => Ok(Self::Trigger),
            (&Method::POST, "agent-event") => Ok(Self::AgentEvent),
            (&Method::GET | &Method::POST, _) => Err(invalid(method, name)),
            _ => Err(Fault::new(
                ErrorCode::MethodNotAllowed,
                "the bridge answers `GET`, `POST` and `OPTIONS`, and `HEAD` for the health check",
            )),
        }
    }
}

/// The fault of a name that `method` does not have. The name is not repeated: it is the sender's text.
#[cold]
fn invalid(method: &Method, name: &str) -> Fault {
    let message = match (method, name) {
        (&Method::POST, _) => "the actions of `POST` are `execute`, `preview`, `trigger` and `agent-event`",
        _ => "the actions of `GET` are `health-check`, `discover` and `code`",
    };
    Fault::new(ErrorCode::InvalidAction, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(method: &Method, name: &str) -> ErrorCode {
        Action::find(method, name).expect_err(name).code
    }

    #[test]
    fn every_method_has_its_own_actions() {
        assert_eq!(
            Action::find(&Method::GET, "discover").ok(),
            Some(Action::Discover)
        );
        assert_eq!(Action::find(&Method::POST, "execute").ok(), Some(Action::Execute));
        assert_eq!(code(&Method::GET, "execute"), ErrorCode::InvalidAction);
        assert_eq!(code(&Method::POST, "discover"), ErrorCode::InvalidAction);
        assert_eq!(code(&Method::POST, HEALTH_CHECK), ErrorCode::InvalidAction);
    }

    #[test]
    fn head_is_for_the_health_check_only() {
        assert_eq!(
            Action::find(&Method::HEAD, HEALTH_CHECK).ok(),
            Some(Action::HealthCheck)
        );
        assert_eq!(code(&Method::HEAD, "discover"), ErrorCode::MethodNotAllowed);
    }

    #[test]
    fn other_methods_are_not_allowed_before_the_name_counts() {
        for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE] {
            assert_eq!(code(&method, "execute"), ErrorCode::MethodNotAllowed);
            assert_eq!(code(&method, "nonsense"), ErrorCode::MethodNotAllowed);
        }
    }

    #[test]
    fn names_are_compared_exactly() {
        for name in ["Discover", "discover ", "", "__proto__", "toString", "%zz"] {
            assert_eq!(code(&Method::GET, name), ErrorCode::InvalidAction, "{name}");
        }
    }
}
