#![deny(unused_must_use)]

use novu_framework::{Context, Result, Sms};

async fn hello(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.sms("text", || Sms::new("hello"));
    Ok(())
}

fn main() {}
