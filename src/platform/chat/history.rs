//! Entries of the history (`agents.md` §14.2).

use serde_json::{Value, json};

/// Returns an entry for a message.
pub(super) fn message(role: &str, sender: Option<&str>, content: &Value, at: &str) -> Value {
    let mut entry = json!({
        "role": role,
        "type": "message",
        "content": content["markdown"].as_str().unwrap_or_default(),
        "createdAt": at,
    });
    if let Some(sender) = sender {
        entry["senderName"] = sender.into();
    }
    if let Some(card) = content.get("card") {
        entry["richContent"] = json!({ "card": card });
    }
    entry
}

/// Returns an entry for an edited message.
pub(super) fn edit(content: &Value, at: &str) -> Value {
    let mut entry = message("agent", None, content, at);
    entry["type"] = "edit".into();
    entry
}

/// Returns an entry for a signal.
pub(super) fn signal(signal: &Value, at: &str) -> Value {
    let mut payload = signal.clone();
    let kind = payload
        .as_object_mut()
        .and_then(|payload| payload.shift_remove("type"));
    json!({
        "role": "system",
        "type": "signal",
        "content": "",
        "signalData": { "type": kind, "payload": payload },
        "createdAt": at,
    })
}

/// Returns an entry for a request to approve a tool call.
pub(super) fn approval_request(call: &Value, at: &str) -> Value {
    tool("tool_approval_request", "agent", call, at)
}

/// Returns an entry for a decision on a tool call.
pub(super) fn decision(approval_id: &str, approved: bool, at: &str) -> Value {
    let data = json!({ "approvalId": approval_id, "toolCallId": approval_id, "approved": approved });
    tool("tool_approval_decision", "subscriber", &data, at)
}

/// Returns an entry for the result of a tool call.
pub(super) fn tool_result(result: &Value, at: &str) -> Value {
    let preview = result["preview"].as_str().unwrap_or_default();
    let mut data = json!({ "toolCallId": result["toolCallId"], "output": result["output"] });
    if let Some(name) = result.get("toolName") {
        data["toolName"] = name.clone();
    }
    let mut entry = tool("tool_result", "agent", &data, at);
    entry["content"] = preview.into();
    entry
}

fn tool(kind: &str, role: &str, data: &Value, at: &str) -> Value {
    json!({ "role": role, "type": kind, "content": "", "toolData": data, "createdAt": at })
}
