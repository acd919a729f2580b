use super::setter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A chat message: a text, a card or both.
///
/// ```
/// use novu_framework::{Chat, output::{Card, CardElement}};
///
/// let text = Chat::new("Build 12 failed");
/// let card = Chat::card(
///     Card::new()
///         .title("Build 12")
///         .child(CardElement::text("failed"))
///         .child(CardElement::link("Log", "https://ci.example.com/12")),
/// );
/// # let _ = (text, card);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[must_use]
pub struct Chat {
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<Card>,
}

impl Chat {
    /// Creates a text message.
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: Some(body.into()),
            card: None,
        }
    }

    /// Creates a message with a card.
    pub fn card(card: Card) -> Self {
        Self {
            body: None,
            card: Some(card),
        }
    }

    setter! {
        /// Sets the text, for platforms that show no cards.
        body: String
    }
}

/// A card of a chat message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    #[serde(rename = "type")]
    kind: CardType,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
    children: Vec<CardElement>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum CardType {
    Card,
}

impl Card {
    /// Creates an empty card.
    #[must_use]
    pub fn new() -> Self {
        Self {
            kind: CardType::Card,
            title: None,
            subtitle: None,
            image_url: None,
            children: Vec::new(),
        }
    }

    setter! {
        /// Sets the first line.
        title: String
    }

    setter! {
        /// Sets the second line.
        subtitle: String
    }

    setter! {
        /// Sets the URL of a picture.
        image_url: String
    }

    /// Adds an element at the end.
    #[must_use]
    pub fn child(mut self, element: impl Into<CardElement>) -> Self {
        self.children.push(element.into());
        self
    }
}

impl Default for Card {
    fn default() -> Self {
        Self::new()
    }
}

/// An element of a card.
///
/// Create elements without a constructor (`actions`, `fields`, `table`, `section`, styled texts) [from](From)
/// a [`Value`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[must_use]
pub struct CardElement(Value);

impl CardElement {
    /// Creates a paragraph.
    pub fn text(content: impl Into<String>) -> Self {
        Self(serde_json::json!({ "type": "text", "content": content.into() }))
    }

    /// Creates a picture.
    pub fn image(url: impl Into<String>, alt: impl Into<String>) -> Self {
        Self(serde_json::json!({ "type": "image", "url": url.into(), "alt": alt.into() }))
    }

    /// Creates a line between elements.
    pub fn divider() -> Self {
        Self(serde_json::json!({ "type": "divider" }))
    }

    /// Creates a link.
    pub fn link(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self(serde_json::json!({ "type": "link", "label": label.into(), "url": url.into() }))
    }
}

impl From<Value> for CardElement {
    fn from(element: Value) -> Self {
        Self(element)
    }
}
