use novu_framework::{Context, Result, Sms};

async fn hello(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.sms("text", || Sms::new("hello")).provider("twilio", |_| "+4915123456789").await?;
    Ok(())
}

fn main() {}
