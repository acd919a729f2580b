//! Syncs a bridge with Novu.

use super::{
    Client,
    error::{Error, ErrorKind},
    transport::Transport,
};
use crate::registry::Registry;
use http::Method;
use serde_json::json;

/// A request to sync a bridge, sent when it is awaited or by [`send`](Self::send).
///
/// Created by [`Client::sync`].
#[derive(Debug)]
#[must_use = "requests do nothing unless awaited"]
pub struct SyncRequest<S> {
    client: Client<S>,
    bridge_url: String,
    empty: bool,
    allow_empty: bool,
}

impl<S: Transport> Client<S> {
    /// Makes Novu discover the workflows of `registry` from the bridge at `bridge_url`: new ones are created,
    /// known ones updated, and **those that the bridge does not have are deleted**.
    ///
    /// Novu must be able to reach the bridge while this is awaited.
    pub fn sync(&self, registry: &Registry, bridge_url: impl Into<String>) -> SyncRequest<S> {
        SyncRequest {
            client: self.clone(),
            bridge_url: bridge_url.into(),
            empty: registry.is_empty(),
            allow_empty: false,
        }
    }
}

impl<S> SyncRequest<S> {
    /// Allows a registry without workflows. Novu then deletes all workflows that it has of this bridge.
    pub fn allow_empty(mut self) -> Self {
        self.allow_empty = true;
        self
    }
}

impl<S: Transport> SyncRequest<S> {
    /// Sends the request, like awaiting it.
    ///
    /// # Errors
    ///
    /// If the registry is empty and that is not [allowed](Self::allow_empty); nothing is sent then. Else if
    /// the API cannot be reached or refuses, which it also does if it cannot reach the bridge.
    pub async fn send(self) -> Result<(), Error> {
        if self.empty && !self.allow_empty {
            let message = "the registry is empty, so a sync would delete all workflows of the bridge; `.allow_empty()` allows it";
            return Err(Error::new(ErrorKind::EmptyRegistry, message));
        }
        let body = json!({ "bridgeUrl": self.bridge_url });
        self.client
            .ask(Method::POST, "/v1/bridge/sync", Some(&body))
            .await
            .map(drop)
    }
}

awaited!([S: Transport] SyncRequest<S>, 'static => Result<(), Error>);
