//! Findings that do not keep a registry from being built.

use std::{fmt, panic::Location};

/// A probable mistake in a workflow, found when the registry was built; see [`Registry::warnings`].
///
/// [`Registry::warnings`]: crate::Registry::warnings
#[derive(Clone)]
pub struct BuildWarning {
    pub(super) kind: BuildWarningKind,
    pub(super) workflow: String,
    pub(super) step: String,
    pub(super) pointer: Option<String>,
    pub(super) message: String,
    pub(super) location: &'static Location<'static>,
}

/// The kind of a [`BuildWarning`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildWarningKind {
    /// A step is made, but not awaited, so Novu does not know of it.
    NotAwaited,
    /// A template reads a variable that the payload, the subscriber or the earlier steps do not have. It
    /// prints nothing.
    UnknownVariable,
    /// A template uses a filter that does not exist. It changes nothing.
    UnknownFilter,
    /// A template prints a text of the payload or the subscriber between HTML tags without escaping it; or a
    /// resolver does, which `Registry::unescaped_texts` finds.
    UnescapedText,
}

impl BuildWarning {
    /// Creates the warning about a text that a resolver has put into HTML unescaped.
    #[cfg(feature = "testing")]
    pub(crate) fn unescaped(
        workflow: &str,
        step: &str,
        text: &str,
        location: &'static Location<'static>,
    ) -> Self {
        Self {
            kind: BuildWarningKind::UnescapedText,
            workflow: workflow.to_owned(),
            step: step.to_owned(),
            pointer: None,
            message: format!(
                "`{text}` becomes HTML unescaped, so strangers can add links and pictures by it; write \
                 `escape_html(..)`, or a template language that escapes"
            ),
            location,
        }
    }

    getters! {
        /// Returns the kind of warning.
        kind: BuildWarningKind = *kind;
        /// Returns the id of the workflow.
        workflow: &str = workflow;
        /// Returns the id of the step.
        step: &str = step;
        /// Returns the JSON pointer of the control whose default is meant, if it is about one. A `*` in it
        /// matches any index or name.
        pointer: Option<&str> = pointer.as_deref();
        /// Returns its cause and its cure, without its place.
        message: &str = message;
        /// Returns the place in the source at which the step's method is called.
        location: &'static Location<'static> = *location;
    }
}

impl fmt::Display for BuildWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "workflow `{}`, step `{}`", self.workflow, self.step)?;
        if let Some(pointer) = &self.pointer {
            write!(f, ", control `{pointer}`")?;
        }
        write!(f, ": {} ({})", self.message, self.location)
    }
}

impl fmt::Debug for BuildWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
