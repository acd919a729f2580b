//! The names that templates can use, as far as they are declared.

use crate::error::similar;
use dialects::{
    liquid::{Key, Place},
    schema::{Property, Shape},
};
use serde_json::Value;
use std::{fmt::Write, sync::LazyLock};

/// A step, as the templates of other steps see it.
#[derive(Debug)]
pub(crate) struct NamedStep<'s> {
    pub(crate) id: &'s str,
    /// The schema of its result, if it is the user's own. Novu may add to the others.
    pub(crate) result: Option<&'s Value>,
    /// Whether its result has events with the payload of the workflow.
    pub(crate) is_digest: bool,
}

/// The variables of a workflow's templates (liquid.md §3).
#[derive(Debug)]
pub(crate) struct Names<'s> {
    payload: Shape<'s>,
    /// In the order in which the workflow takes them.
    steps: Vec<NamedStep<'s>>,
}

/// The result of looking up a variable.
#[derive(Debug)]
pub(super) enum Lookup<'s> {
    Found(Shape<'s>),
    /// It is not declared, but may be there.
    Unknown,
    /// It is never there; the message says why.
    Missing(String),
}

const ROOTS: [&str; 7] = [
    "payload",
    "subscriber",
    "actor",
    "context",
    "env",
    "steps",
    "workflow",
];

/// Novu's subscribers, as the worker sends them. Strangers do not choose the texts with the format "slug", or
/// these have no room for markup.
static SUBSCRIBER: LazyLock<Value> = LazyLock::new(|| {
    read(
        r#"{"type": "object", "properties": {
            "subscriberId": {"type": "string", "format": "slug"},
            "firstName": {"type": "string"},
            "lastName": {"type": "string"},
            "email": {"type": "string", "format": "slug"},
            "phone": {"type": "string", "format": "slug"},
            "avatar": {"type": "string", "format": "slug"},
            "locale": {"type": "string", "format": "slug"},
            "timezone": {"type": "string", "format": "slug"},
            "data": {},
            "channels": {"type": "array", "items": {}},
            "topics": {"type": "array", "items": {}},
            "isOnline": {"type": "boolean"},
            "lastOnlineAt": {"type": "string", "format": "slug"},
            "createdAt": {"type": "string", "format": "slug"},
            "updatedAt": {"type": "string", "format": "slug"},
            "deleted": {"type": "boolean"},
            "id": {"type": "string", "format": "slug"},
            "_id": {"type": "string", "format": "slug"},
            "_organizationId": {"type": "string", "format": "slug"},
            "_environmentId": {"type": "string", "format": "slug"},
            "__v": {"type": "number"}
        }}"#,
    )
});

static WORKFLOW: LazyLock<Value> = LazyLock::new(|| {
    read(
        r#"{"type": "object", "properties": {
            "workflowId": {"type": "string"},
            "name": {"type": "string"},
            "description": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "severity": {"type": "string"}
        }}"#,
    )
});

/// Reads a schema from text, which takes the compiler a fraction of `json!`.
fn read(schema: &str) -> Value {
    serde_json::from_str(schema).expect("the schemas are JSON")
}

impl<'s> Names<'s> {
    pub(crate) fn new(payload: &'s Value, steps: Vec<NamedStep<'s>>) -> Self {
        Self {
            payload: Shape::new(payload),
            steps,
        }
    }

