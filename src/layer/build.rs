//! Checks the settings and builds the layer from them.

use super::{ConfigError, HealthCheck, NovuEndpoint, NovuLayer, NovuLayerBuilder, Sources};
#[cfg(feature = "studio")]
use crate::studio::{Studio, StudioServer};
use crate::{
    bridge::{Authentication, Bridge, Budget, Settings},
    registry::{Registry, SourceText},
    signature::{SecretKey, Verifier},
};
use http::uri::PathAndQuery;

impl NovuLayerBuilder {
    /// Creates a builder with the settings in the variables that `variable` looks up (differences.md 4).
    pub(super) fn from_environment(registry: Registry, variable: impl Fn(&str) -> Option<String>) -> Self {
        let key = ["NOVU_SECRET_KEY", "NOVU_API_KEY"]
            .into_iter()
            .filter_map(&variable)
            .find_map(|key| SecretKey::new(key).ok());
        let strict = variable("NOVU_STRICT_AUTHENTICATION_ENABLED");
        #[cfg(feature = "agents")]
        let agents = crate::bridge::Agents {
            courier: courier(&registry, &variable),
            ..Default::default()
        };
        Self {
            #[cfg(feature = "agents")]
            agents,
            keys: key.map(Ok).into_iter().collect(),
            insecure: strict.as_deref() == Some("false"),
            #[cfg(feature = "studio")]
            studio: (variable("NOVU_STUDIO").as_deref() != Some("false")).then(Studio::new),
            ..Self::new(registry)
        }
    }

    /// Returns whether there is no key, although signatures are checked.
    pub(super) fn lacks_key(&self) -> bool {
        self.keys.is_empty() && !self.insecure
    }

    /// Builds the layer.
    ///
    /// # Errors
    ///
    /// If the prefix is not a path, a key is empty, or there is no key and
    /// [`insecure_without_signature`](Self::insecure_without_signature) was not called.
    pub fn build(self) -> Result<NovuLayer, ConfigError> {
        if let Some(reason) = fault_of_prefix(&self.prefix) {
            return Err(ConfigError::InvalidPrefix {
                prefix: self.prefix,
                reason,
            });
        }
        if let Some(index) = self.keys.iter().position(Result::is_err) {
            return Err(ConfigError::InvalidSecretKey { index });
        }
        if self.lacks_key() {
            return Err(ConfigError::MissingSecretKey);
        }
        #[cfg(feature = "agents")]
        self.check_agents()?;
        Ok(self.finish())
    }

    #[cfg(feature = "agents")]
    fn check_agents(&self) -> Result<(), ConfigError> {
        if let Some(origin) = self.agents.turns.invalid_origin() {
            let origin = origin.to_owned();
            return Err(ConfigError::InvalidOrigin { origin });
        }
        if self.registry.agents().len() > 0 && self.agents.courier.is_none() && !self.is_for_the_studio() {
            return Err(ConfigError::AgentsWithoutClient);
        }
        Ok(())
    }

    /// Returns whether this is a debug build with a studio, in which one can talk to agents without a client:
    /// Novu's part is played in process.
    #[cfg(feature = "agents")]
    fn is_for_the_studio(&self) -> bool {
        #[cfg(feature = "studio")]
        let is_on = self.studio.as_ref().is_some_and(Studio::is_on);
        #[cfg(not(feature = "studio"))]
        let is_on = false;
        is_on && cfg!(debug_assertions)
    }

    /// Builds the layer without checking the settings.
    pub(super) fn finish(self) -> NovuLayer {
        #[cfg(feature = "studio")]
        let studio = self.studio.filter(Studio::is_on).map(|studio| {
            let key = self.keys.iter().flatten().next();
            StudioServer::new(studio, &self.registry, &self.prefix, key, self.insecure)
        });
        let authentication = match self.insecure {
            true => Authentication::Insecure,
            false => Authentication::Signed(Verifier::new(self.keys.into_iter().flatten())),
        };
        let sources = match (self.sources, self.insecure) {
            (Sources::Hidden, _) | (Sources::Signed, true) => SourceText::Hidden,
            (Sources::Signed, false) | (Sources::InsecurePublic, _) => SourceText::Shown,
        };
        let settings = Settings {
            prefix: self.prefix,
            authentication,
            body_limit: self.body_limit,
            body_budget: Budget::new(self.body_budget.max(self.body_limit)),
            value_limit: self.value_limit,
            sources,
            minimal_health_check: self.health_check == HealthCheck::Minimal,
            cross_origin: self.cors.is_none(),
            deadline: self.deadline,
            on_answer: self.on_answer,
            clock: self.clock,
            forward: self.forward,
            memory: self.memory,
            #[cfg(feature = "agents")]
            agents: self.agents,
        };
        let endpoint = NovuEndpoint::new(Bridge::new(self.registry, settings), self.cors);
        #[cfg(feature = "studio")]
        let endpoint = endpoint.with_studio(studio);
        NovuLayer::from_endpoint(endpoint)
    }
}

/// Returns a client with the environment's key and URL, if there are agents to send with it.
#[cfg(feature = "agents")]
fn courier(
    registry: &Registry,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<std::sync::Arc<dyn crate::agent::Courier>> {
    use crate::client::{ClientBuilder, HttpTransport};
    if registry.agents().len() == 0 {
        return None;
    }
    let client = ClientBuilder::<HttpTransport>::from_environment(variable)
        .build()
        .ok()?;
    Some(std::sync::Arc::new(client))
}

/// Returns why `prefix` cannot be compared with the path of a request, if it cannot.
fn fault_of_prefix(prefix: &str) -> Option<&'static str> {
    if matches!(prefix, "" | "/") {
        Some(
            "would take every request from the inner service; for a bridge at every path, serve \
             `NovuLayer::into_endpoint` without an inner service, or mount it in a router",
        )
    } else if !prefix.starts_with('/') {
        Some("does not begin with a slash; write it as a path, like `/api/novu`")
    } else if prefix.ends_with('/') {
        Some("ends with a slash; remove it, the bridge answers with and without")
    } else if prefix.contains('?') {
        Some("has a query; remove it, only the path is compared")
    } else if prefix
        .parse::<PathAndQuery>()
        .map(|path| path.as_str() != prefix)
        .unwrap_or(true)
    {
        Some("has characters that a path cannot have; percent-encode them")
    } else {
        None
    }
}
