//! Assertions on the steps of a run.

use super::{Status, StepRun, diff};
use serde::Serialize;

impl StepRun {
    /// Asserts the status of the step.
    ///
    /// # Panics
    ///
    /// The step has another status. The message shows the whole step.
    #[track_caller]
    pub fn assert_status(&self, status: Status) -> &Self {
        assert!(
            self.status() == status,
            "{} is not {status}:\n{self}",
            self.full_name()
        );
        self
    }

    /// Asserts the output of the step.
    ///
    /// # Panics
    ///
    /// The step has another output or none. The message shows the lines that differ.
    #[track_caller]
    pub fn assert_output(&self, output: impl Serialize) -> &Self {
        let name = self.full_name();
        let expected = match serde_json::to_value(output) {
            Ok(expected) => expected,
            Err(error) => panic!("the output expected of {name} cannot be written as JSON: {error}"),
        };
        let Some(found) = self.output_json() else {
            panic!("{name} has no output:\n{self}")
        };
        if let Some(difference) = diff::json(&expected, found) {
            panic!("the output of {name} differs (- expected, + found):\n{difference}");
        }
        self
    }
}
