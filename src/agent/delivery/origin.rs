use http::Uri;
use percent_encoding::percent_decode_str;
use std::fmt;

/// Scheme, host and port of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: &'static str,
    /// In lower case.
    host: String,
    port: u16,
    /// Host and port as most URLs spell them.
    authority: String,
}

impl Origin {
    /// Returns the origin of an absolute `http` or `https` URL without a user or password.
    pub(crate) fn of(url: &Uri) -> Option<Self> {
        let (scheme, port, host) = parts(url)?;
        let host = host.to_ascii_lowercase();
        let authority = match (scheme, port) {
            ("https", 443) | ("http", 80) => host.clone(),
            _ => format!("{host}:{port}"),
        };
        Some(Self {
            scheme,
            host,
            port,
            authority,
        })
    }

    /// Returns whether this is the origin of a URL.
    pub(crate) fn is_of(&self, url: &Uri) -> bool {
        // Most URLs are spelt like this one, and taking one apart takes longer than comparing it.
        let spelt = url.authority().map(http::uri::Authority::as_str);
        if url.scheme_str() == Some(self.scheme) && spelt == Some(&self.authority) {
            return true;
        }
        let Some((scheme, port, host)) = parts(url) else {
            return false;
        };
        self.scheme == scheme && self.port == port && self.host.eq_ignore_ascii_case(host)
    }
}

/// Returns scheme, port and host of an absolute `http` or `https` URL without a user or password.
fn parts(url: &Uri) -> Option<(&'static str, u16, &str)> {
    let (scheme, usual) = match url.scheme_str()? {
        "https" => ("https", 443),
        "http" => ("http", 80),
        _ => return None,
    };
    let authority = url.authority()?;
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return None;
    }
    Some((scheme, authority.port_u16().unwrap_or(usual), authority.host()))
}

/// Returns whether a URL is one of the API's routes for agents, `../v1/agents/..`, however a server reads the
/// path: it has no dot segments.
pub(crate) fn is_route_of_agents(url: &Uri) -> bool {
    let path = percent_decode_str(url.path()).collect::<Vec<u8>>();
    let segments: Vec<_> = path.split(|byte| matches!(byte, b'/' | b'\\')).collect();
    let is_version = |segment: &[u8]| {
        let number = segment.strip_prefix(b"v").unwrap_or_default();
        !number.is_empty() && number.iter().all(u8::is_ascii_digit)
    };
    let has_dots = segments.iter().any(|segment| matches!(*segment, b"." | b".."));
    let mut parts = segments.windows(3);
    !has_dots && parts.any(|part| is_version(part[0]) && part[1] == b"agents" && !part[2].is_empty())
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(url: &str) -> Option<String> {
        Origin::of(&url.parse().unwrap()).map(|origin| origin.to_string())
    }

    #[test]
    fn origins_have_lower_case_hosts_and_no_usual_port() {
        assert_eq!(
            origin("https://API.novu.co:443/v1/x?y").as_deref(),
            Some("https://api.novu.co")
        );
        assert_eq!(
            origin("http://127.0.0.1:3000/t1").as_deref(),
            Some("http://127.0.0.1:3000")
        );
        assert_eq!(origin("http://[::1]:80/").as_deref(), Some("http://[::1]"));
    }

    #[test]
    fn routes_of_agents_have_a_version_and_no_dot_segments() {
        let is_route =
            |path: &str| is_route_of_agents(&format!("https://api.novu.co{path}").parse().unwrap());
        for path in [
            "/v1/agents/support/reply",
            "/v1/agents/events/ingest?x=1",
            "/novu/api/v2/agents/a%20b/reply",
        ] {
            assert!(is_route(path), "{path}");
        }
        for path in [
            "/",
            "/v1/events/trigger",
            "/v1/events/trigger?/v1/agents/",
            "/v1/agents",
            "/v1/agentsx/a",
            "/agents/v1/a",
            "/v/agents/a",
            "/v1x/agents/a",
            "/v1/agents/../events/trigger",
            "/v1/agents/%2e%2E/events/trigger",
            "/v1/agents/.%2e/events/trigger",
            "/v1/agents/x%2f..%2f..%2fevents",
            "/v1/agents/..%5c..%5cevents",
            "/v1/./agents/a",
        ] {
            assert!(!is_route(path), "{path}");
        }
    }

    #[test]
    fn origins_are_those_of_urls_in_any_case_with_the_same_port() {
        let own = Origin::of(&"https://api.novu.co".parse().unwrap()).unwrap();
        for (url, expected) in [
            ("https://API.novu.co:443/v1/x", true),
            ("https://api.novu.co:444/v1/x", false),
            ("http://api.novu.co/v1/x", false),
            ("https://api.novu.co.evil.example/v1/x", false),
            ("https://user@api.novu.co/v1/x", false),
            ("/v1/x", false),
        ] {
            assert_eq!(own.is_of(&url.parse().unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn urls_that_are_relative_foreign_or_with_a_user_have_no_origin() {
        for url in [
            "/v1/agents",
            "nowhere",
            "ftp://api.novu.co/x",
            "https://novu.co@evil.example/",
        ] {
            assert_eq!(origin(url), None, "{url}");
        }
    }
}
