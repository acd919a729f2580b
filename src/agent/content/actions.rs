//! Buttons, and the row that they are in.

use super::{ContentError, RadioSelect, Select, TextInput, children, error::not_empty};
use serde::Serialize;
use serde_json::Value;

/// A row of buttons and selects.
///
/// ```
/// use novu_framework::agent::{Actions, Button, LinkButton, Select};
///
/// let actions = Actions::new()
///     .button(Button::new("refund", "Refund").primary())
///     .child(LinkButton::new("Shop", "https://example.com"))
///     .child(Select::new("rating", "Rate us", ("Good", "5")).option(("Bad", "1")));
/// # let _ = actions;
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(tag = "type", rename = "actions")]
#[must_use]
pub struct Actions {
    children: Vec<ActionChild>,
}

impl Actions {
    /// Creates an empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an element at the end.
    pub fn child(mut self, child: impl Into<ActionChild>) -> Self {
        self.children.push(child.into());
        self
    }

    /// Adds elements at the end.
    ///
    /// ```
    /// use novu_framework::agent::{Actions, Button};
    ///
    /// let sizes = ["S", "M", "L"];
    /// let actions = Actions::new().children(sizes.map(|size| Button::new("size", size).value(size)));
    /// # let _ = actions;
    /// ```
    pub fn children<C: Into<ActionChild>>(self, children: impl IntoIterator<Item = C>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds a button at the end.
    pub fn button(self, button: Button) -> Self {
        self.child(button)
    }

    pub(super) fn check(&self, path: &str) -> Result<(), ContentError> {
        self.children
            .iter()
            .enumerate()
            .try_for_each(|(index, child)| child.check(&format!("{path}/children/{index}")))
    }
}

/// An element of [`Actions`]. Every element that may stand there converts into it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[must_use]
pub struct ActionChild(Child);

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum Child {
    Button(Button),
    LinkButton(LinkButton),
    Select(Select),
    RadioSelect(RadioSelect),
    TextInput(TextInput),
    Raw(Value),
}

impl ActionChild {
    /// Creates an element that is sent as it is, unchecked, for elements that this crate does not know.
    ///
    /// ```
    /// use novu_framework::agent::{ActionChild, Actions};
    /// use serde_json::json;
    ///
    /// let actions = Actions::new().child(ActionChild::raw(json!({"type": "date_picker", "id": "day"})));
    /// # let _ = actions;
    /// ```
    pub fn raw(element: impl Into<Value>) -> Self {
        Self(Child::Raw(element.into()))
    }

    fn check(&self, path: &str) -> Result<(), ContentError> {
        match &self.0 {
            Child::Button(button) => not_empty(&button.id, path, "id", "set the id that `Action::id` gets"),
            Child::LinkButton(button) => {
                not_empty(&button.url, path, "url", "set the address that the button opens")
            }
            Child::Select(select) => select.check(path),
            Child::RadioSelect(select) => select.check(path),
            Child::TextInput(input) => input.check(path),
            Child::Raw(_) => Ok(()),
        }
    }
}

children! { ActionChild: Button LinkButton Select RadioSelect TextInput }

/// A button. A click comes back as an event with its id and value.
///
/// ```
/// use novu_framework::agent::Button;
/// use serde_json::json;
///
/// let button = Button::new("refund", "Refund").value("7").primary();
/// assert_eq!(
///     json!(button),
///     json!({"type": "button", "id": "refund", "label": "Refund", "style": "primary", "value": "7"})
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "button", rename_all = "camelCase")]
#[must_use]
pub struct Button {
    id: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<ButtonStyle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_type: Option<ActionType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<String>,
}

/// The style of a [`Button`] or [`LinkButton`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ButtonStyle {
    /// The most likely choice.
    Primary,
    /// A choice that cannot be undone.
    Danger,
    /// As the platform shows buttons.
    Default,
}

/// The effect of a click on a [`Button`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ActionType {
    /// An event.
    Action,
    /// A dialog.
    Modal,
}

impl Button {
    /// Creates a button.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            style: None,
            value: None,
            disabled: None,
            action_type: None,
            callback_url: None,
        }
    }

    setters! {
        /// Sets the style.
        style: ButtonStyle,
    }

    /// Sets the style to [`ButtonStyle::Primary`].
    pub fn primary(self) -> Self {
        self.style(ButtonStyle::Primary)
    }

    /// Sets the style to [`ButtonStyle::Danger`].
    pub fn danger(self) -> Self {
        self.style(ButtonStyle::Danger)
    }

    setters! {
        /// Sets the value that a click brings.
        value: String,
        /// Sets whether the button is shown but cannot be clicked.
        disabled: bool,
        /// Sets the effect of a click.
        action_type: ActionType,
        /// Sets a URL to which the click is posted in place of an event.
        callback_url: String,
    }
}

/// A button that opens a URL.
///
/// ```
/// use novu_framework::agent::LinkButton;
/// use serde_json::json;
///
/// let button = LinkButton::new("Shop", "https://example.com").id("shop");
/// assert_eq!(
///     json!(button),
///     json!({"type": "link-button", "url": "https://example.com", "label": "Shop", "id": "shop"})
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "link-button")]
#[must_use]
pub struct LinkButton {
    url: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<ButtonStyle>,
}

impl LinkButton {
    /// Creates a button that opens `url`.
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            label: label.into(),
            id: None,
            style: None,
        }
    }

    setters! {
        /// Sets an id, for platforms that report clicks on links.
        id: String,
        /// Sets the style.
        style: ButtonStyle,
    }
}
