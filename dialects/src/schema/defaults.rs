//! The defaults of a schema, for checks of what they contain.

use super::{
    SchemaError, Violation,
    compile::{Parts, compile_parts},
    evaluate::{Limits, evaluate},
};
use crate::{json::Json, text::push_pointer_key};
use serde_json::Value;
use std::collections::HashSet;

/// A default, and what the schema that has it rejects of it.
#[derive(Clone, Debug)]
pub struct DefaultValue<'s> {
    /// JSON pointer of the value that gets the default; `*` in place of any index or name.
    pub pointer: String,
    /// The default.
    pub value: &'s Value,
    /// The violations because of which data is rejected that gets it.
    pub violations: Vec<Violation>,
}

/// Returns the defaults of properties and of positional items in `schema`, in document order. Others are not
/// used (`validation.md` §4).
///
/// # Errors
///
/// Returns the mistake because of which the schema does not compile.
pub fn defaults(schema: &Value) -> Result<Vec<DefaultValue<'_>>, SchemaError> {
    let parts = compile_parts(schema)?;
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![Place {
        schema,
        pointer: String::new(),
        is_used: false,
        is_composite: false,
    }];
    while let Some(place) = open.pop() {
        if !seen.insert(std::ptr::from_ref(place.schema)) {
            continue;
        }
        if let Some(value) = place.schema.get("default").filter(|_| place.is_used) {
            found.push(DefaultValue {
                value,
                violations: violations(&parts, &place, value),
                pointer: place.pointer.clone(),
            });
        }
        let first = open.len();
        place.push_schemas(schema, &mut open);
        open[first..].reverse();
    }
    Ok(found)
}

/// A schema, and the values that it is for.
struct Place<'s> {
    schema: &'s Value,
    pointer: String,
    /// Whether a default of the schema itself is used (`validation.md` §4).
    is_used: bool,
    /// Whether the schema is in a union, where defaults are rarely used.
    is_composite: bool,
}

impl<'s> Place<'s> {
    /// Returns a schema for something inside the value.
    fn inside(&self, name: &str, schema: &'s Value) -> Self {
        let mut pointer = self.pointer.clone();
        push_pointer_key(&mut pointer, name);
        Place {
            schema,
            pointer,
            is_used: name != "*",
            is_composite: self.is_composite,
        }
    }

    /// Returns another schema for the same value.
    fn same(&self, schema: &'s Value) -> Self {
        Place {
            schema,
            pointer: self.pointer.clone(),
            is_used: false,
            is_composite: self.is_composite,
        }
    }

    fn composite(self) -> Self {
        Place {
            is_composite: true,
            ..self
        }
    }

    /// Appends the schemas for the same value and for what is inside it.
    fn push_schemas(&self, root: &'s Value, open: &mut Vec<Self>) {
        let get = |keyword| self.schema.get(keyword);
        let list = |keyword| get(keyword).and_then(Value::as_array).into_iter().flatten();
        let properties = get("properties").and_then(Value::as_object);
        open.extend(
            properties
                .into_iter()
                .flatten()
                .map(|(name, schema)| self.inside(name, schema)),
        );
        let positional = list("items").enumerate();
        open.extend(positional.map(|(index, schema)| self.inside(&index.to_string(), schema)));
        let each = get("items").filter(|items| items.is_object());
        open.extend(each.map(|schema| self.inside("*", schema)));
        let additional = get("additionalProperties");
        open.extend(additional.map(|schema| self.inside("*", schema).composite()));
        open.extend(list("allOf").map(|schema| self.same(schema)));
        let branches = list("anyOf").chain(list("oneOf"));
        open.extend(branches.map(|schema| self.same(schema).composite()));
        let conditional = ["then", "else"].into_iter().filter_map(get);
        open.extend(conditional.map(|schema| self.same(schema)));
        let reference = get("$ref").and_then(Value::as_str);
        let target = reference.and_then(|reference| root.pointer(reference.strip_prefix('#')?));
        open.extend(target.map(|schema| self.same(schema)));
    }
}

fn violations(parts: &Parts<'_>, place: &Place<'_>, value: &Value) -> Vec<Violation> {
    let node = parts.nodes.get(&std::ptr::from_ref(place.schema));
    match node.filter(|_| !place.is_composite) {
        Some(&node) => evaluate(
            &parts.program,
            node,
            &mut Json::from(value),
            &mut Limits::default(),
        )
        .err()
        .unwrap_or_default(),
        None => Vec::new(),
    }
}
