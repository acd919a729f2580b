//! Running workflow functions: to discover them, to answer for one step of them, or to take all their steps.
//!
//! A [`Run`] is shared by all steps of one call of a workflow function. [`Drive`](drive::Drive) polls the
//! function until the step that was asked for has its result, or all have, then drops it. Nothing in here knows of HTTP.

mod answer;
mod definition;
mod discovery;
mod drive;
mod event;
mod journal;
mod request;
mod result;
mod run;
mod source;
mod state;
mod target;

pub(crate) use answer::{answer, ask};
pub(crate) use definition::{Code, CompiledSchema, ProviderDefinition, StepDefinition, WorkflowDefinition};
pub(crate) use discovery::{Discovered, ProblemKind, ProviderSpec, StepSpec, discover};
pub(crate) use event::{Event, truthy};
pub(crate) use request::{Action, Request};
#[cfg(feature = "testing")]
pub(crate) use result::{digest_event, result_of};
#[cfg(feature = "testing")]
pub(crate) use run::Outcome;
pub(crate) use run::{Entry, Run};
pub use source::{Sources, StepSource};
#[cfg(feature = "testing")]
pub(crate) use state::State;
pub(crate) use target::{Target, controls_unreadable, read_result};
