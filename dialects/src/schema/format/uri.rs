//! URIs (RFC 3986) and templates of them (RFC 6570).

use super::{all_or_escaped, host, skip};
use std::net::Ipv6Addr;

/// Accepts an absolute URI with something after the scheme.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    is_scheme(scheme) && is_rest(rest, false)
}

/// Accepts a URI, or a reference relative to one.
pub(super) fn is_uri_reference(text: &str) -> bool {
    is_rest(text, true)
        || text
            .split_once(':')
            .is_some_and(|(scheme, rest)| is_scheme(scheme) && is_rest(rest, true))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Returns whether `text` may follow the scheme.
fn is_rest(text: &str, reference: bool) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let extra = |byte| is_segment(byte) || b"/?".contains(&byte) || (reference && byte == b'"');
    all_or_escaped(fragment.as_bytes(), extra)
        && all_or_escaped(query.as_bytes(), extra)
        && is_hierarchy(path, reference)
}

/// Accepts the authority and the path, or the path alone.
fn is_hierarchy(text: &str, reference: bool) -> bool {
    let class = |byte| is_segment(byte) || (reference && byte == b'"');
    if let Some(rest) = text.strip_prefix('/') {
        // One slash may introduce an authority, too.
        let with_authority = |rest: &str| {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            is_authority(authority) && all_or_escaped(path.as_bytes(), |byte| class(byte) || byte == b'/')
        };
        if rest.strip_prefix('/').is_some_and(with_authority) || with_authority(rest) {
            return true;
        }
        return !rest.starts_with('/') && all_or_escaped(rest.as_bytes(), |byte| class(byte) || byte == b'/');
    }
    (reference || !text.is_empty()) && all_or_escaped(text.as_bytes(), |byte| class(byte) || byte == b'/')
}

fn is_authority(text: &str) -> bool {
    let (user, host) = match text.split_once('@') {
        Some((user, host)) => (user, host),
        None => ("", text),
    };
    let (host, port) = match host.strip_prefix('[') {
        Some(literal) => {
            let Some((literal, port)) = literal.split_once(']') else {
                return false;
            };
            if !is_ip_literal(literal) {
                return false;
            }
            ("", port)
        }
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    all_or_escaped(user.as_bytes(), |byte| is_name(byte) || byte == b':')
        && all_or_escaped(host.as_bytes(), is_name)
        && (port.is_empty()
            || port
                .strip_prefix(':')
                .is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit())))
}

/// Returns whether `text` may be in brackets: an IPv6 address, or one of a later version.
fn is_ip_literal(text: &str) -> bool {
    if let Some(later) = text.strip_prefix(['v', 'V']) {
        let Some((version, address)) = later.split_once('.') else {
            return false;
        };
        return !version.is_empty()
            && version.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !address.is_empty()
            && address.bytes().all(|byte| is_name(byte) || byte == b':');
    }
    // An IPv4 address at the end may have leading zeros, unlike in the format `ipv6`.
    match text.rsplit_once(':') {
        Some((head, tail)) if host::is_ipv4(tail) => format!("{head}:0.0.0.0").parse::<Ipv6Addr>().is_ok(),
        _ => text.parse::<Ipv6Addr>().is_ok(),
    }
}

/// Characters of a registered name.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte)
}

/// Characters of a path segment.
fn is_segment(byte: u8) -> bool {
    is_name(byte) || b":@".contains(&byte)
}

/// Literals and `{…}` expressions.
pub(super) fn is_uri_template(text: &str) -> bool {
    let mut rest = text;
    loop {
        let (literal, expression) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
        if !all_or_escaped(literal.as_bytes(), |byte| {
            byte > 0x20 && !b"\"'<>%\\^`{|}".contains(&byte)
        }) {
            return false;
        }
        let Some(expression) = expression.strip_prefix('{') else {
            return true;
        };
        let Some((expression, tail)) = expression.split_once('}') else {
            return false;
        };
        let variables = expression
            .strip_prefix(|c| "+#./;?&=,!@|".contains(c))
            .unwrap_or(expression);
        if !variables.split(',').all(is_variable) {
            return false;
        }
        rest = tail;
    }
}

/// Accepts a name, perhaps with a length or an asterisk.
fn is_variable(text: &str) -> bool {
    let name = match text.split_once(':') {
        Some((name, length)) => {
            let mut digits = length.as_bytes();
            let count = skip(&mut digits, |byte| byte.is_ascii_digit());
            if !(1..=4).contains(&count) || !digits.is_empty() || length.starts_with('0') {
                return false;
            }
            name
        }
        None => text.strip_suffix('*').unwrap_or(text),
    };
    !name.is_empty()
        && all_or_escaped(name.as_bytes(), |byte| {
            byte.is_ascii_alphanumeric() || byte == b'_'
        })
}
