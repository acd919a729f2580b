//! The results of earlier steps.

use crate::{
    error::{ErrorCode, Fault},
    step::StepKind,
};
use dialects::json::{Json, Object};

const NULL_ENTRY: &str = "the event's `state` has a null entry";

/// The results of earlier steps, from an event's `state` or from a run of the whole workflow.
///
/// Templates see the last entry of a step, the workflow function the first one (`bridge.md` §5.4).
#[derive(Debug, Clone)]
pub(crate) struct History {
    /// The last outputs of each step: an object, as templates take it.
    outputs: Json,
    /// The first outputs of the steps that have several entries.
    first: Object,
    /// How many steps had an entry before one that is `null`, if any is. They come first in `outputs`.
    before_null: Option<usize>,
}

impl History {
    /// Reads an event's `state`; an absent one is empty (`differences.md` 10).
    ///
    /// # Errors
    ///
    /// It is neither an array nor absent.
    pub(super) fn read(state: Json) -> Result<Self, Fault> {
        let entries = match state {
            Json::Array(entries) => entries,
            Json::Null => Vec::new(),
            _ => {
                let message = "the event's `state` is not an array";
                return Err(Fault::new(ErrorCode::ExecutionStateCorrupt, message));
            }
        };
        let mut outputs = Object::with_capacity(entries.len());
        let mut read = Self::default();
        for mut entry in entries {
            if entry.is_null() {
                read.before_null.get_or_insert(outputs.len());
            }
            let Some(members) = entry.as_object_mut() else {
                continue;
            };
            let Some(Json::String(id)) = members.get_mut("stepId").map(Json::take) else {
                continue;
            };
            let output = members.get_mut("outputs").map(Json::take).unwrap_or_default();
            if let Some(earlier) = outputs.insert(id.clone(), output)
                && !read.first.contains(&id)
            {
                read.first.insert(id, earlier);
            }
        }
        read.outputs = outputs.into();
        Ok(read)
    }

    /// Returns the result of a step, or `None` if there is no entry for it.
    ///
    /// # Errors
    ///
    /// A `null` comes before it.
    pub(super) fn result_of(&self, step_id: &str) -> Result<Option<&Json>, Fault> {
        let last = self.outputs.get(step_id);
        if let (Some(count), Json::Object(outputs)) = (self.before_null, &self.outputs)
            && outputs.keys().take(count).all(|id| id != step_id)
        {
            return Err(Fault::with_stack(ErrorCode::Bridge, NULL_ENTRY));
        }
        Ok(self.first.get(step_id).or(last))
    }

    /// Returns the results of all steps by their ids.
    ///
    /// # Errors
    ///
    /// One of the entries is `null`; the reference then cannot compile the controls.
    pub(super) fn outputs(&self) -> Result<&Json, &'static str> {
        match self.before_null {
            None => Ok(&self.outputs),
            Some(_) => Err(NULL_ENTRY),
        }
    }

    /// Adds the result of a step.
    pub(crate) fn add(&mut self, step_id: &str, outputs: Json) {
        if let Json::Object(steps) = &mut self.outputs {
            steps.insert(step_id.into(), outputs);
        }
    }
}

/// Returns the result of a step where no Novu delivers anything (`bridge.md` §10.2): inbox messages are
/// unseen, nothing is throttled. `events` are those that a digest has collected, `waited` is how long a delay
/// took, in milliseconds.
pub(crate) fn unattended_result(
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

/// Creates an event of a digest's result.
pub(crate) fn digest_event(id: &str, time: &str, payload: &Json) -> Json {
    Json::object([
        ("id", id.into()),
        ("time", time.into()),
        ("payload", payload.clone()),
    ])
}

impl Default for History {
    fn default() -> Self {
        Self {
            outputs: Json::empty_object(),
            first: Object::new(),
            before_null: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn history(entries: Value) -> History {
        History::read(entries.into()).unwrap()
    }

    #[test]
    fn repeated_entries_give_functions_the_first_and_templates_the_last() {
        let history = history(
            json!([{ "stepId": "a", "outputs": 1 }, { "stepId": "a", "outputs": 2 }, { "stepId": "a", "outputs": 3 }]),
        );
        assert_eq!(history.result_of("a").unwrap(), Some(&json!(1).into()));
        assert_eq!(history.outputs().unwrap(), &json!({ "a": 3 }).into());
    }

    #[test]
    fn many_entries_are_read_in_linear_time() {
        // This would take minutes if every entry looked at all before it.
        let entry = |number: usize| json!({ "stepId": (number / 2).to_string(), "outputs": number });
        let history = history((0..100_000).map(entry).collect());
        assert_eq!(history.result_of("49999").unwrap(), Some(&json!(99_998).into()));
        assert_eq!(
            history.outputs().unwrap().get("49999"),
            Some(&99_999_usize.into())
        );
        assert_eq!(history.result_of("50000").unwrap(), None);
    }

    #[test]
    fn null_entry_hides_later_entries() {
        let history =
            history(json!([{ "stepId": "a", "outputs": {} }, null, { "stepId": "b", "outputs": {} }]));
        assert!(history.result_of("a").unwrap().is_some());
        assert_eq!(history.result_of("b").unwrap_err().code, ErrorCode::Bridge);
        assert!(history.outputs().is_err());
    }

    #[test]
    fn malformed_entries_are_skipped() {
        let history = history(json!([5, "x", {}, { "stepId": 1 }, { "stepId": "a" }]));
        assert_eq!(history.result_of("a").unwrap(), Some(&Json::Null));
        assert_eq!(history.result_of("1").unwrap(), None);
    }

    #[test]
    fn state_that_is_not_an_array_is_rejected() {
        assert!(History::read(Json::Null).is_ok());
        assert_eq!(
            History::read(Json::empty_object()).unwrap_err().code,
            ErrorCode::ExecutionStateCorrupt
        );
    }
}
