use super::{HealthCheck, Sources};
#[cfg(feature = "client")]
use crate::client::{Client, Transport};
#[cfg(feature = "studio")]
use crate::studio::Studio;
use crate::{
    bridge::{Deadline, Forward, Memory, OnAnswer},
    registry::Registry,
    signature::SecretKey,
};
use dialects::json::ValueLimit;
use std::{fmt, sync::Arc, time::SystemTime};
use tower::Layer;
use tower_http::cors::CorsLayer;

const DEFAULT_PREFIX: &str = "/api/novu";

/// Novu's API accepts events of up to 20 MB, and sends them here with the state of all earlier steps. A
/// smaller limit would fail large events permanently, and bodies without a signature header are not read at
/// all.
const DEFAULT_BODY_LIMIT: usize = 20 * 1024 * 1024;

/// A dozen of the largest bodies, or a quarter of a million ordinary ones.
const DEFAULT_BODY_BUDGET: usize = 256 * 1024 * 1024;

/// Settings of a [`NovuLayer`](super::NovuLayer).
///
/// [`NovuLayer::builder`](super::NovuLayer::builder) creates it without a look at the environment,
/// [`NovuLayer::builder_from_env`](super::NovuLayer::builder_from_env) with the settings there. See the
/// [module docs](super) for an example.
#[must_use = "builders do nothing until `build` is called"]
pub struct NovuLayerBuilder {
    pub(super) registry: Registry,
    pub(super) prefix: String,
    /// `Err` marks the position of a rejected key, for `build` to report.
    pub(super) keys: Vec<Result<SecretKey, ()>>,
    pub(super) body_limit: usize,
    pub(super) body_budget: usize,
    pub(super) value_limit: ValueLimit,
    pub(super) cors: Option<CorsLayer>,
    pub(super) insecure: bool,
    pub(super) sources: Sources,
    pub(super) health_check: HealthCheck,
    pub(super) deadline: Deadline,
    pub(super) on_answer: Option<Box<dyn OnAnswer>>,
    pub(super) clock: fn() -> SystemTime,
    pub(super) forward: Option<Arc<dyn Forward>>,
    pub(super) memory: Option<Memory>,
    #[cfg(feature = "studio")]
    pub(super) studio: Option<Studio>,
    #[cfg(feature = "agents")]
    pub(super) agents: crate::bridge::Agents,
}

impl NovuLayerBuilder {
    pub(super) fn new(registry: Registry) -> Self {
        Self {
            registry,
            prefix: DEFAULT_PREFIX.to_owned(),
            keys: Vec::new(),
            body_limit: DEFAULT_BODY_LIMIT,
            body_budget: DEFAULT_BODY_BUDGET,
            value_limit: ValueLimit::default(),
            cors: None,
            insecure: false,
            sources: Sources::default(),
            health_check: HealthCheck::default(),
            deadline: Deadline::default(),
            on_answer: None,
            clock: SystemTime::now,
            forward: None,
            memory: None,
            #[cfg(feature = "studio")]
            studio: None,
            #[cfg(feature = "agents")]
            agents: crate::bridge::Agents::default(),
        }
    }

