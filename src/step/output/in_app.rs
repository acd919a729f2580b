use super::setter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A message in the inbox: a subject, a body or both. Its texts are sanitised as HTML unless the step says
/// otherwise.
///
/// ```
/// use novu_framework::{InApp, output::{Action, Redirect}};
///
/// let message = InApp::new("Ann said: nice!")
///     .subject("New comment")
///     .primary_action(Action::new("Reply").redirect(Redirect::to("/posts/1")));
/// # let _ = message;
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
    /// A message with a body; Novu refuses an empty one.
    pub fn new(body: impl Into<String>) -> Self {
        Self {
            body: Some(body.into()),
            ..Self::empty()
        }
    }

    /// A message that has a subject only; Novu refuses an empty one.
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
        /// The subject; Novu refuses an empty one.
        subject: String
    }

    setter! {
        /// The absolute URL of a picture.
        avatar: String
    }

    setter! {
        /// The first button.
        primary_action: Action
    }

    setter! {
        /// The second button.
        secondary_action: Action
    }

    setter! {
        /// Data for your own inbox component.
        data: Map<String, Value>
    }

    setter! {
        /// Where a click on the message leads.
        redirect: Redirect
    }
}

/// A button of an inbox message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[must_use]
pub struct Action {
    /// What it says.
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<Redirect>,
}

impl Action {
    /// A button that says `label`.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            redirect: None,
        }
    }

    setter! {
        /// Where a click leads.
        redirect: Redirect
    }
}

/// Where a click leads.
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
    /// A redirect to `url`, which opens in the same place if it is a path and in a new one if it is a URL.
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            target: None,
        }
    }

    setter! {
        /// Where it opens.
        target: Target
    }
}

/// Where a link opens, in the words of HTML.
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
    /// In the whole window, out of a fenced frame.
    #[serde(rename = "_unfencedTop")]
    UnfencedTop,
}
