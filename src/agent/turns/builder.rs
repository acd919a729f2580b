use super::{Settings, Turns, WaitUntil, host::Host, limits::Running, repeats::Repeats};
use crate::agent::{delivery::Origin, outbox::SendSettings};
use std::{fmt, sync::Arc, time::Duration};

const DEFAULT_LIMIT: usize = 1024;
/// A quarter of a MiB for each turn.
const DEFAULT_BODY_BUDGET: usize = 256 * 1024 * 1024;
const DEFAULT_DEADLINE: Duration = Duration::from_secs(15 * 60);
const DEFAULT_REMEMBERED: usize = 10_000;

/// Settings of [`Turns`]. Created by [`Turns::builder`].
#[must_use = "builders do nothing until `build` is called"]
pub struct TurnsBuilder {
    settings: Settings,
    remembered: usize,
}

impl TurnsBuilder {
    pub(super) fn new() -> Self {
        let settings = Settings {
            limit: DEFAULT_LIMIT,
            body_budget: DEFAULT_BODY_BUDGET,
            deadline: DEFAULT_DEADLINE,
            is_ordered: false,
            host: Host::Spawn,
            origins: Vec::new(),
            on_turn: None,
            sends: SendSettings::default(),
        };
        Self {
            settings,
            remembered: DEFAULT_REMEMBERED,
        }
    }

    /// Limits how many turns run or wait at a time, 1,024 if not set.
    ///
    /// Events beyond it are answered with 503 before they are acknowledged. Novu sends them again after half
    /// a second and after another, and then the person reads that the agent is offline.
    pub fn limit(mut self, turns: usize) -> Self {
        self.settings.limit = turns;
        self
    }

    /// Limits how many bytes the bodies of all turns that run or wait may have together, 256 MiB if not set.
    ///
    /// A turn keeps the body of its event, and the values in it, until it is over. Events beyond the limit
    /// are answered as those beyond the [number of turns](Self::limit). One body alone may have any length
    /// that the [layer](crate::NovuLayerBuilder::body_limit) accepts.
    pub fn body_budget(mut self, bytes: usize) -> Self {
        self.settings.body_budget = bytes;
        self
    }

    /// Limits the time of a handler, 15 minutes if not set. After that it is dropped where it awaits, and the
    /// turn fails.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.settings.deadline = limit;
        self
    }

    /// Runs the turns of a conversation one after the other, in the order in which their events came. If not
    /// set, they run side by side, like those of Novu's own SDK.
    ///
    /// Waiting turns count towards the [limit](Self::limit). Other copies of the server do not know of them.
    pub fn one_at_a_time(mut self) -> Self {
        self.settings.is_ordered = true;
        self
    }

    /// Sets how many events are remembered, 10,000 if not set, so that one that is delivered again runs once.
    ///
    /// Novu delivers an event again when it did not get the acknowledgement. A repeat has the same agent,
    /// event and body, and comes within ten minutes. It is acknowledged. An event takes less than 100 bytes;
    /// 0 runs repeats again.
    pub fn remember(mut self, events: usize) -> Self {
        self.remembered = events;
        self
    }

    /// Hands turns to `wait_until` in place of tokio's `spawn`, for hosts that have a way of their own to
    /// stay alive until a future is done. The future has to be polled on a tokio runtime with its timer
    /// enabled.
    ///
    /// ```
    /// use novu_framework::agent::Turns;
    /// use tokio::sync::mpsc;
    ///
    /// let (sender, _receiver) = mpsc::unbounded_channel();
    /// let turns = Turns::builder().wait_until(move |turn| drop(sender.send(turn))).build();
    /// # let _ = turns;
    /// ```
    pub fn wait_until(mut self, wait_until: impl Fn(WaitUntil) + Send + Sync + 'static) -> Self {
        self.settings.host = Host::WaitUntil(Box::new(wait_until));
        self
    }

    /// Runs turns before they are acknowledged, for hosts that freeze after the response and have no way to
    /// stay alive.
    ///
    /// Novu waits 30 seconds for the acknowledgement and delivers the event again then, so turns should take
    /// well below that. A [deadline](crate::NovuLayerBuilder) of the layer drops them.
    pub fn inline(mut self) -> Self {
        self.settings.host = Host::Inline;
        self
    }

    /// Allows events to name URLs of `origin`, such as `https://eu.api.novu.co`, for what the agent sends.
    /// The origin of the client's API is always allowed.
    ///
    /// Requests of an agent carry the secret key, so events with URLs of other origins are rejected with
    /// 400. An origin that is not one is an error when the layer is built.
    ///
    /// A bridge that accepts unsigned requests rejects paths that are not those of agents, `/v1/agents/..`.
    pub fn allow_origin(mut self, origin: impl AsRef<str>) -> Self {
        let text = origin.as_ref();
        let origin = text.parse().ok().and_then(|url| Origin::of(&url));
        self.settings.origins.push(origin.ok_or_else(|| text.to_owned()));
        self
    }

    /// Sends fewer requests at the end of a turn.
    ///
    /// If the event has an `eventsUrl`, the returned reply, everything that is queued, the end of the turn
    /// and that of the typing indicator are one request in place of three. Else the typing indicator is not
    /// hidden after a reply, which hides it itself. If not set, requests are those of Novu's own SDK.
    pub fn fewer_requests(mut self) -> Self {
        self.settings.sends.is_brief = true;
        self
    }

    /// Sends a card with every request to people, beside the prompt: [`ask`](super::super::Turn::ask),
    /// `approve`, `choose` and `tell`.
    ///
    /// Novu's servers after version 2.13.2 of its SDK need the card. [`HumanRequest::card`] adds one to a
    /// single request, with words of your own.
    ///
    /// [`HumanRequest::card`]: super::super::HumanRequest::card
    pub fn cards_for_people(mut self) -> Self {
        self.settings.sends.has_cards = true;
        self
    }

    /// Sets a hook that is called once for every turn, when it is over.
    ///
    /// Called where the turn has run, so it should not block. A panic is caught.
    ///
    /// ```
    /// use novu_framework::agent::{TurnReport, Turns};
    ///
    /// let turns = Turns::builder()
    ///     .on_turn(|turn: &TurnReport| println!("{}: {}", turn.agent(), turn.outcome()))
    ///     .build();
    /// # let _ = turns;
    /// ```
    pub fn on_turn(mut self, hook: impl Fn(&super::TurnReport) + Send + Sync + 'static) -> Self {
        self.settings.on_turn = Some(Box::new(hook));
        self
    }

    /// Builds the turns.
    #[must_use]
    pub fn build(self) -> Turns {
        Turns {
            settings: Arc::new(self.settings),
            running: Arc::new(Running::default()),
            repeats: Arc::new(Repeats::new(self.remembered)),
        }
    }
}

impl fmt::Debug for TurnsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TurnsBuilder")
            .field("limit", &self.settings.limit)
            .field("deadline", &self.settings.deadline)
            .field("one_at_a_time", &self.settings.is_ordered)
            .field("remember", &self.remembered)
            .finish_non_exhaustive()
    }
}
