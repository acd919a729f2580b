//! A value of the metadata whose type cannot be read.

use novu_framework::{Agent, Result, agent::{Message, Turn}};

struct Order {
    id: u32,
}

async fn answer(cx: Turn<Message>) -> Result<String> {
    let order: Option<Order> = cx.metadata().get("order")?;
    Ok(format!("{}", order.map_or(0, |order| order.id)))
}

fn main() {
    Agent::builder("support", answer).build();
}
