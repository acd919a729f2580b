//! Walks controls and renders every string and key.

use super::{
    cache::{Control, TemplateCache},
    data, json_string, markers,
};
use crate::{
    json::{Entries, stringify},
    liquid::{Error, Scope, Template, is_plain},
};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, fmt};

/// How deep controls may nest, JSON in strings included.
const MAX_DEPTH: usize = 256;

/// What templates can name (liquid.md §3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variables<'v> {
    /// The validated payload of the event.
    pub(crate) payload: &'v Value,
    /// The subscriber as sent, if any was.
    pub(crate) subscriber: Option<&'v Value>,
    /// The context as sent, if any was.
    pub(crate) context: Option<&'v Value>,
    /// The environment variables, an object.
    pub(crate) env: &'v Value,
    /// Who caused the event, if anybody is named.
    pub(crate) actor: Option<&'v Value>,
    /// The outputs of earlier steps by step id.
    pub(crate) steps: &'v Value,
    /// What discovery says of the workflow.
    pub(crate) workflow: &'v Value,
}

impl<'v> Variables<'v> {
    /// A fresh scope with these names.
    pub(super) fn scope(&self) -> Scope<'v> {
        Scope::new(
            [
                ("payload", self.payload),
                ("env", self.env),
                ("steps", self.steps),
                ("workflow", self.workflow),
            ]
            .into_iter()
            .chain(self.subscriber.map(|subscriber| ("subscriber", subscriber)))
            .chain(self.context.map(|context| ("context", context)))
            .chain(self.actor.map(|actor| ("actor", actor))),
        )
    }
}

/// A control that cannot be compiled.
#[derive(Debug)]
pub(crate) struct CompileError {
    /// JSON pointer of the control.
    pub(crate) pointer: String,
    /// Why, in one clause.
    pub(crate) message: String,
    /// What the wire's `data` says of it (liquid.md §14).
    pub(crate) data: Value,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "control {}: {}", self.pointer, self.message)
    }
}

impl std::error::Error for CompileError {}

/// Renders every string and key of `controls`, in document order and with one scope.
pub(crate) fn compile(
    controls: &Value,
    variables: &Variables<'_>,
    templates: &TemplateCache,
) -> Result<Value, CompileError> {
    compile_in(controls, variables.scope(), templates)
}

/// [`compile`] in a scope that exists.
pub(super) fn compile_in(
    controls: &Value,
    scope: Scope<'_>,
    templates: &TemplateCache,
) -> Result<Value, CompileError> {
    let mut compiled = match Walk::new(scope, templates).value(controls) {
        Ok(compiled) => compiled,
        Err(error) => {
            check_syntax(controls, templates)?;
            return Err(error);
        }
    };
    if let Some(Value::Object(data)) = compiled.get_mut("data") {
        data::repair_strings(data);
    }
    Ok(compiled)
}

/// Parses every template without rendering any. The reference does so before it looks at the variables: what cannot
/// be parsed is reported before anything else, wherever it stands.
pub(crate) fn check_syntax(controls: &Value, templates: &TemplateCache) -> Result<(), CompileError> {
    let mut walk = Walk::new(Scope::new([]), templates);
    walk.only_syntax = true;
    walk.value(controls).map(drop)
}

/// What a text without templates is compiled to. Most strings and nearly all keys are such: looking them up would
/// cost more than copying them.
fn plain(text: &str) -> String {
    markers::restore(markers::protect(text)).into_owned()
}

struct Walk<'v, 't> {
    scope: Scope<'v>,
    templates: &'t TemplateCache,
    pointer: String,
    depth: usize,
    only_syntax: bool,
}

impl<'v, 't> Walk<'v, 't> {
    fn new(scope: Scope<'v>, templates: &'t TemplateCache) -> Self {
        Self {
            scope,
            templates,
            pointer: String::new(),
            depth: 0,
            only_syntax: false,
        }
    }

    fn value(&mut self, value: &Value) -> Result<Value, CompileError> {
        Ok(match value {
            Value::String(text) => Value::String(self.string(text)?),
            Value::Array(items) => Value::Array(self.array(items)?),
            Value::Object(map) => Value::Object(self.object(map)?),
            other => other.clone(),
        })
    }

    fn array(&mut self, items: &[Value]) -> Result<Vec<Value>, CompileError> {
        let mut compiled = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let outer = self.enter(&index.to_string())?;
            compiled.push(self.value(item)?);
            self.leave(outer);
        }
        Ok(compiled)
    }

    fn object(&mut self, map: &Map<String, Value>) -> Result<Map<String, Value>, CompileError> {
        let mut compiled = Map::with_capacity(map.len());
        for (key, value) in Entries::new(map) {
            let outer = self.enter(key)?;
            let key = self.key(key)?;
            let value = self.value(value)?;
            self.leave(outer);
            // The reference loses such keys (liquid.md §1).
            if key != "__proto__" {
                compiled.insert(key, value);
            }
        }
        Ok(compiled)
    }

    /// A control; one that is a JSON document is compiled inside.
    fn string(&mut self, text: &str) -> Result<String, CompileError> {
        if !json_string::looks_like_json(text) && is_plain(text) {
            return Ok(plain(text));
        }
        let control = self
            .templates
            .control(text)
            .map_err(|error| self.failure(&error))?;
        match &*control {
            Control::Template(template) => self.render(template, text.len()),
            Control::Document(document) => {
                let compiled = self.value(document)?;
                let mut out = String::with_capacity(text.len());
                stringify(&mut out, &compiled);
                Ok(out)
            }
        }
    }

    /// The key of an object, which is never a document.
    fn key(&mut self, text: &str) -> Result<String, CompileError> {
        if is_plain(text) {
            return Ok(plain(text));
        }
        let template = Template::parse(&markers::protect(text)).map_err(|error| self.failure(&error))?;
        self.render(&template, text.len())
    }

    fn render(&mut self, template: &Template, length: usize) -> Result<String, CompileError> {
        if self.only_syntax {
            return Ok(String::new());
        }
        let mut out = String::with_capacity(length);
        template
            .render(&mut self.scope, &mut out)
            .map_err(|error| self.failure(&error))?;
        Ok(match markers::restore(Cow::Borrowed(&out)) {
            Cow::Borrowed(_) => out,
            Cow::Owned(restored) => restored,
        })
    }

    /// Goes into a member or element; gives back what [`Walk::leave`] needs.
    fn enter(&mut self, name: &str) -> Result<usize, CompileError> {
        let outer = self.pointer.len();
        self.pointer.push('/');
        if name.contains(['~', '/']) {
            self.pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        } else {
            self.pointer.push_str(name);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.failure(&Error::render("controls are nested too deep")));
        }
        Ok(outer)
    }

    fn leave(&mut self, outer: usize) {
        self.pointer.truncate(outer);
        self.depth -= 1;
    }

    #[cold]
    fn failure(&self, error: &Error) -> CompileError {
        CompileError {
            pointer: self.pointer.clone(),
            message: error.to_string(),
            data: json!({ "name": error.kind().name() }),
        }
    }
}
