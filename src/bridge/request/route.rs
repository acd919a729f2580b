//! The part of the bridge that a path leads to.

/// Where a path under the bridge's prefix leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Route<'a> {
    /// The protocol's one URL; the query has the rest.
    Bridge,
    /// Run all of the workflow with this id, which is still percent-encoded.
    Workflow(&'a str),
    /// Nowhere: 404.
    Unknown,
}

impl<'a> Route<'a> {
    /// Returns the route of `path` when the bridge has `prefix` (`/api/novu`) for itself; `None` if the path
    /// is not below it. Neither allocates nor decodes: it runs for every request that passes through.
    #[inline]
    pub(in super::super) fn under(prefix: &str, path: &'a str) -> Option<Self> {
        match path.strip_prefix(prefix)? {
            "" | "/" => Some(Self::Bridge),
            rest if !rest.starts_with('/') => None,
            rest => Some(match workflow(rest) {
                Some(("", id)) => Self::Workflow(id),
                _ => Self::Unknown,
            }),
        }
    }

    /// Returns the route of `path` when every path is the bridge's, as the reference has it (`bridge.md` §1):
    /// the end of the path decides.
    pub(super) fn anywhere(path: &'a str) -> Self {
        workflow(path).map_or(Self::Bridge, |(_, id)| Self::Workflow(id))
    }
}

/// Splits `{base}/workflows/{id}/execute` into base and id. The id is one segment and not empty.
fn workflow(path: &str) -> Option<(&str, &str)> {
    let (head, id) = path.strip_suffix("/execute")?.rsplit_once('/')?;
    let base = head.strip_suffix("/workflows")?;
    (!id.is_empty()).then_some((base, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under(path: &str) -> Option<Route<'_>> {
        Route::under("/api/novu", path)
    }

    #[test]
    fn prefix_with_and_without_slash_is_the_bridge() {
        assert_eq!(under("/api/novu"), Some(Route::Bridge));
        assert_eq!(under("/api/novu/"), Some(Route::Bridge));
    }

    #[test]
    fn paths_outside_the_prefix_are_not_the_bridges() {
        for path in [
            "",
            "/",
            "*",
            "/api",
            "/api/nov",
            "/api/novuX",
            "/api/novu-2/x",
            "/API/novu",
            "/x/api/novu",
        ] {
            assert_eq!(under(path), None, "{path}");
        }
    }

    #[test]
    fn whole_run_path_has_the_workflow_id() {
        assert_eq!(
            under("/api/novu/workflows/welcome/execute"),
            Some(Route::Workflow("welcome"))
        );
        assert_eq!(
            under("/api/novu/workflows/a%2Fb/execute"),
            Some(Route::Workflow("a%2Fb"))
        );
        assert_eq!(
            under("/api/novu/workflows/workflows/execute"),
            Some(Route::Workflow("workflows"))
        );
        assert_eq!(
            under("/api/novu/workflows/execute/execute"),
            Some(Route::Workflow("execute"))
        );
    }

    #[test]
    fn other_paths_below_the_prefix_are_unknown() {
        for rest in [
            "//",
            "/x",
            "/workflows",
            "/workflows/execute",
            "/workflows//execute",
            "/workflows/a/execute/",
            "/workflows/a/b/execute",
            "/workflows/a/Execute",
            "/x/workflows/a/execute",
        ] {
            assert_eq!(under(&format!("/api/novu{rest}")), Some(Route::Unknown), "{rest}");
        }
    }

    #[test]
    fn end_of_the_path_decides_without_a_prefix() {
        assert_eq!(Route::anywhere("/"), Route::Bridge);
        assert_eq!(Route::anywhere("/api/novu/extra/path"), Route::Bridge);
        assert_eq!(Route::anywhere("/workflows/a/execute"), Route::Workflow("a"));
        assert_eq!(
            Route::anywhere("/api/novu/workflows/a/execute"),
            Route::Workflow("a")
        );
        assert_eq!(Route::anywhere("/workflows//execute"), Route::Bridge);
    }
}
