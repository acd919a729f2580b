//! What can go wrong in a test.

use crate::error::{ErrorCode, Fault};
use std::fmt;

/// What went wrong, and in which workflow and step.
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

    /// The id of the workflow; empty where there is none.
    #[must_use]
    pub fn workflow(&self) -> &str {
        &self.workflow
    }

    /// The id of the step, where it is one step's error.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        self.step.as_deref()
    }

    /// The code that Novu would be answered with, if the bridge has failed.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.code
    }

    /// What went wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
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
