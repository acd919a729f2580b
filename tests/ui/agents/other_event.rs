use novu_framework::{Agent, agent::{Message, Turn}};

async fn answer(_: Turn<Message>) -> &'static str {
    "Hello"
}

fn main() {
    Agent::builder("hello", answer).on_action(answer).build();
}
