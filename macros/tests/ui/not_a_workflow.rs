use novu_framework::{Context, Result, workflow};
use serde_json::Value;

#[workflow]
fn blocking(_: Context<Value>) -> Result<()> {
    Ok(())
}

#[workflow]
async fn without_context(_name: String, _text: String) -> Result<()> {
    Ok(())
}

#[workflow]
async fn not_a_context(name: String) -> Result<()> {
    Ok(())
}

#[workflow]
struct Function;

struct App;

impl App {
    #[workflow]
    fn blocking() -> Result<()> {
        Ok(())
    }
}

fn main() {}
