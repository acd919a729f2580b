use super::setter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A message in the inbox: a subject, a body or both. Its texts are sanitised as HTML by default.
///
/// ```
/// use novu_framework::{InApp, output::{Action, Redirect}};
///
/// let message = InApp::new("Ann said: nice!")
///     .subject("New comment")
///     .primary_action(Action::new("Reply").redirect(Redirect::to("/posts/1")));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[must_use]
pub struct InApp {
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_action: Option<Action>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secondary_action: Option<Action>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<Redirect>,
}

impl InApp {
    /// Creates a message with a body; Novu rejects an empty one.
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: Some(body.into()),
            ..Self::empty()
        }
    }

    /// Creates a message with only a subject; Novu rejects an empty one.
    pub fn with_subject(subject: impl Into<String>) -> Self {
        Self {
            subject: Some(subject.into()),
            ..Self::empty()
        }
    }

    fn empty() -> Self {
        Self {
            subject: None,
            body: None,
            avatar: None,
            primary_action: None,
            secondary_action: None,
            data: None,
            redirect: None,
        }
    }

    setter! {
        /// Sets the subject; Novu rejects an empty one.
        subject: String
    }

    setter! {
        /// Sets the absolute URL of a picture.
        avatar: String
    }

    setter! {
        /// Sets the first button.
        primary_action: Action
    }

    setter! {
        /// Sets the second button.
        secondary_action: Action
    }

    setter! {
        /// Sets data for your own inbox component.
        data: Map<String, Value>
    }

    setter! {
        /// Sets the page that a click on the message opens.
        redirect: Redirect
    }
}

/// A button of an inbox message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[must_use]
pub struct Action {
    /// The text.
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<Redirect>,
}

impl Action {
    /// Creates a button with a text.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            redirect: None,
        }
    }

    setter! {
        /// Sets the page that a click opens.
        redirect: Redirect
    }
}

/// The page that a click opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[must_use]
pub struct Redirect {
    /// An `http` or `https` URL, or a path that starts with `/`.
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
}

impl Redirect {
    /// Creates a redirect to `url`. By default a path opens in the same place, a URL in a new one.
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            target: None,
        }
    }

    setter! {
        /// Sets where it opens.
        target: Target
    }
}

/// The place where a link opens, in HTML's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub enum Target {
    /// In the same place.
    #[serde(rename = "_self")]
    Same,
    /// In a new window or tab.
    #[serde(rename = "_blank")]
    Blank,
    /// In the parent frame.
    #[serde(rename = "_parent")]
    Parent,
    /// In the whole window.
    #[serde(rename = "_top")]
    Top,
    /// In the whole window, outside of a fenced frame.
    #[serde(rename = "_unfencedTop")]
    UnfencedTop,
}
