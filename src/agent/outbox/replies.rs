//! The transport of replies (`agents.md` §6.1).

use super::{Effects, Posted, Typing};
use crate::agent::{
    Content, File, Received,
    delivery::{Courier, DeliveryError, Retries, deliver},
};
use bytes::Bytes;
use http::Uri;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// One `POST` of an object with a member for each thing to do.
pub(super) struct Replies {
    courier: Arc<dyn Courier>,
    url: Uri,
    conversation_id: String,
    integration_identifier: String,
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
        content: &Content,
        files: &[File],
        effects: Effects,
    ) -> Result<Posted, DeliveryError> {
        let mut members = member("reply", message(content, files)?);
        effects.into_members(&mut members);
        posted(&self.post(members).await?)
    }

    pub(super) async fn approval_card(&self, card: Value, effects: Effects) -> Result<(), DeliveryError> {
        let mut members = member("reply", json!({ "toolApprovalCard": card }));
        effects.into_members(&mut members);
        posted(&self.post(members).await?).map(drop)
    }

    pub(super) async fn edit(
        &self,
        message_id: &str,
        content: &Content,
        files: &[File],
    ) -> Result<Posted, DeliveryError> {
        let edit = json!({ "messageId": message_id, "content": message(content, files)? });
        posted(&self.post(member("edit", edit)).await?)
    }

    pub(super) async fn delete(&self, message_id: &str) -> Result<(), DeliveryError> {
        let deletions = json!([{ "messageId": message_id }]);
        self.post(member("deleteMessages", deletions)).await.map(drop)
    }

    pub(super) async fn typing(&self, typing: Typing) -> Result<(), DeliveryError> {
        let typing = match typing {
            Typing::On(None) => json!({}),
            Typing::On(Some(status)) => json!({ "status": status }),
            Typing::Off => json!("stop"),
        };
        self.post(member("typing", typing)).await.map(drop)
    }

    pub(super) async fn flush(&self, effects: Effects) -> Result<(), DeliveryError> {
        let mut members = Map::new();
        effects.into_members(&mut members);
        self.post(members).await.map(drop)
    }

    pub(super) async fn report(&self) -> Result<(), DeliveryError> {
        self.post(member("error", true.into())).await.map(drop)
    }

    async fn post(&self, members: Map<String, Value>) -> Result<Bytes, DeliveryError> {
        let mut body = Map::new();
        body.insert("conversationId".to_owned(), self.conversation_id.as_str().into());
        body.insert(
            "integrationIdentifier".to_owned(),
            self.integration_identifier.as_str().into(),
        );
        body.extend(members);
        let body = Bytes::from(Value::Object(body).to_string());
        let answer = deliver(&*self.courier, &self.url, body, Retries::Replies).await?;
        Ok(answer.into_body())
    }
}

fn member(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

/// Returns `{"markdown" | "card", "files"?}`.
fn message(content: &Content, files: &[File]) -> Result<Value, DeliveryError> {
    let mut message = content.to_wire().map_err(DeliveryError::content)?;
    let files = File::replies(files).map_err(DeliveryError::content)?;
    super::effects::add(&mut message, "files", files);
    Ok(message)
}

/// Reads the ids of the message from an answer, bare or under `data`.
fn posted(answer: &[u8]) -> Result<Posted, DeliveryError> {
    let read = || {
        let answer: Value = serde_json::from_slice(answer).ok()?;
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
