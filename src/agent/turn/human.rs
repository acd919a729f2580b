use super::Turn;
use crate::{agent::ApprovalCard, error::Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{fmt, time::Duration};

/// The numbers of options that Novu accepts.
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=10;
/// The most people that can be asked.
const MAX_PEOPLE: usize = 50;
/// The times in seconds after which a request may expire.
const SECONDS: std::ops::RangeInclusive<u64> = 60..=72 * 60 * 60;

/// The id of a request to people, found again in [`HumanResponse`](super::super::HumanResponse).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(String);

impl RequestId {
    /// Returns the id as it is on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for RequestId {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for RequestId {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<String> for RequestId {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

/// A request to people, queued by [`send_later`](Self::send_later).
///
/// Created by [`Turn::ask`], [`Turn::approve`], [`Turn::choose`] and [`Turn::tell`].
#[must_use = "requests do nothing until `send_later` is called"]
pub struct HumanRequest<'a, E> {
    turn: &'a Turn<E>,
    kind: &'static str,
    prompt: String,
    options: Option<Vec<String>>,
    from: Option<String>,
    ttl: Option<Duration>,
    to: Option<Vec<String>>,
    card: Option<ApprovalCard>,
}

impl<E> Turn<E> {
    /// Asks people a question. The answer comes as a later message, with `human_response`.
    ///
    /// ```
    /// use novu_framework::{Result, agent::{Message, RequestId, Turn}};
    /// use std::time::Duration;
    ///
    /// async fn deploy(cx: Turn<Message>) -> Result<&'static str> {
    ///     if let Some(response) = &cx.human_response {
    ///         let asked = cx.metadata().get::<RequestId>("asked")?;
    ///         let is_last = asked.is_some_and(|id| id == response.request_id);
    ///         return Ok(if is_last { "Deploying" } else { "I have asked again since." });
    ///     }
    ///     let day = Duration::from_secs(24 * 60 * 60);
    ///     let id = cx.ask("Which environment?").to(["ann", "bob"]).ttl(day).send_later()?;
    ///     cx.metadata().set("asked", id)?;
    ///     Ok("I have asked Ann and Bob.")
    /// }
    /// ```
    pub fn ask(&self, prompt: impl Into<String>) -> HumanRequest<'_, E> {
        HumanRequest::new(self, "ask", prompt.into(), None)
    }

    /// Asks people to approve or deny. The answer comes as a later action, with `human_response`.
    pub fn approve(&self, prompt: impl Into<String>) -> HumanRequest<'_, E> {
        HumanRequest::new(self, "approve", prompt.into(), None)
    }

    /// Asks people to choose one of 2 to 10 options. The answer comes as a later action, with
    /// `human_response`.
    pub fn choose<T: Into<String>>(
        &self,
        prompt: impl Into<String>,
        options: impl IntoIterator<Item = T>,
    ) -> HumanRequest<'_, E> {
        let options = options.into_iter().map(Into::into).collect();
        HumanRequest::new(self, "choose", prompt.into(), Some(options))
    }

    /// Informs people. There is no answer.
    pub fn tell(&self, text: impl Into<String>) -> HumanRequest<'_, E> {
        HumanRequest::new(self, "tell", text.into(), None)
    }
}

impl<'a, E> HumanRequest<'a, E> {
    fn new(turn: &'a Turn<E>, kind: &'static str, prompt: String, options: Option<Vec<String>>) -> Self {
        Self {
            turn,
            kind,
            prompt,
            options,
            from: None,
            ttl: None,
            to: None,
            card: None,
        }
    }

    /// Sets the subscribers to ask, in place of the conversation's: 1 to 50 ids. Blanks around ids, empty ids
    /// and repeated ones are removed.
    pub fn to<T: Into<String>>(mut self, subscriber_ids: impl IntoIterator<Item = T>) -> Self {
        self.to = Some(subscriber_ids.into_iter().map(Into::into).collect());
        self
    }

    /// Sets who asks, as people see it.
    pub fn from(mut self, name: impl Into<String>) -> Self {
        self.from = Some(name.into());
        self
    }

