//! Events of a turn, kept if the studio asks for it. Only the studio reads them.

#[cfg_attr(
    not(feature = "studio"),
    allow(dead_code, reason = "only the studio reads it")
)]
mod item;
#[cfg_attr(
    not(feature = "studio"),
    allow(dead_code, reason = "only the studio reads it")
)]
mod log;

#[cfg(feature = "studio")]
pub(crate) use item::{Answer, Item};
pub(super) use log::Watch;
#[cfg(feature = "studio")]
pub(crate) use log::{Ended, Log, Sent};
