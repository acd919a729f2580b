//! JSON as JavaScript reads and prints it.
//!
//! Novu signs, templates and compares text made by `JSON.stringify`; `serde_json` prints numbers and orders
//! keys differently. Everything here takes and gives `serde_json` values and knows nothing of requests.

mod number;
mod stringify;

pub(crate) use number::push_number;
pub(crate) use stringify::{Entries, push_string, stringify};
