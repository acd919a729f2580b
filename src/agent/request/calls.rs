//! Tool calls of the history, beside its messages.

use super::{History, HistoryEntry, HistoryMessage, ToolData};
use crate::agent::ToolCall;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// A message or a tool call of the [`History`], as language models take them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum HistoryItem {
    /// A message.
    Message(HistoryMessage),
    /// A call of a tool.
    Call(HistoryCall),
}

/// A tool call of the [`History`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HistoryCall {
    /// The call as the model has made it. Its name is `tool` if the history does not contain it.
    pub call: ToolCall,
    /// The outcome so far.
    pub outcome: CallOutcome,
}

/// The outcome of a tool call.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CallOutcome {
    /// Nobody has decided on it.
    Waiting,
    /// A person has approved it, and it has not returned.
    Approved,
    /// A person has denied it.
    Denied,
    /// It has returned this, as [`Turn::tool_result`](crate::agent::Turn::tool_result) reported.
    Returned(Value),
}

impl History {
    /// Returns the messages and the tool calls in their order. A call is where its approval was requested,
    /// with its outcome as of now, so that a model gets the result beside the call.
    ///
    /// ```
    /// use novu_framework::agent::{CallOutcome, History, HistoryItem};
    ///
    /// fn prompt(history: &History) -> Vec<String> {
    ///     let items = history.items().into_iter().map(|item| match item {
    ///         HistoryItem::Message(message) => format!("{}: {}", message.role.in_models(), message.text),
    ///         HistoryItem::Call(call) => match &call.outcome {
    ///             CallOutcome::Returned(output) => format!("tool {}: {output}", call.call.name),
    ///             CallOutcome::Denied => format!("tool {}: denied by the user", call.call.name),
    ///             _ => format!("tool {}: no result yet", call.call.name),
    ///         },
    ///         _ => String::new(),
    ///     });
    ///     items.collect()
    /// }
    /// ```
    #[must_use]
    pub fn items(&self) -> Vec<HistoryItem> {
        let calls = Calls::of(self);
        let are_several = self.are_several();
        let mut shown = HashSet::new();
        self.entries()
            .iter()
            .filter_map(|entry| {
                if entry.kind == "message" {
                    return HistoryMessage::of(entry, are_several).map(HistoryItem::Message);
                }
                calls.call(entry, &mut shown).map(HistoryItem::Call)
            })
            .collect()
    }
}

/// The decisions and results of a history.
struct Calls<'a> {
    /// By the id of the approval.
    decisions: HashMap<&'a str, bool>,
    /// By the id of the call.
    results: HashMap<&'a str, &'a Value>,
}

impl<'a> Calls<'a> {
    fn of(history: &'a History) -> Self {
        let mut calls = Self {
            decisions: HashMap::new(),
            results: HashMap::new(),
        };
        for entry in history.entries() {
            let Some(data) = &entry.tool_data else { continue };
            match (&*entry.kind, &data.approval_id, &data.tool_call_id) {
                ("tool_approval_decision", Some(id), _) => {
                    calls.decisions.insert(id, data.approved == Some(true));
                }
                ("tool_result", _, Some(id)) => {
                    calls
                        .results
                        .insert(id, data.output.as_ref().unwrap_or(&Value::Null));
                }
                _ => {}
            }
        }
        calls
    }

    /// Returns the call of an entry, unless it was `shown` by an entry before.
    fn call(&self, entry: &'a HistoryEntry, shown: &mut HashSet<&'a str>) -> Option<HistoryCall> {
        let data = entry.tool_data.as_ref()?;
        let id = data.tool_call_id.as_deref().filter(|id| !id.is_empty())?;
        let outcome = match &*entry.kind {
            "tool_approval_request" => self.outcome(id, data),
            // Of a call that nobody had to approve.
            "tool_result" => CallOutcome::Returned(data.output.clone().unwrap_or_default()),
            _ => return None,
        };
        if !shown.insert(id) {
            return None;
        }
        let mut call = ToolCall::new(id, data.tool_name.as_deref().unwrap_or("tool"));
        call.input.clone_from(&data.input);
        Some(HistoryCall { call, outcome })
    }

    fn outcome(&self, id: &str, data: &ToolData) -> CallOutcome {
        let decision = data
            .approval_id
            .as_deref()
            .and_then(|approval| self.decisions.get(approval));
        match (decision, self.results.get(id)) {
            (Some(false), _) => CallOutcome::Denied,
            (_, Some(output)) => CallOutcome::Returned((*output).clone()),
            (Some(true), None) => CallOutcome::Approved,
            (None, None) => CallOutcome::Waiting,
        }
    }
}
