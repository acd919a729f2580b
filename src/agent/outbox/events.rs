//! The transport of events (`agents.md` §6.2).

use super::{
    Effects, Posted, Typing,
    effects::{add, deletion},
    line::Line,
};
use crate::agent::{
    Content, File, Received,
    delivery::{Courier, DeliveryError, Retries, deliver},
};
use bytes::Bytes;
use http::Uri;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

/// Batches of envelopes, posted one after the other.
pub(super) struct Events {
    courier: Arc<dyn Courier>,
    url: Uri,
    conversation_id: String,
    agent_id: String,
    run_id: String,
    turn_id: String,
    queue: Mutex<Queue>,
    line: Line,
}

#[derive(Default)]
struct Queue {
    /// The number of the last envelope.
    sequence: u64,
    /// Envelopes as JSON that leave with the next batch.
    waiting: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    version: u8,
    conversation_id: &'a str,
    agent_id: &'a str,
    run_id: &'a str,
    turn_id: &'a str,
    sequence: u64,
    timestamp: &'a str,
    event: &'a Value,
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
            line: Line::default(),
        }
    }

    pub(super) fn courier(&self) -> &dyn Courier {
        &*self.courier
    }

    /// Queues the event that the turn has begun. It leaves with the first other one.
    pub(super) fn begin(&self) {
        self.enqueue(&mut self.queue(), &json!({ "type": "run-start" }));
    }

    pub(super) async fn reply(
        &self,
        content: &Content,
        files: &[File],
        effects: Effects,
    ) -> Result<Posted, DeliveryError> {
        let message_id = self.courier.id("msg");
        let mut message = json!({
            "type": "message", "role": "assistant", "messageId": message_id, "content": wire(content)?,
        });
        add(&mut message, "files", attachments(files)?);
        let mut events = effects.into_events(false);
        events.push(message);
        self.post(&events).await?;
        Ok(Posted {
            message_id,
            thread_id: String::new(),
        })
    }

    pub(super) async fn approval_card(&self, effects: Effects) -> Result<(), DeliveryError> {
        self.post(&effects.into_events(true)).await
    }

    pub(super) async fn edit(
        &self,
        message_id: &str,
        content: &Content,
        files: &[File],
    ) -> Result<(), DeliveryError> {
        let mut edit = json!({ "type": "channel.edit", "messageId": message_id, "content": wire(content)? });
        add(&mut edit, "files", attachments(files)?);
        self.post(&[edit]).await
    }

    pub(super) async fn delete(&self, message_id: &str) -> Result<(), DeliveryError> {
        self.post(&[deletion(message_id)]).await
    }

    pub(super) async fn typing(&self, typing: Typing) -> Result<(), DeliveryError> {
        let event = match typing {
            Typing::Off => json!({ "type": "channel.typing", "state": "off" }),
            Typing::On(status) => {
                let mut event = json!({ "type": "channel.typing", "state": "on" });
                add(&mut event, "status", status.map(Value::from));
                event
            }
        };
        self.post(&[event]).await
    }

    pub(super) async fn emit(&self, name: &str, data: &Value) -> Result<(), DeliveryError> {
        self.post(&[json!({ "type": "custom", "name": name, "data": data })])
            .await
    }

    pub(super) async fn flush(&self, effects: Effects) -> Result<(), DeliveryError> {
        self.post(&effects.into_events(false)).await
    }

    pub(super) async fn finish(&self) -> Result<(), DeliveryError> {
        self.post(&[json!({ "type": "run-finish", "outcome": "completed" })])
            .await
    }

    pub(super) async fn report(&self, message: &str) -> Result<(), DeliveryError> {
        self.post(&[json!({ "type": "run-error", "message": message })])
            .await
    }

    /// Posts a batch after all batches that were queued before.
    async fn post(&self, events: &[Value]) -> Result<(), DeliveryError> {
        let (body, place) = {
            let mut queue = self.queue();
            for event in events {
                self.enqueue(&mut queue, event);
            }
            let envelopes = std::mem::take(&mut queue.waiting).join(",");
            // Within the lock, so that batches join the line in the order of their numbers.
            (format!(r#"{{"events":[{envelopes}]}}"#), self.line.join())
        };
        place.reached().await;
        let sent = deliver(&*self.courier, &self.url, Bytes::from(body), Retries::Events).await;
        drop(place);
        sent.map(drop)
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enqueue(&self, queue: &mut Queue, event: &Value) {
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
        // Keys are strings, so this does not fail.
        queue
            .waiting
            .push(serde_json::to_string(&envelope).unwrap_or_default());
    }
}

fn wire(content: &Content) -> Result<Value, DeliveryError> {
    content.to_wire().map_err(DeliveryError::content)
}

fn attachments(files: &[File]) -> Result<Option<Value>, DeliveryError> {
    File::events(files).map_err(DeliveryError::content)
}
