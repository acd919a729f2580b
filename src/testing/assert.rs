//! Assertions on the steps of a run.

use super::{MailCheck, MailLevel, Status, StepRun, diff};
use crate::{mail::Mail, step::StepKind};
use serde::Serialize;
use serde_json::Value;

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

    /// Checks the e-mail of the step: its size, links, alternative texts, preheader, language, and what mail
    /// programs do not support. Offline. Each check is in the list; those without a finding are
    /// [`MailLevel::Ok`].
    ///
    /// # Panics
    ///
    /// The step is not an `email` step, or has no output.
    #[track_caller]
    #[must_use]
    pub fn mail_checks(&self) -> Vec<MailCheck> {
        let name = self.full_name();
        assert!(
            self.kind() == StepKind::Email,
            "{name} is not an `email` step:\n{self}"
        );
        let Some(output) = self.output_json() else {
            panic!("{name} has no output:\n{self}")
        };
        let text = |key: &str| output.get(key).and_then(Value::as_str).unwrap_or_default();
        Mail::read(text("body")).check(text("subject"), text("preheader"))
    }

    /// Asserts that the checks of the e-mail have no finding, but for those with these names; see
    /// [`mail_checks`](Self::mail_checks).
    ///
    /// ```should_panic
    /// use novu_framework::{Context, Email, Registry, Result, Workflow, testing::Platform};
    /// use serde_json::{Value, json};
    ///
    /// let hello = Workflow::builder("hello", async |cx: Context<Value>| -> Result<()> {
    ///     cx.step.email("mail", || Email::new("Hello", "<a href=\"#\">Open</a>")).await?;
    ///     Ok(())
    /// })
    /// .build();
    /// let mut novu = Platform::new(&Registry::builder().workflow(&hello).build().unwrap());
    /// let run = novu.run(&hello, "ann", json!({})).wait().unwrap();
    /// // links: a link leads nowhere (line 1)
    /// run.step("mail").assert_mail_checks(&["preheader"]);
    /// ```
    ///
    /// # Panics
    ///
    /// A check has a finding, which the message shows; or as for [`mail_checks`](Self::mail_checks).
    #[track_caller]
    pub fn assert_mail_checks(&self, except: &[&str]) -> &Self {
        let findings = self.mail_checks().into_iter();
        let findings = findings.filter(|check| check.level != MailLevel::Ok && !except.contains(&check.id));
        let findings: Vec<_> = findings.map(|check| check.to_string()).collect();
        assert!(
            findings.is_empty(),
            "the e-mail of {} has findings; mend them, or pass their names as exceptions, such as \
             `&[\"preheader\"]`:\n{}",
            self.full_name(),
            findings.join("\n")
        );
        self
    }
}