    /// Sets the path of the bridge, `/api/novu` if not set. The bridge also answers all paths below it.
    ///
    /// The path begins with a slash, does not end with one, and is compared with the path as sent, so
    /// characters that are percent-encoded there must be percent-encoded here. For a bridge at every path,
    /// see [`NovuLayer::into_endpoint`](super::NovuLayer::into_endpoint).
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Adds a secret key that requests may be signed with. Call it once for each key while keys are rotated.
    ///
    /// An empty key is an error of [`build`](Self::build).
    pub fn secret_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.keys.push(SecretKey::new(key).map_err(drop));
        self
    }

    /// Sets the limit of a request's body in bytes, 20 MiB if not set. Longer bodies are rejected with 413.
    ///
    /// The default fits the largest event that Novu's API accepts. Bodies are held in memory, several times
    /// over while they are processed, but bodies without a signature header are not read.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets how many bytes all bodies together may have that are received or worked on at a time, 256 MiB if
    /// not set. A request beyond it is answered with 503 and `Retry-After`, and Novu sends it again.
    ///
    /// It bounds the memory that clients can take by sending many large bodies at a time. A request holds its
    /// share until it is answered, while its steps wait, too. Events of agents release it when they are
    /// acknowledged: turns have a budget of their own, `TurnsBuilder::body_budget`. Layers that are
    /// clones of each other share it. It is never less than the [limit of one body](Self::body_limit).
    pub fn body_budget(mut self, bytes: usize) -> Self {
        self.body_budget = bytes;
        self
    }

    /// Sets how many JSON values a body of any length may have, 100,000 if not set. A longer body may have
    /// one for each 20 bytes. Beyond that the answer is 413.
    ///
    /// Numbers, texts, words, arrays and objects are values, however they nest; members of a body that nobody
    /// reads do not count. The limit bounds memory: a request takes at most 20 times the length of its body,
    /// or 32 MiB if that is more. Types of yours may take more, such as those with fields of type
    /// `serde_json::Value`: up to 600 bytes a value. Bodies of which only the canonical form was signed keep
    /// the default limit.
    ///
    /// ```
    /// use novu_framework::{NovuLayer, Registry};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let layer = NovuLayer::builder(Registry::builder().build()?)
    ///     .secret_key("the environment's secret key")
    ///     .value_limit(1_000_000)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn value_limit(mut self, values: usize) -> Self {
        self.value_limit = ValueLimit::new(values);
        self
    }

    /// Sets a layer that writes the CORS headers, in place of the bridge.
    ///
    /// If not set, every answer allows every origin, like Novu's own SDK: Novu's dashboard calls local
    /// bridges from the browser, and the signature protects the bridge, not the origin. `CorsLayer::new()`
    /// sends no CORS headers. Preflights keep the bridge's answer, status 200 and `{}`.
    ///
    /// # Panics
    ///
    /// If `cors` allows credentials together with wildcards, which browsers reject.
    pub fn cors(mut self, cors: CorsLayer) -> Self {
        // `CorsLayer` checks itself when it is applied: do that here rather than on the first request.
        let _ = cors.layer(());
        self.cors = Some(cors);
        self
    }

    /// Forwards `trigger` requests to Novu's API with the key and settings of `client`. (Feature `client`.)
    ///
    /// Novu's Studio starts test runs with them. If not set, they are rejected with 400. Agents send their
    /// replies with it. For a client with the key and URL in the environment, see [`Client::from_env`].
    ///
    /// ```
    /// use novu_framework::{NovuLayer, Registry, client::Client};
    ///
    /// let registry = Registry::builder().build()?;
    /// let client = Client::builder().secret_key("key").max_attempts(1).build()?;
    /// let layer = NovuLayer::builder(registry).secret_key("key").client(client).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "client")]
    pub fn client<S: Transport + Sync>(mut self, client: Client<S>) -> Self {
        let client = Arc::new(client);
        #[cfg(feature = "agents")]
        {
            self.agents.courier = Some(Arc::clone(&client) as _);
        }
        self.forward = Some(client);
        self
    }

    /// Sets where turns of agents run, and their limits. (Feature `agents`.)
    ///
    /// If not set, turns have the limits of [`Turns::default`](crate::agent::Turns).
    #[cfg(feature = "agents")]
    pub fn turns(mut self, turns: crate::agent::Turns) -> Self {
        self.agents.turns = turns;
        self
    }

    /// Accepts requests without checking signatures, even if keys are set.
    ///
    /// Everybody who can reach such a server can run its workflows with payloads of their choice, have agents
    /// answer with the secret key and, if triggers are forwarded, start any workflow of the Novu environment.
    /// They cannot read sources unless [`Sources::InsecurePublic`] is set. Use it for tests, and for
    /// development on a machine that nobody else reaches. Websites that are open in a browser of that machine
    /// do reach it, because the protocol allows every origin; [`cors`](Self::cors) keeps them from reading
    /// answers, not from sending requests.
    pub fn insecure_without_signature(mut self) -> Self {
        self.insecure = true;
        self
    }

    /// Sets who may read the source texts of workflows, [`Sources::Signed`] if not set.
    pub fn sources(mut self, readers: Sources) -> Self {
        self.sources = readers;
        self
    }

    /// Sets the content of health checks, [`HealthCheck::Full`] if not set.
    pub fn health_check(mut self, content: HealthCheck) -> Self {
        self.health_check = content;
        self
    }

    /// Caches responses to signed requests and returns them for exact repeats, without running the workflow
    /// again. Off if not set.
    ///
    /// The cache holds up to `entries` responses of up to `bytes` bytes together; each takes 256 bytes more
    /// than its length. If it is full, it evicts the response whose signature expires first. Only successful
    /// steps, whole runs and triggers are cached, and only until their signature expires, which is after ten
    /// minutes at most.
    ///
    /// A repeat is a request with the same signature, and so the same time and body, for the same action,
    /// workflow and step. It is answered rather than rejected, because a retry by Novu after a lost response
    /// cannot be told from a replay by an eavesdropper. Two equal requests at the same time both run. Two
    /// jobs that Novu signs in the same millisecond with byte-identical events are one request, too: the
    /// second may get the response of the first.
    ///
    /// The cache belongs to this layer and its clones; other copies of the server have their own. Requests
    /// whose signature is not checked are not cached.
    ///
    /// ```
    /// use novu_framework::{NovuLayer, Registry};
    ///
    /// let registry = Registry::builder().build()?;
    /// let builder = NovuLayer::builder(registry).secret_key("key");
    /// let layer = builder.replay_memory(10_000, 16 * 1024 * 1024).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn replay_memory(mut self, entries: usize, bytes: usize) -> Self {
        self.memory = Some(Memory::new(entries, bytes));
        self
    }

    /// Sets a hook that is called once for every request to the bridge, when it is answered or dropped.
    ///
    /// It is not called for requests of the inner service. A second hook replaces the first. See the
    /// [module docs](super#metrics) for an example.
    pub fn on_answer(mut self, hook: impl OnAnswer) -> Self {
        self.on_answer = Some(Box::new(hook));
        self
    }

    /// Sets the time that a request to the bridge may take, from its first poll to its answer; unlimited if
    /// not set.
    ///
    /// After that the workflow function is dropped where it awaits, and the answer is 504, which Novu
    /// retries. See the [module docs](super#deadline) for a sensible value. (Feature `deadline`.)
    ///
    /// # Panics
    ///
    /// This does not panic, but without a tokio runtime with its timer enabled every request does.
    #[cfg(feature = "deadline")]
    pub fn deadline(mut self, limit: std::time::Duration) -> Self {
        self.deadline = Deadline::after(limit);
        self
    }

    /// Serves the studio at `{prefix}/studio/`, in builds with debug assertions. See [`crate::studio`].
    #[cfg(feature = "studio")]
    #[cfg_attr(docsrs, doc(cfg(feature = "studio")))]
    pub fn studio(mut self, studio: Studio) -> Self {
        self.studio = Some(studio);
        self
    }

    /// Sets the clock that signatures are checked against.
    #[cfg(test)]
    pub(super) fn clock(mut self, clock: fn() -> SystemTime) -> Self {
        self.clock = clock;
        self
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
