use super::ToolCall;
use serde::Serialize;
use serde_json::{Value, json};

/// The result of a tool call, kept in the history of the conversation.
///
/// Queued by [`Turn::tool_result`](super::Turn::tool_result). A later turn finds it as an entry of the kind
/// `tool_result`, so that a language model learns what the call that it has asked for returned.
///
/// ```
/// use novu_framework::agent::{ToolCall, ToolResult};
/// use serde_json::json;
///
/// let call = ToolCall::new("call-1", "refund");
/// let result = ToolResult::of(&call, json!({"refunded": 5})).preview("Refunded 5 €");
/// # let _ = result;
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct ToolResult {
    tool_call_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_name: Option<String>,
    output: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    preview: Option<String>,
}

impl ToolResult {
    /// Creates the result of a call with this id.
    pub fn new(call_id: impl Into<String>, output: impl Into<Value>) -> Self {
        Self {
            tool_call_id: call_id.into(),
            tool_name: None,
            output: output.into(),
            preview: None,
        }
    }

    /// Creates the result of a call.
    pub fn of(call: &ToolCall, output: impl Into<Value>) -> Self {
        let mut result = Self::new(&call.id, output);
        // Empty in a decision about a call that is not in the history.
        result.tool_name = Some(call.name.clone()).filter(|name| !name.is_empty());
        result
    }

    /// Sets the summary that people read in the timeline of the conversation.
    pub fn preview(mut self, text: impl Into<String>) -> Self {
        self.preview = Some(text.into());
        self
    }

    /// Returns the event (`agents.md` §6.2), which has no place for the name of the tool.
    pub(super) fn into_event(self) -> Value {
        let text = self.preview.unwrap_or_default();
        let content = json!([{ "type": "text", "text": text }, { "type": "json", "value": self.output }]);
        json!({ "type": "tool-use-result", "toolUseId": self.tool_call_id, "content": content })
    }
}