    /// Looks up a variable in a template of the step at index `step`.
    pub(super) fn look_up(&self, place: &Place, step: usize) -> Lookup<'s> {
        let follow = |shape| follow(shape, place, 0);
        match &*place.name {
            "payload" => follow(self.payload.clone()),
            "subscriber" | "actor" => follow(Shape::new(&SUBSCRIBER)),
            "workflow" => follow(Shape::new(&WORKFLOW)),
            "steps" => self.result(place, step),
            "context" | "env" => Lookup::Unknown,
            name => Lookup::Missing(self.unknown(name)),
        }
    }

    /// Returns whether people whom the sender does not know choose the values.
    pub(super) fn is_foreign(name: &str) -> bool {
        matches!(name, "payload" | "subscriber" | "actor" | "steps")
    }

    /// Looks up the result of an earlier step.
    fn result(&self, place: &Place, step: usize) -> Lookup<'s> {
        let Some(Key::Name(id)) = place.keys.first() else {
            return Lookup::Unknown;
        };
        let Some(index) = self.steps.iter().position(|step| *step.id == **id) else {
            let earlier = self.steps.iter().take(step).map(|step| step.id);
            let advice = similar(id, earlier.clone()).map_or_else(
                || match earlier.collect::<Vec<_>>().join("`, `steps.") {
                    none if none.is_empty() => "; there are no steps before this one".to_owned(),
                    known => format!("; use one of `steps.{known}`"),
                },
                |id| format!("; did you mean `{}`?", written("steps", &[Key::Name(id.into())])),
            );
            return Lookup::Missing(format!("the workflow has no step `{id}`{advice}"));
        };
        if index >= step {
            return Lookup::Missing(format!(
                "step `{id}` does not come before this one, so its result is not known yet; use an earlier step"
            ));
        }
        let NamedStep {
            result, is_digest, ..
        } = &self.steps[index];
        if *is_digest
            && let [_, Key::Name(events), _, Key::Name(payload), _, ..] = &*place.keys
            && (&**events, &**payload) == ("events", "payload")
        {
            return follow(self.payload.clone(), place, 4);
        }
        result.map_or(Lookup::Unknown, |result| follow(Shape::new(result), place, 1))
    }

    /// Explains that there is no variable of this name.
    fn unknown(&self, name: &str) -> String {
        if name == "t" {
            return "templates have no variable `t`; write a translation as `{{ t.key }}`, without filters"
                .into();
        }
        let has = |shape: &Shape<'_>| shape.names().any(|known| known == name);
        let of = |root: &str, key: &str| written(root, &[Key::Name(key.into())]);
        let subscriber = Shape::new(&SUBSCRIBER);
        let meant = if has(&self.payload) {
            Some(of("payload", name))
        } else if has(&subscriber) {
            Some(of("subscriber", name))
        } else if let Some(root) = similar(name, ROOTS) {
            Some(root.to_owned())
        } else {
            similar(name, self.payload.names()).map(|key| of("payload", key))
        };
        let advice = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("use one of `{}`", ROOTS.join("`, `")),
        };
        format!("templates have no variable `{name}`; {advice}")
    }
}

/// Looks up the properties of `place` from the one at `index` on, which is one of `shape`.
fn follow<'s>(mut shape: Shape<'s>, place: &Place, index: usize) -> Lookup<'s> {
    for (index, key) in place.keys.iter().enumerate().skip(index) {
        let property = match key {
            Key::Name(name) => shape.property(name),
            Key::Any => shape.any(),
        };
        shape = match property {
            Property::Found(shape) => shape,
            Property::Unknown => return Lookup::Unknown,
            Property::Missing(names) => return Lookup::Missing(missing(place, index, &names)),
        };
    }
    Lookup::Found(shape)
}

/// Explains that the property at `index` is not among `names`.
fn missing(place: &Place, index: usize, names: &[&str]) -> String {
    /// The most names that a message lists.
    const LISTED: usize = 8;
    let (Key::Name(key), owner) = (&place.keys[index], written(&place.name, &place.keys[..index])) else {
        return String::new();
    };
    if names.is_empty() {
        return format!(
            "`{owner}` has no properties, so `{}` prints nothing; remove `{key}`",
            path(place)
        );
    }
    let mut keys = place.keys.clone();
    if let Some(name) = similar(key, names.iter().copied()) {
        keys[index] = Key::Name(name.into());
        let meant = written(&place.name, &keys);
        return format!("`{owner}` has no `{key}`; did you mean `{meant}`?");
    }
    let more = if names.len() > LISTED { ", .." } else { "" };
    let names = names.iter().take(LISTED).map(|name| format!("`{name}`"));
    format!(
        "`{owner}` has no `{key}`; declare it in its schema, or use one of {}{more}",
        names.collect::<Vec<_>>().join(", ")
    )
}

/// Returns a variable as templates write it.
pub(super) fn path(place: &Place) -> String {
    written(&place.name, &place.keys)
}

fn written(root: &str, keys: &[Key]) -> String {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let mut path = root.to_owned();
    for key in keys {
        // Writing to a string cannot fail.
        let _ = match key {
            Key::Any => write!(path, "[]"),
            Key::Name(name) if is_name(name) => write!(path, ".{name}"),
            Key::Name(name) => write!(path, "['{name}']"),
        };
    }
    path
}
