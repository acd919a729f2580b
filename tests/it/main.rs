//! The crate from outside: recorded exchanges, the workflow API, compile errors.

#[cfg(feature = "agents")]
mod agents;
mod auto_traits;
#[cfg(feature = "agents")]
mod cards;
mod citations;
mod controls;
#[cfg(feature = "deadline")]
mod deadline;
#[cfg(feature = "testing")]
mod debug;
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
#[cfg(feature = "client")]
mod triggers;
mod ui;
#[path = "../vectors/replay.rs"]
#[allow(dead_code)] // shared with the tests of the dialects
mod vectors;
mod workflows;
