//! Assertions on the turns of a conversation.

use super::{TurnRun, diff};
use crate::Workflow;
use serde::Serialize;
use serde_json::Value;

impl TurnRun {
    /// Asserts that the last message of the turn is this text.
    ///
    /// # Panics
    ///
    /// It is another one, or a card, or the turn has sent nothing. The message shows the whole turn.
    #[track_caller]
    pub fn assert_text(&self, text: &str) -> &Self {
        let found = self.messages().last().map(|message| message.text());
        assert!(
            found == Some(Some(text)),
            "the last message of the turn is not {text:?}:\n{self}"
        );
        self
    }

    /// Asserts that the last message of the turn is this card: a [`Card`](crate::agent::Card), or its JSON.
    ///
    /// # Panics
    ///
    /// It is another one, or a text, or the turn has sent nothing. The message shows the lines that differ.
    #[track_caller]
    pub fn assert_card(&self, card: impl Serialize) -> &Self {
        let expected = written(card);
        let Some(found) = self.messages().last().and_then(|message| message.card()) else {
            panic!("the last message of the turn is not a card:\n{self}")
        };
        if let Some(difference) = diff::json(&expected, found) {
            panic!("the card differs (- expected, + found):\n{difference}");
        }
        self
    }

    /// Asserts that the turn has triggered the workflow with this payload.
    ///
    /// # Panics
    ///
    /// It has not, or with another payload. The message shows the whole turn.
    #[track_caller]
    pub fn assert_triggered<P>(&self, workflow: &Workflow<P>, payload: impl Serialize) -> &Self {
        let payload = written(payload);
        let is_it = self
            .triggers()
            .iter()
            .any(|trigger| trigger.workflow() == workflow.id() && *trigger.payload() == payload);
        assert!(
            is_it,
            "the turn has not triggered workflow `{}` with {payload}:\n{self}",
            workflow.id()
        );
        self
    }

    /// Asserts that the turn has not failed.
    ///
    /// # Panics
    ///
    /// It has. The message shows the whole turn.
    #[track_caller]
    pub fn assert_completed(&self) -> &Self {
        assert!(self.error().is_none(), "the turn has failed:\n{self}");
        self
    }
}

#[track_caller]
fn written(value: impl Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(value) => value,
        Err(error) => panic!("the expected value cannot be written as JSON: {error}"),
    }
}
