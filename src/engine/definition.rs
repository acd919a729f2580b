//! Discovered workflows and their steps.

use crate::{
    controls::TemplateCache,
    error::{ErrorCode, Fault},
    step::{StepKind, schemas::WireSchema},
    trace::Span,
};
use dialects::{
    html,
    json::Json,
    schema::{self, SchemaError, Validator},
};
use serde_json::Value;
use std::{
    borrow::Cow,
    panic::Location,
    sync::{Arc, OnceLock},
};

/// A discovered workflow, with all its schemas compiled.
#[derive(Debug)]
pub(crate) struct WorkflowDefinition {
    pub(crate) id: String,
    pub(crate) code: Code,
    /// The variable `workflow` of templates (`liquid.md` §3).
    pub(crate) variables: Json,
    pub(crate) payload: CompiledSchema,
    /// Compiled templates, shared by all workflows of the registry.
    pub(crate) templates: Arc<TemplateCache>,
    steps: Vec<StepDefinition>,
}

impl WorkflowDefinition {
    /// Creates the definition of a workflow from its steps in order of their discovery.
    pub(crate) fn new(
        id: String,
        code: Code,
        variables: Json,
        payload: CompiledSchema,
        templates: Arc<TemplateCache>,
        steps: Vec<StepDefinition>,
    ) -> Self {
        Self {
            id,
            code,
            variables,
            payload,
            templates,
            steps,
        }
    }

    /// Finds a step. One by one: functions have few steps, and hashing an id takes longer.
    pub(crate) fn step(&self, id: &str) -> Option<&StepDefinition> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Validates a payload and fills in its defaults.
    pub(crate) fn check_payload(&self, payload: &mut Json) -> Result<(), Fault> {
        self.payload.validator.validate(payload).map_err(|violations| {
            let what = format!("the payload of workflow `{}`", self.id);
            let code = ErrorCode::ExecutionEventPayloadInvalid;
            Fault::invalid(code, &what, &self.payload.schema, &violations)
        })
    }

    /// Returns the steps in the order in which the workflow takes them.
    pub(crate) fn steps(&self) -> &[StepDefinition] {
        &self.steps
    }
}

/// A discovered step.
#[derive(Debug)]
pub(crate) struct StepDefinition {
    pub(crate) id: String,
    pub(crate) kind: StepKind,
    /// The resolver.
    pub(crate) code: Code,
    /// The options of the discovery document.
    pub(crate) options: Value,
    /// Whether the HTML in strings of its outputs and results is sanitised.
    pub(crate) sanitized: bool,
    pub(crate) controls: CompiledSchema,
    pub(crate) outputs: CompiledSchema,
    pub(crate) results: CompiledSchema,
    pub(crate) providers: Vec<ProviderDefinition>,
    /// Where the step's method is called.
    pub(crate) location: &'static Location<'static>,
}

impl StepDefinition {
    /// Sanitises the HTML of an output or result, unless the step has switched that off.
    pub(super) fn sanitize(&self, outputs: &mut Json) {
        if self.sanitized {
            Span::sanitize(&self.id).in_scope(|| html::sanitize_outputs(outputs));
        }
    }
}

/// A discovered provider override.
#[derive(Debug)]
pub(crate) struct ProviderDefinition {
    pub(crate) id: String,
    /// The closure.
    pub(crate) code: Code,
    pub(crate) outputs: CompiledSchema,
}

/// A function or closure, as `code` and the discovery document show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code {
    /// Its Rust path.
    pub(crate) path: &'static str,
    /// Its source text, if the macro has recorded it.
    pub(crate) source: Option<&'static str>,
}

impl Code {
    /// Returns the source text, or a line with the Rust path.
    pub(crate) fn text(self) -> Cow<'static, str> {
        match self.source {
            Some(source) => Cow::Borrowed(source),
            None => Cow::Owned(format!("// Rust: {}", self.path)),
        }
    }
}

/// A schema as it was written and as it is evaluated. Novu's own are shared.
#[derive(Debug)]
pub(crate) struct CompiledSchema {
    pub(crate) schema: Cow<'static, Value>,
    pub(crate) validator: Arc<Validator>,
    mock: Mock,
}

#[derive(Debug)]
enum Mock {
    Own(OnceLock<Value>),
    Wire(&'static WireSchema),
}

impl CompiledSchema {
    /// Compiles a schema that is not one of Novu's own.
    pub(crate) fn compile(schema: Value) -> Result<Self, SchemaError> {
        let validator = Arc::new(Validator::compile(&schema)?);
        Ok(Self {
            schema: Cow::Owned(schema),
            validator,
            mock: Mock::Own(OnceLock::new()),
        })
    }

    /// Returns a value that the schema accepts, always the same. It is made on first use and kept.
    pub(crate) fn mock(&self) -> &Value {
        match &self.mock {
            Mock::Own(mock) => mock.get_or_init(|| schema::mock(&self.schema)),
            Mock::Wire(wire) => wire.mock(),
        }
    }
}

impl From<&'static WireSchema> for CompiledSchema {
    fn from(wire: &'static WireSchema) -> Self {
        Self {
            schema: Cow::Borrowed(wire.value()),
            validator: Arc::clone(wire.validator()),
            mock: Mock::Wire(wire),
        }
    }
}
