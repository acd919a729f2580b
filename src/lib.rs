//! Novu notification workflows as async Rust functions, served from any Tower server.

mod json;
#[cfg(test)]
mod vectors;
