//! Forwards the bridge's triggers (`bridge.md` §9.3).

use super::{Client, ConfigError, transport::Transport};
use crate::bridge::{Forward, Forwarding};
use http::Method;

impl<S: Transport + Sync> Forward for Client<S> {
    fn forward(&self, event: String) -> Forwarding {
        let sent = self.clone().send(Method::POST, "/v1/events/trigger", event);
        Box::pin(async move { sent.await.map_err(|error| error.to_string()) })
    }
}

/// Fails every forward, because the settings of its client are invalid.
pub(crate) struct Misconfigured(pub(crate) ConfigError);

impl Forward for Misconfigured {
    fn forward(&self, _: String) -> Forwarding {
        Box::pin(std::future::ready(Err(format!(
            "triggers cannot be forwarded: {}",
            self.0
        ))))
    }
}
