use novu_framework::{Agent, agent::{Message, Turn}};

async fn answer(_: Turn<Message>) -> Result<String, std::io::Error> {
    std::fs::read_to_string("answer.txt")
}

fn main() {
    Agent::builder("reads", answer).build();
}
