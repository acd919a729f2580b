//! Takes requests to the reply URL (`agents.md` §14.3).

use super::{
    events::FAILED,
    novu::Novu,
    refuse::{self, Refusal},
};
use serde_json::{Value, json};

/// The members that go with a reply, or alone.
const EFFECTS: [&str; 6] = [
    "toolApprovalRequest",
    "signals",
    "toolResults",
    "addReactions",
    "deleteMessages",
    "resolve",
];

impl Novu {
    /// Applies a request and returns the `data` of the answer.
    pub(super) fn take_reply(&mut self, body: &Value) -> Result<Value, Refusal> {
        let members = refuse::object(body, "the body")?;
        if body["conversationId"] != self.conversation_id {
            return Err(Refusal {
                status: 404,
                message: "the conversation is unknown".to_owned(),
            });
        }
        refuse::text(body, "integrationIdentifier")?;
        let has = |name: &str| members.contains_key(name);
        let has_effects = EFFECTS.iter().any(|name| has(name));
        if !(has("reply") || has("edit") || has("typing") || has("error") || has_effects) {
            return Err(Refusal::invalid("the request does nothing"));
        }
        if has("reply") && has("edit") || has("edit") && has_effects {
            return Err(Refusal::invalid("`edit` stands alone"));
        }
        if has("error") && members.len() > 3 {
            return Err(Refusal::invalid("`error` stands alone"));
        }
        let list = |name: &str| body[name].as_array().cloned().unwrap_or_default();
        if has("reply") {
            refuse::content(&body["reply"])?;
        }
        if has("edit") {
            refuse::content(&body["edit"]["content"])?;
        }
        list("signals").iter().try_for_each(refuse::signal)?;
        for reaction in list("addReactions") {
            refuse::text(&reaction, "messageId")?;
            refuse::text(&reaction, "emojiName")?;
        }
        for result in list("toolResults") {
            refuse::text(&result, "toolCallId")?;
        }

        match &body["typing"] {
            Value::Object(typing) => self.types(typing.get("status").and_then(Value::as_str)),
            Value::Null => {}
            _ => self.watch.typing(false, None),
        }
        if has("error") {
            self.watch.effect(json!({ "type": "error", "message": FAILED }));
        }
        if let Some(call) = body.get("toolApprovalRequest") {
            self.requests_approval(call);
        }
        let mut data = Value::Null;
        if let Some(reply) = body.get("reply") {
            let id = self.posts(None, reply);
            data = json!({ "messageId": id, "platformThreadId": "thread-1" });
        }
        if let Some(edit) = body.get("edit") {
            let id = refuse::text(edit, "messageId")?;
            if !self.edits(id, &edit["content"]) {
                return Err(Refusal {
                    status: 404,
                    message: format!("the message {id} is unknown"),
                });
            }
            data = json!({ "messageId": id, "platformThreadId": "thread-1" });
        }
        for deletion in list("deleteMessages") {
            self.deletes(deletion["messageId"].as_str().unwrap_or_default());
        }
        list("toolResults").iter().for_each(|result| self.returns(result));
        self.signals(&list("signals"));
        for reaction in list("addReactions") {
            let text = |name: &str| reaction[name].as_str().unwrap_or_default();
            self.adds_reaction(text("messageId"), text("emojiName"));
        }
        if let Some(resolve) = body.get("resolve") {
            self.resolves(resolve["summary"].as_str());
        }
        Ok(data)
    }
}
