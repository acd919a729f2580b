//! Sends an invoice, and a reminder after two weeks if it is not paid.

use super::euros;
use crate::Db;
use novu_framework::{Context, Delay, Email, Error, Result, Unit, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct InvoiceSent {
    pub(crate) invoice: i64,
}

/// The part of an invoice that the messages show, as Novu stores it with the run.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Amount {
    cents: i64,
}

pub(super) fn workflow(db: Db) -> Workflow<InvoiceSent> {
    Workflow::builder("invoice", invoice)
        .name("Invoices")
        .tags(["billing"])
        .state(db)
        .build()
}

async fn invoice(cx: Context<InvoiceSent>, db: Db) -> Result<()> {
    let number = cx.payload.invoice;
    // Read once; the e-mails and their previews use the stored result.
    let amount: Amount = cx
        .step
        .custom("amount", async || match db.invoice(number).await {
            Ok(Some(invoice)) => Ok(Amount { cents: invoice.cents }),
            Ok(None) => Err(format!("there is no invoice {number}").into()),
            // Novu tries again.
            Err(error) => Err(Error::retryable(error)),
        })
        .await?;
    let total = euros(amount.cents);
    cx.step
        .email("mail", || {
            Email::new(
                format!("Invoice {number}"),
                format!("<p>Please pay {total} in two weeks.</p>"),
            )
        })
        .await?;
    cx.step.delay("two-weeks", || Delay::of(14, Unit::Days)).await?;
    cx.step
        .email("reminder", || {
            Email::new(
                format!("Invoice {number} is due"),
                format!("<p>We still miss {total}.</p>"),
            )
        })
        .skip(async |_| -> Result<bool> {
            Ok(db.invoice(number).await?.is_none_or(|invoice| invoice.is_paid))
        })
        .await?;
    Ok(())
}
