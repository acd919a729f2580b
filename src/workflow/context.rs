//! The argument of workflow functions.

use super::Subscriber;
use crate::engine::Steps;
use serde_json::{Map, Value};

/// One run of a workflow: the event that started it and the steps it can take.
///
/// It is owned, so that the function's future is `'static`; steps borrow from it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Context<P> {
    /// The event's payload, validated and with its defaults filled in.
    pub payload: P,
    /// Who the notification is for.
    pub subscriber: Subscriber,
    /// Variables of the Novu environment, `name` and `type` among them.
    pub env: Map<String, Value>,
    /// The event's context, such as a tenant.
    pub context: Map<String, Value>,
    /// Who caused the event, if it said so.
    pub actor: Option<Subscriber>,
    /// The steps: `cx.step.email(..)` and so on.
    pub step: Steps,
}

impl<P> Context<P> {
    /// Returns whether this run shows a step to somebody who edits it in Novu's dashboard, and sends nothing.
    ///
    /// The resolver of the step runs in a preview, with an example for whatever the dashboard does not know:
    /// a payload whose ids exist in no database. So a step that reads one needs an answer of its own there.
    ///
    /// ```
    /// use novu_framework::{Context, Email, Result};
    ///
    /// #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// struct Ordered {
    ///     order_id: u64,
    /// }
    ///
    /// struct Order {
    ///     total: String,
    /// }
    ///
    /// async fn find_order(id: u64) -> Result<Order> {
    ///     Err(format!("there is no order {id}").into())
    /// }
    ///
    /// async fn ordered(cx: Context<Ordered>) -> Result<()> {
    ///     cx.step
    ///         .email("receipt", async || {
    ///             let order = if cx.is_preview() {
    ///                 Order { total: "42.00 €".into() }
    ///             } else {
    ///                 find_order(cx.payload.order_id).await?
    ///             };
    ///             Ok(Email::new("Your order", format!("<p>Total: {}</p>", order.total)))
    ///         })
    ///         .await?;
    ///     Ok(())
    /// }
    /// # let _ = novu_framework::Workflow::builder("ordered", ordered).build();
    /// ```
    ///
    /// It is `false` in discovery, which runs no resolver. Take the same steps in any case: Novu knows only
    /// those that discovery has found.
    #[must_use]
    pub fn is_preview(&self) -> bool {
        self.step.is_preview()
    }
}
