//! Notes what happens, used if the feature `studio` is on.

use super::Part;
use crate::{controls::CompileError, error::Error, panics::Panicked};
use dialects::{json::Json, text::push_pointer_key};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Notes what happens in one request; a clone notes in the same place. By default nobody watches, and nothing
/// is noted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Witness(Option<Arc<Mutex<Notes>>>);

/// The notes on one request.
#[derive(Debug, Default, Clone)]
pub(crate) struct Notes {
    /// The controls of the step asked for, rendered.
    pub(crate) controls: Option<Json>,
    /// Its output before HTML was sanitised.
    pub(crate) outputs: Option<Json>,
    /// The results of earlier steps as the workflow function gets them, by step id.
    pub(crate) state: Vec<(String, Json)>,
    /// JSON pointers of members that no input had: `/payload/..`, `/state/{step}/..`.
    pub(crate) mocked: Vec<String>,
    /// The decision of the condition, if the step has one and it was asked.
    pub(crate) skip: Option<bool>,
    /// The causes of an error of user code, outermost first, without the error itself.
    pub(crate) causes: Vec<String>,
    /// The pointer of a control whose template cannot be compiled, with line and column.
    pub(crate) template: Option<(String, Option<(usize, usize)>)>,
    /// The message of a panic.
    pub(crate) panic: Option<String>,
    pub(crate) hydrate: Duration,
    pub(crate) compile: Duration,
    pub(crate) resolve: Duration,
    pub(crate) sanitize: Duration,
}

/// The longest list of mocked members, and the longest chain of causes.
const MAX_NOTED: usize = 200;

impl Witness {
    /// Creates a witness that takes notes.
    pub(crate) fn watching() -> Self {
        Self(Some(Arc::default()))
    }

    /// Takes the notes so far out.
    pub(crate) fn notes(&self) -> Notes {
        let mut taken = Notes::default();
        self.note(|notes| taken = std::mem::take(notes));
        taken
    }

    fn note(&self, note: impl FnOnce(&mut Notes)) {
        if let Some(notes) = &self.0 {
            note(&mut notes.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Does a part of the work and notes its time.
    pub(crate) fn timed<T>(&self, part: Part, work: impl FnOnce() -> T) -> T {
        if self.0.is_none() {
            return work();
        }
        let began = Instant::now();
        let done = work();
        let took = began.elapsed();
        self.note(|notes| {
            *match part {
                Part::Hydrate => &mut notes.hydrate,
                Part::Compile => &mut notes.compile,
                Part::Resolve => &mut notes.resolve,
                Part::Sanitize => &mut notes.sanitize,
            } += took;
        });
        done
    }

    /// Notes which members of `completed`, an input at this path, are not in `given`.
    pub(crate) fn mocked(&self, path: [&str; 2], given: Option<&Json>, completed: &Json) {
        self.note(|notes| {
            let mut pointer = String::new();
            path.iter()
                .filter(|key| !key.is_empty())
                .for_each(|key| push_pointer_key(&mut pointer, key));
            added(&mut pointer, given, completed, &mut notes.mocked);
        });
    }

    /// Notes the result of an earlier step.
    pub(crate) fn hydrated(&self, step_id: &str, result: &Json) {
        self.note(|notes| notes.state.push((step_id.to_owned(), result.clone())));
    }

    /// Notes the rendered controls.
    pub(crate) fn controls(&self, controls: &Json) {
        self.note(|notes| notes.controls = Some(controls.clone()));
    }

    /// Notes the output before it is sanitised.
    pub(crate) fn outputs(&self, outputs: &Json) {
        self.note(|notes| notes.outputs = Some(outputs.clone()));
    }

    /// Notes the causes of an error of user code.
    pub(crate) fn failed(&self, error: &Error) {
        // The error itself is in the message. One of a step has been noted where it came from.
        let Some(error) = error.source() else {
            return;
        };
        self.note(|notes| {
            let mut cause = error.source();
            while let Some(error) = cause.filter(|_| notes.causes.len() < MAX_NOTED) {
                notes.causes.push(error.to_string());
                cause = error.source();
            }
        });
    }

    /// Notes the decision of the step's condition.
    pub(crate) fn skip(&self, skip: bool) {
        self.note(|notes| notes.skip = Some(skip));
    }

    /// Notes the place of a template that cannot be compiled.
    pub(crate) fn misplaced(&self, error: &CompileError) {
        self.note(|notes| notes.template = Some((error.pointer.clone(), error.position())));
    }

    /// Notes the message of a panic.
    pub(crate) fn panicked(&self, panicked: &Panicked) {
        self.note(|notes| notes.panic.clone_from(&panicked.message));
    }
}

/// Appends the pointers of what is in `completed`, but not in `given`. Only the highest of nested ones.
fn added(pointer: &mut String, given: Option<&Json>, completed: &Json, found: &mut Vec<String>) {
    match (given, completed) {
        (Some(Json::Object(given)), Json::Object(completed)) => {
            for (key, value) in completed.iter() {
                let outer = pointer.len();
                push_pointer_key(pointer, key);
                added(pointer, given.get(key), value, found);
                pointer.truncate(outer);
            }
        }
        (Some(_), _) => {}
        (None, _) if found.len() < MAX_NOTED => found.push(pointer.clone()),
        (None, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_that_no_input_has_are_noted_once() {
        let witness = Witness::watching();
        let given = json!({ "a": 1, "b": { "x": null } }).into();
        let completed = json!({ "a": 2, "b": { "x": 1, "y/z": {} }, "c": { "d": 1 } }).into();
        witness.mocked(["payload", ""], Some(&given), &completed);
        witness.mocked(["state", "inbox"], None, &completed);
        assert_eq!(
            witness.notes().mocked,
            ["/payload/b/y~1z", "/payload/c", "/state/inbox"]
        );
    }

    #[test]
    fn without_a_watcher_nothing_is_noted() {
        let witness = Witness::default();
        witness.controls(&Json::Null);
        assert!(witness.notes().controls.is_none());
    }
}
