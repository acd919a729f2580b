//! The part of the studio that a path leads to.

use http::Method;

/// Where a path below `studio` leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// The path without the slash at its end: relative links would miss the folder.
    WithoutSlash,
    /// A file of the page.
    File(&'a str),
    Api(Api),
}

/// The routes of the JSON API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    Build,
    Workflows,
    Preview,
    Run,
    Test,
    Received,
    Discovery,
    Agents,
    Turn,
    Unknown,
}

impl<'a> Route<'a> {
    /// Returns the route of a path, relative to the bridge: `/studio`, `/studio/..`. `None` if it is not the
    /// studio's.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let rest = path.strip_prefix("/studio")?;
        if rest.is_empty() {
            return Some(Self::WithoutSlash);
        }
        Some(match rest.strip_prefix('/')? {
            "" => Self::File("index.html"),
            file => match file.strip_prefix("api/") {
                Some(name) => Self::Api(Api::named(name)),
                None => Self::File(file),
            },
        })
    }
}

impl Api {
    fn named(name: &str) -> Self {
        match name {
            "build" => Self::Build,
            "workflows" => Self::Workflows,
            "preview" => Self::Preview,
            "run" => Self::Run,
            "test" => Self::Test,
            "received" => Self::Received,
            "discovery" => Self::Discovery,
            "agents" => Self::Agents,
            "turn" => Self::Turn,
            _ => Self::Unknown,
        }
    }

    pub(super) fn method(self) -> Method {
        match self {
            Self::Preview | Self::Run | Self::Test | Self::Turn => Method::POST,
            Self::Build
            | Self::Workflows
            | Self::Received
            | Self::Discovery
            | Self::Agents
            | Self::Unknown => Method::GET,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_segment_decides_whether_a_path_is_the_studios() {
        assert_eq!(Route::of("/studio"), Some(Route::WithoutSlash));
        assert_eq!(Route::of("/studio/"), Some(Route::File("index.html")));
        assert_eq!(Route::of("/studio/main.js"), Some(Route::File("main.js")));
        assert_eq!(Route::of("/studio/api/run"), Some(Route::Api(Api::Run)));
        assert_eq!(Route::of("/studio/api/%72un"), Some(Route::Api(Api::Unknown)));
        for path in ["", "/", "/studios", "/x/studio/", "studio/", "/Studio/"] {
            assert_eq!(Route::of(path), None, "{path}");
        }
    }
}
