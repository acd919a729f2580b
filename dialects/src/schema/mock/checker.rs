//! Asks the validator whether parts of a schema accept a value.

use super::document::{Document, has_reference};
use crate::schema::Validator;
use serde_json::{Value, json};
use std::{collections::HashMap, ptr};

/// Validators of schema positions, compiled when first asked and kept by the position's address.
#[derive(Debug)]
pub(super) struct Checker<'d> {
    document: &'d Document<'d>,
    compiled: HashMap<usize, Option<Validator>>,
    /// The validator gave up once: the schema is too tangled for it, so nothing is asked any more.
    tangled: bool,
}

impl<'d> Checker<'d> {
    /// A checker of the positions of `document`.
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        Self {
            document,
            compiled: HashMap::new(),
            tangled: false,
        }
    }

    /// What compiling a validator for `part` costs; nothing when that was done before.
    pub(super) fn cost(&self, part: &Value) -> usize {
        if self.compiled.contains_key(&ptr::from_ref(part).addr()) {
            return 0;
        }
        let whole = if has_reference(part) {
            self.document.definitions().map_or(0, size)
        } else {
            0
        };
        size(part).saturating_add(whole)
    }

    /// Whether `part` accepts `value`. A part that does not compile accepts everything: its faults are reported
    /// when the schema is registered, and a mock of the rest is better than none.
    pub(super) fn accepts(&mut self, part: &'d Value, value: &Value) -> bool {
        if self.tangled || part.as_object().is_some_and(|part| part.is_empty()) || *part == Value::Bool(true)
        {
            return true;
        }
        let document = self.document;
        let validator = self
            .compiled
            .entry(ptr::from_ref(part).addr())
            .or_insert_with(|| {
                let alone = match document.definitions().filter(|_| has_reference(part)) {
                    Some(definitions) => json!({ "$defs": definitions, "allOf": [part] }),
                    None => json!({ "allOf": [part] }),
                };
                Validator::compile(&alone).ok()
            });
        let Some(validator) = validator else {
            return true;
        };
        let verdict = verdict(validator, value);
        self.tangled |= verdict.is_none();
        verdict.unwrap_or(true)
    }
}

/// Whether `value` is valid; `None` when the validator gave up.
pub(super) fn verdict(validator: &Validator, value: &Value) -> Option<bool> {
    match validator.validate_value(&mut value.clone()) {
        Ok(()) => Some(true),
        Err(violations) if violations.iter().any(|violation| violation.keyword == "limit") => None,
        Err(_) => Some(false),
    }
}

/// How many values there are in `value`, itself included.
pub(super) fn size(value: &Value) -> usize {
    let mut pending = vec![value];
    let mut count = 0;
    while let Some(value) = pending.pop() {
        count += 1;
        match value {
            Value::Object(map) => pending.extend(map.values()),
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    count
}
