//! JSON as JavaScript reads and prints it.
//!
//! Novu signs, templates and compares text made by `JSON.stringify`; `serde_json` prints numbers and orders
//! keys differently. The data of a request is [`Json`]; schemas, which live as long as the server, are
//! `serde_json` values.

mod canonical;
mod deserialize;
mod error;
mod limit;
mod number;
mod object;
mod parse;
mod read;
mod serialize;
mod sized;
mod stringify;
#[cfg(test)]
mod tests;
mod text;
mod value;

pub use canonical::canonical;
pub use error::{ReadError, ReadErrorKind};
pub use limit::{BYTES_PER_VALUE, ValueLimit};
pub use number::{push_f64, push_number, push_u64};
pub use object::Object;
pub use read::{
    is_json, read, read_limited, read_members, read_outline, read_text, read_value, read_without,
};
pub use serialize::to_json;
pub use sized::{deserialize, deserialize_sized, deserialize_taking};
pub(crate) use stringify::array_index;
pub use stringify::{entries, push_string, stringify, stringify_object};
pub use value::Json;
