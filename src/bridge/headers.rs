//! The headers of an answer.

use http::{
    HeaderMap,
    header::{self, HeaderName, HeaderValue},
};

/// The version of the bridge protocol.
pub(super) const FRAMEWORK_VERSION: &str = "2024-06-26";

/// The version of the reference SDK that this crate answers like. Novu shows it and may come to decide by it, so it
/// names what we are compatible with, not the version of this crate.
pub(super) const SDK_VERSION: &str = "2.13.2";

/// [`SDK_VERSION`] once more, in the form of the `user-agent`.
const USER_AGENT: &str = "novu-framework:v2.13.2";

const NOVU_FRAMEWORK_VERSION: HeaderName = HeaderName::from_static("novu-framework-version");
const NOVU_FRAMEWORK_SDK: HeaderName = HeaderName::from_static("novu-framework-sdk");
const NOVU_FRAMEWORK_SERVER: HeaderName = HeaderName::from_static("novu-framework-server");
const ALLOW_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// The headers of every answer but the CORS ones (bridge.md §1.4). `user-agent` is meant, odd as it is on a response.
pub(super) fn protocol() -> HeaderMap {
    collect([
        (header::CONTENT_TYPE, "application/json"),
        (NOVU_FRAMEWORK_VERSION, FRAMEWORK_VERSION),
        (NOVU_FRAMEWORK_SDK, SDK_VERSION),
        (NOVU_FRAMEWORK_SERVER, "tower"),
        (header::USER_AGENT, USER_AGENT),
    ])
}

/// The CORS headers of the reference. It sends all of them with every answer, asked or not (bridge.md §1.4), which
/// is why `tower_http::cors` cannot stand for this default.
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
    fn the_user_agent_names_the_sdk_version() {
        assert_eq!(USER_AGENT, format!("novu-framework:v{SDK_VERSION}"));
    }
}
