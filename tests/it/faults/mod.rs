//! What goes wrong around a request, over connections in memory: after each fault the server answers as
//! before, and neither a task nor anything that a request held is left. (What a panic is answered with:
//! `workflows/panics.rs`.)

mod client;
mod inner;
mod many;
mod server;
mod user_code;
