//! The properties that a schema declares, for checks of templates that name them.

use serde_json::{Map, Value};
use std::collections::HashSet;

/// The values that a schema describes, as far as their properties are concerned.
///
/// It errs on the side of [`Property::Unknown`]: a property is [`Property::Missing`] only if the schema
/// declares others and leaves no room for it. Unlike JSON Schema it takes an object with `properties` and
/// without `additionalProperties` for complete.
#[derive(Clone, Debug)]
pub struct Shape<'s> {
    root: &'s Value,
    /// The schemas that describe the value, references resolved.
    parts: Vec<&'s Map<String, Value>>,
    /// Whether the value may be anything else, too.
    is_open: bool,
}

/// The result of looking up a property.
#[derive(Clone, Debug)]
pub enum Property<'s> {
    /// It is declared.
    Found(Shape<'s>),
    /// The schema does not exclude it.
    Unknown,
    /// The value does not have it; it has these.
    Missing(Vec<&'s str>),
}

/// Formats whose texts have no characters that are special in HTML.
const WITHOUT_MARKUP: [&str; 17] = [
    "color",
    "date",
    "date-time",
    "datetime",
    "duration",
    "email",
    "hostname",
    "ip",
    "ipv4",
    "ipv6",
    "partial-date-time",
    "partial-time",
    "slug",
    "time",
    "uri",
    "url",
    "uuid",
];

impl<'s> Shape<'s> {
    /// Returns the shape of the values that `schema` accepts.
    pub fn new(schema: &'s Value) -> Self {
        Self::of(schema, [schema])
    }

    /// Collects the parts of `schemas`. With a list of work instead of recursion: references may form chains
    /// of any length.
    fn of(root: &'s Value, schemas: impl IntoIterator<Item = &'s Value>) -> Self {
        let mut shape = Self {
            root,
            parts: Vec::new(),
            is_open: false,
        };
        let mut open: Vec<&Value> = schemas.into_iter().collect();
        let mut seen = HashSet::new();
        while let Some(schema) = open.pop() {
            if !seen.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            let Some(map) = schema.as_object() else {
                shape.is_open |= schema == &Value::Bool(true);
                continue;
            };
            if let Some(reference) = map.get("$ref") {
                match reference.as_str().and_then(|reference| shape.resolve(reference)) {
                    Some(target) => open.push(target),
                    None => shape.is_open = true,
                }
            }
            for union in ["allOf", "anyOf", "oneOf"] {
                let branches = map.get(union).and_then(Value::as_array);
                open.extend(branches.into_iter().flatten());
            }
            open.extend(["then", "else"].iter().filter_map(|keyword| map.get(*keyword)));
            shape.add(map);
        }
        shape
    }

    fn resolve(&self, reference: &str) -> Option<&'s Value> {
        match reference.strip_prefix('#')? {
            "" => Some(self.root),
            pointer if pointer.contains('%') => None,
            pointer => self.root.pointer(pointer),
        }
    }

    fn add(&mut self, map: &'s Map<String, Value>) {
        const DELEGATES: [&str; 6] = ["$ref", "allOf", "anyOf", "oneOf", "then", "else"];
        const RESTRICTS: [&str; 6] = [
            "required",
            "not",
            "if",
            "minProperties",
            "maxProperties",
            "dependentRequired",
        ];
        const BEYOND: [&str; 5] = [
            "$dynamicRef",
            "$recursiveRef",
            "dependencies",
            "dependentSchemas",
            "unevaluatedProperties",
        ];
        let has = |keywords: &[&str]| keywords.iter().any(|keyword| map.contains_key(*keyword));
        self.is_open |= has(&BEYOND);
        if Types::of(map).is_known() {
            self.parts.push(map);
        } else if !has(&DELEGATES) && !has(&RESTRICTS) {
            self.is_open = true;
        }
    }

    /// Returns what is known of a property, or of an element if the name is a number.
    pub fn property(&self, name: &str) -> Property<'s> {
        let mut found = Vec::new();
        let (mut is_found, mut is_unknown) = (false, self.is_open);
        let is_index = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        for map in &self.parts {
            let types = Types::of(map);
            if types.object {
                let declared = map.get("properties").and_then(Value::as_object);
                let additional = map.get("additionalProperties");
                match declared.and_then(|declared| declared.get(name)) {
                    Some(schema) => found.push(schema),
                    None => match additional {
                        Some(Value::Bool(false)) => {}
                        Some(schema @ Value::Object(_)) => found.push(schema),
                        Some(_) => is_unknown = true,
                        None => is_unknown |= declared.is_none_or(Map::is_empty),
                    },
                }
                is_unknown |= map.contains_key("patternProperties");
            }
            if types.array && (is_index || matches!(name, "first" | "last")) {
                match elements(map) {
                    Some(schemas) => found.extend(schemas),
                    None => is_unknown = true,
                }
            }
            is_found |= types.string && (is_index || matches!(name, "size" | "length"));
            is_found |= types.array && matches!(name, "size" | "length");
            is_found |= types.object && name == "size";
        }
        // Where one branch declares a property and another may have any, what it is stays unknown.
        if is_unknown {
            return Property::Unknown;
        }
        if !found.is_empty() {
            return Property::Found(Self::of(self.root, found));
        }
        if is_found {
            return Property::Found(self.scalar());
        }
        let declared = self
            .parts
            .iter()
            .filter_map(|map| map.get("properties")?.as_object());
        let mut names: Vec<_> = declared.flat_map(Map::keys).map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        Property::Missing(names)
    }

    /// Returns what is known of an element, or of any property.
    pub fn any(&self) -> Property<'s> {
        let mut found = Vec::new();
        for map in &self.parts {
            let types = Types::of(map);
            match elements(map) {
                Some(schemas) if types.array && !types.object && !self.is_open => found.extend(schemas),
                _ if types.array || types.object => return Property::Unknown,
                _ => {}
            }
        }
        if found.is_empty() {
            return Property::Unknown;
        }
        Property::Found(Self::of(self.root, found))
    }

    /// Returns whether the value is a text in which there may be anything.
    pub fn is_text(&self) -> bool {
        let is_text = |map: &&Map<String, Value>| {
            let types = Types::of(map);
            let is_free = !["enum", "const", "pattern", "contentEncoding"]
                .iter()
                .any(|keyword| map.contains_key(*keyword));
            let format = map.get("format").and_then(Value::as_str).unwrap_or_default();
            types.string && is_free && !WITHOUT_MARKUP.contains(&format)
        };
        !self.is_open && self.parts.iter().any(is_text)
    }

    /// Returns the names of the properties that are declared.
    pub fn names(&self) -> impl Iterator<Item = &'s str> {
        let declared = self
            .parts
            .iter()
            .filter_map(|map| map.get("properties")?.as_object());
        declared.flat_map(Map::keys).map(String::as_str)
    }

    /// Returns the shape of a number.
    fn scalar(&self) -> Self {
        Self {
            root: self.root,
            parts: Vec::new(),
            is_open: false,
        }
    }
}

