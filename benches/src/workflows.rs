//! The twelve workflows of the bench, in the typed API.

use novu_framework::{
    BuildError, Channel, Context, Digest, Email, InApp, Preferences, Push, Registry, RegistryBuilder, Result,
    Sms, Unit, Workflow,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// Builds the registry, with the workflows in the order that the bench expects.
///
/// # Errors
///
/// If a workflow is invalid.
pub fn registry() -> Result<Registry, BuildError> {
    builder(10).build()
}

/// Returns the builder of the registry, with the given number of workflows that are only discovered.
pub fn builder(catalog_workflows: u32) -> RegistryBuilder {
    let mut registry = Registry::builder();
    for number in 1..=catalog_workflows {
        registry = registry.workflow(&catalog(number));
    }
    let order = Workflow::builder("order-update", order_update)
        .name("Order update")
        .description("In-app notice, digest, then one email per batch")
        .tags(["orders", "transactional"])
        .build();
    let code = Workflow::builder("sms-code", sms_code).name("SMS code").build();
    registry.workflow(&order).workflow(&code)
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)] // discovered, never executed
struct CatalogPayload {
    #[schemars(length(min = 1))]
    event_id: String,
    #[serde(default = "catalog_title")]
    title: String,
    #[schemars(range(min = 0))]
    amount: Option<f64>,
    #[serde(default)]
    urgent: bool,
    kind: CatalogKind,
    actor: CatalogActor,
    labels: Option<Vec<String>>,
}

