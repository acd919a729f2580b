//! Messages of an agent: a text or a card, and files with it (`agents.md` §7).

mod actions;
mod card;
mod chunk;
mod elements;
mod error;
mod file;
mod inputs;
mod layout;
mod message;
#[cfg(test)]
mod tests;

pub use actions::{ActionChild, ActionType, Actions, Button, ButtonStyle, LinkButton};
pub use card::{Card, CardChild};
pub use chunk::TextChunk;
pub use elements::{Divider, Image, Link, Text, TextStyle};
pub use error::ContentError;
pub use file::File;
pub use inputs::{RadioSelect, Select, SelectOption, TextInput};
pub use layout::{Align, Fields, Section, Table};
pub(crate) use message::{EventMessage, Message, ReplyMessage};

use serde::Serialize;
use std::borrow::Cow;

/// The content of a message: a text or a card.
///
/// Everything that takes content takes a text or a [`Card`] as well. A text is Markdown, which Novu converts
/// for the platform of the conversation; it is sent as it is, without a limit on its length.
///
/// It serialises as it is sent: `{"markdown": ..}` or `{"card": ..}`.
///
/// ```
/// use novu_framework::agent::{Card, Content};
/// use serde_json::json;
///
/// let text = Content::from("Your order is *on its way*.");
/// assert_eq!(json!(text), json!({"markdown": "Your order is *on its way*."}));
///
/// let card = Content::from(Card::new("Order 7"));
/// assert_eq!(json!(card), json!({"card": {"type": "card", "title": "Order 7", "children": []}}));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub enum Content {
    /// A text in Markdown.
    #[serde(rename = "markdown")]
    Text(String),
    /// A card.
    #[serde(rename = "card")]
    Card(Card),
}

impl Content {
    /// Returns the text, if this is one.
    ///
    /// ```
    /// use novu_framework::agent::Content;
    ///
    /// assert_eq!(Content::from("Hello").as_text(), Some("Hello"));
    /// ```
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Card(_) => None,
        }
    }

    /// Returns the card, if this is one.
    ///
    /// ```
    /// use novu_framework::agent::{Card, Content};
    ///
    /// assert!(Content::from(Card::new("Order 7")).as_card().is_some());
    /// ```
    #[must_use]
    pub fn as_card(&self) -> Option<&Card> {
        match self {
            Self::Text(_) => None,
            Self::Card(card) => Some(card),
        }
    }

    /// Checks the content. Every call that sends content does this first.
    ///
    /// ```
    /// use novu_framework::agent::{Actions, Button, Card, Content};
    ///
    /// let card = Card::new("Refund?").actions(Actions::new().button(Button::new("", "Yes")));
    /// let error = Content::from(card).check().unwrap_err();
    /// assert_eq!(error.path(), "/children/0/children/0/id");
    /// ```
    ///
    /// # Errors
    ///
    /// An element of a card has an empty id or URL, sections are nested too deep, or a
    /// [raw](Card::raw) card is not one.
    pub fn check(&self) -> Result<(), ContentError> {
        match self {
            Self::Text(_) => Ok(()),
            Self::Card(card) => card.check(),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Cow<'_, str>> for Content {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Text(text.into_owned())
    }
}

impl From<Card> for Content {
    fn from(card: Card) -> Self {
        Self::Card(card)
    }
}

/// Lets elements be children of a card, or of its row of buttons.
macro_rules! children {
    ($parent:ident: $($element:ident)*) => {$(
        impl From<$element> for $parent {
            fn from(element: $element) -> Self {
                Self(Child::$element(element))
            }
        }
    )*};
}
use children;

/// Methods that add children, by the type's own `child`.
macro_rules! child_methods {
    () => {
        /// Adds elements at the end.
        ///
        /// ```
        /// use novu_framework::agent::{Card, Text};
        ///
        /// let lines = ["Pen", "Ink"].map(Text::new);
        /// let card = Card::new("Order 7").children(lines);
        /// # let _ = card;
        /// ```
        pub fn children<C: Into<CardChild>>(self, children: impl IntoIterator<Item = C>) -> Self {
            children.into_iter().fold(self, Self::child)
        }

        /// Adds a text at the end.
        pub fn text(self, text: impl Into<Text>) -> Self {
            self.child(text.into())
        }

        /// Adds a line at the end.
        pub fn divider(self) -> Self {
            self.child(Divider::new())
        }

        /// Adds buttons and selects at the end.
        pub fn actions(self, actions: Actions) -> Self {
            self.child(actions)
        }
    };
}
use child_methods;
