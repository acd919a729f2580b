//! The dialects that [`novu-framework`](https://docs.rs/novu-framework) reads and writes as the reference SDK
//! does.
//!
//! - [`json`]: JSON as JavaScript reads and prints it
//! - [`jsonrepair`]: text that is almost JSON
//! - [`liquid`]: the template language
//! - [`schema`]: JSON Schema
//! - [`html`]: the sanitiser
//! - [`text`]: rules about characters that the others share
//!
//! Nothing in here knows of HTTP, Tower or Novu. This crate has no stable API: `novu-framework` pins its
//! exact version. Do not depend on it.

pub mod html;
pub mod json;
pub mod jsonrepair;
pub mod liquid;
mod rank;
pub mod schema;
pub mod text;
