//! Elements of cards without parts: text, pictures, lines and links.

use super::{ContentError, error::not_empty};
use serde::Serialize;

/// A paragraph of a card, in Markdown where the platform has it.
///
/// ```
/// use novu_framework::agent::Text;
/// use serde_json::json;
///
/// let text = Text::new("On its way").bold();
/// assert_eq!(json!(text), json!({"type": "text", "content": "On its way", "style": "bold"}));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "text")]
#[must_use]
pub struct Text {
    content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<TextStyle>,
}

/// The style of a [`Text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum TextStyle {
    /// As the platform shows texts.
    Plain,
    /// Heavier.
    Bold,
    /// Less visible.
    Muted,
}

impl Text {
    /// Creates a paragraph.
    pub fn new(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            style: None,
        }
    }

    setters! {
        /// Sets the style.
        style: TextStyle,
    }

    /// Sets the style to [`TextStyle::Bold`].
    pub fn bold(self) -> Self {
        self.style(TextStyle::Bold)
    }

    /// Sets the style to [`TextStyle::Muted`].
    pub fn muted(self) -> Self {
        self.style(TextStyle::Muted)
    }
}

impl From<&str> for Text {
    fn from(content: &str) -> Self {
        Self::new(content)
    }
}

impl From<String> for Text {
    fn from(content: String) -> Self {
        Self::new(content)
    }
}

/// A picture.
///
/// ```
/// use novu_framework::agent::Image;
/// use serde_json::json;
///
/// let image = Image::new("https://example.com/box.png").alt("A box");
/// assert_eq!(json!(image), json!({"type": "image", "url": "https://example.com/box.png", "alt": "A box"}));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "image")]
#[must_use]
pub struct Image {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    alt: Option<String>,
}

impl Image {
    /// Creates a picture that the platform loads from `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            alt: None,
        }
    }

    setters! {
        /// Sets the text for people who cannot see the picture.
        alt: String,
    }

    pub(super) fn check(&self, path: &str) -> Result<(), ContentError> {
        not_empty(&self.url, path, "url", "set the address of the picture")
    }
}

/// A line between elements.
///
/// ```
/// use novu_framework::agent::Divider;
/// use serde_json::json;
///
/// assert_eq!(json!(Divider::new()), json!({"type": "divider"}));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(tag = "type", rename = "divider")]
#[must_use]
pub struct Divider {}

impl Divider {
    /// Creates a line.
    pub fn new() -> Self {
        Self {}
    }
}

/// A link in the text of a card. [`LinkButton`](super::LinkButton) is a link that looks like a button.
///
/// ```
/// use novu_framework::agent::Link;
/// use serde_json::json;
///
/// let link = Link::new("Track", "https://example.com/7");
/// assert_eq!(json!(link), json!({"type": "link", "label": "Track", "url": "https://example.com/7"}));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "link")]
#[must_use]
pub struct Link {
    label: String,
    url: String,
}

impl Link {
    /// Creates a link.
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            url: url.into(),
        }
    }

    pub(super) fn check(&self, path: &str) -> Result<(), ContentError> {
        not_empty(&self.url, path, "url", "set the address that the link opens")
    }
}
