//! E-mails by three libraries, a workflow each: `maud` writes HTML in Rust, `askama` fills templates that the
//! compiler checks, and `mrml` turns MJML into HTML for all mail programs, with `css-inline` for the styles.

pub mod invitation;
mod mjml;
pub mod newsletter;
pub mod receipt;

use novu_framework::{BuildError, Registry};

/// Returns a registry of the three workflows.
///
/// # Errors
///
/// Returns all mistakes in them.
pub fn registry() -> Result<Registry, BuildError> {
    Registry::builder()
        .workflow(&receipt::workflow())
        .workflow(&newsletter::workflow())
        .workflow(&invitation::workflow())
        .build()
}
