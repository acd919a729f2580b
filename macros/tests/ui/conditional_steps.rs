use novu_framework::{Context, InApp, Result, Sms, workflow};
use serde_json::Value;

#[workflow]
async fn branches(cx: Context<Value>) -> Result<()> {
    if cx.step.in_app("inbox", || InApp::new("fine here")).await?.read {
        cx.step.sms("then", || Sms::new("a")).await?;
    } else if cx.step.in_app("else", || InApp::new("b")).await?.seen {
        return Ok(());
    }
    match cx.payload.as_str() {
        Some(_) => drop(cx.step.sms("arm", || Sms::new("c")).skip(|_| true).await?),
        None => {}
    }
    let Some(_) = cx.payload.as_str() else {
        let step = &cx.step;
        step.sms("let-else", || Sms::new("d")).await?;
        return Ok(());
    };
    let _ = cx.payload.is_null() || cx.step.in_app("lazy", || InApp::new("e")).await?.read;
    Ok(())
}

#[workflow]
async fn loops(cx: Context<Value>) -> Result<()> {
    for _ in 0..3 {
        cx.step.sms("for", || Sms::new("f")).await?;
    }
    while cx.step.in_app("while", || InApp::new("g")).await?.read {}
    loop {
        cx.step.sms("loop", || Sms::new("h")).await?;
        break;
    }
    Ok(())
}

#[workflow]
async fn closures(cx: Context<Value>) -> Result<()> {
    let send = async || cx.step.sms("closure", || Sms::new("i")).await;
    send().await?;
    Ok(())
}

fn main() {}
