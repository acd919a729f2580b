//! URLs of requests, as `fetch` reads them.

use http::Uri;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The characters that `fetch` encodes in paths and queries.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Returns whether `read` changes nothing of a text that it accepts: there is nothing to escape or cut off,
/// no letter is in upper case, and there is no user. So are the URLs that Novu sends, and escaping takes
/// longer than all the rest.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' | b':' | b'?' | b'&' | b'=');
    let rest = text.strip_prefix("http").unwrap_or_default();
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    rest.starts_with("://") && rest.bytes().all(is_plain)
}

/// Reads an absolute URL. Characters that a URL must escape are escaped, scheme and host become lower case,
/// the fragment is dropped.
///
/// # Errors
///
/// A clause whose subject is the URL.
pub(super) fn read(text: &str) -> Result<Uri, &'static str> {
    if is_plain(text) {
        return checked(text);
    }
    let trimmed = text.trim_matches(|char: char| char <= ' ');
    let (rest, _) = trimmed.split_once('#').unwrap_or((trimmed, ""));
    let Some((scheme, rest)) = rest.split_once("://") else {
        return Err("is not an absolute URL");
    };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err("has neither the scheme `http` nor `https`");
    }
    if rest.contains('\\') {
        // `fetch` takes it for a slash, other readers do not.
        return Err("has a backslash in it");
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(end);
    if authority.contains('@') {
        return Err("has a user or a password in it");
    }
    let authority = authority.to_ascii_lowercase();
    let target = utf8_percent_encode(target, ENCODED);
    checked(&format!("{}://{authority}{target}", scheme.to_ascii_lowercase()))
}

fn checked(text: &str) -> Result<Uri, &'static str> {
    let uri: Uri = text.parse().map_err(|_| "is not a URL")?;
    let (Some(authority), Some(host)) = (uri.authority(), uri.host().filter(|host| !host.is_empty())) else {
        return Err("has no host");
    };
    if authority.as_str().len() != host.len() && uri.port_u16().is_none() {
        return Err("has a port that is not a number");
    }
    Ok(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_escaped_like_fetch() {
        for (text, expected) in [
            ("https://api.novu.co/v1/a", "https://api.novu.co/v1/a"),
            ("HTTP://localhost:3000", "http://localhost:3000/"),
            (
                " https://api.novu.co/v1/agents/a b/reply\n",
                "https://api.novu.co/v1/agents/a%20b/reply",
            ),
            (
                "https://api.novu.co/Träger/%41?x=<y>#z",
                "https://api.novu.co/Tr%C3%A4ger/%41?x=%3Cy%3E",
            ),
            ("http://[::1]:3000/a", "http://[::1]:3000/a"),
            ("https://Api.Novu.co/v1/Agents", "https://api.novu.co/v1/Agents"),
        ] {
            assert_eq!(read(text).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn plain_urls_are_read_as_all_others_are() {
        for text in [
            "https://api.novu.co/v1/agents/support/reply",
            "http://127.0.0.1:3000",
            "http://127.0.0.1:3000?a=b&c=d",
            "https://",
            "https:///v1",
            "https://?a",
            "https://:80/v1",
            "http://api.novu.co:/v1",
            "https://api.novu.co:port/v1",
            "http://a:1:2/",
            "http://a//b",
        ] {
            assert!(is_plain(text), "{text}");
            // A blank at the end is cut off.
            assert_eq!(read(text), read(&format!("{text} ")), "{text}");
        }
        for text in [
            "https://api.novu.co/A",
            "https://a@b",
            "https://a/%41",
            "https://a/ ",
            "httpx://a",
            "s://a",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "nowhere",
            "/v1/agents",
            "//api.novu.co/v1",
            "ftp://api.novu.co/v1",
            "https://",
            "https:///v1",
            "https://user:password@api.novu.co/v1",
            "https://api.novu.co@api.novu.co:443/v1",
            "https://api.novu.co/v1\\agents",
            "https://api.novu.co\\@evil.example/v1",
            "https://api novu.co/v1",
            "https://api.novu.co:port/v1",
            "javascript://x",
        ] {
            let read = read(text);
            assert!(read.is_err(), "{text}: {read:?}");
        }
    }
}