/// Returns the schemas of the elements of an array, if there are any for all of them.
fn elements(map: &Map<String, Value>) -> Option<Vec<&Value>> {
    match map.get("items")? {
        Value::Array(items) => {
            let rest = map.get("additionalItems")?;
            Some(items.iter().chain([rest]).collect())
        }
        items if map.contains_key("prefixItems") => {
            let first = map.get("prefixItems")?.as_array()?;
            Some(first.iter().chain([items]).collect())
        }
        items => Some(vec![items]),
    }
}

/// The types that a schema allows, by `type` or by the keywords that it has.
#[derive(Clone, Copy, Debug, Default)]
struct Types {
    string: bool,
    array: bool,
    object: bool,
    /// Numbers, booleans and `null`, which have no properties.
    other: bool,
}

impl Types {
    fn of(map: &Map<String, Value>) -> Self {
        let mut types = Self::default();
        match map.get("type") {
            Some(Value::String(name)) => types.add(name),
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .for_each(|name| types.add(name)),
            _ => types.infer(map),
        }
        types
    }

    fn add(&mut self, name: &str) {
        match name {
            "string" => self.string = true,
            "array" => self.array = true,
            "object" => self.object = true,
            _ => self.other = true,
        }
    }

    fn infer(&mut self, map: &Map<String, Value>) {
        let values = map.get("enum").and_then(Value::as_array).into_iter().flatten();
        let mut is_listed = false;
        for value in values.chain(map.get("const")) {
            is_listed = true;
            match value {
                Value::String(_) => self.string = true,
                Value::Array(_) => self.array = true,
                Value::Object(_) => self.object = true,
                _ => self.other = true,
            }
        }
        if !is_listed {
            self.object = map.contains_key("properties") || map.contains_key("additionalProperties");
            self.array = map.contains_key("items");
        }
    }

    fn is_known(self) -> bool {
        self.string || self.array || self.object || self.other
    }
}
