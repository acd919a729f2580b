//! Decides who may use the studio. Each rule names the attack that it stops.

use super::{
    Studio,
    refusal::Refusal,
    route::{Api, Route},
};
use crate::signature::{SecretKey, equal};
use dialects::text::push_hex;
use http::{HeaderMap, StatusCode, Uri, header, request::Parts};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The header with the token.
pub(super) const TOKEN: &str = "novu-studio-token";

/// The text whose MAC is the token. Texts that Novu signs begin with a digit, so that it is not a signature.
const TOKEN_TEXT: &str = "novu-framework studio";

/// Who may call the API.
#[derive(Clone)]
pub(super) enum Access {
    /// Everybody who reaches the port: the bridge checks no signatures either, or a setting says so.
    Open,
    /// Whoever has the token.
    Token([u8; 32]),
    /// Nobody: the bridge has no key from which the token could be made.
    Closed,
}

impl Access {
    /// Returns the access of a bridge with this first key. `open` if it checks no signatures.
    pub(super) fn new(key: Option<&SecretKey>, open: bool) -> Self {
        match key {
            _ if open => Self::Open,
            Some(key) => {
                let mut token = String::with_capacity(32);
                push_hex(&mut token, &key.derived(TOKEN_TEXT)[..16]);
                let mut digits = [0; 32];
                digits.copy_from_slice(token.as_bytes());
                Self::Token(digits)
            }
            None => Self::Closed,
        }
    }
}

/// Checks a request before its body is read.
///
/// # Errors
///
/// The host or the site is not allowed, or the token is missing.
pub(super) fn check(
    studio: &Studio,
    access: &Access,
    parts: &Parts,
    route: Route<'_>,
) -> Result<(), Refusal> {
    let host = host(parts);
    check_host(studio, host)?;
    check_site(&parts.headers, host, route)?;
    match route {
        Route::Api(api) => check_api(access, parts, api),
        Route::File(_) | Route::WithoutSlash => Ok(()),
    }
}

/// Returns the host and port that the request is for.
pub(super) fn host(parts: &Parts) -> &str {
    let header = only(&parts.headers, header::HOST.as_str());
    authority(&parts.uri).or(header).unwrap_or_default()
}

/// Returns the text of a header, and `?`, which no rule allows, if it is not one line of ASCII.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut lines = headers.get_all(name).iter();
    let line = lines.next()?.to_str().unwrap_or("?");
    Some(if lines.next().is_some() { "?" } else { line })
}

fn authority(uri: &Uri) -> Option<&str> {
    uri.authority().map(http::uri::Authority::as_str)
}

/// Stops DNS rebinding: a page of a stranger whose name resolves to this machine.
fn check_host(studio: &Studio, host: &str) -> Result<(), Refusal> {
    let name = without_port(host).to_ascii_lowercase();
    if is_local(&name) || studio.hosts.contains(&name) {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        "host",
        "the request is for a host name that the studio does not know",
        "Open it by `localhost` or `127.0.0.1`, or allow the name by `Studio::host(..)`.",
    ))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // The colons of an IPv6 address are in brackets. Not a number: a part of the name, which is unknown
        // then.
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_local(name: &str) -> bool {
    let v6 = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    name == "localhost"
        || name.strip_suffix(".localhost").is_some_and(is_plain)
        || name
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
        || v6.is_some_and(|address| {
            address
                .parse::<Ipv6Addr>()
                .is_ok_and(|address| address.is_loopback())
        })
}

/// Returns whether a name consists of letters, digits and hyphens between dots. Browsers take `'` and `$(..)`
/// in names, too, and the name is printed in lines for a shell.
fn is_plain(name: &str) -> bool {
    name.split('.').all(|label| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

/// Stops requests of other sites: forms, images, scripts and reads by `fetch`.
fn check_site(headers: &HeaderMap, host: &str, route: Route<'_>) -> Result<(), Refusal> {
    let text = |name: &str| only(headers, name);
    let allowed = match text("sec-fetch-site") {
        Some("same-origin") => true,
        // Typed into the address bar, or opened from a terminal.
        Some("none") => !matches!(route, Route::Api(_)),
        Some(_) => false,
        // Not a browser, or one that does not say.
        None => text("origin").is_none_or(|origin| {
            let authority = origin
                .strip_prefix("http://")
                .or_else(|| origin.strip_prefix("https://"));
            authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
        }),
    };
    // The page itself may be opened by a link of another site: it does nothing by itself.
    let is_page = matches!(route, Route::File("index.html") | Route::WithoutSlash);
    let is_navigation =
        is_page && text("sec-fetch-mode") == Some("navigate") && text("sec-fetch-dest") == Some("document");
    if allowed || is_navigation {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        "origin",
        "the request comes from another site",
        "Use the studio's own page, or a script outside of a browser.",
    ))
}

fn check_api(access: &Access, parts: &Parts, api: Api) -> Result<(), Refusal> {
    match access {
        Access::Open => {}
        Access::Closed => {
            return Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "key",
                "the bridge has no secret key, so there is no token for the studio",
                "Set NOVU_SECRET_KEY (any text will do on your machine), or NOVU_STRICT_AUTHENTICATION_ENABLED=false.",
            ));
        }
        Access::Token(token) => {
            let sent = parts
                .headers
                .get(TOKEN)
                .and_then(|sent| sent.as_bytes().try_into().ok());
            if !sent.is_some_and(|sent| equal(sent, *token)) {
                return Err(Refusal::new(
                    StatusCode::UNAUTHORIZED,
                    "token",
                    "the token is missing or wrong",
                    "Open the studio by the link that your program prints (`NovuLayer::studio_url`), or paste its token.",
                ));
            }
        }
    }
    if api == Api::Unknown {
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            "route",
            "the studio has no such route",
            "The routes are listed in `src/studio/API.md`.",
        ));
    }
    if parts.method != api.method() {
        return Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "route",
            format!("this route answers `{}`", api.method()),
            "Use that method.",
        ));
    }
    let is_json = |value: &str| {
        value
            .split(';')
            .next()
            .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
    };
    let content_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    // Stops forms: they cannot send this type.
    if parts.method == http::Method::POST && !content_type.is_some_and(is_json) {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "request",
            "the body is not JSON",
            "Send it with `content-type: application/json`.",
        ));
    }
    Ok(())
}
