//! Replaces random parts of what is sent, and compares the rest.

use super::KEY;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Replaces ids by the order in which they appear, the origin of Novu's side, times, and the key.
pub(super) struct Normal {
    origin: String,
    names: HashMap<String, String>,
    counts: HashMap<String, usize>,
}

impl Normal {
    pub(super) fn new(origin: String) -> Self {
        Self {
            origin,
            names: HashMap::new(),
            counts: HashMap::new(),
        }
    }

    pub(super) fn outgoing(&mut self, mut sent: Value) -> Value {
        for envelope in sent["body"]
            .get_mut("events")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if envelope["timestamp"].as_str().is_some_and(is_instant) {
                envelope["timestamp"] = json!("<time>");
            }
        }
        if let Some(key) = sent["headers"]["authorization"].as_str() {
            sent["headers"]["authorization"] = key.replace(KEY, "{key}").into();
        }
        self.value(sent)
    }

    fn value(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => self.text(&text.replace(&self.origin, "{novu}")).into(),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => {
                let members = members
                    .into_iter()
                    .map(|(name, member)| (name, self.value(member)));
                members.collect::<Map<_, _>>().into()
            }
            other => other,
        }
    }

    /// Replaces ids, which are `run_`, `msg_` or `hr_` and at least eight letters, digits and hyphens.
    fn text(&mut self, text: &str) -> String {
        let (mut out, mut rest) = (String::new(), text);
        let starts = |rest: &str| {
            let prefixes = ["run_", "msg_", "hr_"].into_iter();
            prefixes
                .filter_map(|prefix| Some((rest.find(prefix)?, prefix)))
                .min()
        };
        while let Some((at, prefix)) = starts(rest) {
            let id = &rest[at + prefix.len()..];
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            let length = id.find(|c| !is_part(c)).unwrap_or(id.len());
            let is_word = rest[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            out.push_str(&rest[..at]);
            let end = at + prefix.len() + length;
            if is_word || length < 8 {
                out.push_str(&rest[at..end]);
            } else {
                out.push_str(self.name(prefix, &rest[at..end]));
            }
            rest = &rest[end..];
        }
        out + rest
    }

    fn name(&mut self, prefix: &str, id: &str) -> &str {
        let Self { names, counts, .. } = self;
        names.entry(id.to_owned()).or_insert_with(|| {
            let count = counts.entry(prefix.to_owned()).or_default();
            *count += 1;
            format!("<{}-{count}>", prefix.trim_end_matches('_'))
        })
    }
}

/// Returns whether a text is an instant in UTC with milliseconds.
fn is_instant(text: &str) -> bool {
    let form = "dddd-dd-ddTdd:dd:dd.dddZ";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

/// Returns the body of an answer without the prose of refusals.
pub(super) fn answer(status: u16, mut body: Value) -> Value {
    if status >= 400 {
        for pointer in ["/message", "/error", "/data/stack", "/data/message"] {
            if let Some(text @ Value::String(_)) = body.pointer_mut(pointer) {
                *text = json!("<any>");
            }
        }
    }
    body
}

/// Adds one line for each place where `got` differs from `want`. The order of keys is free, also in texts
/// that contain JSON.
pub(super) fn differences(want: &Value, got: &Value, at: &str, wrong: &mut Vec<String>) {
    if *want == "<any>" && got.is_string() {
        return;
    }
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => {
            for (name, want) in want {
                match got.get(name) {
                    Some(got) => differences(want, got, &format!("{at}/{name}"), wrong),
                    None => wrong.push(format!("{at}/{name}: missing, want {want}")),
                }
            }
            let more = got.iter().filter(|(name, _)| !want.contains_key(*name));
            wrong.extend(more.map(|(name, got)| format!("{at}/{name}: not expected, got {got}")));
        }
        (Value::Array(want), Value::Array(got)) if want.len() == got.len() => {
            for (index, (want, got)) in want.iter().zip(got).enumerate() {
                differences(want, got, &format!("{at}/{index}"), wrong);
            }
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
        (Value::String(a), Value::String(b)) if a != b => match (embedded(a), embedded(b)) {
            (Some(a), Some(b)) => differences(&a, &b, at, wrong),
            _ => wrong.push(format!("{at}: want {want}, got {got}")),
        },
        _ if want == got => {}
        _ => wrong.push(format!("{at}: want {want}, got {got}")),
    }
}

/// Returns the list or object that a text contains.
fn embedded(text: &str) -> Option<Value> {
    text.starts_with(['{', '['])
        .then(|| serde_json::from_str(text).ok())?
}
