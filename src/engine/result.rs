//! What steps leave behind for later ones where there is no Novu (`bridge.md` §10.2).

use crate::step::StepKind;
use dialects::json::Json;

/// The result of a step that has put out `outputs`, if it was reached: inbox messages are unseen, nothing is
/// throttled. `events` are those that a digest has collected, `waited` is the time in milliseconds that a delay
/// took.
pub(crate) fn result_of(
    kind: StepKind,
    outputs: Option<&Json>,
    events: impl FnOnce() -> Vec<Json>,
    waited: u64,
) -> Json {
    match kind {
        StepKind::InApp => Json::object([
            ("seen", false.into()),
            ("read", false.into()),
            ("lastSeenDate", Json::Null),
            ("lastReadDate", Json::Null),
        ]),
        StepKind::Digest => {
            let events = events();
            Json::object([("eventCount", events.len().into()), ("events", events.into())])
        }
        StepKind::Delay => Json::object([("duration", waited.into())]),
        StepKind::Throttle => Json::object([("throttled", false.into())]),
        StepKind::Custom | StepKind::HttpRequest => outputs.cloned().unwrap_or(Json::empty_object()),
        StepKind::Email | StepKind::Sms | StepKind::Push | StepKind::Chat | StepKind::Tool => {
            Json::empty_object()
        }
    }
}

/// An event of a digest.
pub(crate) fn digest_event(id: &str, time: &str, payload: &Json) -> Json {
    Json::object([
        ("id", id.into()),
        ("time", time.into()),
        ("payload", payload.clone()),
    ])
}
