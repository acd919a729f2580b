//! Whole-workflow runs: what the platform would say of each step if there were one.

use super::{definition::StepDefinition, event::Event};
use crate::step::StepKind;
use serde_json::{Value, json};

/// The result of a step that has just put out `outputs`: inbox messages are unseen, a digest holds this one
/// event, a delay is over at once, nothing is throttled.
pub(super) fn result_of(step: &StepDefinition, outputs: &Value, event: &Event) -> Value {
    match step.kind {
        StepKind::InApp => {
            json!({ "seen": false, "read": false, "lastSeenDate": null, "lastReadDate": null })
        }
        StepKind::Digest => json!({
            "events": [{ "id": "local", "time": "1970-01-01T00:00:00.000Z", "payload": event.payload }],
            "eventCount": 1,
        }),
        StepKind::Delay => json!({ "duration": 0 }),
        StepKind::Throttle => json!({ "throttled": false }),
        StepKind::Custom | StepKind::HttpRequest => outputs.clone(),
        StepKind::Email | StepKind::Sms | StepKind::Push | StepKind::Chat | StepKind::Tool => json!({}),
    }
}
