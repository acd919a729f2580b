//! Runs workflow functions: to discover their steps, to answer for one step, or to take all steps.
//!
//! An [`Invocation`] is shared by all steps of one call of a workflow function. [`drive`] polls the function
//! until the step that was asked for has its outcome, or all have, then drops it. It returns data: nothing
//! here knows of HTTP, and no body is printed.
//!
//! - [`definition`], [`source`]: what is known of a workflow once it is discovered
//! - [`event`], [`history`], [`request`]: what a run is about
//! - [`declared`], [`step`], [`step_core`], [`step_future`], [`steps`]: steps as user code declares and
//!   awaits them
//! - [`invocation`], [`target`], [`recorder`]: what a step does in a run
//! - [`drive`], [`discover`], [`whole_run`]: the three ways to call a workflow function
//! - [`pause`]: pauses of requests that take long
//! - [`witness`]: notes of a run for the studio

mod declared;
mod definition;
mod discover;
mod drive;
mod event;
mod history;
mod invocation;
mod pause;
mod recorder;
mod request;
mod source;
mod step;
mod step_core;
mod step_future;
mod steps;
mod target;
mod whole_run;
mod witness;

pub(crate) use definition::{Code, CompiledSchema, ProviderDefinition, StepDefinition, WorkflowDefinition};
pub(crate) use discover::{Discovered, DiscoveryFailure, discover};
pub(crate) use drive::{WorkflowFunction, WorkflowFuture, drive};
pub(crate) use event::{EventData, too_many_values};
#[cfg(any(feature = "studio", feature = "testing"))]
pub(crate) use history::{History, digest_event, unattended_result};
pub(crate) use invocation::Invocation;
pub(crate) use pause::Pace;
pub(crate) use recorder::{ProblemKind, UnawaitedStep};
pub(crate) use request::{Mode, Request};
pub use source::{FunctionSource, StepSource};
pub use step::Step;
pub use step_future::StepFuture;
pub use steps::Steps;
pub(crate) use target::StepOutcome;
#[cfg(any(feature = "studio", feature = "testing"))]
pub(crate) use whole_run::subscriber_of;
pub(crate) use whole_run::{WholeRun, whole_run};
#[cfg(feature = "studio")]
pub(crate) use witness::Notes;
#[cfg(any(feature = "studio", feature = "testing"))]
pub(crate) use witness::Witness;
