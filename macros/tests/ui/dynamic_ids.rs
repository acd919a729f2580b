use novu_framework::{Context, Result, Sms, workflow};
use serde_json::Value;

const ID: &str = "constant";

#[workflow]
async fn hello(cx: Context<Value>) -> Result<()> {
    cx.step.sms(format!("hello-{}", cx.payload), || Sms::new("a")).await?;
    cx.step.sms(ID, || Sms::new("b")).await?;
    Ok(())
}

fn main() {}
