use novu_framework::{Agent, Result, agent::{Message, Turn}};

async fn answer(cx: Turn<Message>) -> Result<usize> {
    Ok(cx.event.text.len())
}

fn main() {
    Agent::builder("counts", answer).build();
}
