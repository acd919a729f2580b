//! The requests of a platform, kept for the studio. Without the feature `studio`, a type of size zero with
//! the same methods.

#[cfg(not(feature = "studio"))]
mod off;
#[cfg(feature = "studio")]
mod on;

#[cfg(not(feature = "studio"))]
pub(super) use off::Watch;
#[cfg(feature = "studio")]
pub(super) use on::Watch;
