use novu_framework::{Agent, agent::{Message, Turn}};

fn main() {
    let greeting = "Hello".to_owned();
    Agent::builder("hello", async move |_: Turn<Message>| greeting.clone()).build();
}
