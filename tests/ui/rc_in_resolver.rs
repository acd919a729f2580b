use novu_framework::{Context, NoControls, Result, Sms};
use std::{future::ready, rc::Rc};

async fn hello(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step
        .sms("text", async |_: NoControls| {
            let text = Rc::new("hello");
            ready(()).await;
            Sms::new(*text)
        })
        .await?;
    Ok(())
}

fn main() {}
