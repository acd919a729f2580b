use novu_framework::{Context, Result, Sms, Workflow};
use serde::Deserialize;

#[derive(Deserialize)]
struct Order {
    id: String,
}

async fn order(cx: Context<Order>) -> Result<()> {
    cx.step.sms("text", || Sms::new(&cx.payload.id)).await?;
    Ok(())
}

fn main() {
    Workflow::builder("order", order).build();
}
