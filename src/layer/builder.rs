use super::{ConfigError, NovuEndpoint, NovuLayer};
#[cfg(feature = "client")]
use crate::client::{Client, Misconfigured, Transport};
use crate::{
    bridge::{Authentication, Bridge, Budget, Deadline, Forward, Memory, OnAnswer, Settings},
    registry::{Registry, SourceText},
    signature::{SecretKey, Verifier},
};
use http::uri::PathAndQuery;
use std::{fmt, sync::Arc, time::SystemTime};
use tower::Layer;
use tower_http::cors::CorsLayer;

/// Novu's convention.
const DEFAULT_PREFIX: &str = "/api/novu";

/// Novu's API takes events of up to 20 MB, and an event comes here with the state of all earlier steps. A smaller
/// limit would fail large events for good, and without a signature header nothing is read at all.
const DEFAULT_BODY_LIMIT: usize = 20 * 1024 * 1024;

/// A dozen of the largest bodies, or a quarter of a million ordinary ones.
const DEFAULT_BODY_BUDGET: usize = 256 * 1024 * 1024;

/// The readers of workflows' source texts: the answer to `action=code`, and every `code` of the discovery document.
///
/// With the attribute macro of the feature `macros` these are the texts of functions and closures, otherwise their Rust paths.
/// Novu's dashboard shows them and has no other use for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Sources {
    /// Nobody: every `code` is an empty string.
    Hidden,
    /// Everybody who signs. Nobody where signatures are
    /// [not checked](NovuLayerBuilder::insecure_without_signature).
    #[default]
    Signed,
    /// Everybody, also where signatures are [not checked](NovuLayerBuilder::insecure_without_signature). Novu's local Studio
    /// then shows them.
    InsecurePublic,
}

/// The content of health checks, which everybody may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum HealthCheck {
    /// Status, the versions of SDK and protocol, and the numbers of workflows and steps, as Novu's own SDK has it.
    #[default]
    Full,
    /// `{"status":"ok"}`. Neither Novu nor its command line needs more.
    Minimal,
}

/// Settings of a [`NovuLayer`].
///
/// Made by [`NovuLayer::builder`]. See the [module docs](super) for an example.
#[must_use = "builders do nothing until `build` is called"]
pub struct NovuLayerBuilder {
    registry: Registry,
    prefix: String,
    /// `Err` holds the place of a key that was refused, for `build` to report.
    keys: Vec<Result<SecretKey, ()>>,
    body_limit: usize,
    body_budget: usize,
    cors: Option<CorsLayer>,
    insecure: bool,
    sources: Sources,
    health_check: HealthCheck,
    deadline: Deadline,
    on_answer: Option<Box<dyn OnAnswer>>,
    clock: fn() -> SystemTime,
    forward: Option<Arc<dyn Forward>>,
    memory: Option<Memory>,
}

impl NovuLayerBuilder {
    pub(super) fn new(registry: Registry) -> Self {
        Self {
            registry,
            prefix: DEFAULT_PREFIX.to_owned(),
            keys: Vec::new(),
            body_limit: DEFAULT_BODY_LIMIT,
            body_budget: DEFAULT_BODY_BUDGET,
            cors: None,
            insecure: false,
            sources: Sources::default(),
            health_check: HealthCheck::default(),
            deadline: Deadline::default(),
            on_answer: None,
            clock: SystemTime::now,
            forward: None,
            memory: None,
        }
    }

    /// What the variables that `variable` looks up say (differences.md 4). Unlike [`build`](Self::build), what
    /// follows never fails.
    pub(super) fn from_environment(registry: Registry, variable: impl Fn(&str) -> Option<String>) -> Self {
        let key = ["NOVU_SECRET_KEY", "NOVU_API_KEY"]
            .into_iter()
            .filter_map(&variable)
            .find_map(|key| SecretKey::new(key).ok());
        let strict = variable("NOVU_STRICT_AUTHENTICATION_ENABLED");
        Self {
            keys: key.map(Ok).into_iter().collect(),
            insecure: strict.as_deref() == Some("false"),
            #[cfg(feature = "client")]
            forward: Some(match Client::forwarding(&variable) {
                Ok(client) => Arc::new(client),
                Err(error) => Arc::new(Misconfigured(error)),
            }),
            ..Self::new(registry)
        }
    }

