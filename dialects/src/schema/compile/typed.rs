//! The keywords that apply to one type.

use super::{Compiler, Position, declared_types};
use crate::{
    json::entries,
    schema::{
        SchemaError,
        format::Format,
        meta,
        pattern::Pattern,
        pointer::Pointer,
        program::{
            Additional, ArrayRules, FormatLimit, Items, NumberRules, ObjectRules, Property, Rest,
            StringRules, Unique, is_inherited,
        },
    },
};
use serde_json::{Map, Value};

/// The keywords of numbers. A position with one of them has a group of rules for numbers.
pub(super) const NUMBER: [&str; 6] = [
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "multipleOf",
    "format",
];
/// The keywords of strings.
pub(super) const STRING: [&str; 8] = [
    "maxLength",
    "minLength",
    "pattern",
    "format",
    "formatMaximum",
    "formatMinimum",
    "formatExclusiveMaximum",
    "formatExclusiveMinimum",
];
/// The keywords of arrays.
pub(super) const ARRAY: [&str; 6] = [
    "maxItems",
    "minItems",
    "uniqueItems",
    "additionalItems",
    "items",
    "contains",
];
/// The keywords of objects.
pub(super) const OBJECT: [&str; 8] = [
    "maxProperties",
    "minProperties",
    "required",
    "propertyNames",
    "additionalProperties",
    "dependencies",
    "properties",
    "patternProperties",
];

/// Returns whether one of `keywords` is there.
pub(super) fn has_any(map: &Map<String, Value>, keywords: &[&str]) -> bool {
    keywords.iter().any(|&keyword| map.contains_key(keyword))
}

/// Compiles the rules for numbers.
pub(super) fn number_rules(position: Position<'_, '_>) -> Option<Box<NumberRules>> {
    if !has_any(position.map, &NUMBER) {
        return None;
    }
    Some(Box::new(NumberRules {
        maximum: position.size("maximum"),
        minimum: position.size("minimum"),
        exclusive_maximum: position.size("exclusiveMaximum"),
        exclusive_minimum: position.size("exclusiveMinimum"),
        multiple_of: position.size("multipleOf"),
        format: declared_format(position).filter(|format| format.is_numeric()),
    }))
}

impl<'s> Compiler<'s> {
    /// Compiles the rules for strings.
    pub(super) fn string_rules(
        &mut self,
        position: Position<'_, 's>,
    ) -> Result<Option<Box<StringRules>>, SchemaError> {
        if !has_any(position.map, &STRING) {
            return Ok(None);
        }
        let pattern = match position.get("pattern").and_then(Value::as_str) {
            Some(source) => Some(self.pattern(source, &Pointer::Key(position.at, "pattern"))?),
            None => None,
        };
        Ok(Some(Box::new(StringRules {
            max_length: position.size("maxLength"),
            min_length: position.size("minLength"),
            pattern,
            format: declared_format(position).filter(|format| !format.is_numeric()),
            limits: format_limits(position)?,
        })))
    }

    /// Compiles the expression at `at`, once for all places that have it.
    fn pattern(&mut self, source: &'s str, at: &Pointer<'_>) -> Result<Pattern, SchemaError> {
        if let Some(known) = self.patterns.get(source) {
            return Ok(known.clone());
        }
        let pattern = Pattern::compile(source, &mut self.pattern_memory).map_err(|cause| {
            SchemaError::fault(
                at.text(),
                format!("`{source}` is not a regular expression: {cause}"),
            )
        })?;
        self.patterns.insert(source, pattern.clone());
        Ok(pattern)
    }

    /// Compiles the rules for arrays.
    pub(super) fn array_rules(
        &mut self,
        position: Position<'_, 's>,
    ) -> Result<Option<Box<ArrayRules>>, SchemaError> {
        if !has_any(position.map, &ARRAY) {
            return Ok(None);
        }
        let mut rules = ArrayRules {
            max_items: position.size("maxItems"),
            min_items: position.size("minItems"),
            unique: unique(position)?,
            ..ArrayRules::default()
        };
        match position.get("items") {
            Some(Value::Array(schemas)) => {
                for (index, schema) in schemas.iter().enumerate() {
                    if let Some(default) = schema.get("default") {
                        rules.defaults.push((index, default.into()));
                    }
                }
                let nodes = self.children(position, "items", schemas)?;
                let rest = match position.get("additionalItems") {
                    Some(Value::Bool(false)) => Rest::Closed,
                    Some(schema) if !meta::accepts_all(schema) => {
                        Rest::Schema(self.child(position, "additionalItems", schema)?)
                    }
                    _ => Rest::Open,
                };
                rules.items = Items::Positional(nodes, rest);
            }
            Some(schema) if !meta::accepts_all(schema) => {
                rules.items = Items::Each(self.child(position, "items", schema)?);
            }
            _ => {}
        }
        if let Some(schema) = position.get("contains") {
            rules.contains = Some(self.child(position, "contains", schema)?);
        }
        Ok(Some(Box::new(rules)))
    }

