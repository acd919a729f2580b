//! A receipt, by `maud`: HTML as Rust code. All values are escaped.

use maud::{DOCTYPE, Markup, html};
use novu_framework::{Context, Email, Result, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A purchase.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Purchase {
    /// The number of the receipt.
    pub number: u64,
    /// The things that were bought.
    pub items: Vec<Item>,
}

/// A thing that was bought.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Its price.
    pub cents: u64,
}

/// Creates the workflow `receipt`.
#[must_use]
pub fn workflow() -> Workflow<Purchase> {
    Workflow::builder("receipt", receipt).name("Receipt").build()
}

async fn receipt(cx: Context<Purchase>) -> Result<()> {
    let purchase = &cx.payload;
    cx.step
        .email("mail", || {
            let subject = format!("Receipt {}", purchase.number);
            Email::new(&subject, mail(&subject, purchase).into_string())
                .preheader("Thank you for your purchase")
        })
        .await?;
    Ok(())
}

fn mail(subject: &str, purchase: &Purchase) -> Markup {
    let total = purchase.items.iter().map(|item| item.cents).sum();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (subject) }
            }
            body style="font-family: sans-serif" {
                h1 { "Thank you" }
                table {
                    @for item in &purchase.items {
                        tr {
                            td { (item.name) }
                            td style="text-align: right" { (euros(item.cents)) }
                        }
                    }
                    tr {
                        th { "Total" }
                        th style="text-align: right" { (euros(total)) }
                    }
                }
            }
        }
    }
}

fn euros(cents: u64) -> String {
    format!("{}.{:02} €", cents / 100, cents % 100)
}
