//! Requests for one step of one workflow.

use super::Work;
use crate::{
    bridge::printed,
    engine::{Invocation, Mode, Request, StepOutcome, drive},
    error::Fault,
    registry::{Registered, Registry},
    workflow::Workflow,
};
use dialects::json::ValueLimit;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{fmt, ops::Index, time::Instant};

/// The bridge's answer to a request for one step; `answer["outputs"]` is a member of its body.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Index<&str> for Answer {
    type Output = Value;

    /// Returns a member of the body; `null` if the body lacks it.
    fn index(&self, key: &str) -> &Value {
        &self.body[key]
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.body)
    }
}

/// Asks a workflow for one step, as Novu does to deliver it. `event` has the parts that differ from an empty
/// event: `payload`, `controls`, `state`, `subscriber`, `context`, `env`.
///
/// Use it to test one step with a state of your choice; a [`Platform`](super::Platform) runs all steps.
///
/// ```
/// use novu_framework::{Context, Result, Sms, Workflow, testing::execute};
/// use serde_json::{Value, json};
///
/// let code = Workflow::builder("code", async |cx: Context<Value>| -> Result<()> {
///     cx.step.sms("text", || Sms::new(format!("Your code is {}", cx.payload["code"]))).await?;
///     Ok(())
/// })
/// .build();
///
/// let answer = execute(&code, "text", json!({ "payload": { "code": 1234 } })).wait();
/// assert_eq!(answer.status, 200);
/// assert_eq!(answer["outputs"], json!({ "body": "Your code is 1234" }));
/// ```
///
/// # Panics
///
/// The workflow cannot be registered, or has no such step.
#[track_caller]
pub fn execute<P>(workflow: &Workflow<P>, step: &str, event: Value) -> Work<'static, Answer>
where
    P: DeserializeOwned + Send + Sync + 'static,
{
    ask(workflow, Mode::Execute, step, event)
}

/// Asks a workflow for the preview of one step, as Novu's dashboard does: the missing parts of the payload
/// and of earlier results are mocked. `event` is as for [`execute`].
///
/// ```
/// use novu_framework::{Context, Result, Sms, Workflow, testing::preview};
/// use serde_json::json;
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Login {
///     code: String,
/// }
///
/// let code = Workflow::builder("code", async |cx: Context<Login>| -> Result<()> {
///     cx.step.sms("text", || Sms::new(&cx.payload.code)).await?;
///     Ok(())
/// })
/// .build();
///
/// let answer = preview(&code, "text", json!({})).wait();
/// assert_eq!(answer["outputs"]["body"], "[placeholder]");
/// ```
///
/// # Panics
///
/// As for [`execute`].
#[track_caller]
pub fn preview<P>(workflow: &Workflow<P>, step: &str, event: Value) -> Work<'static, Answer>
where
    P: DeserializeOwned + Send + Sync + 'static,
{
    ask(workflow, Mode::Preview, step, event)
}

#[track_caller]
fn ask<P>(workflow: &Workflow<P>, mode: Mode, step: &str, event: Value) -> Work<'static, Answer>
where
    P: DeserializeOwned + Send + Sync + 'static,
{
    let registry = match Registry::builder().workflow(workflow).build() {
        Ok(registry) => registry,
        Err(error) => panic!("the workflow cannot be registered: {error}"),
    };
    let id = workflow.id().to_owned();
    assert!(
        registry
            .find(&id)
            .is_ok_and(|registered| registered.definition.step(step).is_some()),
        "workflow `{id}` has no step `{step}`"
    );
    let mut body = json!({ "payload": {}, "controls": {}, "state": [] });
    if let (Value::Object(body), Value::Object(event)) = (&mut body, event) {
        body.extend(event);
    }
    let (step, body) = (step.to_owned(), body.to_string());
    Work::new(async move {
        let began = Instant::now();
        let outcome = outcome(&registry, &id, mode, &step, &body).await;
        let (status, body) = printed(&outcome, began.elapsed());
        Answer {
            status: status.as_u16(),
            body: serde_json::from_slice(&body).unwrap_or_default(),
        }
    })
}

async fn outcome(
    registry: &Registry,
    id: &str,
    mode: Mode,
    step: &str,
    body: &str,
) -> Result<Option<StepOutcome>, Fault> {
    let Registered { workflow, definition } = registry.find(id)?;
    let request = Request::one_step(definition, mode, step, body.as_bytes(), ValueLimit::default())?;
    drive(&**workflow, &Invocation::step(request)).await
}
