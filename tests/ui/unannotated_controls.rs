use novu_framework::{Context, Result, Sms};

async fn hello(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.sms("text", |_| Sms::new("hello")).await?;
    Ok(())
}

fn main() {}
