//! What a request asks for.

use super::{
    Mount,
    action::HEALTH_CHECK,
    query::{Query, decode_percent},
    route::Route,
};
use http::{Method, request::Parts};
use std::borrow::Cow;

/// The actions that spans and metrics tell by their names. Any other name is the sender's text.
const TOLD: [&str; 7] = [
    HEALTH_CHECK,
    "discover",
    "code",
    "execute",
    "preview",
    "trigger",
    "agent-event",
];

/// What a request asks for, as it was sent: nothing of it is checked.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) route: Route<'a>,
    /// The name of the action on the protocol's one URL; the health check's if there is none.
    pub(super) name: Cow<'a, str>,
    pub(super) workflow_id: Cow<'a, str>,
    pub(super) step_id: Cow<'a, str>,
    /// What the action is called in spans and metrics: one of a handful of words.
    pub(super) label: &'static str,
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
                let name = match &*query.action {
                    "" => Cow::Borrowed(HEALTH_CHECK),
                    _ => query.action,
                };
                let label = TOLD.into_iter().find(|told| *told == name).unwrap_or("unknown");
                Self {
                    route,
                    name,
                    workflow_id: query.workflow_id,
                    step_id: query.step_id,
                    label,
                }
            }
            Route::Workflow(id) => Self {
                workflow_id: decode_percent(id),
                ..Self::bare(route, "run")
            },
            Route::Unknown => Self::bare(route, "unknown"),
        };
        if parts.method == Method::OPTIONS {
            call.label = PREFLIGHT;
        }
        call
    }

    /// A preflight that somebody else has recognised as one.
    pub(super) fn preflight() -> Self {
        Self::bare(Route::Bridge, PREFLIGHT)
    }

    fn bare(route: Route<'a>, label: &'static str) -> Self {
        Self {
            route,
            name: Cow::Borrowed(""),
            workflow_id: Cow::Borrowed(""),
            step_id: Cow::Borrowed(""),
            label,
        }
    }
}

/// What `OPTIONS` is called, whatever it names.
const PREFLIGHT: &str = "preflight";

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn label(method: Method, target: &str) -> &'static str {
        let request = Request::builder().method(method).uri(target).body(()).unwrap();
        Call::read(&request.into_parts().0, Mount::Prefix, "/api/novu").label
    }

    #[test]
    fn labels_are_never_the_senders_text() {
        assert_eq!(label(Method::GET, "/api/novu"), "health-check");
        assert_eq!(label(Method::GET, "/api/novu?action=discover"), "discover");
        assert_eq!(label(Method::GET, "/api/novu?action=Discover"), "unknown");
        assert_eq!(label(Method::POST, "/api/novu/workflows/a/execute"), "run");
        assert_eq!(label(Method::POST, "/api/novu/x"), "unknown");
        assert_eq!(label(Method::OPTIONS, "/api/novu?action=execute"), "preflight");
    }
}
