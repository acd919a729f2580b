//! Walks controls and renders every string and key.

use super::{
    cache::{Control, TemplateCache},
    data, json_string, markers,
};
use compact_str::CompactString;
use dialects::{
    json::{Json, Object, stringify},
    liquid::{Error, ErrorKind, References, Scope, Template, is_plain},
    text::push_pointer_key,
};
use serde_json::{Value, json};
use std::{borrow::Cow, fmt, time::Instant};

/// How deep controls may nest, JSON in strings included.
const MAX_DEPTH: usize = 256;

/// The variables of templates (liquid.md §3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variables<'v> {
    /// The validated payload of the event.
    pub(crate) payload: &'v Json,
    /// The subscriber as sent, if any was.
    pub(crate) subscriber: Option<&'v Json>,
    /// The context as sent, if any was.
    pub(crate) context: Option<&'v Json>,
    /// The environment variables, an object.
    pub(crate) env: &'v Json,
    /// Who caused the event, if anybody is named.
    pub(crate) actor: Option<&'v Json>,
    /// The outputs of earlier steps by step id.
    pub(crate) steps: &'v Json,
    /// The workflow as discovery describes it.
    pub(crate) workflow: &'v Json,
}

impl<'v> Variables<'v> {
    /// Returns a fresh scope with these names.
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
    kind: ErrorKind,
    /// Line and column of the template, both from 1.
    #[cfg(feature = "studio")]
    position: Option<(usize, usize)>,
}

impl CompileError {
    /// Returns the wire's `data` (`liquid.md` §14).
    pub(crate) fn data(&self) -> Value {
        json!({ "name": self.class() })
    }

    /// Returns the class of the error, such as `ParseError`.
    pub(crate) fn class(&self) -> &'static str {
        self.kind.name()
    }

    /// Returns line and column in the template, both from 1.
    #[cfg(feature = "studio")]
    pub(crate) fn position(&self) -> Option<(usize, usize)> {
        self.position
    }

    /// Returns whether the deadline passed while the control was rendered.
    pub(crate) fn is_late(&self) -> bool {
        self.kind == ErrorKind::Deadline
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "control {}: {}", self.pointer, self.message)
    }
}

impl std::error::Error for CompileError {}

/// Renders every string and key of `controls`, in document order and with one scope. Returns the work that it
/// took, in units of at most two nanoseconds.
///
/// # Errors
///
/// Returns the first template that cannot be parsed, or else the first that cannot be rendered, be it because
/// the `deadline` passes; the reference parses all before it looks at the variables. `controls` is then half
/// compiled and must be dropped.
pub(crate) fn compile(
    controls: &mut Json,
    variables: &Variables<'_>,
    templates: &TemplateCache,
    deadline: Option<Instant>,
) -> Result<u64, CompileError> {
    let mut walk = Walk::new(Some(variables), templates);
    walk.deadline = deadline;
    walk.value(controls)?;
    if let Some(error) = walk.failed {
        return Err(error);
    }
    let work = walk.scope.map_or(0, |scope| scope.work());
    if let Some(Json::Object(data)) = controls
        .as_object_mut()
        .and_then(|controls| controls.get_mut("data"))
    {
        data::repair_strings(data);
    }
    Ok(work)
}

/// Parses every template without rendering any.
pub(crate) fn check_syntax(controls: &mut Json, templates: &TemplateCache) -> Result<(), CompileError> {
    Walk::new(None, templates).value(controls)
}

/// Lists the variables and filters of every template, with the JSON pointer of its control, which starts with
/// `pointer`.
///
/// # Errors
///
/// Returns the first template that cannot be parsed.
pub(super) fn references_in(
    controls: &mut Json,
    pointer: String,
    templates: &TemplateCache,
) -> Result<Vec<(String, References)>, CompileError> {
    let mut walk = Walk::new(None, templates);
    walk.pointer = pointer;
    walk.references = Some(Vec::new());
    walk.value(controls)?;
    Ok(walk.references.unwrap_or_default())
}

struct Walk<'v, 't> {
    /// `None` if templates are only parsed.
    variables: Option<&'t Variables<'v>>,
    deadline: Option<Instant>,
    /// Created for the first template: many controls have none.
    scope: Option<Scope<'v>>,
    templates: &'t TemplateCache,
    pointer: String,
    depth: usize,
    /// The references of templates with the pointers of their controls, if they are collected.
    references: Option<Vec<(String, References)>>,
    /// The first that could not be rendered.
    failed: Option<CompileError>,
}

impl<'v, 't> Walk<'v, 't> {
    fn new(variables: Option<&'t Variables<'v>>, templates: &'t TemplateCache) -> Self {
        Self {
            variables,
            deadline: None,
            scope: None,
            templates,
            pointer: String::new(),
            depth: 0,
            references: None,
            failed: None,
        }
    }

