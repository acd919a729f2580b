//! Snapshots of the discovery document.

use super::snapshot;
use crate::platform::show;
use crate::registry::Registry;
use crate::step::{StepKind, schemas};
use dialects::text::push_hex;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{fmt::Write, path::Path};

impl Registry {
    /// Asserts that the registry shows Novu the same workflows as when the file was written: ids, names,
    /// tags, preferences, steps, schemas and providers, but not the functions' code. To keep the file short,
    /// Novu's own schemas are replaced by fingerprints.
    ///
    /// A sync deletes workflows from Novu that are not in the registry any more. This test shows beforehand
    /// which workflows the next sync would delete, create and change. The path is relative to the directory
    /// of the test, which under cargo is that of the package's `Cargo.toml`; commit the file. With
    /// `NOVU_SNAPSHOT=update` in the environment the file is written instead.
    ///
    /// # Panics
    ///
    /// Something has changed, or the file does not exist. The message lists the consequences of the next
    /// sync, the difference, and how to accept it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use novu_framework::Registry;
    /// # fn registry() -> Registry { Registry::builder().build().unwrap() }
    /// #[test]
    /// fn discovery_matches_the_reviewed_snapshot() {
    ///     registry().assert_discovery("novu.snapshot.json");
    /// }
    /// ```
    #[track_caller]
    pub fn assert_discovery(&self, path: impl AsRef<Path>) {
        if let Err(message) = self.check_discovery(path.as_ref(), snapshot::is_update()) {
            panic!("{message}");
        }
    }

    /// Does the work of [`assert_discovery`](Self::assert_discovery) without a panic, and with the
    /// environment as an argument.
    pub(super) fn check_discovery(&self, path: &Path, update: bool) -> Result<(), String> {
        let new = self.seen_by_novu();
        snapshot::check(path, &show::pretty(&new), update, |old| {
            serde_json::from_str(old).map_or_else(
                |error| format!("The file is not JSON: {error}.\n\n"),
                |old| consequences(&old, &new),
            )
        })
    }

    /// Returns the discovery document without source texts, and with short schemas.
    fn seen_by_novu(&self) -> Value {
        // The registry has written the document, so it is valid JSON.
        let mut document = serde_json::from_slice(&self.discovery()).unwrap_or_default();
        for workflow in each(&mut document, "workflows") {
            shorten(workflow, None);
            for step in each(workflow, "steps") {
                let kind = step
                    .get("type")
                    .and_then(Value::as_str)
                    .and_then(|kind| kind.parse().ok());
                shorten(step, kind);
                for provider in each(step, "providers") {
                    shorten(provider, kind);
                }
            }
        }
        document
    }
}

/// Removes source texts and second copies of schemas, and shortens built-in schemas.
fn shorten(part: &mut Value, kind: Option<StepKind>) {
    let Value::Object(members) = part else { return };
    members.shift_remove("code");
    let provider = members
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    for name in ["payload", "controls", "env", "outputs", "results"] {
        let Some(schemas) = members.get_mut(name) else {
            continue;
        };
        let schema = schemas.get_mut("schema").map(Value::take).unwrap_or_default();
        let built_in = match name {
            "outputs" => kind
                .map(|kind| schemas::provider(kind, &provider).unwrap_or_else(|| schemas::step_output(kind))),
            "results" => kind.map(schemas::step_result),
            _ => None,
        };
        *schemas = if schema == *schemas::EMPTY_SCHEMA.value() {
            "empty".into()
        } else if built_in.is_some_and(|built_in| *built_in.value() == schema) {
            format!("built in, {}", fingerprint(&schema)).into()
        } else {
            schema
        };
    }
    // The same schema is under `controls`.
    if let (Some(controls), Some(Value::Object(options))) =
        (members.get("controls").cloned(), members.get_mut("options"))
        && options.get("controlSchema") == Some(&controls)
    {
        options.shift_remove("controlSchema");
    }
}

