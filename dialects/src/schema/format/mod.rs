//! The values of `format` (§7).
//!
//! All matchers are written by hand and linear in the text: they see what strangers send.

mod host;
mod instant;
mod text;
mod uri;

use super::pattern::is_regex;
use std::cmp::Ordering;

/// A known format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Date,
    Time,
    DateTime,
    Duration,
    Email,
    Uri,
    UriReference,
    UriTemplate,
    Url,
    Hostname,
    Ipv4,
    Ipv6,
    Uuid,
    Regex,
    JsonPointer,
    JsonPointerUriFragment,
    RelativeJsonPointer,
    Byte,
    /// `password`, `binary`.
    AnyText,
    Int32,
    Int64,
    /// `float`, `double`.
    AnyNumber,
}

impl Format {
    /// Returns the format of this name. Unknown ones are ignored by the platform.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "date" => Self::Date,
            "time" => Self::Time,
            "date-time" => Self::DateTime,
            "duration" => Self::Duration,
            "email" => Self::Email,
            "uri" => Self::Uri,
            "uri-reference" => Self::UriReference,
            "uri-template" => Self::UriTemplate,
            "url" => Self::Url,
            "hostname" => Self::Hostname,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "uuid" => Self::Uuid,
            "regex" => Self::Regex,
            "json-pointer" => Self::JsonPointer,
            "json-pointer-uri-fragment" => Self::JsonPointerUriFragment,
            "relative-json-pointer" => Self::RelativeJsonPointer,
            "byte" => Self::Byte,
            "password" | "binary" => Self::AnyText,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "float" | "double" => Self::AnyNumber,
            _ => return None,
        })
    }

    /// Returns whether it is about numbers, not strings.
    pub(super) fn is_numeric(self) -> bool {
        matches!(self, Self::Int32 | Self::Int64 | Self::AnyNumber)
    }

    /// Returns whether `formatMinimum` and its kin can be used with it.
    pub(super) fn is_ordered(self) -> bool {
        matches!(self, Self::Date | Self::Time | Self::DateTime)
    }

    /// Returns whether it refuses anything, or could.
    pub(super) fn is_constraint(self) -> bool {
        self != Self::AnyText
    }

    /// Returns whether a string is of the format.
    pub(super) fn accepts_text(self, text: &str) -> bool {
        match self {
            Self::Date => instant::is_date(text),
            Self::Time => instant::is_time(text),
            Self::DateTime => instant::is_date_time(text),
            Self::Duration => instant::is_duration(text),
            Self::Email => host::is_email(text),
            Self::Uri => uri::is_uri(text),
            Self::UriReference => uri::is_uri_reference(text),
            Self::UriTemplate => uri::is_uri_template(text),
            Self::Url => host::is_url(text),
            Self::Hostname => host::is_hostname(text),
            Self::Ipv4 => host::is_ipv4(text),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Uuid => text::is_uuid(text),
            Self::Regex => is_regex(text),
            Self::JsonPointer => text::is_json_pointer(text),
            Self::JsonPointerUriFragment => text::is_json_pointer_uri_fragment(text),
            Self::RelativeJsonPointer => text::is_relative_json_pointer(text),
            Self::Byte => text::is_byte(text),
            Self::AnyText | Self::Int32 | Self::Int64 | Self::AnyNumber => true,
        }
    }

    /// Returns whether a number is of the format.
    pub(super) fn accepts_number(self, number: f64) -> bool {
        match self {
            Self::Int32 => {
                number.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number)
            }
            Self::Int64 => number.fract() == 0.0,
            _ => true,
        }
    }

    /// Returns the order of two texts of the format, if both are such.
    pub(super) fn compare(self, left: &str, right: &str) -> Option<Ordering> {
        match self {
            Self::Date => instant::compare_dates(left, right),
            Self::Time => instant::compare_times(left, right),
            Self::DateTime => instant::compare_date_times(left, right),
            _ => None,
        }
    }

    /// Names the format in messages, with an article.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Date => "a date such as 2024-12-31",
            Self::Time => "a time such as 23:59:59Z",
            Self::DateTime => "a date and time such as 2024-12-31T23:59:59Z",
            Self::Duration => "an ISO 8601 duration",
            Self::Email => "an email address",
            Self::Uri => "an absolute URI",
            Self::UriReference => "a URI or a relative reference",
            Self::UriTemplate => "a URI template",
            Self::Url => "a public http, https or ftp URL",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Uuid => "a UUID",
            Self::Regex => "a regular expression",
            Self::JsonPointer => "a JSON pointer",
            Self::JsonPointerUriFragment => "a JSON pointer in a URI fragment",
            Self::RelativeJsonPointer => "a relative JSON pointer",
            Self::Byte => "base64 text",
            Self::Int32 => "a 32-bit integer",
            Self::Int64 => "an integer",
            // They accept everything.
            Self::AnyText | Self::AnyNumber => "a value",
        }
    }
}

/// Takes a run of bytes of a class from the front, and says how many there were.
fn skip(text: &mut &[u8], class: impl Fn(u8) -> bool) -> usize {
    let run = text.iter().take_while(|&&byte| class(byte)).count();
    *text = &text[run..];
    run
}

/// Returns whether the text consists of bytes of a class and percent escapes; for `~` escapes see the JSON
/// pointers.
fn all_or_escaped(text: &[u8], class: impl Fn(u8) -> bool) -> bool {
    let mut rest = text;
    loop {
        skip(&mut rest, &class);
        match rest {
            [] => return true,
            [b'%', high, low, tail @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                rest = tail
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn ipv4_tails_in_uris_may_have_leading_zeros() {
        for (text, valid) in [
            ("http://[::ffff:01.2.3.4]/", true),
            ("http://[::1.2.003.4]", true),
            ("http://[1:2:3:4:5:6:09.2.3.4]", true),
            ("http://[::ffff:256.2.3.4]/", false),
            ("http://[::ffff:0001.2.3.4]/", false),
            ("http://[1:2:3:4:5:6:7:1.2.3.4]/", false),
            ("http://[1.2.3.4]/", false),
        ] {
            assert_eq!(Format::Uri.accepts_text(text), valid, "{text}");
            assert_eq!(Format::UriReference.accepts_text(text), valid, "{text}");
        }
        assert!(!Format::Ipv6.accepts_text("::ffff:01.2.3.4"));
    }
}
