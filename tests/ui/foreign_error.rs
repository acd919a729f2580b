use novu_framework::{Context, Email, NoControls, Result};

fn render() -> Result<Email, std::fmt::Error> {
    Ok(Email::new("subject", "body"))
}

async fn comment(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.email("mail", |_: NoControls| render()).await?;
    Ok(())
}

fn main() {}
