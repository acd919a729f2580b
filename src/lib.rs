//! Novu notification workflows as async Rust functions, served from any Tower server.

#[cfg(feature = "__private")]
#[doc(hidden)]
pub mod __private;
mod controls;
mod fault;
mod html;
mod json;
mod liquid;
mod schema;
pub mod signature;
#[cfg(test)]
mod vectors;

pub use fault::ErrorCode;
