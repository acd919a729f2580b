//! Takes batches of events (`agents.md` §14.4).

use super::{
    novu::Novu,
    refuse::{self, Refusal},
};
use serde_json::{Value, json};

/// The effect of a turn that is reported as failed. People read a sentence of Novu's.
pub(super) const FAILED: &str = "the turn failed";

impl Novu {
    /// Applies a batch in order. Events before a failure stay applied.
    pub(super) fn take_events(&mut self, body: &Value) -> Result<Value, Refusal> {
        let envelopes = body["events"].as_array().filter(|events| !events.is_empty());
        let Some(envelopes) = envelopes else {
            return Err(Refusal::invalid("the batch has no events"));
        };
        for (index, envelope) in envelopes.iter().enumerate() {
            self.check_envelope(envelope).map_err(|refusal| Refusal {
                message: format!("event {index}: {}", refusal.message),
                ..refusal
            })?;
        }
        for envelope in envelopes {
            self.take_event(&envelope["event"])?;
        }
        Ok(Value::Null)
    }

    fn check_envelope(&self, envelope: &Value) -> Result<(), Refusal> {
        for name in ["conversationId", "agentId", "runId", "turnId", "timestamp"] {
            refuse::text(envelope, name)?;
        }
        if envelope["version"] != 1 || !envelope["sequence"].is_u64() {
            return Err(Refusal::invalid("`version` or `sequence` is missing"));
        }
        if envelope["conversationId"] != self.conversation_id {
            return Err(Refusal {
                status: 404,
                message: "the conversation is unknown".to_owned(),
            });
        }
        if envelope["agentId"] != self.agent_id {
            return Err(Refusal::invalid("the batch is of another agent"));
        }
        refuse::text(&envelope["event"], "type").map(drop)
    }

    fn take_event(&mut self, event: &Value) -> Result<(), Refusal> {
        let text = |name: &str| event[name].as_str().unwrap_or_default();
        match text("type") {
            "message" => {
                if event["role"] == "user" {
                    return Err(Refusal::invalid("a message of an agent has not the role `user`"));
                }
                let id = refuse::text(event, "messageId")?;
                let content = with_files(event);
                refuse::content(&content)?;
                self.posts(Some(id), &content);
            }
            "channel.edit" => {
                let content = with_files(event);
                refuse::content(&content)?;
                // Unknown messages are skipped.
                self.edits(text("messageId"), &content);
            }
            "channel.delete" => self.deletes(text("messageId")),
            "channel.reaction" => self.adds_reaction(text("messageId"), text("emoji")),
            "channel.typing" if event["state"] == "on" => self.types(event["status"].as_str()),
            "channel.typing" => self.watch.typing(false, None),
            "run-error" => self.watch.effect(json!({ "type": "error", "message": FAILED })),
            "signal" => {
                refuse::signal(&event["signal"])?;
                self.signals(std::slice::from_ref(&event["signal"]));
            }
            "tool-approval-request" => {
                let mut call = json!({
                    "approvalId": event["approvalId"], "toolCallId": event["toolUseId"], "name": event["toolName"],
                });
                if let Some(input) = event.get("input") {
                    call["input"] = input.clone();
                }
                self.requests_approval(&call);
                if event["deliverCard"] == true {
                    self.posts(
                        None,
                        &json!({ "toolApprovalCard": { "type": "tool-approval-card" } }),
                    );
                }
            }
            "tool-use-result" => {
                let content = event["content"].as_array().into_iter().flatten();
                let part = |kind: &str, name: &str| {
                    let mut parts = content.clone();
                    let part = parts.find(|part| part["type"] == kind);
                    part.map(|part| part[name].clone()).unwrap_or_default()
                };
                self.returns(&json!({
                    "toolCallId": refuse::text(event, "toolUseId")?,
                    "output": part("json", "value"),
                    "preview": part("text", "text"),
                }));
            }
            "resolve" => self.resolves(event["summary"].as_str()),
            "custom" => self.emits(text("name"), &event["data"]),
            // Progress that the person does not see.
            _ => {}
        }
        Ok(())
    }
}

/// Returns the content of an event with its files, as replies have it.
fn with_files(event: &Value) -> Value {
    let mut content = event["content"].clone();
    if let (Some(content), Some(files)) = (content.as_object_mut(), event.get("files")) {
        content.insert("files".to_owned(), files.clone());
    }
    content
}