    /// Compiles the rules for objects.
    pub(super) fn object_rules(
        &mut self,
        position: Position<'_, 's>,
    ) -> Result<Option<Box<ObjectRules>>, SchemaError> {
        if !has_any(position.map, &OBJECT) {
            return Ok(None);
        }
        let mut rules = ObjectRules {
            max_properties: position.size("maxProperties"),
            min_properties: position.size("minProperties"),
            required: position.get("required").map(names).unwrap_or_default(),
            ..ObjectRules::default()
        };
        if let Some(schema) = position.get("propertyNames")
            && !meta::accepts_all(schema)
        {
            rules.property_names = Some(self.child(position, "propertyNames", schema)?);
        }
        self.dependencies(position, &mut rules)?;
        for (name, schema) in members(position, "properties") {
            // Properties that every JavaScript object has are never missing (§4).
            let default = schema.get("default").filter(|_| !is_inherited(name));
            if let Some(default) = default {
                rules.defaults.push((name.into(), default.into()));
            }
            if !meta::accepts_all(schema) {
                let node = self.member(position, "properties", name, schema)?;
                rules.properties.push(Property {
                    name: name.clone(),
                    node,
                    inherited: is_inherited(name),
                    default: default.map(|_| rules.defaults.len() - 1),
                });
            }
        }
        let removes = position
            .get("additionalProperties")
            .filter(|schema| !meta::accepts_all(schema));
        // Patterns that nothing depends on are not looked at, not even for their syntax.
        let mut patterns = Vec::new();
        if removes.is_some()
            || members(position, "patternProperties").any(|(_, schema)| !meta::accepts_all(schema))
        {
            for (source, schema) in members(position, "patternProperties") {
                let map = Pointer::Key(position.at, "patternProperties");
                let pattern = self.pattern(source, &Pointer::Key(&map, source))?;
                if !meta::accepts_all(schema) {
                    let node = self.member(position, "patternProperties", source, schema)?;
                    rules.patterns.push((pattern.clone(), node));
                }
                patterns.push(pattern);
            }
        }
        if let Some(schema) = removes {
            let mut known: Vec<_> = members(position, "properties")
                .map(|(name, _)| name.as_str())
                .collect();
            known.sort_unstable();
            let known = known.into_iter().map(str::to_owned).collect();
            let keep = match schema {
                Value::Bool(_) => None,
                _ => Some(self.child(position, "additionalProperties", schema)?),
            };
            rules.additional = Some(Additional {
                known,
                patterns,
                keep,
            });
        }
        Ok(Some(Box::new(rules)))
    }

    /// Compiles both forms of `dependencies`.
    fn dependencies(
        &mut self,
        position: Position<'_, 's>,
        rules: &mut ObjectRules,
    ) -> Result<(), SchemaError> {
        for (name, dependency) in members(position, "dependencies") {
            if dependency.is_array() {
                rules.key_dependencies.push((name.clone(), names(dependency)));
            } else if !meta::accepts_all(dependency) {
                let node = self.member(position, "dependencies", name, dependency)?;
                rules.schema_dependencies.push((name.clone(), node));
            }
        }
        Ok(())
    }
}

/// Returns the members of the object under `keyword` in JavaScript's order, without `__proto__`.
fn members<'s>(
    position: Position<'_, 's>,
    keyword: &str,
) -> impl Iterator<Item = (&'s String, &'s Value)> + use<'s> {
    position
        .get(keyword)
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|members| entries(members.iter()))
        .filter(|(name, _)| *name != "__proto__")
}

/// Returns a list of names. The empty one is left out: the reference never finds it missing.
fn names(value: &Value) -> Vec<String> {
    let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Returns the `format`, if it is known (§7).
fn declared_format(position: Position<'_, '_>) -> Option<Format> {
    Format::named(position.get("format")?.as_str()?)
}

/// Compiles `formatMaximum` and its kin (§6). A format that has no order is a fault, an unknown one is not.
fn format_limits(position: Position<'_, '_>) -> Result<Vec<FormatLimit>, SchemaError> {
    const KEYWORDS: [&str; 4] = [
        "formatMaximum",
        "formatMinimum",
        "formatExclusiveMaximum",
        "formatExclusiveMinimum",
    ];
    let mut limits = Vec::new();
    for keyword in KEYWORDS {
        let Some(limit) = position.get(keyword) else {
            continue;
        };
        let Value::String(limit) = limit else {
            return Err(position.fault(keyword, "must be a string"));
        };
        if position.get("format").is_none() {
            return Err(position.fault(keyword, "needs `format` beside it"));
        }
        match declared_format(position) {
            Some(format) if format.is_ordered() => {
                limits.push(FormatLimit {
                    keyword,
                    format,
                    limit: limit.clone(),
                });
            }
            Some(format) if format.is_constraint() => {
                return Err(position.fault(keyword, "the format beside it has no order"));
            }
            _ => {}
        }
    }
    Ok(limits)
}

/// Compiles `uniqueItems`, and the scalar types that a schema-valued `items` beside it declares.
fn unique(position: Position<'_, '_>) -> Result<Option<Unique>, SchemaError> {
    if position.get("uniqueItems") != Some(&Value::Bool(true)) {
        return Ok(None);
    }
    let types = match position.get("items") {
        Some(Value::Object(map)) => {
            let items = Pointer::Key(position.at, "items");
            declared_types(Position {
                map,
                base: position.base,
                at: &items,
            })?
        }
        _ => Default::default(),
    };
    Ok(Some(Unique {
        only: if types.is_scalar() {
            types
        } else {
            Default::default()
        },
    }))
}
