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

/// Puts the content of an e-mail into the frame that all of them have. The first argument is the text that
/// lists show after the subject.
fn letter(preheader: &str, content: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>acme</title><style>\n\
         @media (prefers-color-scheme: dark) {{\n\
         body, .page {{ background-color: #12201b !important }}\n\
         .sheet {{ background-color: #1a2b25 !important }}\n\
         h1, p, td {{ color: #e4eee9 !important }}\n\
         }}</style></head>\n\
         <body style=\"margin:0;background-color:#f4f1ea\">\n\
         <div style=\"display:none\">{}</div>\n\
         <table role=\"presentation\" width=\"100%\" class=\"page\" style=\"background-color:#f4f1ea\"><tr><td align=\"center\" style=\"padding:28px 16px\">\n\
         <table role=\"presentation\" width=\"520\" class=\"sheet\" style=\"{FONT};background-color:#ffffff;max-width:100%\">\n\
         <tr><td style=\"padding:14px 32px;background-color:#1f4d3f;color:#ffffff\"><b>acme</b></td></tr>\n\
         <tr><td style=\"padding:24px 32px 30px\">\n{content}\n</td></tr></table>\n\
         </td></tr></table></body></html>",
        escape_html(preheader)
    )
}

const FONT: &str = "font:15px/1.55 Helvetica,Arial,sans-serif;color:#26302b";
const HEADING: &str = "margin:0 0 14px;font-size:22px;line-height:1.3";
const BUTTON: &str =
    "display:inline-block;padding:10px 18px;background-color:#1f4d3f;color:#ffffff;text-decoration:none";

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
                    format!(
                        "<p style=\"margin:0 0 12px;padding-left:14px;border-left:3px solid #d9c9a5\"><b>{}</b><br>{}</p>\n",
                        text("author"),
                        text("text")
                    )
                })
                .collect();
            let footer = match controls.footer {
                true => "<p style=\"margin:22px 0 0;font-size:12px\"><a href=\"https://acme.example/settings\">Fewer of these mails</a></p>",
                false => "",
            };
            let content = format!(
                "<h1 style=\"{HEADING}\">New comments on your post</h1>\n{comments}\
                 <a href=\"https://acme.example/posts\" style=\"{BUTTON}\">Read and answer</a>\n{footer}"
            );
            Email::new(controls.subject, letter(&controls.preheader, &content))
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
            let content = format!(
                "<h1 style=\"{HEADING}\">Welcome, {name}!</h1>\n<p>Your trial runs {} days.</p>\n\
                 <a href=\"https://acme.example/start\" style=\"{BUTTON}\">Start</a>",
                cx.payload.trial
            );
            Email::new("Welcome to acme", letter("Three things to try first", &content))
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
            let content = format!(
                "<h1 style=\"{HEADING}\">Thank you!</h1>\n<p>We have charged {amount} €.</p>\n<p>Reference: {}</p>",
                escape_html(charge["id"].as_str().unwrap_or_default())
            );
            let paid = format!("{amount} € are paid");
            Email::new(format!("Invoice {}", cx.payload.number), letter(&paid, &content))
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
    let novu = NovuLayer::builder(registry()?).studio(Studio::new().title("acme"));
    let novu = match std::env::var("NOVU_SECRET_KEY") {
        Ok(key) => novu.secret_key(&*key).client(Client::new(&*key)?),
        // Any text will do on your machine: the link below has a token that is made from it. One talks to the
        // agent in the studio, where Novu's part is played in process, so there is no client.
        Err(_) => novu.secret_key("a key for this machine"),
    };
    let novu = novu.build()?;

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
