//! Elements in which people choose or write.

use super::{ContentError, error::not_empty};
use serde::Serialize;

const ID_CURE: &str = "set the id that `Action::id` gets";

/// Methods of both kinds of selects.
macro_rules! select_methods {
    () => {
        /// Adds an option at the end.
        pub fn option(mut self, option: impl Into<SelectOption>) -> Self {
            self.options.push(option.into());
            self
        }

        /// Adds options at the end.
        pub fn options<O: Into<SelectOption>>(mut self, options: impl IntoIterator<Item = O>) -> Self {
            self.options.extend(options.into_iter().map(Into::into));
            self
        }

        setters! {
            /// Sets the value of the option that is selected at first.
            initial_option: String,
            /// Sets whether nothing needs to be selected.
            optional: bool,
        }

        pub(super) fn check(&self, path: &str) -> Result<(), ContentError> {
            not_empty(&self.id, path, "id", ID_CURE)
        }
    };
}

/// A list of which one option can be selected. A selection comes back as an event with the id and the
/// option's value.
///
/// ```
/// use novu_framework::agent::{Select, SelectOption};
/// use serde_json::json;
///
/// let select = Select::new("rating", "Rate us", ("Good", "5"))
///     .option(SelectOption::new("Bad", "1").description("We call you"))
///     .placeholder("Choose");
/// assert_eq!(
///     json!(select),
///     json!({
///         "type": "select",
///         "id": "rating",
///         "label": "Rate us",
///         "options": [
///             {"label": "Good", "value": "5"},
///             {"label": "Bad", "value": "1", "description": "We call you"},
///         ],
///         "placeholder": "Choose",
///     })
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "select", rename_all = "camelCase")]
#[must_use]
pub struct Select {
    id: String,
    label: String,
    options: Vec<SelectOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    placeholder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_option: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    optional: Option<bool>,
}

impl Select {
    /// Creates a list with its first option.
    pub fn new(id: impl Into<String>, label: impl Into<String>, first: impl Into<SelectOption>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            options: vec![first.into()],
            placeholder: None,
            initial_option: None,
            optional: None,
        }
    }

    select_methods!();

    setters! {
        /// Sets the text that is shown while nothing is selected.
        placeholder: String,
    }
}

/// A [`Select`] whose options are all visible.
///
/// ```
/// use novu_framework::agent::RadioSelect;
///
/// let select = RadioSelect::new("again", "Again?", ("Yes", "y")).option(("No", "n")).initial_option("y");
/// # let _ = select;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "radio_select", rename_all = "camelCase")]
#[must_use]
pub struct RadioSelect {
    id: String,
    label: String,
    options: Vec<SelectOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_option: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    optional: Option<bool>,
}

impl RadioSelect {
    /// Creates a list with its first option.
    pub fn new(id: impl Into<String>, label: impl Into<String>, first: impl Into<SelectOption>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            options: vec![first.into()],
            initial_option: None,
            optional: None,
        }
    }

    select_methods!();
}

/// An option of a [`Select`] or [`RadioSelect`]. A pair of label and value converts into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[must_use]
pub struct SelectOption {
    label: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

impl SelectOption {
    /// Creates an option.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            description: None,
        }
    }

    setters! {
        /// Sets a second line.
        description: String,
    }
}

impl<L: Into<String>, V: Into<String>> From<(L, V)> for SelectOption {
    fn from((label, value): (L, V)) -> Self {
        Self::new(label, value)
    }
}

/// A field to write in, on platforms that have forms.
///
/// ```
/// use novu_framework::agent::TextInput;
/// use serde_json::json;
///
/// let input = TextInput::new("why", "Why?").multiline(true).max_length(500u32);
/// assert_eq!(
///     json!(input),
///     json!({"type": "text_input", "id": "why", "label": "Why?", "multiline": true, "maxLength": 500})
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "text_input", rename_all = "camelCase")]
#[must_use]
pub struct TextInput {
    id: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    placeholder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multiline: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    optional: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
}

impl TextInput {
    /// Creates a field.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            placeholder: None,
            initial_value: None,
            multiline: None,
            optional: None,
            max_length: None,
        }
    }

    setters! {
        /// Sets the text that is shown while the field is empty.
        placeholder: String,
        /// Sets the text that is in the field at first.
        initial_value: String,
        /// Sets whether the text may have several lines.
        multiline: bool,
        /// Sets whether the field may stay empty.
        optional: bool,
        /// Sets the limit on the length of the text.
        max_length: u32,
    }

    pub(super) fn check(&self, path: &str) -> Result<(), ContentError> {
        not_empty(&self.id, path, "id", ID_CURE)
    }
}
