//! The keywords that apply to any type.

use super::{Compiler, Position};
use crate::{
    json::Json,
    schema::{
        SchemaError,
        equality::Members,
        meta,
        program::{General, NodeId, Union},
        reference::has_reference,
    },
};
use serde_json::Value;

impl<'s> Compiler<'s> {
    /// Compiles `$ref`, `const`, `enum`, `not`, `anyOf`, `oneOf`, `allOf`, `if`, in this order (§3).
    pub(super) fn general_rules(&mut self, position: Position<'_, 's>) -> Result<Vec<General>, SchemaError> {
        let mut rules = Vec::new();
        if let Some(reference) = position.get("$ref") {
            rules.push(self.reference(position, reference)?);
        }
        if let Some(constant) = position.get("const") {
            rules.push(General::Const(constant.into()));
        }
        if let Some(Value::Array(values)) = position.get("enum") {
            rules.push(General::Enum(Members::new(
                values.iter().map(Json::from).collect(),
            )));
        }
        if let Some(schema) = position.get("not") {
            rules.push(General::Not(self.child(position, "not", schema)?));
        }
        // With a branch that accepts everything the keyword is left out, and so are the branches' removals.
        if let Some(Value::Array(schemas)) = position.get("anyOf")
            && !schemas.iter().any(meta::accepts_all)
        {
            rules.push(General::AnyOf(self.union(position, "anyOf", schemas)?));
        }
        if let Some(Value::Array(schemas)) = position.get("oneOf") {
            rules.push(General::OneOf(self.union(position, "oneOf", schemas)?));
        }
        if let Some(Value::Array(schemas)) = position.get("allOf") {
            rules.push(General::AllOf(self.children(position, "allOf", schemas)?));
        }
        if let Some(condition) = position.get("if") {
            let then = self.clause(position, "then")?;
            let otherwise = self.clause(position, "else")?;
            if then.is_some() || otherwise.is_some() {
                let condition = self.child(position, "if", condition)?;
                rules.push(General::If {
                    condition,
                    then,
                    otherwise,
                });
            }
        }
        Ok(rules)
    }

    fn reference(&mut self, position: Position<'_, 's>, reference: &Value) -> Result<General, SchemaError> {
        let text = reference.as_str().unwrap_or_default();
        let target = self
            .references
            .resolve(position.base, text)
            .ok_or_else(|| position.fault("$ref", format!("`{text}` leads to nothing in this document")))?;
        // A schema without references is inlined (§4).
        let known = self.with_references.entry(std::ptr::from_ref(target.schema));
        let call = *known.or_insert_with(|| has_reference(target.schema));
        Ok(General::Reference {
            target: self.target(target)?,
            call,
        })
    }

    /// Compiles `anyOf` or `oneOf`.
    fn union(
        &mut self,
        position: Position<'_, 's>,
        keyword: &str,
        schemas: &'s [Value],
    ) -> Result<Union, SchemaError> {
        Ok(Union {
            branches: self.children(position, keyword, schemas)?,
            repeatable: false,
        })
    }

    /// Compiles `then` or `else`, unless it accepts everything.
    fn clause(&mut self, position: Position<'_, 's>, keyword: &str) -> Result<Option<NodeId>, SchemaError> {
        match position.get(keyword) {
            Some(schema) if !meta::accepts_all(schema) => self.child(position, keyword, schema).map(Some),
            _ => Ok(None),
        }
    }
}
