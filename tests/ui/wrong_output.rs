use novu_framework::{Context, NoControls, Result, Sms};

async fn comment(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.email("mail", async |_: NoControls| Sms::new("not an e-mail")).await?;
    Ok(())
}

fn main() {}
