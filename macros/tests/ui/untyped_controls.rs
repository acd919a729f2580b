use novu_framework::{Context, Email, Result, Sms, workflow};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct Mail {
    subject: String,
}

impl Default for Mail {
    fn default() -> Self {
        Self { subject: "Hello".into() }
    }
}

#[workflow]
async fn ignored(cx: Context<Value>) -> Result<()> {
    cx.step.sms("text", |_| Sms::new("hello")).await?;
    Ok(())
}

#[workflow]
async fn used(cx: Context<Value>) -> Result<()> {
    cx.step.email("field", |mail| Email::new(mail.subject, "body")).await?;
    cx.step.email("method", async |mail| Email::new(format!("{}", mail.to_string()), "body")).await?;
    Ok(())
}

fn mail(mail: Mail) -> Email {
    Email::new(mail.subject, "body")
}

// The call in the closure has the type.
#[workflow]
async fn inferred(cx: Context<Value>) -> Result<()> {
    cx.step.email("mail", |controls| mail(controls)).await?;
    cx.step.email("typed", |controls: Mail| Email::new(controls.subject, "body")).await?;
    Ok(())
}

fn main() {}
