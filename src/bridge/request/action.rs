//! The action that a request asks for.

use crate::error::{ErrorCode, Fault};
use http::Method;

/// The action that a path and a query name, whatever the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Action {
    /// Status, versions and counts. The only action that needs no signature.
    HealthCheck,
    /// The discovery document.
    Discover,
    /// The source text of a workflow or step.
    Code,
    /// Runs one step, to be delivered.
    Execute,
    /// Runs one step, to be looked at.
    Preview,
    /// Forwards an event to Novu's API.
    Trigger,
    /// A turn of a conversational agent.
    AgentEvent,
    /// Runs all steps of a workflow, at a path of its own.
    WholeRun,
    /// `OPTIONS`, whatever it names.
    Preflight,
    /// A name that the protocol does not have.
    UnknownName,
    /// A path below the prefix that leads nowhere.
    UnknownPath,
}

impl Action {
    /// Reads the value of the query's `action` (`bridge.md` §1.2). It is compared exactly.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "" | "health-check" => Self::HealthCheck,
            "discover" => Self::Discover,
            "code" => Self::Code,
            "execute" => Self::Execute,
            "preview" => Self::Preview,
            "trigger" => Self::Trigger,
            "agent-event" => Self::AgentEvent,
            _ => Self::UnknownName,
        }
    }

    /// Returns the word for spans and metrics. It is never the sender's text.
    pub(in super::super) fn label(self) -> &'static str {
        match self {
            Self::HealthCheck => "health-check",
            Self::Discover => "discover",
            Self::Code => "code",
            Self::Execute => "execute",
            Self::Preview => "preview",
            Self::Trigger => "trigger",
            Self::AgentEvent => "agent-event",
            Self::WholeRun => "whole-run",
            Self::Preflight => "preflight",
            Self::UnknownName | Self::UnknownPath => "unknown",
        }
    }

    /// Returns whether a repeated request would have effects a second time.
    pub(in super::super) fn has_effects(self) -> bool {
        matches!(self, Self::Execute | Self::WholeRun | Self::Trigger)
    }

    /// Checks that the action exists and that `method` has it.
    ///
    /// # Errors
    ///
    /// Methods without any action are [`ErrorCode::MethodNotAllowed`]; actions that the method does not have
    /// are [`ErrorCode::InvalidAction`].
    pub(in super::super) fn check(self, method: &Method) -> Result<(), Fault> {
        match (method, self) {
            (_, Self::UnknownPath) => Err(unknown_path()),
            (_, Self::Preflight)
            | (&Method::GET | &Method::HEAD, Self::HealthCheck)
            | (&Method::GET, Self::Discover | Self::Code)
            | (
                &Method::POST,
                Self::Execute | Self::Preview | Self::Trigger | Self::AgentEvent | Self::WholeRun,
            ) => Ok(()),
            (_, Self::WholeRun) => Err(Fault::new(
                ErrorCode::MethodNotAllowed,
                "a workflow is run by `POST`",
            )),
            (&Method::GET | &Method::POST, _) => Err(invalid_action(method)),
            _ => Err(Fault::new(
                ErrorCode::MethodNotAllowed,
                "the bridge answers `GET`, `POST` and `OPTIONS`, and `HEAD` for the health check",
            )),
        }
    }
}

/// Returns the fault of a name that `method` does not have. The name is not repeated: it is the sender's
/// text.
#[cold]
fn invalid_action(method: &Method) -> Fault {
    let message = if method == Method::POST {
        "the actions of `POST` are `execute`, `preview`, `trigger` and `agent-event`"
    } else {
        "the actions of `GET` are `health-check`, `discover` and `code`"
    };
    Fault::new(ErrorCode::InvalidAction, message)
}

/// Returns the fault of a path below the prefix that leads nowhere. The protocol has no code for it. Of those
/// that Novu does not retry, `InvalidActionError` fits: the bridge cannot do what the URL asks for.
/// `WorkflowNotFoundError` would send people looking for a workflow.
#[cold]
fn unknown_path() -> Fault {
    let message = "there is nothing at this path; the bridge itself is at its prefix";
    Fault::new(ErrorCode::InvalidAction, message).with_status(http::StatusCode::NOT_FOUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(method: &Method, name: &str) -> ErrorCode {
        Action::named(name).check(method).expect_err(name).code
    }

    #[test]
    fn each_method_has_its_own_actions() {
        for (method, name) in [
            (Method::GET, ""),
            (Method::HEAD, "health-check"),
            (Method::GET, "discover"),
            (Method::POST, "execute"),
        ] {
            assert!(Action::named(name).check(&method).is_ok(), "{method} {name}");
        }
        for (method, name) in [
            (Method::GET, "execute"),
            (Method::POST, "discover"),
            (Method::POST, "health-check"),
        ] {
            assert_eq!(code(&method, name), ErrorCode::InvalidAction, "{method} {name}");
        }
        assert_eq!(code(&Method::HEAD, "discover"), ErrorCode::MethodNotAllowed);
    }

    #[test]
    fn other_methods_are_not_allowed_whatever_the_action() {
        for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE] {
            assert_eq!(code(&method, "execute"), ErrorCode::MethodNotAllowed);
            assert_eq!(code(&method, "nonsense"), ErrorCode::MethodNotAllowed);
        }
        let whole_run = Action::WholeRun.check(&Method::GET).unwrap_err();
        assert_eq!(whole_run.code, ErrorCode::MethodNotAllowed);
    }

    #[test]
    fn action_names_are_compared_exactly() {
        for name in ["Discover", "discover ", "__proto__", "toString", "%zz"] {
            assert_eq!(code(&Method::GET, name), ErrorCode::InvalidAction, "{name}");
        }
    }
}
