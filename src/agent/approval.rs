use super::{Actions, Button, Card, Content, ToolCall};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// An approval that has been asked for: the value that a handler returns after
/// [`Turn::request_approval`](crate::agent::Turn::request_approval). Nothing more is sent.
#[derive(Debug)]
#[must_use = "return it from the handler, so that nothing is sent after the request"]
pub struct Pending(());

impl Pending {
    pub(super) fn new() -> Self {
        Self(())
    }
}

/// The ids of the buttons that approve and deny a tool call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApprovalActions {
    /// The id of the button that approves.
    pub approve: String,
    /// The id of the button that denies.
    pub deny: String,
}

impl ApprovalActions {
    /// Returns the ids for a call.
    ///
    /// ```
    /// use novu_framework::agent::{ApprovalActions, ToolCall};
    ///
    /// let actions = ApprovalActions::of(&ToolCall::new("call-1", "refund"));
    /// assert_eq!(actions.deny, "tool-approval:deny:call-1");
    /// ```
    #[must_use]
    pub fn of(call: &ToolCall) -> Self {
        Self {
            approve: format!("tool-approval:approve:{}", call.id),
            deny: format!("tool-approval:deny:{}", call.id),
        }
    }
}

/// The words of Novu's approval card; those that are not set are Novu's own.
///
/// If the request has an `eventsUrl`, Novu's card has no place for words. A card of the same content is sent
/// in its place then, without the icon.
///
/// ```
/// use novu_framework::agent::ApprovalCard;
///
/// let card = ApprovalCard::new().title("Refund 5 €?").approve_label("Pay").deny_label("Keep");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct ApprovalCard {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approve_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deny_label: Option<String>,
}

impl ApprovalCard {
    /// Creates a card with Novu's words.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the title.
        title: String,
        /// Sets the subtitle.
        subtitle: String,
        /// Sets the name of the icon, such as `stripe`.
        icon: String,
        /// Sets the text of the card.
        body: String,
        /// Sets the label of the button that approves.
        approve_label: String,
        /// Sets the label of the button that denies.
        deny_label: String,
    }

    /// Returns `{"type":"tool-approval-card", ..}`.
    pub(super) fn to_wire(&self) -> Value {
        let mut card = json!({ "type": "tool-approval-card" });
        if let Value::Object(card) = &mut card {
            card.extend(self.words());
        }
        card
    }

    /// Returns the words that are set.
    pub(super) fn words(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(words)) => words,
            _ => Map::new(),
        }
    }

    /// Returns a card of our own with the same words (`agents.md` §17, A8).
    pub(super) fn to_content(&self, call: &ToolCall) -> Content {
        let ids = ApprovalActions::of(call);
        let title = self
            .title
            .clone()
            .unwrap_or_else(|| format!("Approve `{}`?", call.name));
        let label = |label: &Option<String>, usual: &str| label.clone().unwrap_or_else(|| usual.to_owned());
        let approve = Button::new(ids.approve, label(&self.approve_label, "Approve")).primary();
        let deny = Button::new(ids.deny, label(&self.deny_label, "Deny")).danger();
        let mut card = Card::new(title);
        if let Some(subtitle) = &self.subtitle {
            card = card.subtitle(subtitle);
        }
        if let Some(body) = &self.body {
            card = card.text(body.as_str());
        }
        card.actions(Actions::new().button(approve).button(deny)).into()
    }
}
