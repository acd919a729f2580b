//! Content that is not sent.

use std::{error::Error, fmt};

/// Content that cannot be sent, found before anything has been sent.
///
/// ```
/// use novu_framework::agent::{Card, Content, Image};
///
/// let card = Card::new("Order 7").child(Image::new(""));
/// let error = Content::from(card).check().unwrap_err();
/// assert_eq!(error.path(), "/children/0/url");
/// assert_eq!(error.to_string(), "`/children/0/url` of the card is empty; set the address of the picture");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentError {
    path: String,
    message: String,
}

impl ContentError {
    #[cold]
    pub(super) fn card(path: String, problem: &str) -> Self {
        let message = if path.is_empty() {
            format!("the card {problem}")
        } else {
            format!("`{path}` of the card {problem}")
        };
        Self { path, message }
    }

    #[cold]
    pub(super) fn file(index: usize, name: &str, problem: impl fmt::Display) -> Self {
        let message = if name.is_empty() {
            format!("file {index} {problem}")
        } else {
            format!("file {name:?} {problem}")
        };
        Self {
            path: format!("/files/{index}"),
            message,
        }
    }

    /// Returns the place of the problem as a JSON pointer: into the card, or `/files/` and the position of a
    /// file. It is empty for the whole card.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for ContentError {}

/// Checks that a member of an element is not empty.
pub(super) fn not_empty(value: &str, path: &str, member: &str, cure: &str) -> Result<(), ContentError> {
    if value.is_empty() {
        return Err(ContentError::card(
            format!("{path}/{member}"),
            &format!("is empty; {cure}"),
        ));
    }
    Ok(())
}
