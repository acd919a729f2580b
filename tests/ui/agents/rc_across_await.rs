use novu_framework::{Agent, Result, agent::{Message, Turn}};
use std::rc::Rc;

async fn answer(cx: Turn<Message>) -> Result<()> {
    let text = Rc::new("Hello");
    cx.reply(*text).await?;
    drop(text);
    Ok(())
}

fn main() {
    Agent::builder("hello", answer).build();
}
