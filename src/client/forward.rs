//! Forwards the bridge's triggers (`bridge.md` §9.3).

use super::{Client, transport::Transport};
use crate::bridge::{Forward, Forwarding};
use http::Method;

impl<S: Transport + Sync> Forward for Client<S> {
    fn forward(&self, event: String) -> Forwarding {
        let sent = self.clone().send(Method::POST, "/v1/events/trigger", event);
        Box::pin(async move { sent.await.map_err(|error| error.to_string()) })
    }
}
