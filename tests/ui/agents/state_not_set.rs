use novu_framework::{Agent, agent::{Message, Turn}};

async fn answer(_: Turn<Message>, greeting: String) -> String {
    greeting
}

fn main() {
    Agent::builder("hello", answer).build();
}