fn fingerprint(schema: &Value) -> String {
    let digest = Sha256::digest(schema.to_string());
    let mut text = String::new();
    push_hex(&mut text, &digest[..4]);
    text
}

fn each<'a>(part: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    part.get_mut(name)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
}

/// Describes the consequences of the next sync.
fn consequences(old: &Value, new: &Value) -> String {
    let (old, new) = (
        Parts::of(old, "workflows", "workflowId"),
        Parts::of(new, "workflows", "workflowId"),
    );
    let mut text = String::new();
    let mut list = |heading: &str, items: Vec<String>| {
        if !items.is_empty() {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{heading}");
            for item in items {
                let _ = writeln!(text, "  - {item}");
            }
            text.push('\n');
        }
    };
    list(
        "The next sync would DELETE these workflows from Novu, with what people have set for them there:",
        old.missing_in(&new),
    );
    list(
        "The next sync would create these workflows:",
        new.missing_in(&old),
    );
    list("The next sync would change these workflows:", changes(&old, &new));
    text
}

/// Lists the workflows that are in both documents and differ, with the parts that differ.
fn changes(old: &Parts<'_>, new: &Parts<'_>) -> Vec<String> {
    let changed = |(id, before): &(&str, &Value)| {
        let after = new.find(id)?;
        let mut what = members(before, after, "steps");
        let (before, after) = (
            Parts::of(before, "steps", "stepId"),
            Parts::of(after, "steps", "stepId"),
        );
        what.extend(
            before
                .missing_in(&after)
                .into_iter()
                .map(|step| format!("step `{step}` removed")),
        );
        what.extend(
            after
                .missing_in(&before)
                .into_iter()
                .map(|step| format!("step `{step}` added")),
        );
        for (step, before) in &before.0 {
            let members = after.find(step).map(|after| members(before, after, ""));
            if let Some(members) = members.filter(|members| !members.is_empty()) {
                what.push(format!("step `{step}`: {}", members.join(", ")));
            }
        }
        if what.is_empty() && before.ids().ne(after.ids()) {
            what.push("order of the steps".to_owned());
        }
        (!what.is_empty()).then(|| format!("{id} ({})", what.join("; ")))
    };
    let mut changes: Vec<_> = old.0.iter().filter_map(changed).collect();
    if changes.is_empty() && old.ids().ne(new.ids()) && old.0.len() == new.0.len() {
        changes.push("none, but their order changes".to_owned());
    }
    changes
}

/// Lists the members that differ.
fn members(old: &Value, new: &Value, besides: &str) -> Vec<String> {
    let (Value::Object(old), Value::Object(new)) = (old, new) else {
        return Vec::new();
    };
    let added = new.keys().filter(|name| !old.contains_key(*name));
    old.keys()
        .chain(added)
        .filter(|name| *name != besides && old.get(*name) != new.get(*name))
        .map(|name| match name.as_str() {
            "payload" | "env" => format!("{name} schema"),
            "controls" => "control schema".to_owned(),
            "outputs" => "output schema".to_owned(),
            "results" => "result schema".to_owned(),
            _ => name.clone(),
        })
        .collect()
}

/// Workflows or steps by their ids.
struct Parts<'a>(Vec<(&'a str, &'a Value)>);

impl<'a> Parts<'a> {
    fn of(whole: &'a Value, name: &str, id: &str) -> Self {
        let parts = whole.get(name).and_then(Value::as_array).into_iter().flatten();
        Self(
            parts
                .filter_map(|part| Some((part.get(id)?.as_str()?, part)))
                .collect(),
        )
    }

    fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().map(|(id, _)| *id)
    }

    fn find(&self, id: &str) -> Option<&'a Value> {
        self.0
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, part)| *part)
    }

    fn missing_in(&self, other: &Self) -> Vec<String> {
        self.ids()
            .filter(|id| other.find(id).is_none())
            .map(str::to_owned)
            .collect()
    }
}
