//! A value for the metadata whose type cannot be written.

use novu_framework::{Agent, Result, agent::{Message, Turn}};

struct Order {
    id: u32,
}

async fn answer(cx: Turn<Message>) -> Result<()> {
    let order = Order { id: 7 };
    cx.metadata().set("id", order.id)?;
    cx.metadata().set("order", order)?;
    Ok(())
}

fn main() {
    Agent::builder("support", answer).build();
}
