//! The crate from outside: recorded exchanges, the workflow API, compile errors.

#[path = "../../examples/conformance/description.rs"]
mod description;
mod exchanges;
mod hosts;
mod outputs;
mod providers;
mod ui;
#[path = "../../src/vectors.rs"]
#[allow(dead_code)] // shared with the unit tests
mod vectors;
mod workflows;
