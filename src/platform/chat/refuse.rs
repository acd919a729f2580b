//! Checks the requests that Novu refuses (`agents.md` §14.3, §14.4).

use serde_json::{Map, Value};

/// The most files of a message.
pub(super) const MAX_FILES: usize = 15;

/// The most characters of a metadata key.
const MAX_KEY: usize = 128;

/// A refused request.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: 400,
            message: message.into(),
        }
    }
}

/// Returns the object that a member is.
pub(super) fn object<'a>(value: &'a Value, what: &str) -> Result<&'a Map<String, Value>, Refusal> {
    value
        .as_object()
        .ok_or_else(|| Refusal::invalid(format!("{what} is not an object")))
}

/// Returns the text that a member is, unless it is empty.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    value[name]
        .as_str()
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::invalid(format!("`{name}` is not a text, or is empty")))
}

/// Checks the content of a message and its files.
pub(super) fn content(content: &Value) -> Result<(), Refusal> {
    let kinds = ["markdown", "card", "toolApprovalCard"];
    let given: Vec<_> = kinds.iter().filter(|kind| !content[**kind].is_null()).collect();
    match given[..] {
        [&"markdown"] if content["markdown"].is_string() => {}
        [&"card"] if content["card"]["type"] == "card" => {}
        [&"toolApprovalCard"] if content["toolApprovalCard"]["type"] == "tool-approval-card" => {}
        [kind] => return Err(Refusal::invalid(format!("`{kind}` has another type"))),
        _ => {
            let message = "a message has exactly one of `markdown`, `card` and `toolApprovalCard`";
            return Err(Refusal::invalid(message));
        }
    }
    if content["files"]
        .as_array()
        .is_some_and(|files| files.len() > MAX_FILES)
    {
        return Err(Refusal::invalid(format!(
            "a message has at most {MAX_FILES} files"
        )));
    }
    Ok(())
}

/// Checks a signal.
pub(super) fn signal(signal: &Value) -> Result<(), Refusal> {
    match text(signal, "type")? {
        "metadata" => match text(signal, "action")? {
            "clear" => Ok(()),
            "set" | "delete" => key(signal["key"].as_str().unwrap_or_default()),
            other => Err(Refusal::invalid(format!("metadata has no action `{other}`"))),
        },
        "trigger" => text(signal, "workflowId").map(drop),
        "human" => human(signal),
        other => Err(Refusal::invalid(format!("the signal `{other}` is unknown"))),
    }
}

/// Checks a metadata key (`agents.md` §9.1).
fn key(key: &str) -> Result<(), Refusal> {
    let is_separator = |char| matches!(char, '-' | '_' | ':');
    let is_known = |char: char| char.is_ascii_alphanumeric() || is_separator(char);
    if key.len() <= MAX_KEY
        && key.chars().all(is_known)
        && key.split(is_separator).all(|part| !part.is_empty())
    {
        return Ok(());
    }
    Err(Refusal::invalid(format!("the metadata key {key:?} is invalid")))
}

fn human(signal: &Value) -> Result<(), Refusal> {
    let kind = text(signal, "kind")?;
    if !["ask", "approve", "choose", "tell"].contains(&kind) {
        return Err(Refusal::invalid(format!("people cannot be asked by `{kind}`")));
    }
    text(signal, "requestId")?;
    if text(signal, "prompt")?.trim().is_empty() {
        return Err(Refusal::invalid("the prompt is blank"));
    }
    let options = signal["options"].as_array().map(Vec::len);
    if kind == "choose" && !options.is_some_and(|count| (2..=10).contains(&count)) {
        return Err(Refusal::invalid("`choose` has 2 to 10 options"));
    }
    match signal.get("ttlSeconds") {
        Some(time) if !time.as_u64().is_some_and(|time| (60..=72 * 3600).contains(&time)) => Err(
            Refusal::invalid("`ttlSeconds` is not within 60 seconds and 72 hours"),
        ),
        _ => Ok(()),
    }
}
