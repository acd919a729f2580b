//! Hosts, and what mostly consists of one.

use crate::text::is_js_space;

/// Labels of letters, digits and inner hyphens, at most 63 long, 253 in all; a dot at the end is allowed.
pub(super) fn is_hostname(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    name.len() <= 253 && name.split('.').all(|label| label.len() <= 63 && is_label(label))
}

/// Accepts a dot-atom local part and at least two labels of domain; ASCII only.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let atom = |atom: &str| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte))
    };
    local.split('.').all(atom) && domain.contains('.') && domain.split('.').all(is_label)
}

/// Letters, digits and inner hyphens.
fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
        && bytes
            .iter()
            .all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Accepts four octets of one to three digits.
pub(super) fn is_ipv4(text: &str) -> bool {
    octets(text).is_some()
}

fn octets(text: &str) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        if part.is_empty() || part.len() > 3 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *octet = part.parse().ok()?;
    }
    parts.next().is_none().then_some(octets)
}

/// Accepts `http`, `https` or `ftp` to a host that could be public, by name or IPv4 address.
pub(super) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    if !["http", "https", "ftp"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return false;
    }
    // The user part may hold anything but white space, slashes included: any `@` that is not the first
    // character may end it. The path may not hold white space either; in the host some of it passes for
    // letters.
    let first_space = rest.find(is_js_space).unwrap_or(rest.len());
    let last_space = rest.rfind(is_js_space).unwrap_or(0);
    let is_host_at = |start: usize| {
        let tail = &rest[start..];
        let end = tail.find(['/', '@']).unwrap_or(tail.len());
        let path = &tail[end..];
        !path.starts_with('@') && (path.is_empty() || start + end > last_space) && is_authority(&tail[..end])
    };
    is_host_at(0)
        || rest
            .match_indices('@')
            .any(|(at, _)| at > 0 && at <= first_space && is_host_at(at + 1))
}

/// Accepts a host and perhaps a port.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let port = port
        .is_none_or(|port| (2..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit()));
    port && (is_public_ipv4(host) || is_public_name(host))
}

/// Accepts an address outside the private, loopback, link-local, multicast, network and broadcast ranges.
fn is_public_ipv4(text: &str) -> bool {
    let Some([a, b, _, d]) = octets(text) else {
        return false;
    };
    // Zeros may lead in the middle, up to two digits.
    let plain = text
        .split('.')
        .enumerate()
        .all(|(at, part)| !part.starts_with('0') || (matches!(at, 1 | 2) && part.len() < 3));
    let private = match a {
        10 | 127 => true,
        169 => b == 254,
        172 => (16..=31).contains(&b),
        192 => b == 168,
        _ => false,
    };
    plain && !private && (1..=223).contains(&a) && (1..=254).contains(&d)
}

/// Accepts at least two labels, the last of two letters or more; letters beyond ASCII count.
fn is_public_name(text: &str) -> bool {
    let foreign = |c: char| ('\u{a1}'..='\u{ffff}').contains(&c);
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || foreign(c));
    let Some((labels, last)) = text.rsplit_once('.') else {
        return false;
    };
    last.chars().nth(1).is_some()
        && last.chars().all(|c| c.is_ascii_alphabetic() || foreign(c))
        && labels.split('.').all(|label| label.split('-').all(part))
}
