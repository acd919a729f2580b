//! The transport of events (`agents.md` §6.2).

use super::{
    Effects, Posted, Typing,
    effects::{add, deletion},
};
use crate::agent::{
    Received,
    content::{EventMessage, Message},
    delivery::{Courier, DeliveryError, Parcel, Retries, deliver},
};
use bytes::Bytes;
use http::Uri;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Batches of envelopes, posted one after the other.
pub(super) struct Events {
    courier: Arc<dyn Courier>,
    url: Uri,
    conversation_id: String,
    agent_id: String,
    run_id: String,
    turn_id: String,
    /// Locked while a batch is sent: tokio's lock is fair, so batches leave in the order of their numbers.
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// The number of the last envelope.
    sequence: u64,
    /// The body of the next batch without its end; empty if nothing is queued.
    body: Vec<u8>,
    /// The number of envelopes in it.
    waiting: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a, E> {
    version: u8,
    conversation_id: &'a str,
    agent_id: &'a str,
    run_id: &'a str,
    turn_id: &'a str,
    sequence: u64,
    timestamp: &'a str,
    event: E,
}

impl Events {
    pub(super) fn new(courier: Arc<dyn Courier>, url: Uri, received: &Received) -> Self {
        Self {
            run_id: courier.id("run"),
            courier,
            url,
            conversation_id: received.conversation_id.clone(),
            agent_id: received.agent_id.clone(),
            turn_id: received.delivery_id.clone(),
            queue: Mutex::default(),
        }
    }

    pub(super) fn courier(&self) -> &dyn Courier {
        &*self.courier
    }

    /// Queues the event that the turn has begun. It leaves with the first other one.
    pub(super) fn begin(&self) {
        // Handlers, which send, have not begun.
        if let Ok(mut queue) = self.queue.try_lock() {
            self.enqueue(&mut queue, &json!({ "type": "run-start" }));
        }
    }

    pub(super) async fn reply(
        &self,
        message: Message<'_>,
        effects: Effects,
    ) -> Result<Posted, DeliveryError> {
        let message_id = self.courier.id("msg");
        let message = EventMessage::new(&message_id, message);
        self.post("reply", effects.into_events(false), Some(message), &[])
            .await?;
        Ok(Posted {
            message_id,
            thread_id: String::new(),
        })
    }

    /// Sends the answer of the handler, what is queued, and the end of the turn in one batch (§17, A11).
    pub(super) async fn conclude(
        &self,
        message: Option<Message<'_>>,
        effects: Effects,
    ) -> Result<(), DeliveryError> {
        let message_id = self.courier.id("msg");
        let message = message.map(|message| EventMessage::new(&message_id, message));
        self.post(
            "end",
            effects.into_events(false),
            message,
            &[finished(), typing(Typing::Off)],
        )
        .await
    }

    pub(super) async fn approval_card(&self, effects: Effects) -> Result<(), DeliveryError> {
        self.post("approval", effects.into_events(true), None, &[]).await
    }

    pub(super) async fn edit(&self, message_id: &str, message: Message<'_>) -> Result<(), DeliveryError> {
        let edit = EventMessage::edit(message_id, message);
        self.post("edit", Vec::new(), Some(edit), &[]).await
    }

    pub(super) async fn delete(&self, message_id: &str) -> Result<(), DeliveryError> {
        self.post_one("delete", deletion(message_id)).await
    }

    pub(super) async fn typing(&self, state: Typing) -> Result<(), DeliveryError> {
        self.post_one("typing", typing(state)).await
    }

    pub(super) async fn emit(&self, name: &str, data: &Value) -> Result<(), DeliveryError> {
        let event = json!({ "type": "custom", "name": name, "data": data });
        self.post_one("emit", event).await
    }

    pub(super) async fn flush(&self, effects: Effects) -> Result<(), DeliveryError> {
        self.post("queued", effects.into_events(false), None, &[]).await
    }

    pub(super) async fn finish(&self) -> Result<(), DeliveryError> {
        self.post_one("end", finished()).await
    }

    /// Reports a failure, and hides the typing indicator in the same batch if `is_brief` (§17, A11).
    pub(super) async fn report(&self, message: &str, is_brief: bool) -> Result<(), DeliveryError> {
        let error = json!({ "type": "run-error", "message": message });
        let typing = is_brief.then(|| typing(Typing::Off));
        self.post("error", vec![error], None, typing.as_slice()).await
    }

    async fn post_one(&self, kind: &'static str, event: Value) -> Result<(), DeliveryError> {
        self.post(kind, vec![event], None, &[]).await
    }

    /// Posts a batch after all batches that were queued before.
    async fn post(
        &self,
        kind: &'static str,
        first: Vec<Value>,
        message: Option<EventMessage<'_>>,
        last: &[Value],
    ) -> Result<(), DeliveryError> {
        let mut queue = self.queue.lock().await;
        for event in first {
            self.enqueue(&mut queue, &event);
        }
        if let Some(message) = message {
            self.enqueue(&mut queue, &message);
        }
        for event in last {
            self.enqueue(&mut queue, event);
        }
        let mut body = std::mem::take(&mut queue.body);
        body.extend_from_slice(b"]}");
        let parcel = Parcel {
            kind,
            events: std::mem::take(&mut queue.waiting),
            body: Bytes::from(body),
        };
        let sent = deliver(&*self.courier, &self.url, parcel, Retries::Events).await;
        sent.map(drop)
    }

    fn enqueue(&self, queue: &mut Queue, event: &impl Serialize) {
        queue.sequence += 1;
        let envelope = Envelope {
            version: 1,
            conversation_id: &self.conversation_id,
            agent_id: &self.agent_id,
            run_id: &self.run_id,
            turn_id: &self.turn_id,
            sequence: queue.sequence,
            timestamp: &Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            event,
        };
        let start: &[u8] = if queue.waiting == 0 {
            br#"{"events":["#
        } else {
            b","
        };
        queue.body.extend_from_slice(start);
        queue.waiting += 1;
        // Keys are strings and vectors take everything, so this does not fail.
        let _ = serde_json::to_writer(&mut queue.body, &envelope);
    }
}

fn finished() -> Value {
    json!({ "type": "run-finish", "outcome": "completed" })
}

fn typing(typing: Typing) -> Value {
    match typing {
        Typing::Off => json!({ "type": "channel.typing", "state": "off" }),
        Typing::On(status) => {
            let mut event = json!({ "type": "channel.typing", "state": "on" });
            add(&mut event, "status", status.map(Value::from));
            event
        }
    }
}
