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

    /// Returns the name of the event, such as `onMessage`.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// Returns how the turn ended.
    #[must_use]
    pub fn outcome(&self) -> TurnOutcome {
        self.outcome
    }

    /// Returns why the turn failed, if it did.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Returns the messages that the turn sent, as they were sent.
    #[must_use]
    pub fn messages(&self) -> &[SentMessage] {
        &self.messages
    }

    /// Returns the triggers of workflows.
    #[must_use]
    pub fn triggers(&self) -> &[SentTrigger] {
        &self.triggers
    }

    /// Returns the questions that the turn has asked people, in order.
    #[must_use]
    pub fn questions(&self) -> &[AskedPerson] {
        &self.questions
    }

    /// Returns the requests to approve tool calls, in order.
    #[must_use]
    pub fn approvals(&self) -> &[PendingApproval] {
        &self.approvals
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
    /// Returns the id that handlers see.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the name of the sender: the agent's id, or the person's.
    #[must_use]
    pub fn sender(&self) -> &str {
        &self.sender
    }

    /// Returns whether the agent is the sender.
    #[must_use]
    pub fn is_of_agent(&self) -> bool {
        self.is_of_agent
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

    /// Returns the names of the files.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Returns the emoji that the agent has added to the message.
    #[must_use]
    pub fn reactions(&self) -> &[String] {
        &self.reactions
    }

    /// Returns whether the message was edited.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.is_edited
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
    /// Returns the id of the workflow.
    #[must_use]
    pub fn workflow(&self) -> &str {
        &self.workflow
    }

    /// Returns the recipients; those of the conversation if the turn has named none, and `None` if it has
    /// none either.
    #[must_use]
    pub fn to(&self) -> Option<&Value> {
        self.to.as_ref()
    }

    /// Returns the payload.
    #[must_use]
    pub fn payload(&self) -> &Value {
        &self.payload
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
    /// Returns the id of the request.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the kind: `ask`, `approve`, `choose` or `tell`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the text.
    #[must_use]
    pub fn prompt(&self) -> &str {
        &self.prompt
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
