//! Assertions on the steps of a run.

use super::{Status, StepRun, diff};
use serde::Serialize;

impl StepRun {
    /// Asserts how far the step is.
    ///
    /// # Panics
    ///
    /// It is not; the message shows the whole step.
    #[track_caller]
    pub fn assert_status(&self, status: Status) -> &Self {
        assert!(
            self.status() == status,
            "{} is not {status}:\n{self}",
            self.full_name()
        );
        self
    }

    /// Asserts that the step has put out just this.
    ///
    /// # Panics
    ///
    /// It has not; the message shows what differs.
    #[track_caller]
    pub fn assert_output(&self, output: impl Serialize) -> &Self {
        let name = self.full_name();
        let expected = match serde_json::to_value(output) {
            Ok(expected) => expected,
            Err(error) => panic!("the output that is expected of {name} cannot be written as JSON: {error}"),
        };
        let Some(found) = self.output_json() else {
            panic!("{name} has no output:\n{self}")
        };
        if let Some(difference) = diff::json(&expected, found) {
            panic!("the output of {name} is not the one expected:\n{difference}");
        }
        self
    }
}
