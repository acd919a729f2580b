//! Where turns run: limits, order, repeats, and shutdown.

mod accepted;
mod builder;
mod contain;
mod host;
mod limits;
mod repeats;
mod report;
mod run;

pub use builder::TurnsBuilder;
pub(crate) use host::NotHosted;
pub use host::WaitUntil;
pub use report::{TurnOutcome, TurnReport};

use super::{
    Agent, Outline,
    delivery::{Courier, Origin, is_route_of_agents},
    outbox::SendSettings,
};
use crate::recent::Time;
use accepted::Accepted;
use host::Host;
use http::Uri;
use limits::Running;
use repeats::Repeats;
use std::{fmt, sync::Arc, time::Duration};

type OnTurn = Box<dyn Fn(&TurnReport) + Send + Sync>;

/// All turns that a server runs: their limits, and the way to wait for them at shutdown.
///
/// A turn runs after its event has been acknowledged, in a task of its own. This is a cheap handle; give a
/// clone to [`NovuLayerBuilder::turns`](crate::NovuLayerBuilder::turns).
///
/// ```no_run
/// use axum::Router;
/// use novu_framework::{NovuLayer, Registry, agent::Turns, client::Client};
/// use std::time::Duration;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let registry = Registry::builder().build()?;
/// // Ends when the server is to stop, like `tokio::signal::ctrl_c`.
/// async fn signal() {}
///
/// let turns = Turns::builder().limit(512).deadline(Duration::from_secs(300)).build();
/// let layer = NovuLayer::builder(registry)
///     .secret_key("key")
///     .client(Client::new("key")?)
///     .turns(turns.clone())
///     .build()?;
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:4000").await?;
/// let app = Router::new().layer(layer);
/// axum::serve(listener, app).with_graceful_shutdown(signal()).await?;
/// turns.drain(Duration::from_secs(30)).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Turns {
    settings: Arc<Settings>,
    running: Arc<Running>,
    repeats: Arc<Repeats>,
}

struct Settings {
    limit: usize,
    body_budget: usize,
    deadline: Duration,
    is_ordered: bool,
    host: Host,
    /// `Err` keeps an origin that is not one, for the layer to report.
    origins: Vec<Result<Origin, String>>,
    on_turn: Option<OnTurn>,
    sends: SendSettings,
}

/// An event of an agent that is to be acknowledged.
pub(crate) struct Incoming<'a> {
    pub(crate) agent: &'a Agent,
    pub(crate) outline: Outline,
    pub(crate) body: &'a [u8],
    pub(crate) now: Time,
    pub(crate) courier: &'a Arc<dyn Courier>,
    pub(crate) is_signed: bool,
}

/// The reason why an event is not acknowledged.
#[derive(Debug)]
pub(crate) enum Unacknowledged {
    /// The key must not be sent to this origin.
    ForeignOrigin(String),
    /// The key must not be sent to this path.
    ForeignPath(String),
    /// Too many turns run, or the server shuts down.
    Full,
    NotHosted(NotHosted),
}

impl Turns {
    /// Creates a builder.
    pub fn builder() -> TurnsBuilder {
        TurnsBuilder::new()
    }

    /// Returns how many turns run or wait.
    #[must_use]
    pub fn running(&self) -> usize {
        self.running.count()
    }

    /// Waits until all turns are over, at most `patience`, and returns how many were left then. Call it at
    /// shutdown, after the server has stopped.
    ///
    /// New events are answered with 503 from now on. The turns that are left are dropped where they await and
    /// reported to Novu as failed, which takes up to six seconds more.
    pub async fn drain(&self, patience: Duration) -> usize {
        self.running.drain(patience).await
    }

    /// Returns the first allowed origin that is not one.
    pub(crate) fn invalid_origin(&self) -> Option<&str> {
        let mut invalid = self
            .settings
            .origins
            .iter()
            .filter_map(|origin| origin.as_ref().err());
        invalid.next().map(String::as_str)
    }

    /// Starts the turn of an event, unless the event is a repeat. Returns the turn if the request has to run
    /// it.
    pub(crate) fn start(&self, incoming: Incoming<'_>) -> Result<Option<WaitUntil>, Unacknowledged> {
        let Incoming {
            agent,
            outline,
            body,
            now,
            courier,
            is_signed,
        } = incoming;
        self.check_origin(outline.url(), courier.origin(), is_signed)?;
        let Some(claim) = self.repeats.claim(agent.id(), outline.event, body, now) else {
            return Ok(None);
        };
        let release = || self.repeats.release(&claim);
        let Some(mut permit) = self
            .running
            .admit(self.settings.limit, body.len(), self.settings.body_budget)
        else {
            release();
            return Err(Unacknowledged::Full);
        };
        if self.settings.is_ordered {
            permit.join(outline.conversation_id());
        }
        let turn = |permit| Accepted::new(agent, outline, courier, &self.settings, permit);
        self.settings.host.start(permit, turn).map_err(|error| {
            release();
            Unacknowledged::NotHosted(error)
        })
    }

    /// Checks where the key would go (`agents.md` §17, A4).
    fn check_origin(&self, url: Option<&Uri>, own: &Origin, is_signed: bool) -> Result<(), Unacknowledged> {
        let is_allowed = |url: &Uri| {
            let mut allowed = self.settings.origins.iter().flatten();
            own.is_of(url) || allowed.any(|allowed| allowed.is_of(url))
        };
        if let Some(url) = url.filter(|url| is_allowed(url)) {
            // Else anybody could have any route of the API called with the key.
            if is_signed || is_route_of_agents(url) {
                return Ok(());
            }
            return Err(Unacknowledged::ForeignPath(url.path().to_owned()));
        }
        match url.and_then(Origin::of) {
            Some(origin) => Err(Unacknowledged::ForeignOrigin(origin.to_string())),
            None => Err(Unacknowledged::ForeignOrigin("nowhere".to_owned())),
        }
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns")
            .field("running", &self.running())
            .field("limit", &self.settings.limit)
            .finish_non_exhaustive()
    }
}