    /// The path that the bridge is at, `/api/novu` if not set. It takes all paths below for itself.
    ///
    /// It begins with a slash, does not end with one, and is compared with the path as it is sent: what has to be
    /// percent-encoded there must be so here. A bridge for every path is [`NovuLayer::into_endpoint`].
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// A secret key that requests may be signed with. Call it several times while keys are rotated.
    pub fn secret_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.keys.push(SecretKey::new(key).map_err(drop));
        self
    }

    /// How many bytes the body of a request may have, 20 MiB if not set. Longer ones are answered with 413.
    ///
    /// The default fits the largest event that Novu's API takes. Bodies are held in memory, a few times over while
    /// they are worked on, but those without a signature header are not read.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets how many bytes all bodies together may have that are received or read at a time, 256 MiB if not set. A request
    /// beyond it is answered with 503 and `Retry-After`, and Novu sends it again.
    ///
    /// It bounds the memory that clients can take by sending many large bodies at a time. Layers that are clones of each other
    /// share it. It is never less than the [limit of one body](Self::body_limit).
    pub fn body_budget(mut self, bytes: usize) -> Self {
        self.body_budget = bytes;
        self
    }

    /// Sends the CORS headers that `cors` gives, instead of the bridge's own.
    ///
    /// If not set, every answer allows every origin, as Novu's own SDK does: its dashboard calls local bridges from
    /// the browser, and it is the signature that protects the bridge, not its origin. `CorsLayer::new()` sends no
    /// CORS headers at all. Preflights keep the bridge's answer, status 200 and `{}`.
    ///
    /// # Panics
    ///
    /// If `cors` allows credentials together with wildcards, which browsers refuse.
    pub fn cors(mut self, cors: CorsLayer) -> Self {
        // The check is `CorsLayer`'s own and runs when it is applied: here rather than on the first request.
        let _ = cors.layer(());
        self.cors = Some(cors);
        self
    }

    /// Forwards `trigger` requests to Novu's API with `client`, its key and its settings. (Feature `client`.)
    ///
    /// Novu's Studio starts test runs with them. If not set, they are refused with 400.
    #[cfg(feature = "client")]
    pub fn client<S: Transport + Sync>(mut self, client: Client<S>) -> Self {
        self.forward = Some(Arc::new(client));
        self
    }

    /// Answers everybody, signed or not, whatever keys there are.
    ///
    /// Whoever can reach such a server can run its workflows with payloads of their choice, and where triggers are
    /// forwarded, start any workflow of the Novu environment. Sources are not shown to them unless
    /// [`Sources::InsecurePublic`] is set.
    /// For tests, and for development on a machine that nobody else reaches.
    pub fn insecure_without_signature(mut self) -> Self {
        self.insecure = true;
        self
    }

    /// Sets who may read the source texts of workflows; those who sign if not set.
    pub fn sources(mut self, readers: Sources) -> Self {
        self.sources = readers;
        self
    }

    /// Sets the content of health checks; [`HealthCheck::Full`] if not set.
    pub fn health_check(mut self, content: HealthCheck) -> Self {
        self.health_check = content;
        self
    }

    /// Remembers up to `entries` answers of up to `bytes` bytes together, and gives a signed request that comes again the
    /// answer it had, without running the workflow a second time. Off if not set.
    ///
    /// This is for requests that *do* something: steps, whole workflows, triggers. Only successes are remembered, and
    /// only until their signature expires, so for ten minutes at most; when there is no more room, those that would
    /// expire first are forgotten. It is the same request if its signature is, and with that its time and body, and if it
    /// asks for the same action, workflow and step. Nothing is ever refused: a repeat of Novu's own, which has lost the
    /// answer, cannot be told from that of somebody who has listened in. Of two equal requests at the same time both run.
    /// Two jobs of Novu's that were signed in the same millisecond, with the same event to the last byte, are one request,
    /// too: the second may get the first one's answer.
    ///
    /// The memory is this layer's and its clones'; other copies of the server have their own. Each answer counts with
    /// 256 bytes more than its length. Requests without a checked signature are not remembered.
    ///
    /// ```
    /// use novu_framework::{NovuLayer, Registry};
    ///
    /// # let registry = Registry::builder().build()?;
    /// let layer = NovuLayer::builder(registry).secret_key("key").replay_memory(10_000, 16 * 1024 * 1024).build()?;
    /// # let _ = layer;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn replay_memory(mut self, entries: usize, bytes: usize) -> Self {
        self.memory = Some(Memory::new(entries, bytes));
        self
    }

    /// Tells `hook` of every request to the bridge once it is over, be it answered or dropped.
    ///
    /// Not of those that the inner service gets. See the [module docs](super#metrics) for an example. A second hook
    /// replaces the first.
    pub fn on_answer(mut self, hook: impl OnAnswer) -> Self {
        self.on_answer = Some(Box::new(hook));
        self
    }

    /// How long a request to the bridge may take, from its first poll to its answer; for ever if not set.
    ///
    /// After that the workflow function is dropped where it awaits, and the answer is 504, which Novu tries again.
    /// See the [module docs](super#deadline) for what to set. Needs a tokio runtime with its timer enabled;
    /// elsewhere requests panic.
    #[cfg(feature = "deadline")]
    pub fn deadline(mut self, limit: std::time::Duration) -> Self {
        self.deadline = Deadline::after(limit);
        self
    }

    /// Checks signatures against another clock.
    #[cfg(test)]
    pub(super) fn clock(mut self, clock: fn() -> SystemTime) -> Self {
        self.clock = clock;
        self
    }

    /// The layer.
    ///
    /// # Errors
    ///
    /// When the prefix is not a path, a key is empty, or there is no key and not the wish for
    /// [none](Self::insecure_without_signature) either.
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
        if self.keys.is_empty() && !self.insecure {
            return Err(ConfigError::MissingSecretKey);
        }
        Ok(self.finish())
    }

    /// The layer, without a check.
    pub(super) fn finish(self) -> NovuLayer {
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
            sources,
            minimal_health_check: self.health_check == HealthCheck::Minimal,
            cross_origin: self.cors.is_none(),
            deadline: self.deadline,
            on_answer: self.on_answer,
            clock: self.clock,
            forward: self.forward,
            memory: self.memory,
        };
        NovuLayer::from_endpoint(NovuEndpoint::new(Bridge::new(self.registry, settings), self.cors))
    }
}

impl fmt::Debug for NovuLayerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NovuLayerBuilder")
            .field("prefix", &self.prefix)
            .field("keys", &self.keys.len())
            .field("body_limit", &self.body_limit)
            .field("cors", &self.cors)
            .field("insecure", &self.insecure)
            .field("sources", &self.sources)
            .field("health_check", &self.health_check)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// Why `prefix` cannot be compared with the path of a request.
fn fault_of_prefix(prefix: &str) -> Option<&'static str> {
    if !prefix.starts_with('/') {
        Some("does not begin with a slash")
    } else if prefix.ends_with('/') {
        Some("ends with a slash")
    } else if prefix.contains('?') {
        Some("has a query")
    } else if prefix
        .parse::<PathAndQuery>()
        .map(|path| path.as_str() != prefix)
        .unwrap_or(true)
    {
        Some("has characters that a path cannot have")
    } else {
        None
    }
}
