use novu_framework::{Context, Result, Sms, Workflow};
use serde_json::Value;

fn main() {
    let pool = String::from("postgres://");
    Workflow::builder("hello", async move |cx: Context<Value>| -> Result<()> {
        cx.step.sms("text", || Sms::new(pool.as_str())).await?;
        Ok(())
    })
    .build();
}
