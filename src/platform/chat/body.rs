//! The bodies that Novu sends (`agents.md` §3.2).

use super::novu::Novu;
use serde_json::{Value, json};

impl Novu {
    /// Returns the body of an event. `parts` are the members that the event is about.
    pub(super) fn body(&self, event: &str, parts: Value) -> Value {
        let agent = &self.agent_id;
        let now = self.now();
        let mut body = json!({
            "version": 1,
            "timestamp": now,
            "deliveryId": format!("{}:{event}:{}", self.conversation_id, self.events),
            "event": event,
            "agentId": agent,
            "replyUrl": "https://api.novu.co/v1/agents/reply",
            "conversationId": self.conversation_id,
            "integrationIdentifier": format!("{}-1", self.platform),
            "message": null,
            "previousMessage": null,
            "conversation": {
                "identifier": self.conversation_id,
                "status": if self.is_resolved { "resolved" } else { "open" },
                "metadata": self.metadata,
                "messageCount": self.messages.len(),
                "createdAt": Self::instant(0),
                "lastActivityAt": now,
            },
            "subscriber": self.subscriber,
            "subscriberAccess": "open",
            "context": if self.context.is_empty() { Value::Null } else { self.context.clone().into() },
            "notification": null,
            "history": self.history,
            "platform": self.platform,
            "platformContext": { "threadId": "thread-1", "channelId": "channel-1", "isDM": true },
            "action": null,
            "reaction": null,
            "humanResponse": null,
        });
        if self.by_events {
            body["eventsUrl"] = "https://api.novu.co/v1/agents/events/ingest".into();
        }
        if let Value::Object(parts) = parts {
            for (name, value) in parts {
                body[name] = value;
            }
        }
        body
    }
}
