use novu_framework::{Context, Result};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Order {
    id: String,
}

async fn order(cx: Context<serde_json::Value>) -> Result<()> {
    cx.step.custom("order", || Order { id: "7".into() }).await?;
    Ok(())
}

fn main() {}
