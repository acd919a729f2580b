//! The hosts that people use, over real sockets: every example answers, and requests to the app pass through
//! the layer unchanged. (tonic and Lambda: `hosts/tests/`.)

mod bodies;
mod client;
mod examples;
mod program;
mod server;
mod stack;
mod streams;
mod websocket;

/// The key of these servers.
const KEY: &str = "key of the hosts";
