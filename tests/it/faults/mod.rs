//! Faults around a request, over connections in memory: after each the server answers as before, and neither
//! a task nor anything that a request held is left. (For the responses to panics see `workflows/panics.rs`.)

mod client;
mod inner;
mod many;
mod server;
mod user_code;
