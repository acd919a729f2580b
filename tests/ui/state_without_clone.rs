use novu_framework::{Context, Result, Workflow};
use serde_json::Value;

struct Pool;

async fn hello(_: Context<Value>, _: Pool) -> Result<()> {
    Ok(())
}

fn main() {
    Workflow::builder("hello", hello).state(Pool).build();
}
