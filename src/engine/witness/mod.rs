//! Notes of what happens in a run, for whoever watches it: the studio. Without the feature `studio`, a type
//! of size zero with the same methods, so that call sites need no `cfg`.

#[cfg(not(feature = "studio"))]
mod off;
#[cfg(feature = "studio")]
mod on;

#[cfg(not(feature = "studio"))]
pub(crate) use off::Witness;
#[cfg(feature = "studio")]
pub(crate) use on::{Notes, Witness};

/// The parts of a request whose time is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Results of earlier steps are read or mocked.
    Hydrate,
    /// Controls are validated and their templates rendered.
    Compile,
    /// The resolver runs.
    Resolve,
    /// HTML is sanitised.
    Sanitize,
}
