//! The workflows of a shop.

use novu_framework::{
    Chat, Context, Delay, Digest, Email, InApp, Push, Registry, RegistryBuilder, Result, Sms, Throttle, Tool,
    Unit, Workflow, escape_html,
    output::{Card, CardElement, ThrottleUnit},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The text that the workflows say, and the things that they have done for real.
#[derive(Clone, Debug)]
pub struct Work {
    /// The first line of the mail of `comment`.
    pub title: &'static str,
    /// How often the step `charge` ran.
    pub charged: Arc<AtomicUsize>,
    /// How many resolvers of `endless` have begun, and how many were dropped.
    pub begun: Arc<AtomicUsize>,
    pub dropped: Arc<AtomicUsize>,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            title: "New comments on your post",
            charged: Arc::default(),
            begun: Arc::default(),
            dropped: Arc::default(),
        }
    }
}

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
    /// Whether the mail says how to stop it.
    footer: bool,
}

impl Default for MailControls {
    fn default() -> Self {
        Self {
            subject: "{{ steps.batch.events | toSentence: 'payload.author', 2, 'other' }} commented".into(),
            footer: true,
        }
    }
}

#[derive(Debug)]
struct Unsaved(std::io::Error);

impl fmt::Display for Unsaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the mail was not saved")
    }
}

