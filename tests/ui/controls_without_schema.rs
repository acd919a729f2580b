use novu_framework::{Context, Result, Sms};
use serde::Deserialize;

#[derive(Deserialize)]
struct Greeting {
    text: String,
}

async fn hello(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.sms("text", |c: Greeting| Sms::new(c.text)).await?;
    Ok(())
}

fn main() {}
