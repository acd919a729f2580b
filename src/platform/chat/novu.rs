//! The state of a conversation on Novu's side.

mod people;
mod requests;

use super::{
    sent::{SentMessage, TurnRun},
    watch::Watch,
};
use crate::{
    agent::{Courier, Origin, Posting, TurnReport},
    platform::Error,
};
use bytes::Bytes;
use http::{Response, Uri};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The instant at which every conversation begins, in seconds.
const BEGAN: i64 = 1_767_225_600;

/// Novu's side, shared with the turns that send to it.
pub(super) struct Shared {
    novu: Mutex<Novu>,
    origin: Origin,
}

impl Shared {
    pub(super) fn new(novu: Novu) -> Self {
        let origin = Origin::of(&Uri::from_static("https://api.novu.co"));
        Self {
            novu: Mutex::new(novu),
            origin: origin.unwrap_or_else(|| unreachable!("the URL has an origin")),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Novu> {
        self.novu.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Novu's side of a conversation.
#[derive(Default)]
pub(super) struct Novu {
    pub(super) agent_id: String,
    pub(super) conversation_id: String,
    pub(super) by_events: bool,
    pub(super) platform: String,
    pub(super) subscriber: Value,
    pub(super) context: Map<String, Value>,
    pub(super) metadata: Map<String, Value>,
    pub(super) is_resolved: bool,
    pub(super) history: Vec<Value>,
    /// All messages; those that were deleted have no content.
    pub(super) messages: Vec<SentMessage>,
    /// The number of events so far. Each takes a second.
    pub(super) events: i64,
    pub(super) transcript: Transcript,
    pub(super) watch: Watch,
    /// The turn that runs, or the last one.
    turn: Option<TurnRun>,
    /// Numbers of minted ids, by prefix.
    pub(super) ids: BTreeMap<String, u32>,
    /// Statuses of the next requests.
    pub(super) attempts: VecDeque<u16>,
    /// Statuses with which the next sends fail.
    pub(super) failures: VecDeque<u16>,
    /// The send that fails now, and all attempts at it.
    failing: Option<(u16, Bytes)>,
    /// Questions and approvals that nobody has answered.
    pub(super) open: Vec<String>,
    /// Ids of the messages that ask for approvals, by the id of the call.
    pub(super) approval_messages: BTreeMap<String, String>,
    /// The approval whose message comes next.
    requested: Option<String>,
    /// A turn has resolved the conversation, and `onResolve` is still to come.
    has_resolved: bool,
}

/// Lines of what was said and done.
#[derive(Default)]
pub(super) struct Transcript(Vec<String>);

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

fn fail(message: impl Into<String>) -> Error {
    Error::new("", None, message)
}

impl Novu {
    pub(super) fn new(agent_id: &str) -> Self {
        Self {
            agent_id: agent_id.to_owned(),
            conversation_id: "conversation-1".to_owned(),
            by_events: true,
            platform: "slack".to_owned(),
            subscriber: json!({ "subscriberId": "subscriber-1" }),
            ..Self::default()
        }
    }

    /// Returns the instant a number of seconds after the beginning.
    pub(super) fn instant(seconds: i64) -> String {
        let time = Timestamp::from_second(BEGAN + seconds).unwrap_or_default();
        time.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
    }

    pub(super) fn now(&self) -> String {
        Self::instant(self.events)
    }

    fn mint(&mut self, prefix: &str) -> u32 {
        let number = self.ids.entry(prefix.to_owned()).or_default();
        *number += 1;
        *number
    }

    /// Adds a line to the transcript, and to the turn that runs.
    fn line(&mut self, line: String) {
        self.transcript.0.push(line.clone());
        if let Some(turn) = &mut self.turn {
            turn.lines.push(line);
        }
    }

    /// Adds lines behind a head that only the first one shows.
    fn lines(&mut self, head: &str, lines: impl IntoIterator<Item = String>) {
        let indent = " ".repeat(head.len());
        for (index, line) in lines.into_iter().enumerate() {
            let head = if index == 0 { head } else { &indent };
            self.line(format!("{head}{line}").trim_end().to_owned());
        }
    }

    /// Returns the name of the person.
    fn person(&self) -> String {
        let name = ["firstName", "subscriberId"]
            .into_iter()
            .find_map(|name| self.subscriber[name].as_str());
        name.unwrap_or("somebody").to_owned()
    }

    pub(super) fn resolve_from_outside(&mut self) -> Result<(), Error> {
        if self.is_resolved {
            return Err(fail("the conversation is resolved already"));
        }
        self.is_resolved = true;
        self.turn = None;
        self.line("the conversation is resolved".to_owned());
        Ok(())
    }

    pub(super) fn visible_messages(&self) -> Vec<SentMessage> {
        let visible = self.messages.iter().filter(|message| !message.content.is_null());
        visible.cloned().collect()
    }

    // Turns.

    /// Begins a turn and returns the body of its event.
    pub(super) fn begin(&mut self, event: &str, parts: Value) -> Value {
        self.events += 1;
        self.turn = Some(TurnRun::new(event));
        let body = self.body(event, parts);
        self.watch.begin(event, self.events, &body);
        body
    }

    /// Ends the turn.
    pub(super) fn end(&mut self, report: &TurnReport) -> TurnRun {
        self.watch.end(report);
        if let Some(error) = report.error() {
            self.line(format!("  the turn fails ({}): {error}", report.outcome()));
        }
        let mut turn = self.turn.take().unwrap_or_else(|| TurnRun::new(report.event()));
        turn.outcome = report.outcome();
        turn.error = report.error().map(ToString::to_string);
        self.failing = None;
        turn
    }

    /// Returns whether the last turn has resolved the conversation, once.
    pub(super) fn take_resolved(&mut self) -> bool {
        std::mem::take(&mut self.has_resolved)
    }

    /// Shows the typing indicator.
    pub(super) fn types(&mut self, status: Option<&str>) {
        let status = status.filter(|status| !status.is_empty());
        self.watch.typing(true, status);
        self.line(status.map_or_else(|| "  typing".to_owned(), |status| format!("  typing: {status}")));
    }
}

fn response(status: u16, body: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    // The statuses of tests are those of HTTP; others are read as 500.
    *response.status_mut() =
        http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response
}

impl Courier for Shared {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn post(&self, url: &Uri, body: Bytes) -> Posting {
        Box::pin(ready(Ok(self.lock().answer_request(url, &body))))
    }

    fn id(&self, prefix: &str) -> String {
        format!("{prefix}_{}", self.lock().mint(prefix))
    }

    fn pause(&self, _: Duration) -> Duration {
        Duration::ZERO
    }
}
