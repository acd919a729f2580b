//! From a schema to its program.

mod effects;
mod general;
mod typed;

use super::{
    SchemaError,
    equality::COMPARED_PER_VISIT,
    evaluate,
    meta::{self, Extent},
    pattern::{self, Pattern},
    pointer::{Pointer, pointer_to},
    program::{Group, Node, NodeId, ObjectRules, Program, Rules, Types},
    reference::{self, References, Target},
};
use serde_json::{Map, Value};
use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

/// Compiles `schema`.
pub(super) fn compile(schema: &Value) -> Result<Program, SchemaError> {
    check_root(schema)?;
    let parts = compile_parts(schema)?;
    // The reference fails on every request.
    if let Some(node) = evaluate::endless(&parts.program) {
        return Err(SchemaError::fault(
            pointer_to(schema, parts.schemas[node as usize]),
            "leads back to itself, so checking `{}` never ends",
        ));
    }
    Ok(parts.program)
}

/// Compiles the meta-schema, which is not checked against itself.
pub(super) fn compile_trusted(schema: &Value) -> Result<Program, SchemaError> {
    Compiler::run(schema, true).map(|parts| parts.program)
}

/// A program, and the schema that each of its nodes was compiled from.
#[derive(Debug)]
pub(super) struct Parts<'s> {
    pub(super) program: Program,
    /// By node.
    pub(super) schemas: Vec<&'s Value>,
    /// By the schema's address.
    pub(super) nodes: HashMap<*const Value, NodeId>,
}

/// Compiles `schema`, which may have any root.
pub(super) fn compile_parts(schema: &Value) -> Result<Parts<'_>, SchemaError> {
    meta::check_depth(schema)?;
    meta::check(schema, &Pointer::Root, Extent::Document)?;
    Compiler::run(schema, false)
}

/// Refuses roots that the platform does not take for JSON Schema (§2), and dialects it does not know (§9).
fn check_root(schema: &Value) -> Result<(), SchemaError> {
    let truthy = |keyword| match schema.get(keyword) {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(_) => true,
    };
    let object = schema.get("type").is_some_and(|name| name == "object");
    if !object && !["anyOf", "allOf", "oneOf"].into_iter().any(truthy) {
        return Err(SchemaError::root(
            "the root needs `type: \"object\"` or one of `anyOf`, `allOf` and `oneOf`",
        ));
    }
    match schema.get("$schema") {
        None => Ok(()),
        Some(Value::String(dialect)) => match dialect.strip_suffix('#').unwrap_or(dialect) {
            "" | "http://json-schema.org/draft-07/schema" | "http://json-schema.org/schema" => Ok(()),
            _ => Err(SchemaError::fault(
                "/$schema",
                format!("`{dialect}` is not draft-07"),
            )),
        },
        Some(_) => Err(SchemaError::fault("/$schema", "must be a string")),
    }
}

/// The state while compiling. Schemas are identified by their address.
struct Compiler<'s> {
    /// Schemas are known to be well-formed.
    trusted: bool,
    references: References<'s>,
    nodes: Vec<Node>,
    schemas: Vec<&'s Value>,
    known: HashMap<*const Value, NodeId>,
    /// By source.
    patterns: HashMap<&'s str, Pattern>,
    /// The bytes that are left to the automatons of patterns.
    pattern_memory: usize,
    /// Whether references occur inside a target of references.
    with_references: HashMap<*const Value, bool>,
    /// Targets outside the places that the meta-schema describes, checked when they are first referred to.
    checked: HashSet<*const Value>,
    /// Targets of references, compiled after what refers to them, so that a chain of references costs no
    /// stack.
    queue: Vec<(NodeId, Target<'s>)>,
}

/// One schema object with its surroundings.
#[derive(Clone, Copy)]
struct Position<'a, 's> {
    map: &'s Map<String, Value>,
    base: &'a Rc<str>,
    at: &'a Pointer<'a>,
}

