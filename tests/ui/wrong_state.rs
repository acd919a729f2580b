use novu_framework::{Context, Result, Workflow, NoControls, Sms};
use serde_json::Value;

#[derive(Clone)]
struct Pool;

async fn hello(cx: Context<Value>, _pool: Pool) -> Result<()> {
    cx.step.sms("text", |_: NoControls| Sms::new("hello")).await?;
    Ok(())
}

async fn stateless(_: Context<Value>) -> Result<()> {
    Ok(())
}

fn main() {
    Workflow::builder("wrong", hello).state("postgres://").build();
    Workflow::builder("missing", hello).build();
    Workflow::builder("superfluous", stateless).state(Pool).build();
}
