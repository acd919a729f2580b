//! What earlier steps have left behind.

use super::drive::bridge_error;
use crate::error::{ErrorCode, Fault};
use compact_str::CompactString;
use dialects::json::{Json, Object};
use std::collections::HashMap;

/// The results of earlier steps, as an event brings them.
///
/// Templates see the last entry of a step, the workflow function the first one (`bridge.md` §5.4).
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The last outputs of each step: an object, as templates take it.
    outputs: Json,
    /// The first outputs of the steps that have several entries. A map, because the sender chooses how many there are.
    first: HashMap<CompactString, Json>,
    /// How many steps had an entry before one that is `null`, if any is. They come first in `outputs`.
    before_null: Option<usize>,
}

impl State {
    /// Reads the event's `state`; absent, it is empty (`differences.md` 10).
    ///
    /// # Errors
    ///
    /// It is there and no array.
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
            if let Some(earlier) = outputs.insert(id.clone(), output) {
                read.first.entry(id).or_insert(earlier);
            }
        }
        read.outputs = outputs.into();
        Ok(read)
    }

    /// The outputs of a step, or `None` if there is no entry for it.
    ///
    /// # Errors
    ///
    /// A `null` comes before it.
    pub(super) fn result_of(&self, step_id: &str) -> Result<Option<&Json>, Fault> {
        let last = self.outputs.get(step_id);
        if let (Some(count), Json::Object(outputs)) = (self.before_null, &self.outputs)
            && outputs.keys().take(count).all(|id| id != step_id)
        {
            return Err(bridge_error("the event's `state` has a null entry".to_owned()));
        }
        Ok(self.first.get(step_id).or(last))
    }

    /// The outputs of all steps by their ids, whatever they are.
    ///
    /// # Errors
    ///
    /// There is a `null` among the entries; the reference then cannot compile the controls.
    pub(super) fn outputs(&self) -> Result<&Json, &'static str> {
        match self.before_null {
            None => Ok(&self.outputs),
            Some(_) => Err("the event's `state` has a null entry"),
        }
    }
}

impl State {
    /// Adds what a step has left behind.
    pub(crate) fn leave(&mut self, step_id: &str, outputs: Json) {
        if let Json::Object(steps) = &mut self.outputs {
            steps.insert(step_id.into(), outputs);
        }
    }
}

impl Default for State {
    fn default() -> Self {
        Self {
            outputs: Json::empty_object(),
            first: HashMap::new(),
            before_null: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn state(entries: Value) -> State {
        State::read(entries.into()).unwrap()
    }

    #[test]
    fn the_function_gets_the_first_entry_and_templates_the_last() {
        let state = state(
            json!([{ "stepId": "a", "outputs": 1 }, { "stepId": "a", "outputs": 2 }, { "stepId": "a", "outputs": 3 }]),
        );
        assert_eq!(state.result_of("a").unwrap(), Some(&json!(1).into()));
        assert_eq!(state.outputs().unwrap(), &json!({ "a": 3 }).into());
    }

    #[test]
    fn any_number_of_entries_is_read() {
        // This would take minutes if every entry looked at all before it.
        let entry = |number: usize| json!({ "stepId": (number / 2).to_string(), "outputs": number });
        let state = state((0..100_000).map(entry).collect());
        assert_eq!(state.result_of("49999").unwrap(), Some(&json!(99_998).into()));
        assert_eq!(state.outputs().unwrap().get("49999"), Some(&99_999_usize.into()));
        assert_eq!(state.result_of("50000").unwrap(), None);
    }

    #[test]
    fn a_null_hides_what_comes_after_it() {
        let state = state(json!([{ "stepId": "a", "outputs": {} }, null, { "stepId": "b", "outputs": {} }]));
        assert!(state.result_of("a").unwrap().is_some());
        assert_eq!(state.result_of("b").unwrap_err().code, ErrorCode::Bridge);
        assert!(state.outputs().is_err());
    }

    #[test]
    fn entries_that_are_no_entries_are_skipped() {
        let state = state(json!([5, "x", {}, { "stepId": 1 }, { "stepId": "a" }]));
        assert_eq!(state.result_of("a").unwrap(), Some(&Json::Null));
        assert_eq!(state.result_of("1").unwrap(), None);
    }

    #[test]
    fn only_an_array_or_nothing_is_a_state() {
        assert!(State::read(Json::Null).is_ok());
        assert_eq!(
            State::read(Json::empty_object()).unwrap_err().code,
            ErrorCode::ExecutionStateCorrupt
        );
    }
}
