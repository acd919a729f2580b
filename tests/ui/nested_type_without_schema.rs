use novu_framework::{Context, Result, Sms};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize)]
struct Author {
    name: String,
}

#[derive(Deserialize, JsonSchema)]
struct Comment {
    author: Author,
}

async fn comment(cx: Context<Comment>) -> Result<()> {
    cx.step.sms("text", || Sms::new(&cx.payload.author.name)).await?;
    Ok(())
}

fn main() {}
