//! Text without quotes, function calls and regular expressions.

use super::{
    Found, Repairer,
    characters::{is_bare_delimiter, is_blank, is_name, is_name_start, is_quote, is_scheme, is_url},
};
use crate::json::push_string;

/// Returns the length of the name at the start of `text`, or 0.
pub(super) fn name_length(text: &str) -> usize {
    if !text.starts_with(is_name_start) {
        return 0;
    }
    text.find(|c| !is_name(c)).unwrap_or(text.len())
}

/// Returns the length of the rest of a URL at the start of `text`, if `before` is a scheme.
pub(super) fn url_length(before: &str, text: &str) -> Option<usize> {
    if !text.starts_with("//") || !is_scheme(before) {
        return None;
    }
    Some(text.find(|c| !is_url(c)).unwrap_or(text.len()))
}

impl Repairer<'_> {
    /// Reads text without quotes, which is printed as a string, or a call such as `ObjectId("x")`, of which
    /// the argument is printed.
    pub(super) fn bare_text(&mut self, key: bool) -> Found {
        let rest = self.rest();
        let name = name_length(rest);
        if name > 0 {
            let after = rest[name..].trim_start_matches(is_blank);
            if after.starts_with('(') {
                self.at = self.text.len() - after.len() + 1;
                self.nested(Self::value)?;
                if self.skip(b')') {
                    self.skip(b';');
                }
                return Ok(true);
            }
        }
        let stops = |c: char| is_bare_delimiter(c) || is_quote(c) || (key && c == ':');
        let mut end = rest[name..]
            .find(stops)
            .map_or(rest.len(), |length| name + length);
        if let Some(url) = url_length(&rest[..end], &rest[end..]) {
            end += url;
        }
        if end == 0 {
            return Ok(false);
        }
        let bare = rest[..end].trim_end_matches(is_blank);
        if bare == "undefined" {
            self.out.push_str("null");
        } else {
            push_string(&mut self.out, bare);
        }
        self.at += bare.len();
        // Only the opening quote was missing.
        self.skip(b'"');
        Ok(true)
    }

    /// Reads a regular expression, which is printed as a string. A slash after a backslash does not end it.
    pub(super) fn regex(&mut self) -> bool {
        let rest = self.rest();
        if !rest.starts_with('/') {
            return false;
        }
        let end = memchr::memchr_iter(b'/', rest.as_bytes())
            .skip(1)
            .find(|&slash| !rest[..slash].ends_with('\\'))
            .map_or(rest.len(), |slash| slash + 1);
        push_string(&mut self.out, &rest[..end]);
        self.at += end;
        true
    }
}
