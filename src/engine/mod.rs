//! Running workflow functions: to discover them, to answer for one step of them, or from end to end.
//!
//! A [`Run`] is shared by all steps of one call of a workflow function. [`Drive`](drive::Drive) polls the
//! function until the step that was asked for has its result, then drops it. Nothing in here knows of HTTP.

mod answer;
mod definition;
mod discovery;
mod drive;
mod event;
mod local;
mod request;
mod run;
mod source;
mod state;
mod target;

pub(crate) use answer::{answer, answer_whole};
pub(crate) use definition::{Code, CompiledSchema, StepDefinition, WorkflowDefinition};
pub(crate) use discovery::{Discovered, ProblemKind, ProviderSpec, StepSpec, discover};
pub(crate) use event::{Event, truthy};
pub(crate) use request::{Action, Request};
pub(crate) use run::{Entry, Run};
pub use source::{Sources, StepSource};
pub(crate) use target::{Finished, Target, controls_unreadable, read_result};
