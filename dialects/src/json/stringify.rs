//! Prints JSON as `JSON.stringify` does, without spaces.

use super::{Json, Object, push_number, text::plain_run};
use crate::{rank::in_order, text::push_hex};

/// Appends `value` as `JSON.stringify` prints it: compact, integer-like keys first, ECMAScript numbers.
pub fn stringify(out: &mut String, value: &Json) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        // JSON has no infinities; JavaScript reads numbers beyond the double range as infinite.
        Json::Number(number) if !number.as_f64().is_some_and(f64::is_finite) => out.push_str("null"),
        Json::Number(number) => push_number(out, number),
        Json::String(text) => push_string(out, text),
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                stringify(out, item);
            }
            out.push(']');
        }
        Json::Object(object) => stringify_object(out, object),
    }
}

/// Appends an object as [`stringify()`] does.
pub fn stringify_object(out: &mut String, object: &Object) {
    out.push('{');
    for (index, (key, value)) in entries(object.iter()).enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_string(out, key);
        out.push(':');
        stringify(out, value);
    }
    out.push('}');
}

/// Appends `text` quoted and escaped as `JSON.stringify` does: only what JSON demands, control characters
/// as `\u00xx` in lower case.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

/// Appends a text as [`push_string`] does, without the quotes.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    let mut rest = text;
    loop {
        let (clean, escaped) = rest.split_at(plain_run(rest.as_bytes()));
        out.push_str(clean);
        let Some(&byte) = escaped.as_bytes().first() else {
            return;
        };
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => {
                out.push_str("\\u00");
                push_hex(out, &[byte]);
            }
        }
        rest = &escaped[1..];
    }
}

/// Returns the members of an object in JavaScript's order: keys that are array indices ascending, then the
/// others in insertion order. Allocates only if there are such keys.
pub fn entries<'a, K, V, I>(members: I) -> impl Iterator<Item = (&'a K, &'a V)>
where
    K: AsRef<str> + 'a,
    V: 'a,
    I: Iterator<Item = (&'a K, &'a V)> + Clone,
{
    let index = |key: &K| array_index(key.as_ref());
    let mut ranks = Vec::new();
    let mut indices = Vec::new();
    for (key, value) in members.clone() {
        if let Some(index) = index(key) {
            ranks.push(u64::from(index));
            indices.push((key, value));
        }
    }
    let order = in_order(ranks).into_iter();
    let rest = members.filter(move |(key, _)| index(key).is_none());
    order.map(move |(_, place)| indices[place]).chain(rest)
}

/// Returns the index that `key` spells, if it is one of `"0"` to `"4294967294"` in canonical form.
pub(crate) fn array_index(key: &str) -> Option<u32> {
    let bytes = key.as_bytes();
    if !(1..=10).contains(&bytes.len())
        || !bytes.iter().all(u8::is_ascii_digit)
        || (bytes[0] == b'0' && bytes.len() > 1)
    {
        return None;
    }
    key.parse().ok().filter(|&index| index != u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let mut out = String::new();
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        stringify(&mut out, &value.into());
        out
    }

    #[test]
    fn array_index_keys_are_printed_first() {
        let text = r#"{"b":1,"10":2,"2":3,"01":4,"4294967295":7}"#;
        assert_eq!(printed(text), r#"{"2":3,"10":2,"b":1,"01":4,"4294967295":7}"#);
    }

    #[test]
    fn numbers_are_printed_as_doubles() {
        let text = "[1.0,1E5,1e20,1e21,0.1e-6,0.000001,12345678901234567890,-0.0,5e-324,9007199254740993]";
        let want = "[1,100000,100000000000000000000,1e+21,1e-7,0.000001,12345678901234567000,0,5e-324,9007199254740992]";
        assert_eq!(printed(text), want);
    }

    #[test]
    fn strings_are_printed_with_the_escapes_that_json_requires() {
        assert_eq!(
            printed(r#""\u00e9\/\u2028\u007f\u0001\n\"""#),
            "\"é/\u{2028}\u{7f}\\u0001\\n\\\"\""
        );
    }
}
