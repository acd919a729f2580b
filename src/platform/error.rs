//! Errors of a test.

use crate::error::{ErrorCode, Fault};
use std::fmt;

/// An error of a workflow or step in a test.
///
/// ```
/// use novu_framework::{Context, ErrorCode, Registry, Result, Sms, Workflow, testing::Platform};
///
/// let code = Workflow::builder("code", async |cx: Context<serde_json::Value>| -> Result<()> {
///     cx.step.sms("text", || -> Result<Sms> { Err("no number left".into()) }).await?;
///     Ok(())
/// })
/// .build();
/// let mut novu = Platform::new(&Registry::builder().workflow(&code).build()?);
/// let run = novu.run(&code, "ann", serde_json::json!({})).wait()?;
///
/// let error = run.error().unwrap();
/// assert_eq!((error.workflow(), error.step()), ("code", Some("text")));
/// assert_eq!(error.code(), Some(ErrorCode::StepExecutionFailed));
/// assert!(error.message().ends_with("no number left"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    workflow: String,
    step: Option<String>,
    code: Option<ErrorCode>,
    message: String,
}

impl Error {
    pub(crate) fn new(workflow: &str, step: Option<&str>, message: impl Into<String>) -> Self {
        Self {
            workflow: workflow.to_owned(),
            step: step.map(str::to_owned),
            code: None,
            message: message.into(),
        }
    }

    pub(crate) fn of_fault(workflow: &str, step: Option<&str>, fault: Fault) -> Self {
        Self {
            code: Some(fault.code),
            ..Self::new(workflow, step, fault.message)
        }
    }

    getters! {
        /// Returns the id of the workflow, or an empty text if the error concerns no workflow.
        workflow: &str = workflow;
        /// Returns the id of the step, if the error concerns a step.
        step: Option<&str> = step.as_deref();
        /// Returns the code that the bridge would respond with, if it failed.
        code: Option<ErrorCode> = *code;
        /// Returns the message.
        message: &str = message;
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.workflow.is_empty() {
            write!(f, "workflow `{}`", self.workflow)?;
            if let Some(step) = &self.step {
                write!(f, ", step `{step}`")?;
            }
            f.write_str(": ")?;
        }
        if let Some(code) = self.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
