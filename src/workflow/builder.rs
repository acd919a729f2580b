//! The settings of a workflow.

use super::{
    Inner, NoState, Preferences, Severity, StateGiven, Workflow, function::BoxedFn, payload::payload_schema,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::{fmt, panic::Location, sync::Arc};

/// Sets the options of a [`Workflow`]. Mistakes in them are found when the registry is built.
///
/// `S` is the type of the [state](Self::state) that is still to be given.
#[must_use]
pub struct WorkflowBuilder<P, S = NoState> {
    options: WorkflowOptions,
    function: BoxedFn<P, S>,
}

/// Everything about a workflow but its function.
#[derive(Debug)]
pub(crate) struct WorkflowOptions {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) severity: Severity,
    pub(crate) preferences: Preferences,
    pub(crate) payload_schema: Value,
    pub(crate) control_schema: Option<Value>,
    pub(crate) env_schema: Option<Value>,
    /// A payload for discovery, in place of a mock; the error is reported when the registry is built.
    pub(crate) example: Option<Result<Value, String>>,
    /// Whether it is meant to have no steps.
    pub(crate) is_without_steps: bool,
    /// The Rust path of the function.
    pub(crate) code: &'static str,
    /// Where the workflow is built.
    pub(crate) location: &'static Location<'static>,
}

impl<P, S> WorkflowBuilder<P, S> {
    #[track_caller]
    pub(super) fn new(id: String, code: &'static str, function: BoxedFn<P, S>) -> Self
    where
        P: JsonSchema + 'static,
    {
        let options = WorkflowOptions {
            id,
            name: None,
            description: None,
            tags: Vec::new(),
            severity: Severity::default(),
            preferences: Preferences::new(),
            payload_schema: payload_schema::<P>(),
            control_schema: None,
            env_schema: None,
            example: None,
            is_without_steps: false,
            code,
            location: Location::caller(),
        };
        Self { options, function }
    }

    /// Gives the function its second parameter, such as a database pool or a client. Each run gets a clone of
    /// it, so it should be cheap to clone; put one that is not into an [`Arc`].
    ///
    /// ```
    /// use novu_framework::{Context, InApp, Result, Workflow};
    /// use std::sync::Arc;
    ///
    /// #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// struct Comment {
    ///     post: u64,
    /// }
    ///
    /// #[derive(Clone)]
    /// struct Db {
    ///     titles: Arc<Vec<String>>,
    /// }
    ///
    /// async fn comment(cx: Context<Comment>, db: Db) -> Result<()> {
    ///     cx.step.in_app("inbox", || {
    ///         let title = db.titles.get(cx.payload.post as usize).ok_or("no such post")?;
    ///         Ok(InApp::new(format!("A comment on {title}")))
    ///     })
    ///     .await?;
    ///     Ok(())
    /// }
    ///
    /// let db = Db { titles: Arc::new(vec!["Hello".to_owned()]) };
    /// let comment = Workflow::builder("comment", comment).state(db.clone()).build();
    /// assert_eq!(comment.id(), "comment");
    /// ```
    ///
    /// It has to be given before [`build`](Self::build). A function of several values takes a tuple or a
    /// struct of them.
    pub fn state(self, state: S) -> WorkflowBuilder<P>
    where
        P: 'static,
        S: Clone + Send + Sync + 'static,
    {
        let Self { options, function } = self;
        WorkflowBuilder {
            options,
            function: Box::new(move |cx, _| function(cx, state.clone())),
        }
    }

    /// Sets the name that people see; without one Novu shows the id.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.options.name = Some(name.into());
        self
    }

    /// Sets the description of the workflow.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.options.description = Some(description.into());
        self
    }

    /// Tags, in place of the ones set before.
    pub fn tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.options.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Sets how urgent its notifications are.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.options.severity = severity;
        self
    }

    /// Sets which channels it uses by default.
    pub fn preferences(mut self, preferences: Preferences) -> Self {
        self.options.preferences = preferences;
        self
    }

    /// Sets the JSON Schema of the payload, in place of the one that comes with `P`.
    pub fn payload_schema(mut self, schema: Value) -> Self {
        self.options.payload_schema = schema;
        self
    }

    /// Sets the JSON Schema of controls of the workflow as a whole. Novu's dashboard shows them; the
    /// reference SDK neither delivers nor checks them, and neither does this crate.
    pub fn control_schema(mut self, schema: Value) -> Self {
        self.options.control_schema = Some(schema);
        self
    }

    /// Sets the JSON Schema of the environment's variables, for the dashboard only; never enforced.
    pub fn env_schema(mut self, schema: Value) -> Self {
        self.options.env_schema = Some(schema);
        self
    }

    /// Sets the payload that the workflow function gets when it is discovered, in place of a mock made from
    /// the schema. Needed where `P` refuses what its schema allows.
    pub fn example(mut self, payload: impl Serialize) -> Self {
        self.options.example = Some(serde_json::to_value(payload).map_err(|error| error.to_string()));
        self
    }

    /// Accepts that the workflow has no steps, which is a build error otherwise: Novu does nothing for its
    /// events.
    ///
    /// ```
    /// use novu_framework::{Context, Registry, Workflow};
    ///
    /// let soon = Workflow::builder("soon", async |_: Context<()>| Ok(()));
    /// let registry = Registry::builder().workflow(&soon.without_steps().build()).build()?;
    /// assert_eq!(registry.len(), 1);
    /// # Ok::<(), novu_framework::BuildError>(())
    /// ```
    pub fn without_steps(mut self) -> Self {
        self.options.is_without_steps = true;
        self
    }

    /// Builds the workflow.
    #[must_use]
    pub fn build(self) -> Workflow<P>
    where
        S: StateGiven,
    {
        let inner = Inner {
            options: self.options,
            function: S::given(self.function),
            #[cfg(feature = "client")]
            validator: std::sync::OnceLock::new(),
        };
        Workflow {
            inner: Arc::new(inner),
        }
    }
}

impl<P, S> fmt::Debug for WorkflowBuilder<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkflowBuilder")
            .field("id", &self.options.id)
            .finish_non_exhaustive()
    }
}
