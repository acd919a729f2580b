//! Texts for logs: messages without what senders have written.
//!
//! The text of an error of user code is logged as it is; what is in it, its author has decided.

use serde_json::Value;
use std::error::Error;

/// How many causes of an error are logged.
const MAX_CAUSES: usize = 8;

/// How many names of a pointer are logged. Each is looked up in the whole schema.
const MAX_NAMES: usize = 16;

/// The part of a fault that only logs have.
#[derive(Debug, Clone, Default)]
pub(super) struct Log {
    /// The message, if the one for the caller contains parts of the request.
    pub(super) message: Option<String>,
    /// The causes of an error of user code, from the outermost.
    pub(super) causes: Vec<String>,
}

/// Returns the causes of an error, without its own text.
pub(super) fn causes(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause.filter(|_| causes.len() < MAX_CAUSES) {
        causes.push(error.to_string());
        cause = error.source();
    }
    causes
}

/// Returns a JSON pointer into data with `*` for every name that its schema does not mention: such a name is
/// the sender's, like the values are.
pub(crate) fn declared(pointer: &str, schema: &Value) -> String {
    let mut shown = String::with_capacity(pointer.len());
    for (depth, name) in pointer.split('/').skip(1).enumerate() {
        if depth == MAX_NAMES {
            shown.push_str("/…");
            break;
        }
        shown.push('/');
        let is_index = (1..7).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_digit());
        let plain = name.replace("~1", "/").replace("~0", "~");
        shown.push_str(if is_index || declares(schema, &plain) {
            name
        } else {
            "*"
        });
    }
    if shown.is_empty() {
        shown.push('/');
    }
    shown
}

/// Returns whether any part of the schema has a property of this name.
fn declares(schema: &Value, name: &str) -> bool {
    let mut open = vec![schema];
    while let Some(part) = open.pop() {
        match part {
            Value::Object(members) => {
                let properties = members.get("properties").and_then(Value::as_object);
                if properties.is_some_and(|properties| properties.contains_key(name)) {
                    return true;
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    false
}

/// Returns the text of a serde error without the value that it is about. Messages of other forms are those
/// of types, which may quote the value anywhere, so they are dropped.
pub(super) fn without_value(error: &serde_json::Error) -> Option<String> {
    let text = error.to_string();
    if text.starts_with("missing field `") {
        return Some(text);
    }
    const FORMS: [&str; 5] = [
        "invalid type",
        "invalid value",
        "invalid length",
        "unknown variant",
        "unknown field",
    ];
    let form = FORMS.into_iter().find(|form| text.starts_with(form))?;
    let (_, expected) = text.rsplit_once(", expected ")?;
    Some(format!("{form}, expected {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[test]
    fn pointer_keeps_declared_names_and_indices_only() {
        let schema = json!({
            "properties": { "phones": { "additionalProperties": { "$ref": "#/$defs/Phone" } } },
            "$defs": { "Phone": { "anyOf": [{ "properties": { "a/b": {} } }] } },
        });
        for (pointer, shown) in [
            ("", "/"),
            ("/phones", "/phones"),
            ("/phones/+49123/a~1b/0", "/phones/*/a~1b/0"),
            ("/$defs/properties", "/*/*"),
            ("/phones/", "/phones/*"),
            ("/phones/49123456789", "/phones/*"),
            (&"/0".repeat(17), &format!("{}/…", "/0".repeat(16))),
        ] {
            assert_eq!(declared(pointer, &schema), shown);
        }
    }

    #[test]
    fn serde_errors_are_shown_without_values() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Number {
            #[expect(dead_code)]
            number: u8,
        }
        #[derive(Debug, Deserialize)]
        enum Color {
            Red,
        }
        let number = |value| serde_json::from_value::<Number>(value).unwrap_err();
        let color = serde_json::from_value::<Color>(json!("secret, expected red")).unwrap_err();
        let address = serde_json::from_value::<std::net::IpAddr>(json!("secret")).unwrap_err();
        for (error, shown) in [
            (number(json!({})), Some("missing field `number`")),
            (
                number(json!({ "number": "secret" })),
                Some("invalid type, expected u8"),
            ),
            (
                number(json!({ "number": 777 })),
                Some("invalid value, expected u8"),
            ),
            (
                number(json!({ "secret": 7 })),
                Some("unknown field, expected `number`"),
            ),
            (color, Some("unknown variant, expected `Red`")),
            (address, None),
            (serde::de::Error::custom("secret"), None),
        ] {
            assert_eq!(without_value(&error).as_deref(), shown, "{error}");
        }
        let _ = Color::Red;
    }

    #[test]
    fn causes_of_an_error_end() {
        #[derive(Debug)]
        struct Endless;
        impl std::fmt::Display for Endless {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("again")
            }
        }
        impl Error for Endless {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                Some(&Self)
            }
        }
        assert_eq!(causes(&Endless), vec!["again"; MAX_CAUSES]);
    }
}