impl<'s> Position<'_, 's> {
    /// Returns the value of a keyword.
    fn get(&self, keyword: &str) -> Option<&'s Value> {
        self.map.get(keyword)
    }

    /// Returns the number under a keyword.
    fn size(&self, keyword: &str) -> Option<f64> {
        self.get(keyword).and_then(Value::as_f64)
    }

    /// Creates a fault at a keyword.
    fn fault(&self, keyword: &str, cause: impl Into<String>) -> SchemaError {
        SchemaError::fault(Pointer::Key(self.at, keyword).text(), cause)
    }
}

impl<'s> Compiler<'s> {
    fn run(schema: &'s Value, trusted: bool) -> Result<Parts<'s>, SchemaError> {
        let mut compiler = Self {
            trusted,
            references: References::new(schema)?,
            nodes: Vec::new(),
            schemas: Vec::new(),
            known: HashMap::new(),
            patterns: HashMap::new(),
            pattern_memory: pattern::MAX_MEMORY,
            with_references: HashMap::new(),
            checked: HashSet::new(),
            queue: Vec::new(),
        };
        let root = compiler.references.root().clone();
        compiler.position(root.schema, &root.base, &Pointer::Root)?;
        while let Some((id, target)) = compiler.queue.pop() {
            if matches!(compiler.nodes.get(id as usize), Some(Node::Pending)) {
                compiler.fill(id, target.schema, &target.base, &Pointer::Text(&target.pointer))?;
            }
        }
        let mut program = Program {
            nodes: compiler.nodes,
        };
        if let Some(node) = effects::circular_reference(&program) {
            return Err(SchemaError::fault(
                pointer_to(schema, compiler.schemas[node as usize]),
                "the `$ref` leads back to itself",
            ));
        }
        effects::mark_repeatable(&mut program);
        Ok(Parts {
            program,
            schemas: compiler.schemas,
            nodes: compiler.known,
        })
    }

    /// Returns the node of the schema at `at` in the document.
    fn position(
        &mut self,
        schema: &'s Value,
        base: &Rc<str>,
        at: &Pointer<'_>,
    ) -> Result<NodeId, SchemaError> {
        let id = self.reserve(schema)?;
        if matches!(self.nodes.get(id as usize), Some(Node::Pending)) {
            let base = match at {
                Pointer::Root => Rc::clone(base),
                _ => reference::inner_base(schema, base),
            };
            self.fill(id, schema, &base, at)?;
        }
        Ok(id)
    }

    /// Returns the node of a schema that is referred to.
    fn target(&mut self, target: Target<'s>) -> Result<NodeId, SchemaError> {
        if !self.trusted && self.checked.insert(std::ptr::from_ref(target.schema)) {
            meta::check(target.schema, &Pointer::Text(&target.pointer), Extent::Rules)?;
        }
        let id = self.reserve(target.schema)?;
        self.queue.push((id, target));
        Ok(id)
    }

    /// Returns the index of a schema, new or known.
    fn reserve(&mut self, schema: &'s Value) -> Result<NodeId, SchemaError> {
        let address = std::ptr::from_ref(schema);
        if let Some(&id) = self.known.get(&address) {
            return Ok(id);
        }
        let id = NodeId::try_from(self.nodes.len())
            .map_err(|_| SchemaError::fault("", "more schemas than can be counted"))?;
        self.nodes.push(Node::Pending);
        self.schemas.push(schema);
        self.known.insert(address, id);
        Ok(id)
    }

    /// Compiles a schema into its reserved node.
    fn fill(
        &mut self,
        id: NodeId,
        schema: &'s Value,
        base: &Rc<str>,
        at: &Pointer<'_>,
    ) -> Result<(), SchemaError> {
        let node = match schema {
            _ if meta::accepts_all(schema) => Node::Accept,
            Value::Object(map) => {
                // A reference back to here is a node that is being compiled, not one to compile again.
                self.set(id, Node::Accept);
                Node::Rules(Box::new(self.rules(Position { map, base, at })?))
            }
            _ => Node::Reject,
        };
        self.set(id, node);
        Ok(())
    }

    /// Puts a node where it belongs.
    fn set(&mut self, id: NodeId, node: Node) {
        if let Some(slot) = self.nodes.get_mut(id as usize) {
            *slot = node;
        }
    }

    /// Compiles the rules of a schema object.
    fn rules(&mut self, position: Position<'_, 's>) -> Result<Rules, SchemaError> {
        if position.map.contains_key("id") {
            return Err(position.fault("id", "is draft-04; the keyword is `$id`"));
        }
        let types = declared_types(position)?;
        let number = typed::number_rules(position);
        let string = self.string_rules(position)?;
        let array = self.array_rules(position)?;
        let object = self.object_rules(position)?;
        let late_type = types.group().filter(|group| match group {
            Group::Number => typed::has_any(position.map, &typed::NUMBER),
            Group::String => typed::has_any(position.map, &typed::STRING),
            Group::Array => typed::has_any(position.map, &typed::ARRAY),
            Group::Object => typed::has_any(position.map, &typed::OBJECT),
        });
        let general = self.general_rules(position)?;
        Ok(Rules {
            weight: 1 + object.as_deref().map_or(0, ObjectRules::lookups) / COMPARED_PER_VISIT,
            types,
            late_type,
            general,
            number,
            string,
            array,
            object,
        })
    }

    /// Returns the node of the schema under `keyword`.
    fn child(
        &mut self,
        position: Position<'_, 's>,
        keyword: &str,
        schema: &'s Value,
    ) -> Result<NodeId, SchemaError> {
        self.position(schema, position.base, &Pointer::Key(position.at, keyword))
    }

    /// Returns the nodes of the list of schemas under `keyword`.
    fn children(
        &mut self,
        position: Position<'_, 's>,
        keyword: &str,
        schemas: &'s [Value],
    ) -> Result<Vec<NodeId>, SchemaError> {
        let list = Pointer::Key(position.at, keyword);
        schemas
            .iter()
            .enumerate()
            .map(|(index, schema)| self.position(schema, position.base, &Pointer::Index(&list, index)))
            .collect()
    }

    /// Returns the node of the schema under `key` of the object under `keyword`.
    fn member(
        &mut self,
        position: Position<'_, 's>,
        keyword: &str,
        key: &str,
        schema: &'s Value,
    ) -> Result<NodeId, SchemaError> {
        let map = Pointer::Key(position.at, keyword);
        self.position(schema, position.base, &Pointer::Key(&map, key))
    }
}

/// Returns the types of `type` with `nullable` (§6, §9).
fn declared_types(position: Position<'_, '_>) -> Result<Types, SchemaError> {
    let types = named_types(position.get("type"));
    let null = Types::named("null").unwrap_or_default();
    let has_null = types.and(null) == types;
    match position.get("nullable") {
        None => Ok(types),
        Some(Value::Bool(_)) if types.is_empty() => Err(position.fault("nullable", "needs `type` beside it")),
        Some(Value::Bool(false)) if has_null => {
            Err(position.fault("nullable", "contradicts the type `null` beside it"))
        }
        Some(Value::Bool(true)) => Ok(types.and(null)),
        Some(Value::Bool(false)) => Ok(types),
        Some(_) => Err(position.fault("nullable", "must be a boolean")),
    }
}

/// Returns the types that the value of `type` names.
fn named_types(value: Option<&Value>) -> Types {
    let named = |value: &Value| value.as_str().and_then(Types::named).unwrap_or_default();
    match value {
        Some(Value::Array(names)) => names.iter().map(named).fold(Types::default(), Types::and),
        Some(name) => named(name),
        None => Types::default(),
    }
}
