//! Events of a turn, kept for the studio. Without the feature `studio`, a type of size zero with the same
//! methods.

#[cfg(feature = "studio")]
mod item;
#[cfg(not(feature = "studio"))]
mod off;
#[cfg(feature = "studio")]
mod on;

#[cfg(feature = "studio")]
pub(crate) use item::{Answer, Item};
#[cfg(not(feature = "studio"))]
pub(super) use off::Watch;
#[cfg(feature = "studio")]
pub(super) use on::Watch;
#[cfg(feature = "studio")]
pub(crate) use on::{Ended, Log, Sent};
