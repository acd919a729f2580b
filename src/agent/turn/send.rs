use super::Turn;
use crate::agent::{delivery::DeliveryError, outbox::Typing};
use serde_json::Value;

impl<E> Turn<E> {
    /// Shows the typing indicator, with a status where the platform can show one: `typing("Searching")`, or
    /// `typing(None)` without. It ends with the turn.
    ///
    /// # Errors
    ///
    /// If the API cannot be reached or refuses.
    pub async fn typing(&self, status: impl Into<Option<&str>>) -> Result<(), DeliveryError> {
        let status = status.into().map(str::to_owned);
        self.outbox().typing(Typing::On(status)).await
    }

    /// Hides the typing indicator before the turn ends.
    ///
    /// # Errors
    ///
    /// If the API cannot be reached or refuses.
    pub async fn typing_stop(&self) -> Result<(), DeliveryError> {
        self.outbox().typing(Typing::Off).await
    }

    /// Sends a custom event, which Novu passes to web chat clients.
    ///
    /// Does nothing for requests without an `eventsUrl`: only newer Novu servers have custom events.
    ///
    /// # Errors
    ///
    /// If the API cannot be reached or refuses.
    pub async fn emit(&self, name: &str, data: impl Into<Value>) -> Result<(), DeliveryError> {
        let data = data.into();
        self.outbox().emit(name, &data).await
    }
}
