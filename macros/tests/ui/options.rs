use novu_framework::{Context, Result, workflow};
use serde_json::Value;

#[workflow(allow(everything))]
async fn unknown_rule(_: Context<Value>) -> Result<()> {
    Ok(())
}

#[workflow(id = "hello")]
async fn unknown_option(_: Context<Value>) -> Result<()> {
    Ok(())
}

fn main() {}
