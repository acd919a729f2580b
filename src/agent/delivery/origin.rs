use http::Uri;
use std::fmt;

/// Scheme, host and port of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: &'static str,
    /// In lower case.
    host: String,
    port: u16,
}

impl Origin {
    /// Returns the origin of an absolute `http` or `https` URL without a user or password.
    pub(crate) fn of(url: &Uri) -> Option<Self> {
        let (scheme, usual) = match url.scheme_str()? {
            "https" => ("https", 443),
            "http" => ("http", 80),
            _ => return None,
        };
        let authority = url.authority()?;
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return None;
        }
        Some(Self {
            scheme,
            host: authority.host().to_ascii_lowercase(),
            port: authority.port_u16().unwrap_or(usual),
        })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        match (self.scheme, self.port) {
            ("https", 443) | ("http", 80) => Ok(()),
            (_, port) => write!(f, ":{port}"),
        }
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