impl std::error::Error for Unsaved {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// The mail of a comment. Its own dark styles have the colours `#16201c` and `#e8f0ec`.
fn comment_mail(title: &str, comments: &str, footer: bool) -> String {
    let footer = match footer {
        true => "<p><a href=\"https://acme.example/settings\">Fewer of these mails</a></p>",
        false => "",
    };
    format!(
        "<html lang=\"en\"><head><style>body {{ background: #ffffff; color: #1b2420 }}\n\
         @media (prefers-color-scheme: dark) {{ body {{ background: #16201c; color: #e8f0ec }} }}</style></head>\n\
         <body><h2>{title}</h2><table role=\"presentation\">{comments}</table>{footer}</body></html>"
    )
}

async fn comment(cx: Context<Comment>, work: Work) -> Result<()> {
    let inbox = cx
        .step
        .in_app("inbox", || {
            InApp::new(format!("{} commented: {}", cx.payload.author, cx.payload.text)).subject("New comment")
        })
        .await?;
    let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
    cx.step
        .email("mail", |controls: MailControls| {
            if cx.payload.text == "fail" {
                return Err(Unsaved(std::io::Error::other("the disk is full")).into());
            }
            assert!(cx.payload.text != "panic", "the press is out of paper");
            let comments: String = batch
                .events
                .iter()
                .map(|event| {
                    let text =
                        |key: &str| escape_html(event.payload[key].as_str().unwrap_or_default()).into_owned();
                    format!(
                        "<tr><td><b>{}</b></td><td>{}</td></tr>",
                        text("author"),
                        text("text")
                    )
                })
                .collect();
            Ok(Email::new(
                controls.subject,
                comment_mail(work.title, &comments, controls.footer),
            ))
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
#[serde(rename_all = "lowercase")]
enum Plan {
    Free,
    Team,
    Business,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Address {
    city: String,
    zip: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Line {
    title: String,
    count: u32,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Order {
    name: String,
    plan: Plan,
    address: Address,
    lines: Vec<Line>,
    gift: bool,
    /// Any JSON.
    extra: Option<serde_json::Map<String, Value>>,
}

async fn order(cx: Context<Order>) -> Result<()> {
    cx.step
        .email("receipt", || {
            let text = serde_json::to_string(&cx.payload).unwrap_or_default();
            Email::new(
                format!("Thank you, {}", cx.payload.name),
                format!("<p>{}</p>", escape_html(&text)),
            )
        })
        .await?;
    Ok(())
}

/// All kinds of steps.
async fn kinds(cx: Context<Value>) -> Result<()> {
    cx.step
        .email("email", || Email::new("An e-mail", "<p>Hello</p>"))
        .await?;
    cx.step
        .in_app("in-app", || InApp::new("Rain at five").subject("The weather"))
        .await?;
    cx.step.sms("sms", || Sms::new("Your code is 4711.")).await?;
    cx.step
        .push("push", || Push::new("Rain", "Take an umbrella"))
        .await?;
    let card = Card::new()
        .title("Build 12")
        .child(CardElement::text("It **failed**"));
    cx.step.chat("chat", move || Chat::card(card.clone())).await?;
    cx.step.tool("tool", || Tool::new("The database is down")).await?;
    cx.step
        .custom("custom", || -> Result<Value> { Ok(json!({ "id": "ch_1" })) })
        .await?;
    cx.step
        .http_request("http", || -> Result<Value> { Ok(json!({ "rate": 1.2 })) })
        .await?;
    cx.step
        .throttle("throttle", || {
            Throttle::fixed(1, ThrottleUnit::Minutes).threshold(3)
        })
        .await?;
    cx.step.delay("delay", || Delay::of(3, Unit::Days)).await?;
    cx.step.digest("digest", || Digest::every(1, Unit::Hours)).await?;
    Ok(())
}

async fn invoice(cx: Context<Value>, work: Work) -> Result<()> {
    let charge = cx
        .step
        .custom("charge", || -> Result<Value> {
            let n = work.charged.fetch_add(1, Ordering::SeqCst) + 1;
            Ok(json!({ "id": format!("ch_{n}") }))
        })
        .await?;
    cx.step
        .sms("text", || {
            Sms::new(format!("Paid: {}", charge["id"].as_str().unwrap_or("nothing")))
        })
        .await?;
    Ok(())
}

/// Counts that a resolver was dropped.
struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

async fn endless(cx: Context<Value>, work: Work) -> Result<()> {
    cx.step.sms("first", || Sms::new("This one comes.")).await?;
    cx.step
        .sms("never", async || -> Result<Sms> {
            if cx.is_preview() {
                return Ok(Sms::new("A preview comes."));
            }
            work.begun.fetch_add(1, Ordering::SeqCst);
            let _dropped = Dropped(Arc::clone(&work.dropped));
            std::future::pending().await
        })
        .await?;
    Ok(())
}

/// A mail with a fault of each check.
async fn sloppy(cx: Context<Value>) -> Result<()> {
    cx.step
        .email("mail", || {
            let long = "x".repeat(110 * 1024);
            Email::new(
                "Sloppy ".repeat(11),
                format!(
                    "<html>\n<p>Hello</p>\n<img src=\"https://pictures.example/logo.png\">\n<a href=\"#\">nowhere</a>\n\
                     <form><input name=\"q\"></form>\n<div style=\"display:flex\">side by side</div>\n\
                     <img alt=\"\" src=\"/local.png\">\n<p>{long}</p></html>"
                ),
            )
        })
        .insecure_without_sanitization()
        .await?;
    Ok(())
}

/// A mail with a picture of another server.
async fn pictures(cx: Context<Value>) -> Result<()> {
    cx.step
        .email("mail", || {
            Email::new(
                "Pictures",
                "<p>Look</p><img alt=\"a logo\" src=\"https://pictures.example/logo.png\">",
            )
        })
        .await?;
    Ok(())
}

/// Creates the registry of the shop.
pub fn registry(work: &Work) -> Registry {
    shop(work).build().expect("a registry")
}

/// Creates the registry of the shop with one workflow more.
pub fn larger_registry(work: &Work) -> Registry {
    let welcome = Workflow::builder("welcome", async |cx: Context<Value>| -> Result<()> {
        cx.step.sms("hello", || Sms::new("Hello")).await?;
        Ok(())
    });
    shop(work)
        .workflow(&welcome.name("Welcome").tags(["social"]).build())
        .build()
        .expect("a registry")
}

fn shop(work: &Work) -> RegistryBuilder {
    let comment = Workflow::builder("comment", comment)
        .state(work.clone())
        .name("New comment")
        .tags(["social"])
        .example(json!({ "author": "Bob", "text": "Nice!", "post_id": "p1" }))
        .build();
    let order = Workflow::builder("order", order)
        .name("Order")
        .tags(["billing"])
        .build();
    let invoice = Workflow::builder("invoice", invoice)
        .state(work.clone())
        .name("Invoice paid")
        .tags(["billing"])
        .build();
    let kinds = Workflow::builder("kinds", kinds)
        .name("All kinds")
        .tags(["operations"])
        .build();
    let endless = Workflow::builder("endless", endless)
        .state(work.clone())
        .tags(["operations"])
        .build();
    let sloppy = Workflow::builder("sloppy", sloppy).tags(["operations"]).build();
    let pictures = Workflow::builder("pictures", pictures)
        .tags(["operations"])
        .build();
    Registry::builder()
        .agent(&super::support())
        .workflow(&comment)
        .workflow(&order)
        .workflow(&invoice)
        .workflow(&kinds)
        .workflow(&endless)
        .workflow(&sloppy)
        .workflow(&pictures)
}

/// Creates a registry of many workflows, the first with a mail of 100 KB that repeats its payload.
pub fn many(n: usize) -> Registry {
    let large = Workflow::builder("large", async |cx: Context<Value>| -> Result<()> {
        cx.step
            .email("mail", || {
                let name = escape_html(cx.payload["name"].as_str().unwrap_or_default()).into_owned();
                let rows = format!("<tr><td>{name}</td><td>something that was bought</td></tr>").repeat(1800);
                Email::new(format!("For {name}"), format!("<table>{rows}</table>"))
            })
            .await?;
        Ok(())
    })
    .payload_schema(json!({ "type": "object", "properties": { "name": { "type": "string" } } }))
    .example(json!({ "name": "Ann" }));
    (1..n)
        .map(|n| {
            let workflow = Workflow::builder(
                format!("workflow-{n}"),
                async |cx: Context<Value>| -> Result<()> {
                    cx.step.sms("text", || Sms::new("Hello")).await?;
                    Ok(())
                },
            );
            workflow.tags([format!("group {}", n % 10)]).build()
        })
        .fold(Registry::builder().workflow(&large.build()), |all, workflow| {
            all.workflow(&workflow)
        })
        .build()
        .expect("a registry")
}

/// Creates a registry whose workflow `sized` has a mail of the given number of kilobytes.
pub fn sized() -> Registry {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Sized {
        author: String,
        kb: usize,
    }
    let sized = Workflow::builder("sized", async |cx: Context<Sized>| -> Result<()> {
        cx.step
            .email("mail", || {
                let author = escape_html(&cx.payload.author).into_owned();
                let row = format!(
                    "<tr><td style=\"padding:8px 12px;border-bottom:1px solid #eee;font:14px/1.4 Arial,sans-serif\">\
                     <b>{author}</b> wrote on your post</td><td align=\"right\"><a \
                     href=\"https://example.com/p/1?x=2\" style=\"color:#2f55d4\">Open</a></td></tr>\n"
                );
                let rows = row.repeat((cx.payload.kb * 1024 / row.len()).max(1));
                let body = format!("<h1>Hello {author}</h1><table role=\"presentation\">{rows}</table>");
                Email::new(format!("For {author}"), body)
            })
            .await?;
        Ok(())
    })
    .example(json!({ "author": "Ann", "kb": 4 }));
    Registry::builder()
        .workflow(&sized.build())
        .build()
        .expect("a registry")
}

/// Markup in each text that a program may choose.
pub const MARKUP: &str = "<img src=x onerror=pwned=1><script>pwned=2</script>";

/// Creates a registry whose texts are markup.
pub fn markup() -> Registry {
    let workflow = Workflow::builder("markup", async |cx: Context<Value>| -> Result<()> {
        cx.step
            .sms("text", || match cx.payload["fail"].as_bool() {
                Some(true) => Err(format!("the error {MARKUP}").into()),
                _ => Ok(Sms::new(format!("{} {MARKUP}", cx.payload["text"]))),
            })
            .await?;
        cx.step
            .in_app("inbox", || InApp::new(MARKUP).subject(MARKUP))
            .await?;
        cx.step
            .chat("chat", || {
                Chat::card(Card::new().title(MARKUP).child(CardElement::text(MARKUP)))
            })
            .await?;
        Ok(())
    })
    .payload_schema(json!({
        "type": "object",
        "properties": {
            "text": { "type": "string", "title": MARKUP, "description": format!("{MARKUP} more") },
            "fail": { "type": "boolean" },
        },
    }))
    .name(MARKUP)
    .description(MARKUP)
    .tags([MARKUP])
    .example(json!({ "text": MARKUP, "fail": false }));
    Registry::builder()
        .workflow(&workflow.build())
        .build()
        .expect("a registry")
}

/// Creates a registry whose workflow `order` has another schema than that of [`registry`].
pub fn orders_with_a_number() -> Registry {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Numbered {
        name: String,
        number: u32,
    }
    let order = Workflow::builder("order", async |cx: Context<Numbered>| -> Result<()> {
        cx.step
            .email("receipt", || {
                Email::new(format!("Order of {}", cx.payload.name), "<p>Thank you</p>")
            })
            .await?;
        Ok(())
    });
    Registry::builder()
        .workflow(&order.build())
        .build()
        .expect("a registry")
}
