//! Where `$ref` leads.

use super::{SchemaError, meta::DRAFT_07, pointer::Pointer};
use crate::text::push_pointer_key;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::{borrow::Cow, collections::HashMap, rc::Rc};

/// The name of the meta-schema, and another one that the reference knows.
const META: &str = "http://json-schema.org/draft-07/schema";
const META_ALIAS: &str = "http://json-schema.org/schema";

/// Values that are no schemas, though they may look like some.
const DATA: [&str; 4] = ["const", "default", "enum", "examples"];
/// Objects whose members are schemas.
const MAPS: [&str; 5] = [
    "$defs",
    "definitions",
    "dependencies",
    "patternProperties",
    "properties",
];

/// A schema inside the document, with the URI that its own references are relative to.
#[derive(Clone, Debug)]
pub(super) struct Target<'s> {
    pub(super) schema: &'s Value,
    pub(super) base: Rc<str>,
    pub(super) pointer: String,
}

/// The document and the names (`$id`, `$anchor`) that its parts give themselves.
#[derive(Debug)]
pub(super) struct References<'s> {
    root: Target<'s>,
    /// The meta-schema, which every document may refer to.
    meta: Target<'s>,
    named: HashMap<String, Target<'s>>,
}

impl<'s> References<'s> {
    /// Collects the names in `root`.
    pub(super) fn new(root: &'s Value) -> Result<Self, SchemaError> {
        let base = root.get("$id").and_then(Value::as_str).map_or("", trim_id);
        let root = Target {
            schema: root,
            base: base.into(),
            pointer: String::new(),
        };
        let mut references = Self {
            named: HashMap::new(),
            root: root.clone(),
            meta: Target {
                schema: &DRAFT_07,
                base: META.into(),
                pointer: META.to_owned() + "#",
            },
        };
        references.collect(root.schema, &root.base, &Pointer::Root)?;
        Ok(references)
    }

    /// Returns the whole document.
    pub(super) fn root(&self) -> &Target<'s> {
        &self.root
    }

    /// Resolves `reference` against `base`.
    pub(super) fn resolve(&self, base: &str, reference: &str) -> Option<Target<'s>> {
        if matches!(reference, "#" | "#/") && *base == *self.root.base {
            return Some(self.root.clone());
        }
        let target = self.locate(base, reference)?;
        Some(self.follow(target))
    }

    /// Follows schemas that consist of a reference by pointer only; of a loop the first is returned.
    fn follow(&self, mut target: Target<'s>) -> Target<'s> {
        for _ in 0..super::MAX_SCHEMA_DEPTH {
            let Some(reference) = pure_reference(target.schema) else {
                break;
            };
            if !reference.contains("#/") || matches!(reference, "#/") {
                break;
            }
            match self.locate(&target.base, reference) {
                Some(next) => target = next,
                None => break,
            }
        }
        target
    }

    /// Goes from a URI to its schema: by name, or by pointer from a named schema.
    fn locate(&self, base: &str, reference: &str) -> Option<Target<'s>> {
        let uri = join(base, reference);
        if let Some(target) = self.named.get(trim_id(&uri)) {
            return Some(target.clone());
        }
        let (document, fragment) = uri.split_once('#').unwrap_or((&uri, ""));
        let start = match trim_id(document) {
            _ if document == split_fragment(&self.root.base) => &self.root,
            META | META_ALIAS => &self.meta,
            document => self.named.get(document)?,
        };
        let path = decode(fragment)?;
        let Some(path) = path.strip_prefix('/') else {
            return path.is_empty().then(|| start.clone());
        };
        let mut target = start.clone();
        for segment in path.split('/') {
            let key = segment.replace("~1", "/").replace("~0", "~");
            target.schema = match target.schema {
                Value::Object(map) => map.get(&key)?,
                Value::Array(items) => items.get(key.parse::<usize>().ok()?)?,
                _ => return None,
            };
            push_pointer_key(&mut target.pointer, &key);
            if !MAPS.contains(&segment) {
                target.base = inner_base(target.schema, &target.base);
            }
        }
        Some(target)
    }

    /// Registers the names inside `schema`.
    fn collect(&mut self, schema: &'s Value, base: &Rc<str>, at: &Pointer<'_>) -> Result<(), SchemaError> {
        let Value::Object(map) = schema else { return Ok(()) };
        let mut base = Rc::clone(base);
        if let Pointer::Root = at {
        } else if let Some(id) = map.get("$id").and_then(Value::as_str) {
            let uri: Rc<str> = trim_id(&join(&base, id)).into();
            self.name(&uri, schema, &uri, at)?;
            base = uri;
        }
        if let Some(anchor) = map.get("$anchor").and_then(Value::as_str) {
            self.name(&join(&base, &format!("#{anchor}")), schema, &base, at)?;
        }
        for (key, value) in map {
            if DATA.contains(&key.as_str()) {
                continue;
            }
            let at = Pointer::Key(at, key);
            match value {
                Value::Object(members) if MAPS.contains(&key.as_str()) => {
                    for (name, member) in members {
                        self.collect(member, &base, &Pointer::Key(&at, name))?;
                    }
                }
                Value::Object(_) => self.collect(value, &base, &at)?,
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        self.collect(item, &base, &Pointer::Index(&at, index))?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Registers one name; two schemas cannot share it, equal or not.
    fn name(
        &mut self,
        uri: &str,
        schema: &'s Value,
        base: &Rc<str>,
        at: &Pointer<'_>,
    ) -> Result<(), SchemaError> {
        let target = Target {
            schema,
            base: Rc::clone(base),
            pointer: at.text(),
        };
        match self.named.insert(uri.to_owned(), target) {
            Some(other) => Err(SchemaError::fault(
                at.text(),
                format!("`{uri}` also names `#{}`", other.pointer),
            )),
            None => Ok(()),
        }
    }
}

/// Returns the URI that references inside `schema` are relative to.
pub(super) fn inner_base(schema: &Value, base: &Rc<str>) -> Rc<str> {
    match schema.get("$id").and_then(Value::as_str) {
        Some(id) => trim_id(&join(base, id)).into(),
        None => Rc::clone(base),
    }
}

/// Returns the `$ref` of a schema that has no other rule.
fn pure_reference(schema: &Value) -> Option<&str> {
    let map = schema.as_object()?;
    let reference = map.get("$ref")?.as_str()?;
    map.keys()
        .all(|key| key == "$ref" || !super::meta::is_rule(key))
        .then_some(reference)
}

/// Returns whether `$ref` occurs anywhere inside: such a schema is not inlined where it is referred to (§4).
pub(super) fn has_reference(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => map.iter().any(|(key, value)| {
            matches!(
                key.as_str(),
                "$ref" | "$recursiveRef" | "$recursiveAnchor" | "$dynamicRef" | "$dynamicAnchor"
            ) || has_reference(value)
        }),
        Value::Array(items) => items.iter().any(has_reference),
        _ => false,
    }
}

/// Removes the empty fragment.
fn trim_id(uri: &str) -> &str {
    uri.strip_suffix('#')
        .or_else(|| uri.strip_suffix("#/"))
        .unwrap_or(uri)
}

/// Removes the fragment.
fn split_fragment(uri: &str) -> &str {
    uri.split_once('#').map_or(uri, |(document, _)| document)
}

/// Resolves percent escapes; `None` if one is malformed or they are not UTF-8.
fn decode(text: &str) -> Option<Cow<'_, str>> {
    let malformed = |rest: &str| !rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count().eq(&2);
    if text.split('%').skip(1).any(malformed) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok()
}

