use crate::agent::{ToolCall, ToolResult};
use serde_json::{Map, Value, json};

/// Everything that a turn has queued, to leave with the next reply or at its end (`agents.md` §4).
#[derive(Debug, Default)]
pub(in super::super) struct Effects {
    approval: Option<ToolCall>,
    tool_results: Vec<ToolResult>,
    signals: Vec<Value>,
    /// Ids of messages and names of emoji.
    reactions: Vec<(String, String)>,
    deletions: Vec<String>,
    /// The summary, if there is one.
    resolve: Option<Option<String>>,
}

impl Effects {
    pub(in super::super) fn signal(&mut self, signal: Value) {
        self.signals.push(signal);
    }

    pub(in super::super) fn tool_result(&mut self, result: ToolResult) {
        self.tool_results.push(result);
    }

    pub(in super::super) fn react(&mut self, message_id: String, emoji: String) {
        self.reactions.push((message_id, emoji));
    }

    pub(in super::super) fn delete(&mut self, message_id: String) {
        self.deletions.push(message_id);
    }

    /// Resolves the conversation. Only the last summary is kept.
    pub(in super::super) fn resolve(&mut self, summary: Option<String>) {
        self.resolve = Some(summary);
    }

    pub(super) fn with_approval(mut self, call: ToolCall) -> Self {
        self.approval = Some(call);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.approval.is_none()
            && self.tool_results.is_empty()
            && self.signals.is_empty()
            && self.reactions.is_empty()
            && self.deletions.is_empty()
            && self.resolve.is_none()
    }

    /// Returns the members of a request of the replies transport (§6.1).
    pub(super) fn into_members(self) -> Map<String, Value> {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        if let Some(ToolCall { id, name, input }) = self.approval {
            let mut request = json!({ "approvalId": id, "toolCallId": id, "name": name });
            add(&mut request, "input", input);
            put("toolApprovalRequest", request);
        }
        if !self.signals.is_empty() {
            put("signals", self.signals.into());
        }
        if !self.tool_results.is_empty() {
            put("toolResults", json!(self.tool_results));
        }
        if !self.reactions.is_empty() {
            let reaction = |(id, emoji)| json!({ "messageId": id, "emojiName": emoji });
            put("addReactions", self.reactions.into_iter().map(reaction).collect());
        }
        if !self.deletions.is_empty() {
            let deletion = |id| json!({ "messageId": id });
            put(
                "deleteMessages",
                self.deletions.into_iter().map(deletion).collect(),
            );
        }
        if let Some(summary) = self.resolve {
            let mut resolve = json!({});
            add(&mut resolve, "summary", summary.map(Value::from));
            put("resolve", resolve);
        }
        members
    }

    /// Returns the events of the events transport, in their order (§6.2). `deliver_card` asks Novu for its
    /// own approval card.
    pub(super) fn into_events(self, deliver_card: bool) -> Vec<Value> {
        let mut events = Vec::new();
        if let Some(ToolCall { id, name, input }) = self.approval {
            let mut request = json!({
                "type": "tool-approval-request", "approvalId": id, "toolUseId": id, "toolName": name,
            });
            add(&mut request, "input", input);
            add(&mut request, "deliverCard", deliver_card.then_some(true.into()));
            events.push(request);
        }
        events.extend(self.tool_results.into_iter().map(ToolResult::into_event));
        let signal = |signal| json!({ "type": "signal", "signal": signal });
        events.extend(self.signals.into_iter().map(signal));
        let reaction =
            |(id, emoji)| json!({ "type": "channel.reaction", "messageId": id, "emoji": emoji, "op": "add" });
        events.extend(self.reactions.into_iter().map(reaction));
        events.extend(self.deletions.iter().map(|id| deletion(id)));
        if let Some(summary) = self.resolve {
            let mut resolve = json!({ "type": "resolve" });
            add(&mut resolve, "summary", summary.map(Value::from));
            events.push(resolve);
        }
        events
    }
}

/// Returns the event that deletes a message.
pub(super) fn deletion(message_id: &str) -> Value {
    json!({ "type": "channel.delete", "messageId": message_id })
}

/// Adds a member if there is a value for it.
pub(super) fn add(object: &mut Value, name: &str, value: Option<Value>) {
    if let (Value::Object(members), Some(value)) = (object, value) {
        members.insert(name.to_owned(), value);
    }
}
