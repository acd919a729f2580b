use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A call of a tool that a person has to approve.
///
/// ```
/// use novu_framework::agent::ToolCall;
/// use serde_json::json;
///
/// let call = ToolCall::new("call-1", "refund").input(json!({"amount": 5}));
/// assert_eq!(call.name, "refund");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolCall {
    /// The id that the language model has given to the call. It is the id of the approval, too, so it has to
    /// be unique in the conversation: a decision comes with the first call that has its id.
    pub id: String,
    /// The name of the tool; empty in a decision about a call that is not in the history.
    pub name: String,
    /// The arguments, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
}

impl ToolCall {
    /// Creates a call without arguments.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            input: None,
        }
    }

    /// Sets the arguments.
    #[must_use]
    pub fn input(mut self, input: impl Into<Value>) -> Self {
        self.input = Some(input.into());
        self
    }
}
