//! Novu notification workflows as async Rust functions, served from any Tower server.

mod fault;
mod json;
#[cfg(test)]
mod vectors;

pub use fault::ErrorCode;
