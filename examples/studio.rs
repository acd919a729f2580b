//! A SaaS backend whose workflows can be looked at in the studio, with an agent to talk to.
//!
//! ```sh
//! cargo run --example studio --features studio,agents
//! ```

use axum::{Router, routing::get};
use novu_framework::{
    Agent, Chat, Context, Delay, Digest, Email, InApp, NovuLayer, Push, Registry, Result, Sms, Throttle,
    Unit, Workflow,
    agent::{
        Action, Actions, ApprovalCard, Button, Card, Decision, Message, Pending, Reaction, Resolve, ToolCall,
        Turn,
    },
    client::Client,
    escape_html,
    studio::Studio,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Comment {
    /// Who wrote it.
    author: String,
    #[schemars(length(min = 1, max = 2000))]
    text: String,
    #[schemars(length(max = 24))]
    post_id: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct MailControls {
    /// Liquid: the first author and the number of the others.
    subject: String,
    /// Shown in the list of the inbox, after the subject.
    preheader: String,
    /// Whether the mail says how to stop it.
    footer: bool,
}

impl Default for MailControls {
    fn default() -> Self {
        Self {
            subject: "{{ steps.batch.events | toSentence: 'payload.author', 2, 'other' }} commented".into(),
            preheader: "{{ payload.text | truncate: 60 }}".into(),
            footer: true,
        }
    }
}

async fn comment(cx: Context<Comment>) -> Result<()> {
    let inbox = cx
        .step
        .in_app("inbox", || {
            InApp::new(format!("{} commented: {}", cx.payload.author, cx.payload.text)).subject("New comment")
        })
        .await?;
    let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
    cx.step
        .email("mail", |controls: MailControls| {
            let comments: String = batch
                .events
                .iter()
                .map(|event| {
                    let text = |key: &str| escape_html(event.payload[key].as_str().unwrap_or_default()).into_owned();
                    format!("<tr><td><b>{}</b></td><td>{}</td></tr>", text("author"), text("text"))
                })
                .collect();
            let footer = match controls.footer {
                true => "<p><a href=\"https://acme.example/settings\">Fewer of these mails</a></p>",
                false => "",
            };
            Email::new(
                controls.subject,
                format!(
                    "<html lang=\"en\"><body><div style=\"display:none\">{}</div><h2>New comments on your post</h2>\
                     <table role=\"presentation\">{comments}</table>{footer}</body></html>",
                    escape_html(&controls.preheader)
                ),
            )
        })
        .skip(|_| inbox.read)
        .await?;
    cx.step
        .push("nudge", || {
            Push::new("New comments", format!("{} and others wrote", cx.payload.author))
        })
        .skip(|_| inbox.seen)
        .await?;
    Ok(())
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Welcome {
    first_name: String,
    /// In days.
    trial: u32,
}

async fn welcome(cx: Context<Welcome>) -> Result<()> {
    let name = escape_html(&cx.payload.first_name).into_owned();
    cx.step
        .email("hello", || {
            Email::new(
                "Welcome to acme",
                format!(
                    "<h1>Welcome, {name}!</h1><p>Your trial runs {} days.</p>",
                    cx.payload.trial
                ),
            )
        })
        .await?;
    cx.step.delay("three-days", || Delay::of(3, Unit::Days)).await?;
    cx.step
        .in_app("tips", || InApp::new("Three things to try first"))
        .await?;
    Ok(())
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Invoice {
    number: String,
    /// In cents.
    amount: u64,
}

async fn invoice(cx: Context<Invoice>) -> Result<()> {
    let charge = cx
        .step
        .custom("charge", || -> Result<Value> {
            Ok(json!({ "id": format!("ch_{}", cx.payload.number), "paid": true }))
        })
        .await?;
    cx.step
        .email("receipt", || {
            let amount = format!("{}.{:02}", cx.payload.amount / 100, cx.payload.amount % 100);
            Email::new(
                format!("Invoice {}", cx.payload.number),
                format!(
                    "<p>We have charged {amount} €.</p><p>Reference: {}</p>",
                    charge["id"]
                ),
            )
        })
        .await?;
    Ok(())
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Code {
    code: String,
}

async fn login_code(cx: Context<Code>) -> Result<()> {
    cx.step
        .throttle("once-a-minute", || {
            Throttle::fixed(1, novu_framework::output::ThrottleUnit::Minutes).threshold(3)
        })
        .await?;
    cx.step
        .sms("text", || {
            Sms::new(format!(
                "{} is your code. It is valid for ten minutes.",
                cx.payload.code
            ))
        })
        .await?;
    Ok(())
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Incident {
    service: String,
    severity: Severity,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Low,
    High,
}

async fn incident(cx: Context<Incident>) -> Result<()> {
    let low = matches!(cx.payload.severity, Severity::Low);
    cx.step
        .chat("channel", || Chat::new(format!("{} is down", cx.payload.service)))
        .await?;
    cx.step
        .push("wake", || {
            Push::new("Incident", format!("{} is down", cx.payload.service))
        })
        .skip(move |_| low)
        .await?;
    Ok(())
}

/// Answers customers. Writing `order` shows a card; its button asks for the approval of a refund.
async fn support(cx: Turn<Message>) -> Result<Option<Card>> {
    if !cx.event.text.to_lowercase().contains("order") {
        cx.reply("Write **order** to see your last order.").await?;
        return Ok(None);
    }
    cx.typing("Searching").await?;
    cx.metadata().set("order", 7)?;
    let refund = Button::new("refund", "Refund it").value("7").danger();
    let card = Card::new("Order 7").text("Two pens, delivered on Monday.");
    Ok(Some(card.actions(Actions::new().button(refund))))
}

async fn clicked(cx: Turn<Action>) -> Result<Pending> {
    let call = ToolCall::new("refund-7", "refund").input(json!({ "order": cx.event.value }));
    Ok(cx
        .request_approval(call)
        .card(ApprovalCard::new().title("Refund order 7?"))
        .await?)
}

async fn decided(cx: Turn<Decision>) -> Result<&'static str> {
    if !cx.event.approved {
        return Ok("The order stays as it is.");
    }
    cx.trigger_id("invoice", json!({ "number": "7", "amount": 0 }))?;
    cx.resolve_with("refunded");
    Ok("The money arrives within three days.")
}

async fn reacted(cx: Turn<Reaction>) -> Option<&'static str> {
    cx.event.added.then_some("Thank you!")
}

fn registry() -> Result<Registry, novu_framework::BuildError> {
    let comment = Workflow::builder("comment", comment)
        .name("New comment")
        .tags(["social"])
        .example(json!({ "author": "Bob", "text": "Nice!", "post_id": "p1" }))
        .build();
    let welcome = Workflow::builder("welcome", welcome)
        .name("Welcome")
        .tags(["account"])
        .build();
    let invoice = Workflow::builder("invoice", invoice)
        .name("Invoice paid")
        .tags(["billing"])
        .build();
    let login_code = Workflow::builder("login-code", login_code)
        .name("Login code")
        .tags(["account"])
        .build();
    let incident = Workflow::builder("incident", incident)
        .name("Incident")
        .tags(["operations"])
        .build();
    let support = Agent::builder("support", support)
        .on_action(clicked)
        .on_tool_approval(decided)
        .on_reaction(reacted)
        .on_resolve(async |_: Turn<Resolve>| "Goodbye!")
        .build();
    Registry::builder()
        .agent(&support)
        .workflow(&comment)
        .workflow(&welcome)
        .workflow(&invoice)
        .workflow(&login_code)
        .workflow(&incident)
        .build()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Any text will do on your machine: the link below has a token that is made from it.
    let key = std::env::var("NOVU_SECRET_KEY").unwrap_or_else(|_| "a key for this machine".to_owned());
    let novu = NovuLayer::builder(registry()?)
        .secret_key(&*key)
        .client(Client::new(&*key)?)
        .studio(Studio::new().title("acme"))
        .build()?;

    let port = std::env::var("PORT").unwrap_or_else(|_| "4000".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let url = format!("http://{}", listener.local_addr()?);
    match novu.studio_url(&url) {
        Some(link) => say(&format!("listening on {url}; the studio is at {link}")),
        None => say(&format!(
            "listening on {url}; the studio answers in debug builds only"
        )),
    }

    let app = Router::new()
        .route("/", get(|| async { "the rest of my app" }))
        .layer(novu);
    axum::serve(listener, app).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example may")]
fn say(line: &str) {
    println!("{line}");
}
