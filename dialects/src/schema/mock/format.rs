//! Sample strings for the `format`s that validation and common Rust types know (validation.md §7).

/// Returns the `n`th sample of `format`, `None` for formats that restrict nothing we know of.
///
/// All samples are fixed and reserved for documentation (RFC 2606, RFC 5737), so that nothing that is sent to
/// one by mistake arrives. Formats outside validation.md §7 are those `schemars` writes for types that refuse
/// other text when they are deserialised.
pub(super) fn sample(format: &str, n: usize) -> Option<String> {
    let suffix = if n == 0 { String::new() } else { n.to_string() };
    let (day, month, year) = (1 + n % 28, 1 + n / 28 % 12, 2024 + n / 336 % 1000);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(match format {
        "date-time" | "datetime" => format!("{date}T12:00:00.000Z"),
        "zoned-date-time" => format!("{date}T12:00:00+00:00[UTC]"),
        "partial-date-time" => format!("{date}T12:00:00"),
        "date" | "full-date" => date,
        "time" => format!("12:{:02}:{:02}Z", n / 60 % 60, n % 60),
        "partial-time" => format!("12:{:02}:{:02}", n / 60 % 60, n % 60),
        "duration" => format!("PT{}M", n + 1),
        "email" | "idn-email" => format!("user{suffix}@example.com"),
        "hostname" | "idn-hostname" => format!("host{suffix}.example.com"),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" | "uri-template" => {
            format!("https://example.com/{suffix}")
        }
        "ipv4" | "ip" => format!("192.0.2.{}", 1 + n % 250),
        "ipv6" => format!("2001:db8::{:x}", 1 + n % 0xffff),
        "uuid" => format!("00000000-0000-4000-8000-{n:012x}"),
        "json-pointer" => format!("/placeholder{suffix}"),
        "json-pointer-uri-fragment" => format!("#/placeholder{suffix}"),
        "relative-json-pointer" => n.to_string(),
        "regex" => format!(".+?{suffix}"),
        "slug" => format!("placeholder{suffix}"),
        "byte" => format!("{:04}", n % 10_000),
        "color" => format!("#{:06x}", n % 0x0100_0000),
        "int32" | "int64" | "float" | "double" => n.to_string(),
        _ => return None,
    })
}

/// Returns a sample of `format` that has `length` characters, for those that can be stretched.
pub(super) fn stretched(format: &str, length: usize) -> Option<String> {
    let (head, tail) = match format {
        "email" | "idn-email" => ("u", "@e.co"),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" | "uri-template" => ("https://e.co/", ""),
        "date-time" | "datetime" => ("2024-01-01T12:00:00.0", "Z"),
        "time" => ("12:00:00.0", "Z"),
        "regex" | "slug" | "uri-fragment" => ("a", ""),
        "json-pointer" => ("/", ""),
        "json-pointer-uri-fragment" => ("#/", ""),
        "relative-json-pointer" => ("1", ""),
        "hostname" | "idn-hostname" if length <= 63 => ("a", ""),
        _ => return None,
    };
    let fill = length.checked_sub(head.len() + tail.len())?;
    let filler = if format.contains("time") || format.starts_with("relative") {
        "0"
    } else {
        "a"
    };
    Some([head, &filler.repeat(fill), tail].concat())
}

/// Returns the first and the last value of formats that have an order, for `formatMinimum` and its kin.
pub(super) fn extremes(format: &str) -> &'static [&'static str] {
    match format {
        "date" => &["0001-01-01", "9999-12-31"],
        "time" => &["00:00:00Z", "23:59:59Z"],
        "date-time" => &["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
        _ => &[],
    }
}
