use novu_framework::{Context, NoControls, Result, Sms};

async fn hello(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.sms("text", || Sms::new("hello")).skip(|_: NoControls| "yes").await?;
    Ok(())
}

fn main() {}
