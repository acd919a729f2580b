use novu_framework::{Context, Email, Result};

async fn hello(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.email("mail", |controls| Email::new(controls.subject, "body")).await?;
    Ok(())
}

fn main() {}
