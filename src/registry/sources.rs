//! Source texts of functions and closures.

use crate::engine::Code;
use std::borrow::Cow;

/// Whether source texts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceText {
    Shown,
    /// Every `code` is empty: Novu needs the key, not the text.
    Hidden,
}

impl SourceText {
    /// Returns the text for a `code`.
    pub(crate) fn of(self, code: Code) -> Cow<'static, str> {
        match self {
            Self::Shown => code.text(),
            Self::Hidden => Cow::Borrowed(""),
        }
    }
}
