//! Reads path and query of a request.

mod action;
mod query;
mod route;

pub(super) use action::Action;
pub(super) use route::Route;

use http::{Method, request::Parts};
use percent_encoding::percent_decode_str;
use query::Query;
use std::borrow::Cow;

/// The paths that are the bridge's.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mount {
    /// Those under the prefix.
    Prefix,
    /// All: the host has chosen.
    Anywhere,
}

/// The target of a request, as it was sent: whether workflow and step exist is not checked.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) action: Action,
    pub(super) workflow_id: Cow<'a, str>,
    pub(super) step_id: Cow<'a, str>,
    /// The agent and its event.
    #[cfg(feature = "agents")]
    pub(super) agent: (Cow<'a, str>, Cow<'a, str>),
}

impl<'a> Call<'a> {
    /// Reads path and query.
    pub(super) fn read(parts: &'a Parts, mount: Mount, prefix: &str) -> Self {
        let path = parts.uri.path();
        let route = match mount {
            Mount::Prefix => Route::under(prefix, path).unwrap_or(Route::Unknown),
            Mount::Anywhere => Route::anywhere(path),
        };
        let mut call = match route {
            Route::Bridge => {
                let query = Query::parse(parts.uri.query().unwrap_or_default());
                Self {
                    action: Action::named(&query.action),
                    workflow_id: query.workflow_id,
                    step_id: query.step_id,
                    #[cfg(feature = "agents")]
                    agent: (query.agent_id, query.event),
                }
            }
            Route::Workflow(id) => Self {
                workflow_id: percent_decode_str(id).decode_utf8_lossy(),
                ..Self::without_ids(Action::WholeRun)
            },
            Route::Unknown => Self::without_ids(Action::UnknownPath),
        };
        if parts.method == Method::OPTIONS {
            call.action = Action::Preflight;
        }
        call
    }

    /// Creates the call of a preflight that the layer has recognised.
    pub(super) fn preflight() -> Self {
        Self::without_ids(Action::Preflight)
    }

    fn without_ids(action: Action) -> Self {
        Self {
            action,
            workflow_id: Cow::Borrowed(""),
            step_id: Cow::Borrowed(""),
            #[cfg(feature = "agents")]
            agent: (Cow::Borrowed(""), Cow::Borrowed("")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn label(method: Method, target: &str) -> &'static str {
        let request = Request::builder().method(method).uri(target).body(()).unwrap();
        Call::read(&request.into_parts().0, Mount::Prefix, "/api/novu")
            .action
            .label()
    }

    #[test]
    fn labels_are_never_the_senders_text() {
        assert_eq!(label(Method::GET, "/api/novu"), "health-check");
        assert_eq!(label(Method::GET, "/api/novu?action=discover"), "discover");
        assert_eq!(label(Method::GET, "/api/novu?action=Discover"), "unknown");
        assert_eq!(label(Method::POST, "/api/novu/workflows/a/execute"), "whole-run");
        assert_eq!(label(Method::POST, "/api/novu/x"), "unknown");
        assert_eq!(label(Method::OPTIONS, "/api/novu?action=execute"), "preflight");
    }
}
