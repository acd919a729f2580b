//! JSON as JavaScript reads and prints it.
//!
//! Novu signs, templates and compares text made by `JSON.stringify`; `serde_json` prints numbers and orders
//! keys differently. What requests bring is kept as [`Json`], what is set up when a server starts as `serde_json` values.

mod canonical;
mod deserialize;
mod error;
mod number;
mod object;
mod parse;
mod read;
mod repair;
mod serialize;
mod stringify;
#[cfg(test)]
mod tests;
mod text;
mod value;
pub(crate) mod with_room;

pub(crate) use canonical::canonical;
pub(crate) use error::ReadErrorKind;
pub(crate) use number::{push_f64, push_number};
pub(crate) use object::Object;
pub(crate) use read::{read, read_members};
pub(crate) use repair::repair;
pub(crate) use serialize::to_json;
pub(crate) use stringify::{entries, push_string, stringify, stringify_object};
pub(crate) use value::Json;
