//! The schema document that references are resolved in.

use serde_json::{Map, Value, json};
use std::{borrow::Cow, collections::HashMap};

/// A schema as a whole, with its references made resolvable from within a larger document.
///
/// Candidates are checked against parts of a schema. For the checker such a part becomes a document of its own,
/// `{"$defs": {"root": <the whole>}, "allOf": [<the part>]}`, in which `#/definitions/A` would point nowhere; so
/// all pointers are rewritten once, to `#/$defs/root/definitions/A`, before anything is built.
#[derive(Debug)]
pub(super) struct Document<'s> {
    schema: Cow<'s, Value>,
}

/// Where the original root stands in the rewritten document.
const ROOT: &str = "#/$defs/root";

impl<'s> Document<'s> {
    /// Takes `schema`, rewriting a copy if it has any reference.
    pub(super) fn new(schema: &'s Value) -> Self {
        if !has_reference(schema) {
            return Self {
                schema: Cow::Borrowed(schema),
            };
        }
        let mut root = schema.clone();
        let id = root.as_object_mut().and_then(|root| match root.get("$id") {
            Some(Value::String(id)) if !id.starts_with('#') => root.shift_remove("$id"),
            _ => None,
        });
        rewrite(
            &mut root,
            id.as_ref()
                .and_then(Value::as_str)
                .map(|id| id.trim_end_matches('#')),
        );
        Self {
            schema: Cow::Owned(json!({ "$defs": { "root": root } })),
        }
    }

    /// The original root.
    pub(super) fn root(&self) -> &Value {
        match &self.schema {
            Cow::Borrowed(schema) => schema,
            Cow::Owned(wrapped) => wrapped.pointer("/$defs/root").unwrap_or(&Value::Null),
        }
    }

    /// The definitions a part of this document needs to be a document of its own.
    pub(super) fn definitions(&self) -> Option<&Value> {
        match &self.schema {
            Cow::Borrowed(_) => None,
            Cow::Owned(wrapped) => wrapped.get("$defs"),
        }
    }

    /// What a `$ref` points to; `ids` is filled when the first reference by name is met.
    pub(super) fn resolve<'d>(
        &'d self,
        reference: &str,
        ids: &mut Option<HashMap<&'d str, &'d Value>>,
    ) -> Option<&'d Value> {
        if let Some(pointer) = reference.strip_prefix('#')
            && (pointer.is_empty() || pointer.starts_with('/'))
        {
            return self.schema.pointer(&decode(pointer));
        }
        let ids = ids.get_or_insert_with(|| identifiers(&self.schema));
        if let Some(found) = ids.get(reference) {
            return Some(*found);
        }
        let (base, pointer) = reference.split_once('#')?;
        ids.get(base)?.pointer(&decode(pointer))
    }
}

/// Whether `$ref` occurs as a keyword (or looks like one) anywhere.
pub(super) fn has_reference(schema: &Value) -> bool {
    let mut pending = vec![schema];
    while let Some(value) = pending.pop() {
        match value {
            Value::Object(map) if map.get("$ref").is_some_and(Value::is_string) => return true,
            Value::Object(map) => pending.extend(map.values()),
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    false
}

/// Prefixes every reference by pointer. Data (`const`, `enum`, `default`) is left as it is.
fn rewrite(root: &mut Value, id: Option<&str>) {
    // The keys of some maps are names of the user's, not keywords.
    let mut pending = vec![(root, false)];
    while let Some((value, named)) = pending.pop() {
        match value {
            Value::Object(map) => {
                if named {
                    pending.extend(map.values_mut().map(|schema| (schema, false)));
                    continue;
                }
                if let Some(Value::String(reference)) = map.get_mut("$ref") {
                    let local = id.and_then(|id| reference.strip_prefix(id)).unwrap_or(reference);
                    if matches!(local, "" | "#") {
                        ROOT.clone_into(reference);
                    } else if let Some(pointer) = local.strip_prefix("#/") {
                        *reference = format!("{ROOT}/{pointer}");
                    }
                }
                for (key, value) in map {
                    match &key[..] {
                        "const" | "enum" | "default" | "examples" | "example" => {}
                        "properties" | "patternProperties" | "definitions" | "$defs" | "dependencies" => {
                            pending.push((value, true));
                        }
                        _ => pending.push((value, false)),
                    }
                }
            }
            Value::Array(items) => pending.extend(items.iter_mut().map(|item| (item, false))),
            _ => {}
        }
    }
}

/// Everything in `schema` that has a name of its own.
fn identifiers(schema: &Value) -> HashMap<&str, &Value> {
    let mut found = HashMap::new();
    let mut pending = vec![schema];
    while let Some(value) = pending.pop() {
        match value {
            Value::Object(map) => {
                if let Some(id) = name(map, "$id") {
                    found.entry(id.strip_suffix('#').unwrap_or(id)).or_insert(value);
                    found.entry(id).or_insert(value);
                }
                if let Some(anchor) = name(map, "$anchor") {
                    found.entry(anchor).or_insert(value);
                }
                pending.extend(map.values());
            }
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    found
}

/// The text at `key`.
fn name<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Value::as_str)
}

/// Undoes percent encoding; a pointer in a URI fragment may have it.
fn decode(pointer: &str) -> Cow<'_, str> {
    if !pointer.contains('%') {
        return Cow::Borrowed(pointer);
    }
    let (mut bytes, mut rest) = (Vec::with_capacity(pointer.len()), pointer.as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) if byte == b'%' => {
                bytes.push(decoded);
                rest = after.get(2..).unwrap_or(&[]);
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