    fn value(&mut self, value: &mut Json) -> Result<(), CompileError> {
        match value {
            Json::String(text) => {
                if let Some(compiled) = self.string(text)? {
                    *text = compiled.into();
                }
                Ok(())
            }
            Json::Array(items) => self.array(items),
            Json::Object(map) => self.object(map),
            Json::Null | Json::Bool(_) | Json::Number(_) => Ok(()),
        }
    }

    fn array(&mut self, items: &mut [Json]) -> Result<(), CompileError> {
        for (index, item) in items.iter_mut().enumerate() {
            let outer = self.enter(&index.to_string())?;
            self.value(item)?;
            self.leave(outer);
        }
        Ok(())
    }

    fn object(&mut self, map: &mut Object) -> Result<(), CompileError> {
        if map.keys().all(|key| is_name(key)) {
            for (key, value) in map.iter_mut() {
                let outer = self.enter(key)?;
                self.value(value)?;
                self.leave(outer);
            }
            return Ok(());
        }
        let room = Object::with_capacity(map.len());
        for (key, mut value) in std::mem::replace(map, room).into_entries() {
            let outer = self.enter(&key)?;
            let compiled = self.key(&key)?;
            self.value(&mut value)?;
            self.leave(outer);
            let key = compiled.map_or(key, CompactString::from);
            // The reference loses such keys (liquid.md §1).
            if key != "__proto__" {
                map.insert(key, value);
            }
        }
        Ok(())
    }

    /// Returns the compiled text of a control, if it changes. A JSON document is compiled inside.
    fn string(&mut self, text: &str) -> Result<Option<String>, CompileError> {
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
                let charged = self.scope().charge_document(text.len());
                charged.map_err(|error| self.exhausted(&error))?;
                let mut compiled = document.clone();
                self.value(&mut compiled)?;
                let mut out = String::with_capacity(text.len());
                stringify(&mut out, &compiled);
                Ok(Some(out))
            }
        }
    }

    /// Returns the compiled key of an object, if it changes. A key is never read as a document.
    fn key(&mut self, text: &str) -> Result<Option<String>, CompileError> {
        if is_plain(text) {
            return Ok(plain(text));
        }
        let template = Template::parse(&markers::protect(text)).map_err(|error| self.failure(&error))?;
        self.render(&template, text.len())
    }

    /// Returns the scope of all templates.
    fn scope(&mut self) -> &mut Scope<'v> {
        self.scope.get_or_insert_with(|| {
            let scope = self
                .variables
                .map_or_else(|| Scope::new([]), |variables| variables.scope());
            match self.deadline {
                Some(deadline) => scope.with_deadline(deadline),
                None => scope,
            }
        })
    }

    /// Returns the output of a template, if it is rendered.
    ///
    /// # Errors
    ///
    /// The work of parsing it was too much. No other template is parsed then.
    fn render(&mut self, template: &Template, length: usize) -> Result<Option<String>, CompileError> {
        if let Some(references) = &mut self.references {
            references.push((self.pointer.clone(), template.references()));
            return Ok(None);
        }
        let charged = template.charge_parsing(self.scope());
        charged.map_err(|error| self.exhausted(&error))?;
        if self.variables.is_none() {
            return Ok(None);
        }
        let scope = self.scope();
        let mut out = String::with_capacity(length);
        if let Err(error) = template.render(scope, &mut out) {
            // The walk continues, because a later syntax error takes precedence.
            self.failed = Some(self.failure(&error));
            self.variables = None;
            return Ok(None);
        }
        Ok(Some(match markers::restore(Cow::Borrowed(&out)) {
            Cow::Borrowed(_) => out,
            Cow::Owned(restored) => restored,
        }))
    }

    /// Returns the error of a walk that the meter ends here: the first failure, if there was one.
    #[cold]
    fn exhausted(&mut self, error: &Error) -> CompileError {
        self.failed.take().unwrap_or_else(|| self.failure(error))
    }

    /// Enters a member or element; returns the argument of [`Walk::leave`].
    fn enter(&mut self, name: &str) -> Result<usize, CompileError> {
        let outer = self.pointer.len();
        push_pointer_key(&mut self.pointer, name);
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
            kind: error.kind(),
            #[cfg(feature = "studio")]
            position: error.position(),
        }
    }
}

/// Returns the compiled form of a text without templates, if it changes. Most strings have none, and looking
/// them up in the cache would cost more than searching them.
fn plain(text: &str) -> Option<String> {
    match markers::restore(markers::protect(text)) {
        Cow::Borrowed(_) => None,
        Cow::Owned(compiled) => Some(compiled),
    }
}

/// Returns whether a key is an ordinary name, which stays as it is and where it is. Nearly all are.
fn is_name(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
