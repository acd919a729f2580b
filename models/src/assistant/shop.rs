//! The tools: what the model may do in the shop.

use async_openai::types::chat::{ChatCompletionTool, ChatCompletionTools, FunctionObject};
use novu_framework::agent::ToolCall;
use schemars::JsonSchema;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Orders by their number.
#[derive(Debug, Clone, Default)]
pub struct Shop(Arc<Mutex<BTreeMap<u32, String>>>);

/// The arguments of both tools.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Order {
    /// The number of the order.
    order: u32,
}

impl Shop {
    /// Creates a shop with these orders: numbers and how they stand.
    pub fn new(orders: impl IntoIterator<Item = (u32, &'static str)>) -> Self {
        let orders = orders
            .into_iter()
            .map(|(number, status)| (number, status.to_owned()));
        Self(Arc::new(Mutex::new(orders.collect())))
    }

    /// Returns how an order stands.
    pub fn status(&self, order: u32) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&order)
            .cloned()
    }

    /// Runs a tool, and returns its result for the model: failures as well, which it can mend.
    pub(super) fn run(&self, call: &ToolCall) -> String {
        let input = call.input.clone().unwrap_or_default();
        let order = match serde_json::from_value::<Order>(input) {
            Ok(Order { order }) => order,
            Err(error) => return format!("The arguments are invalid: {error}."),
        };
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(status) = orders.get_mut(&order) else {
            return format!("There is no order {order}.");
        };
        match &*call.name {
            "order_status" => format!("Order {order} is {status}."),
            "refund" => {
                "refunded".clone_into(status);
                format!("Order {order} is refunded.")
            }
            name => format!("There is no tool `{name}`."),
        }
    }
}

/// Returns whether a person has to agree to the call.
pub(super) fn needs_approval(call: &ToolCall) -> bool {
    call.name == "refund"
}

/// Returns the question to the person.
pub(super) fn question(call: &ToolCall) -> String {
    let order = call.input.as_ref().and_then(|input| input["order"].as_u64());
    order.map_or_else(
        || "Refund an order?".to_owned(),
        |order| format!("Refund order {order}?"),
    )
}

/// Returns the tools as the model takes them.
pub(super) fn tools() -> Vec<ChatCompletionTools> {
    let tool = |name: &str, description: &str| {
        ChatCompletionTools::Function(ChatCompletionTool {
            function: FunctionObject {
                name: name.to_owned(),
                description: Some(description.to_owned()),
                parameters: Some(schemars::schema_for!(Order).to_value()),
                strict: None,
            },
        })
    };
    vec![
        tool("order_status", "Returns how an order stands."),
        tool("refund", "Refunds an order. A person approves it first."),
    ]
}
