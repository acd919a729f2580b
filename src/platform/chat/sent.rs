//! A turn of a conversation, and everything that it has sent.

use super::card;
use crate::agent::{ToolCall, TurnOutcome};
use serde_json::Value;
use std::fmt;

/// A turn of a [`Conversation`](super::Conversation): what the agent sent after one event.
///
/// It prints the same way every time, as its part of the transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnRun {
    pub(super) event: String,
    pub(super) outcome: TurnOutcome,
    pub(super) error: Option<String>,
    pub(super) messages: Vec<SentMessage>,
    pub(super) triggers: Vec<SentTrigger>,
    pub(super) questions: Vec<AskedPerson>,
    pub(super) approvals: Vec<PendingApproval>,
    pub(super) lines: Vec<String>,
}

impl TurnRun {
    pub(super) fn new(event: &str) -> Self {
        Self {
            event: event.to_owned(),
            outcome: TurnOutcome::Completed,
            error: None,
            messages: Vec::new(),
            triggers: Vec::new(),
            questions: Vec::new(),
            approvals: Vec::new(),
            lines: Vec::new(),
        }
    }

    getters! {
        /// Returns the name of the event, such as `onMessage`.
        event: &str = event;
        /// Returns how the turn ended.
        outcome: TurnOutcome = *outcome;
        /// Returns why the turn failed, if it did.
        error: Option<&str> = error.as_deref();
        /// Returns the messages that the turn sent, as they were sent.
        messages: &[SentMessage] = messages;
        /// Returns the triggers of workflows.
        triggers: &[SentTrigger] = triggers;
        /// Returns the questions that the turn has asked people, in order.
        questions: &[AskedPerson] = questions;
        /// Returns the requests to approve tool calls, in order.
        approvals: &[PendingApproval] = approvals;
    }

    /// Returns the question with that prompt.
    ///
    /// # Panics
    ///
    /// The turn has not asked that.
    #[must_use]
    #[track_caller]
    pub fn asked(&self, prompt: &str) -> AskedPerson {
        match self.questions.iter().find(|question| question.prompt == prompt) {
            Some(question) => question.clone(),
            None => panic!("the turn has not asked {prompt:?}:\n{self}"),
        }
    }

    /// Returns the request to approve a tool call.
    ///
    /// # Panics
    ///
    /// The turn has requested no approval.
    #[must_use]
    #[track_caller]
    pub fn approval(&self) -> PendingApproval {
        match self.approvals.first() {
            Some(approval) => approval.clone(),
            None => panic!("the turn has requested no approval:\n{self}"),
        }
    }
}

impl fmt::Display for TurnRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

/// A message in a [`Conversation`](super::Conversation).
#[derive(Debug, Clone, PartialEq)]
pub struct SentMessage {
    pub(super) id: String,
    pub(super) sender: String,
    pub(super) is_of_agent: bool,
    /// `{"markdown"}`, `{"card"}` or `{"toolApprovalCard"}`.
    pub(super) content: Value,
    pub(super) files: Vec<String>,
    pub(super) reactions: Vec<String>,
    pub(super) is_edited: bool,
}

impl SentMessage {
    getters! {
        /// Returns the id that handlers see.
        id: &str = id;
        /// Returns the name of the sender: the agent's id, or the person's.
        sender: &str = sender;
        /// Returns whether the agent is the sender.
        is_of_agent: bool = *is_of_agent;
    }

    /// Returns the text, if the message is not a card.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.content["markdown"].as_str()
    }

    /// Returns the card as it is on the wire, if the message is one.
    #[must_use]
    pub fn card(&self) -> Option<&Value> {
        self.content.get("card")
    }

    getters! {
        /// Returns the names of the files.
        files: &[String] = files;
        /// Returns the emoji that the agent has added to the message.
        reactions: &[String] = reactions;
        /// Returns whether the message was edited.
        is_edited: bool = *is_edited;
    }
}

/// Prints the text, or the card's lines.
impl fmt::Display for SentMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&card::content_lines(&self.content, &self.files).join("\n"))
    }
}

/// A trigger of a workflow by a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct SentTrigger {
    pub(super) workflow: String,
    pub(super) to: Option<Value>,
    pub(super) payload: Value,
}

impl SentTrigger {
    getters! {
        /// Returns the id of the workflow.
        workflow: &str = workflow;
        /// Returns the recipients; those of the conversation if the turn has named none, and `None` if it has
        /// none either.
        to: Option<&Value> = to.as_ref();
        /// Returns the payload.
        payload: &Value = payload;
    }
}

/// A question that a turn has asked people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPerson {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) prompt: String,
    pub(super) options: Vec<String>,
}

impl AskedPerson {
    getters! {
        /// Returns the id of the request.
        id: &str = id;
        /// Returns the kind: `ask`, `approve`, `choose` or `tell`.
        kind: &str = kind;
        /// Returns the text.
        prompt: &str = prompt;
    }

    /// Returns an answer that comes too late, if nobody has said which.
    #[cfg(feature = "studio")]
    pub(crate) fn usual_late_answer(&self) -> String {
        match &*self.kind {
            "approve" => "approve".to_owned(),
            "choose" => self.options.first().cloned().unwrap_or_default(),
            _ => "Sorry, I am late.".to_owned(),
        }
    }

    /// Returns the options of `choose`.
    #[must_use]
    pub fn options(&self) -> &[String] {
        &self.options
    }
}

/// A request to approve a tool call.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingApproval {
    pub(super) call: ToolCall,
}

impl PendingApproval {
    /// Returns the call.
    #[must_use]
    pub fn call(&self) -> &ToolCall {
        &self.call
    }
}