/// Resolves `reference` against `base` (RFC 3986 §5.2).
fn join(base: &str, reference: &str) -> String {
    let base = split_fragment(base);
    if base.is_empty() || scheme_len(reference).is_some() {
        return reference.to_owned();
    }
    if reference.is_empty() || reference.starts_with('#') {
        return format!("{base}{reference}");
    }
    let scheme = scheme_len(base).unwrap_or(0);
    if reference.starts_with("//") {
        return format!("{}{reference}", &base[..scheme]);
    }
    let path = match base[scheme..].strip_prefix("//") {
        Some(rest) => scheme + 2 + rest.find(['/', '?']).unwrap_or(rest.len()),
        None => scheme,
    };
    let (prefix, base_path) = base.split_at(path);
    let base_path = base_path.split_once('?').map_or(base_path, |(path, _)| path);
    if reference.starts_with('?') {
        return format!("{prefix}{base_path}{reference}");
    }
    let (relative, tail) = reference.split_at(reference.find(['?', '#']).unwrap_or(reference.len()));
    let directory = base_path.rfind('/').map_or("/", |at| &base_path[..=at]);
    let merged = if relative.starts_with('/') {
        relative.to_owned()
    } else {
        format!("{directory}{relative}")
    };
    let mut segments: Vec<&str> = Vec::new();
    let mut parts = merged.split('/').peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part {
            "." | ".." => {
                if part == ".." && segments.len() > 1 {
                    segments.pop();
                }
                if last {
                    segments.push("");
                }
            }
            _ => segments.push(part),
        }
    }
    format!("{prefix}{}{tail}", segments.join("/"))
}

/// Returns the length of the scheme with its colon.
fn scheme_len(uri: &str) -> Option<usize> {
    let colon = uri.find(':')?;
    let scheme = &uri.as_bytes()[..colon];
    let named = scheme.first()?.is_ascii_alphabetic()
        && scheme
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    named.then_some(colon + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_as_uris() {
        let base = "https://a.example/b/c.json";
        for (reference, uri) in [
            ("#/x", "https://a.example/b/c.json#/x"),
            ("d.json#y", "https://a.example/b/d.json#y"),
            ("../d", "https://a.example/d"),
            ("/d", "https://a.example/d"),
            ("//e/f", "https://e/f"),
            ("urn:x", "urn:x"),
        ] {
            assert_eq!(join(base, reference), uri);
        }
        assert_eq!(join("", "#/x"), "#/x");
    }

    #[test]
    fn fragments_are_decoded() {
        assert_eq!(decode("/a%20b%C3%BC").as_deref(), Some("/a bü"));
        assert_eq!(decode("/100%"), None);
        assert_eq!(decode("/%zz"), None);
        assert_eq!(decode("%ff"), None);
    }
}
