//! What steps leave behind for later ones where there is no Novu (`bridge.md` §10.2).

use crate::step::StepKind;
use serde_json::{Value, json};

/// The result of a step that has put out `outputs`, if it was reached: inbox messages are unseen, nothing is
/// throttled. `events` are those that a digest has collected, `waited` is the time in milliseconds that a delay
/// took.
pub(crate) fn result_of(
    kind: StepKind,
    outputs: Option<&Value>,
    events: impl FnOnce() -> Vec<Value>,
    waited: u64,
) -> Value {
    match kind {
        StepKind::InApp => {
            json!({ "seen": false, "read": false, "lastSeenDate": null, "lastReadDate": null })
        }
        StepKind::Digest => {
            let events = events();
            json!({ "eventCount": events.len(), "events": events })
        }
        StepKind::Delay => json!({ "duration": waited }),
        StepKind::Throttle => json!({ "throttled": false }),
        StepKind::Custom | StepKind::HttpRequest => outputs.cloned().unwrap_or_else(|| json!({})),
        StepKind::Email | StepKind::Sms | StepKind::Push | StepKind::Chat | StepKind::Tool => json!({}),
    }
}

/// An event of a digest.
pub(crate) fn digest_event(id: &str, time: &str, payload: &Value) -> Value {
    json!({ "id": id, "time": time, "payload": payload })
}
