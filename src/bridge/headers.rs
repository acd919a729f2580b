//! The headers of every response.

use http::{
    HeaderMap,
    header::{self, HeaderName, HeaderValue},
};

/// The version of the bridge protocol.
pub(super) const FRAMEWORK_VERSION: &str = "2024-06-26";

/// The version of the reference SDK that this crate is compatible with. Novu shows it and may decide by it,
/// so it is not the version of this crate.
pub(crate) const SDK_VERSION: &str = "2.13.2";

/// [`SDK_VERSION`] in the form of the `user-agent`.
const USER_AGENT: &str = "novu-framework:v2.13.2";

const NOVU_FRAMEWORK_VERSION: HeaderName = HeaderName::from_static("novu-framework-version");
const NOVU_FRAMEWORK_SDK: HeaderName = HeaderName::from_static("novu-framework-sdk");
const NOVU_FRAMEWORK_SERVER: HeaderName = HeaderName::from_static("novu-framework-server");
const ALLOW_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// Returns the headers of every response but the CORS ones (`bridge.md` §1.4). The reference sends
/// `user-agent`, too.
pub(super) fn protocol() -> HeaderMap {
    collect([
        (header::CONTENT_TYPE, "application/json"),
        (NOVU_FRAMEWORK_VERSION, FRAMEWORK_VERSION),
        (NOVU_FRAMEWORK_SDK, SDK_VERSION),
        (NOVU_FRAMEWORK_SERVER, "tower"),
        (header::USER_AGENT, USER_AGENT),
        (header::CACHE_CONTROL, "no-store"),
    ])
}

/// Returns the CORS headers of the reference. It sends all of them with every response, asked or not
/// (`bridge.md` §1.4); `tower_http::cors` cannot.
pub(super) fn cross_origin() -> HeaderMap {
    collect([
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ALLOW_PRIVATE_NETWORK, "true"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_MAX_AGE, "604800"),
    ])
}

fn collect<const N: usize>(headers: [(HeaderName, &'static str); N]) -> HeaderMap {
    headers
        .into_iter()
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_agent_has_the_sdk_version() {
        assert_eq!(USER_AGENT, format!("novu-framework:v{SDK_VERSION}"));
    }
}