    /// Sets the time after which the request expires, in whole seconds: a minute to 72 hours, 24 hours if not
    /// set.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// Sends a card with the request, beside the prompt. Novu's servers after version 2.13.2 of its SDK show
    /// it; the title is the prompt if it is not set.
    ///
    /// ```
    /// use novu_framework::{Result, agent::{ApprovalCard, Message, Turn}};
    ///
    /// async fn deploy(cx: Turn<Message>) -> Result<&'static str> {
    ///     let card = ApprovalCard::new().body("Version 7 to production.").approve_label("Deploy");
    ///     cx.approve("Deploy?").card(card).send_later()?;
    ///     Ok("I have asked.")
    /// }
    /// ```
    ///
    /// [`TurnsBuilder::cards_for_people`](crate::agent::TurnsBuilder::cards_for_people) adds a card to every
    /// request.
    pub fn card(mut self, card: ApprovalCard) -> Self {
        self.card = Some(card);
        self
    }

    /// Queues the request and returns its id.
    ///
    /// # Errors
    ///
    /// If the prompt or an option is blank, there are not 2 to 10 options, nobody or more than 50 people are
    /// asked, or the time is out of range. Novu would refuse it, and the reply that it leaves with.
    pub fn send_later(self) -> Result<RequestId> {
        let kind = self.kind;
        if self.prompt.trim().is_empty() {
            return Err(format!("the prompt of `{kind}` is blank; Novu refuses it").into());
        }
        let mut signal = Map::new();
        let mut put = |name: &str, value: Value| signal.insert(name.to_owned(), value);
        let mut card = self.card.map(|card| card.words());
        if self.turn.outbox().has_cards() {
            card.get_or_insert_default();
        }
        if let Some(card) = &mut card {
            let title = card.entry("title").or_insert_with(|| self.prompt.clone().into());
            if title.as_str().is_none_or(|title| title.trim().is_empty()) {
                return Err(format!("the title of the card of `{kind}` is blank; Novu refuses it").into());
            }
        }
        let id = RequestId(self.turn.outbox().id("hr"));
        put("type", "human".into());
        put("kind", kind.into());
        put("prompt", self.prompt.into());
        put("requestId", id.as_str().into());
        if let Some(options) = self.options {
            if !OPTIONS.contains(&options.len()) {
                let count = options.len();
                return Err(format!("`{kind}` has {count} options; Novu accepts 2 to 10").into());
            }
            if options.iter().any(|option| option.trim().is_empty()) {
                return Err(format!("an option of `{kind}` is blank; give each a text").into());
            }
            if let Some(card) = &mut card {
                card.insert("options".to_owned(), options.clone().into());
            }
            put("options", options.into());
        }
        if let Some(from) = self.from.filter(|from| !from.is_empty()) {
            put("from", from.into());
        }
        if let Some(ttl) = self.ttl {
            if !SECONDS.contains(&ttl.as_secs()) {
                return Err(format!("`{kind}` expires after {ttl:?}; Novu accepts 60 s to 72 h").into());
            }
            put("ttlSeconds", ttl.as_secs().into());
        }
        if let Some(to) = self.to {
            put("to", people(kind, &to)?.into());
        }
        if let Some(card) = card {
            put("card", card.into());
        }
        self.turn.signal(signal.into());
        Ok(id)
    }
}

/// Trims ids and removes the empty and repeated ones.
fn people(kind: &str, ids: &[String]) -> Result<Vec<String>> {
    let mut people = Vec::with_capacity(ids.len().min(MAX_PEOPLE + 1));
    for id in ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty()) {
        if !people.iter().any(|person| person == id) {
            people.push(id.to_owned());
        }
        if people.len() > MAX_PEOPLE {
            return Err(
                format!("`{kind}` is for more than {MAX_PEOPLE} subscribers, which Novu refuses").into(),
            );
        }
    }
    if people.is_empty() {
        return Err(format!(
            "`{kind}` is for nobody: none of the subscriber ids has a letter; leave `to` out to ask the \
                            conversation's subscriber"
        )
        .into());
    }
    Ok(people)
}

impl<E> fmt::Debug for HumanRequest<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HumanRequest")
            .field("kind", &self.kind)
            .field("prompt", &self.prompt)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
