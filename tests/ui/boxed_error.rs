use novu_framework::{Context, Email, Result};
use std::error::Error;

fn render() -> Result<Email, Box<dyn Error>> {
    Ok(Email::new("subject", "body"))
}

async fn comment(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.email("mail", || render()).await?;
    Ok(())
}

fn main() {}
