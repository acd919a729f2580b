//! Workflows: async functions that say which notifications follow from an event.

mod builder;
mod context;
mod function;
mod payload;
mod preferences;
mod subscriber;
#[cfg(feature = "client")]
mod trigger;

pub use builder::WorkflowBuilder;
pub use context::Context;
#[cfg(feature = "agents")]
pub(crate) use function::{Bare, Stateful};
pub use function::{NoState, StateGiven, WorkflowFn};
pub use payload::Payload;
pub use preferences::{Channel, Preferences, Severity};
pub use subscriber::Subscriber;

pub(crate) use builder::WorkflowOptions;
#[cfg(feature = "client")]
pub(crate) use trigger::{PayloadError, payload_of};

use crate::{
    engine::{EventData, Invocation, Steps, WorkflowFunction, WorkflowFuture},
    error::Result,
};
use dialects::json::Json;
#[cfg(feature = "client")]
use dialects::schema::{SchemaError, Validator};
use function::BoxedFn;
use serde::de::DeserializeOwned;
use std::{fmt, future::Future, sync::Arc};

/// A workflow over payloads of type `P`: an async function with an id and options.
///
/// It is a cheap handle: a clone shares the function. Make one with [`Workflow::builder`]. The
/// [guide](crate::guide::workflows) describes which parts of a function run, and when.
///
/// ```
/// use novu_framework::{Context, InApp, Registry, Result, Workflow};
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Welcome {
///     name: String,
/// }
///
/// async fn welcome(cx: Context<Welcome>) -> Result<()> {
///     cx.step.in_app("inbox", || InApp::new(format!("Welcome, {}!", cx.payload.name))).await?;
///     Ok(())
/// }
///
/// let welcome = Workflow::builder("welcome", welcome).name("Welcome").build();
/// let registry = Registry::builder().workflow(&welcome).build()?;
/// # Ok::<(), novu_framework::BuildError>(())
/// ```
pub struct Workflow<P> {
    inner: Arc<Inner<P>>,
}

struct Inner<P> {
    options: WorkflowOptions,
    function: BoxedFn<P, NoState>,
    /// Of the payload's schema, once it is asked for: a workflow is triggered without a registry.
    #[cfg(feature = "client")]
    validator: std::sync::OnceLock<Result<Validator, SchemaError>>,
}

impl<P> Workflow<P> {
    /// Begins a workflow with an id that is unique in its registry, and a function that runs it.
    ///
    /// The function is `async fn(Context<P>) -> Result<()>`. If it needs more than the event, such as a
    /// database pool or a client, it has a second parameter, which [`state`](WorkflowBuilder::state) gives
    /// it: `async fn(Context<P>, S) -> Result<()>`. Closures that return such a future are functions, too.
    /// The future must be `Send`.
    #[track_caller]
    pub fn builder<F, S, M>(id: impl Into<String>, function: F) -> WorkflowBuilder<P, S>
    where
        P: Payload,
        F: WorkflowFn<P, S, M>,
        F::Future: Future<Output = Result<()>> + Send + 'static,
    {
        WorkflowBuilder::new(
            id.into(),
            std::any::type_name::<F>(),
            Box::new(move |cx, state| Box::pin(function.call(cx, state))),
        )
    }

    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.inner.options.id
    }

    /// Returns the validator of payloads; an error if their schema is invalid.
    #[cfg(feature = "client")]
    fn payload_validator(&self) -> &Result<Validator, SchemaError> {
        let Inner {
            options, validator, ..
        } = &*self.inner;
        validator.get_or_init(|| Validator::compile(&options.payload_schema))
    }
}

impl<P> Clone for Workflow<P> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
        }
    }
}

impl<P> fmt::Debug for Workflow<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workflow")
            .field("id", &self.inner.options.id)
            .finish_non_exhaustive()
    }
}

/// A workflow, whatever the type of its payload.
pub(crate) trait AnyWorkflow: WorkflowFunction {
    fn options(&self) -> &WorkflowOptions;
}

impl<P: DeserializeOwned + Send + Sync + 'static> AnyWorkflow for Workflow<P> {
    fn options(&self) -> &WorkflowOptions {
        &self.inner.options
    }
}

impl<P: DeserializeOwned + Send + Sync + 'static> WorkflowFunction for Workflow<P> {
    fn id(&self) -> &str {
        &self.inner.options.id
    }

    fn start(&self, run: &Arc<Invocation>, event: &EventData) -> Result<WorkflowFuture, serde_json::Error> {
        let object = |value: &Json| value.as_object().map(Into::into).unwrap_or_default();
        let context = Context {
            payload: payload::read_payload(&event.payload)?,
            subscriber: Subscriber::from_json(&event.subscriber.clone().unwrap_or_default()),
            env: object(&event.env),
            context: event.context.as_ref().map(object).unwrap_or_default(),
            actor: event
                .actor
                .as_ref()
                .filter(|actor| actor.as_object().is_some())
                .map(Subscriber::from_json),
            step: Steps::new(Arc::clone(run)),
        };
        Ok((self.inner.function)(context, NoState))
    }
}
