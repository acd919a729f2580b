use novu_framework::{Context, Result, Sms, workflow};
use serde_json::Value;

#[workflow]
async fn hello(cx: Context<Value>) -> Result<()> {
    cx.step.sms("hello", || Sms::new("once")).await?;
    cx.step.sms("hello", || Sms::new("twice")).await?;
    Ok(())
}

fn main() {}
