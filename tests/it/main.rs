//! The crate from outside: recorded exchanges, the workflow API, compile errors.

mod citations;
#[cfg(feature = "deadline")]
mod deadline;
#[path = "../../examples/conformance/description.rs"]
mod description;
mod disclosure;
mod exchanges;
mod faults;
mod hosts;
mod limits;
mod on_answer;
mod outputs;
mod providers;
mod replay;
mod rooms;
mod security;
#[cfg(feature = "studio")]
mod studio;
mod ui;
#[path = "../vectors/replay.rs"]
#[allow(dead_code)] // shared with the unit tests
mod vectors;
mod workflows;
