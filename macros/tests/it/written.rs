//! Workflow functions in all forms that the macro accepts. The tests look for their texts in this file.

use novu_framework::{
    Context, Digest, Email, InApp, NoControls, Result, Sms, Steps, Unit, step::provider::ProviderStep,
    workflow,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Comment {
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) post_id: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct EmailControls {
    pub(crate) subject: String,
    pub(crate) footer: bool,
}

impl Default for EmailControls {
    fn default() -> Self {
        Self {
            subject: "{{payload.author}} commented".into(),
            footer: true,
        }
    }
}

/// Notifies people of comments.
#[workflow]
#[deny(missing_docs)]
#[rustfmt::skip]
pub(crate) async fn comment(cx: Context<Comment>) -> Result<()> {
    let inbox = cx.step.in_app("inbox", async |_: NoControls| {
        // Short: this is a phone's screen. „…“
        InApp::new(format!("{} said: {}", cx.payload.author, cx.payload.text))
    }).await?;

    let batch = cx.step.digest("batch", |_: NoControls| Digest::every(1, Unit::Hours)).await?;

    cx.step.email("mail", async |c: EmailControls| {
        Email::new(c.subject, format!("<p>{} new comments, {}</p>", batch.events.len(), c.footer))
    })
    .skip(|_| inbox.read)
    .await?;
    Ok(())
}

#[rustfmt::skip]
#[workflow]
pub(crate) async fn generic<
    P,
>(mut cx: Context<P>, /* who */ from: &'static str) -> Result<()>
where
    P: DeserializeOwned + Send + Sync + 'static,
{
    cx.env.clear();
    let text = async move |_: NoControls| Sms::new(/* who */ from) // says who
        ;
    cx.step
        .sms("text", text)
        .await?;
    Ok(())
}

#[workflow]
pub(crate) async fn destructured(
    Context {
        payload,
        step: steps,
        subscriber: _,
        ..
    }: Context<Comment>,
) -> Result<()> {
    struct Local(String);
    let local = Local(payload.author);
    steps.sms("text", || Sms::new(local.0.clone())).await?;
    Ok(())
}

#[workflow]
pub(crate) async fn nothing(_: Context<Value>) -> Result<()> {
    Ok(())
}

pub(crate) struct App {
    pub(crate) sender: &'static str,
}

impl App {
    #[workflow]
    pub(crate) async fn associated(cx: Context<Value>) -> Result<()> {
        cx.step.sms("text", || Sms::new("associated")).await?;
        Ok(())
    }

    #[workflow]
    pub(crate) async fn method(self: Arc<Self>, cx: Context<Value>) -> Result<()> {
        let step = &cx.step;
        step.sms("text", || Sms::new(self.sender)).await?;
        Ok(())
    }
}

fn hello(_: NoControls) -> Sms {
    Sms::new("hello")
}

#[workflow]
pub(crate) async fn with_helpers(cx: Context<Value>) -> Result<()> {
    cx.step.sms("function", hello).await?;
    helper(&cx.step).await?;
    marked_helper(&cx).await
}

async fn helper(step: &Steps) -> Result<()> {
    step.sms("helper", || Sms::new("helped")).await?;
    Ok(())
}

#[workflow]
async fn marked_helper(cx: &Context<Value>) -> Result<()> {
    cx.step.sms("marked", || Sms::new("marked")).await?;
    Ok(())
}

#[workflow]
pub(crate) async fn with_providers(cx: Context<Value>) -> Result<()> {
    cx.step
        .email("mail", || Email::new("a", "b"))
        .provider("sendgrid", |_: ProviderStep<_, _>| {
            // A list of theirs.
            json!({ "ipPoolName": "b" })
        })
        .insecure_without_sanitization()
        .provider("ses", raw)
        .await?;
    Ok(())
}

fn raw(_: ProviderStep<NoControls, Email>) -> Value {
    json!({})
}

#[workflow(allow(conditional_steps, dynamic_ids))]
pub(crate) async fn allowed(cx: Context<Value>) -> Result<()> {
    for number in 1..=2 {
        cx.step
            .sms(format!("text-{number}"), || Sms::new("dynamic"))
            .await?;
    }
    if cx.payload.is_null() {
        cx.step.sms("either", || Sms::new("or")).await?;
    } else {
        cx.step.sms("either", || Sms::new("or")).await?;
    }
    Ok(())
}

#[workflow]
pub(crate) async fn unconditional(cx: Context<Value>) -> Result<()> {
    if cx.step.in_app("scrutinee", || InApp::new("a")).await?.read {
        return Ok(());
    }
    let joined = async {
        cx.step.sms("block", || Sms::new("b")).await?;
        Ok(())
    };
    both!(joined.await, {
        (cx.step).sms("macro", || Sms::new("c" /* sea */)).await?;
        Ok(())
    })
}

macro_rules! both {
    ($first:expr, $second:expr) => {{
        let first: Result<()> = $first;
        first.and($second)
    }};
}
use both;

#[workflow]
pub(crate) async fn stateful(cx: Context<Value>, greeting: &'static str) -> Result<()> {
    cx.step.sms("text", || Sms::new(greeting)).await?;
    Ok(())
}

macro_rules! made {
    ($name:ident, $id:literal, $text:expr) => {
        #[workflow]
        pub(crate) async fn $name(cx: Context<Value>) -> Result<()> {
            cx.step.sms($id, || Sms::new($text)).await?;
            Ok(())
        }
    };
}
made!(from_macro, "text", "made");