fn catalog_title() -> String {
    "Catalog event".into()
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum CatalogKind {
    Created,
    Changed,
    Closed,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // discovered, never executed
struct CatalogActor {
    id: String,
    name: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[allow(dead_code)] // some controls are there to be discovered
struct CatalogControls {
    #[schemars(length(min = 1))]
    subject: String,
    body: String,
    tone: Tone,
    #[schemars(range(min = 0, max = 100))]
    limit: u32,
    footer: bool,
}

impl Default for CatalogControls {
    fn default() -> Self {
        Self {
            subject: "{{payload.title}}".into(),
            body: "Event {{payload.eventId}}".into(),
            tone: Tone::Neutral,
            limit: 10,
            footer: true,
        }
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Tone {
    Neutral,
    Friendly,
    Formal,
}

fn catalog(number: u32) -> Workflow<CatalogPayload> {
    let tag = if number % 2 == 1 { "odd" } else { "even" };
    Workflow::builder(format!("catalog-{number:02}"), run_catalog)
        .name(format!("Catalog workflow {number:02}"))
        .description(format!("Workflow {number:02} of the discovery catalog"))
        .tags(["catalog", tag])
        .preferences(
            Preferences::new()
                .enabled(true)
                .read_only(false)
                .channel(Channel::Email, true)
                .channel(Channel::Sms, false),
        )
        .build()
}

async fn run_catalog(cx: Context<CatalogPayload>) -> Result<()> {
    cx.step
        .in_app("inbox", |c: CatalogControls| {
            InApp::new(c.body).subject(c.subject)
        })
        .await?;
    cx.step
        .email("mail", |c: CatalogControls| Email::new(c.subject, c.body))
        .await?;
    cx.step.sms("text", |c: CatalogControls| Sms::new(c.body)).await?;
    cx.step
        .push("alert", |c: CatalogControls| Push::new(c.subject, c.body))
        .await?;
    cx.step
        .email("followup", |c: CatalogControls| Email::new(c.subject, c.body))
        .await?;
    Ok(())
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Order {
    #[schemars(length(min = 1))]
    order_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    placed_at: Option<String>,
    #[schemars(length(min = 3, max = 3))]
    currency: String,
    #[schemars(range(min = 0))]
    total: f64,
    #[schemars(range(min = 1))]
    item_count: u32,
    customer: Customer,
    shipping: Shipping,
    #[schemars(length(min = 1))]
    items: Vec<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[serde(default)]
    note: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Customer {
    name: String,
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<Tier>,
    #[serde(default = "locale")]
    locale: String,
}

fn locale() -> String {
    "en-US".into()
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Tier {
    Basic,
    Silver,
    Gold,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Shipping {
    carrier: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_code: Option<String>,
    tracking_url: String,
    address: Address,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Address {
    street: String,
    city: String,
    zip: String,
    country: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Item {
    sku: String,
    name: String,
    #[schemars(range(min = 1))]
    qty: u32,
    #[schemars(range(min = 0))]
    price: f64,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct InboxControls {
    subject: String,
    body: String,
}

impl Default for InboxControls {
    fn default() -> Self {
        Self {
            subject: "Order {{payload.orderId}}".into(),
            body: "Your order is on its way".into(),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct BatchControls {
    #[schemars(range(min = 1))]
    amount: u32,
    unit: BatchUnit,
}

impl Default for BatchControls {
    fn default() -> Self {
        Self {
            amount: 30,
            unit: BatchUnit::Minutes,
        }
    }
}

#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum BatchUnit {
    Seconds,
    Minutes,
    Hours,
}

impl From<BatchUnit> for Unit {
    fn from(unit: BatchUnit) -> Self {
        match unit {
            BatchUnit::Seconds => Self::Seconds,
            BatchUnit::Minutes => Self::Minutes,
            BatchUnit::Hours => Self::Hours,
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct MailControls {
    #[schemars(length(min = 1))]
    subject: String,
    preheader: String,
    headline: String,
    intro: String,
    cta_url: String,
    footer: String,
    show_items: bool,
    #[schemars(range(min = 0, max = 50))]
    max_items: usize,
    html: String,
}

impl Default for MailControls {
    fn default() -> Self {
        Self {
            subject: "Order {{payload.orderId}}".into(),
            preheader: String::new(),
            headline: "Hello {{subscriber.firstName}}".into(),
            intro: String::new(),
            cta_url: "https://shop.example.com/orders".into(),
            footer: String::new(),
            show_items: true,
            max_items: 10,
            html: String::new(),
        }
    }
}

async fn order_update(cx: Context<Order>) -> Result<()> {
    cx.step
        .in_app("inbox", |c: InboxControls| InApp::new(c.body).subject(c.subject))
        .await?;
    cx.step
        .digest("batch", |c: BatchControls| Digest::every(c.amount, c.unit.into()))
        .await?;
    cx.step
        .email("mail", async |c: MailControls| {
            let body = if c.html.is_empty() {
                page(&cx.payload, &c)
            } else {
                c.html
            };
            Email::new(c.subject, body).preheader(c.preheader)
        })
        .await?;
    Ok(())
}

/// Returns the body of the e-mail of `order-update`.
pub fn page(order: &Order, c: &MailControls) -> String {
    let mut page = String::with_capacity(1024);
    let _ = write!(
        page,
        "<!DOCTYPE html><html><head><title>Order</title></head>\
         <body style=\"margin:0;font-family:Arial,sans-serif\"><h1>{}</h1><p>{}</p>",
        c.headline, c.intro
    );
    if c.show_items {
        page.push_str("<table width=\"600\" cellpadding=\"4\">");
        for item in order.items.iter().take(c.max_items) {
            let _ = write!(
                page,
                "<tr><td>{}</td><td align=\"right\">{} x {} {}</td></tr>",
                item.name, item.qty, item.price, order.currency
            );
        }
        page.push_str("</table>");
    }
    let _ = write!(
        page,
        "<p><a href=\"{}\" class=\"btn\" target=\"_blank\">Track your parcel</a></p>\
         <p style=\"color:#888\">{}</p></body></html>",
        c.cta_url, c.footer
    );
    page
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Code {
    #[schemars(length(min = 4, max = 12))]
    code: String,
}

async fn sms_code(cx: Context<Code>) -> Result<()> {
    cx.step
        .sms("text", || Sms::new(format!("Your code is {}", cx.payload.code)))
        .await?;
    Ok(())
}
