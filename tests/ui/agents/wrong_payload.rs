//! A trigger whose payload is that of another workflow.

use novu_framework::{Agent, Context, Result, Workflow, agent::{Message, Turn}};

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Refund {
    order: u32,
}

async fn answer(cx: Turn<Message>, refund: Workflow<Refund>) -> Result<()> {
    cx.trigger(&refund, "order 7")
}

fn main() {
    let refund = Workflow::builder("refund", async |_: Context<Refund>| Ok(())).build();
    Agent::builder("support", answer).state(refund).build();
}
