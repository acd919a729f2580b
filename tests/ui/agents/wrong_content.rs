//! A reply of something that is neither a text nor a card.

use novu_framework::{Agent, Result, agent::{Message, Turn}};

async fn answer(cx: Turn<Message>) -> Result<()> {
    cx.reply(7).await?;
    Ok(())
}

fn main() {
    Agent::builder("support", answer).build();
}
