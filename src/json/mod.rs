//! JSON as JavaScript reads and prints it.
//!
//! Novu signs, templates and compares text made by `JSON.stringify`; `serde_json` prints numbers and orders
//! keys differently. Everything here takes and gives `serde_json` values and knows nothing of requests.

mod canonical;
mod error;
mod member;
mod number;
mod parse;
mod read;
mod repair;
mod stringify;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use canonical::canonical;
pub(crate) use error::ReadErrorKind;
pub(crate) use member::{member, member_mut};
pub(crate) use number::{push_f64, push_number};
pub(crate) use read::{read, read_members};
pub(crate) use repair::repair;
pub(crate) use stringify::{Entries, push_string, stringify, stringify_object};
