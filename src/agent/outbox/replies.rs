//! The transport of replies (`agents.md` §6.1).

use super::{Effects, Posted, Typing};
use crate::agent::{
    Received,
    content::{Message, ReplyMessage},
    delivery::{Courier, DeliveryError, Parcel, Retries, deliver},
};
use bytes::Bytes;
use dialects::json::{self, ValueLimit};
use http::Uri;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The most values of an answer that is read, unless it is long.
const MAX_VALUES: ValueLimit = ValueLimit::new(1000);

/// One `POST` of an object with a member for each thing to do.
pub(super) struct Replies {
    courier: Arc<dyn Courier>,
    url: Uri,
    conversation_id: String,
    integration_identifier: String,
}

/// The member that a request is about.
enum Main<'a> {
    /// Only what is queued.
    Nothing,
    Reply(ReplyMessage<'a>),
    Edit(Edit<'a>),
    Member(&'static str, Value),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Edit<'a> {
    message_id: &'a str,
    content: ReplyMessage<'a>,
}

/// The body of a request.
struct Request<'a> {
    replies: &'a Replies,
    main: Main<'a>,
    queued: Map<String, Value>,
}

impl Serialize for Request<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut request = serializer.serialize_map(None)?;
        request.serialize_entry("conversationId", &self.replies.conversation_id)?;
        request.serialize_entry("integrationIdentifier", &self.replies.integration_identifier)?;
        match &self.main {
            Main::Nothing => {}
            Main::Reply(message) => request.serialize_entry("reply", message)?,
            Main::Edit(edit) => request.serialize_entry("edit", edit)?,
            Main::Member(name, value) => request.serialize_entry(name, value)?,
        }
        for (name, value) in &self.queued {
            request.serialize_entry(name, value)?;
        }
        request.end()
    }
}

impl Replies {
    pub(super) fn new(courier: Arc<dyn Courier>, url: Uri, received: &Received) -> Self {
        Self {
            courier,
            url,
            conversation_id: received.conversation_id.clone(),
            integration_identifier: received.integration_identifier.clone(),
        }
    }

    pub(super) fn courier(&self) -> &dyn Courier {
        &*self.courier
    }

    pub(super) async fn reply(
        &self,
        message: Message<'_>,
        effects: Effects,
    ) -> Result<Posted, DeliveryError> {
        posted(&self.post("reply", Main::Reply(message.into()), effects).await?)
    }

    pub(super) async fn approval_card(&self, card: Value, effects: Effects) -> Result<(), DeliveryError> {
        let reply = Main::Member("reply", json!({ "toolApprovalCard": card }));
        posted(&self.post("approval", reply, effects).await?).map(drop)
    }

    pub(super) async fn edit(&self, message_id: &str, message: Message<'_>) -> Result<Posted, DeliveryError> {
        let content = message.into();
        let edit = Main::Edit(Edit { message_id, content });
        posted(&self.post("edit", edit, Effects::default()).await?)
    }

    pub(super) async fn delete(&self, message_id: &str) -> Result<(), DeliveryError> {
        let deletions = json!([{ "messageId": message_id }]);
        self.post_one("delete", "deleteMessages", deletions).await
    }

    pub(super) async fn typing(&self, typing: Typing) -> Result<(), DeliveryError> {
        let typing = match typing {
            Typing::On(None) => json!({}),
            Typing::On(Some(status)) => json!({ "status": status }),
            Typing::Off => json!("stop"),
        };
        self.post_one("typing", "typing", typing).await
    }

    pub(super) async fn flush(&self, effects: Effects) -> Result<(), DeliveryError> {
        self.post("queued", Main::Nothing, effects).await.map(drop)
    }

    pub(super) async fn report(&self) -> Result<(), DeliveryError> {
        self.post_one("error", "error", true.into()).await
    }

    async fn post_one(
        &self,
        kind: &'static str,
        name: &'static str,
        value: Value,
    ) -> Result<(), DeliveryError> {
        let main = Main::Member(name, value);
        self.post(kind, main, Effects::default()).await.map(drop)
    }

    async fn post(
        &self,
        kind: &'static str,
        main: Main<'_>,
        effects: Effects,
    ) -> Result<Bytes, DeliveryError> {
        let request = Request {
            replies: self,
            main,
            queued: effects.into_members(),
        };
        // Keys are strings and vectors take everything, so this does not fail.
        let body = serde_json::to_vec(&request).unwrap_or_default();
        let parcel = Parcel {
            kind,
            events: 0,
            body: body.into(),
        };
        let answer = deliver(&*self.courier, &self.url, parcel, Retries::Replies).await?;
        Ok(answer.into_body())
    }
}

/// Reads the ids of the message from an answer, bare or under `data`.
fn posted(answer: &[u8]) -> Result<Posted, DeliveryError> {
    let read = || {
        let answer = json::read_value(answer, MAX_VALUES).ok()?;
        let ids = match answer.get("data") {
            Some(data) => data,
            None => &answer,
        };
        let text = |name| ids.get(name)?.as_str().map(str::to_owned);
        Some(Posted {
            message_id: text("messageId")?,
            thread_id: text("platformThreadId")?,
        })
    };
    read().ok_or_else(DeliveryError::without_ids)
}
