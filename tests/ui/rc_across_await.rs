use novu_framework::{Context, NoControls, Result, Sms, Workflow};
use std::rc::Rc;

async fn hello(cx: Context<serde_json::Value>) -> Result<()> {
    let text = Rc::new("hello");
    cx.step.sms("text", async |_: NoControls| Sms::new("hello")).await?;
    drop(text);
    Ok(())
}

fn main() {
    Workflow::builder("hello", hello).build();
}
