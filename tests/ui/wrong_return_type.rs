use novu_framework::{Context, Result, Workflow};
use serde_json::Value;

async fn hello(_: Context<Value>) -> Result<u32> {
    Ok(1)
}

async fn foreign(_: Context<Value>) -> Result<(), std::fmt::Error> {
    Ok(())
}

fn blocking(_: Context<Value>) -> Result<()> {
    Ok(())
}

async fn without_context(_: Value) -> Result<()> {
    Ok(())
}

fn main() {
    Workflow::builder("hello", hello).build();
    Workflow::builder("hello", foreign).build();
    Workflow::builder("hello", blocking).build();
    Workflow::builder("hello", without_context).build();
}
