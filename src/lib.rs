//! Novu notification workflows as async Rust functions, served from any Tower server.

#[cfg(feature = "__private")]
#[doc(hidden)]
pub mod __private;
mod bridge;
#[cfg(feature = "client")]
pub mod client;
mod controls;
mod engine;
mod fault;
mod html;
mod json;
pub mod layer;
mod liquid;
mod registry;
mod schema;
pub mod signature;
pub mod step;
#[cfg(test)]
mod vectors;
mod workflow;

pub use fault::ErrorCode;
pub use layer::{ConfigError, NovuEndpoint, NovuLayer, NovuLayerBuilder, NovuService};
pub use registry::{BuildError, BuildErrorKind, Registry, RegistryBuilder};
pub use step::{
    Action, Card, CardElement, Chat, Controls, Cron, CronError, CronField, Delay, DelayResult, Digest,
    DigestEvent, DigestResult, Email, InApp, InAppResult, NoControls, NoResult, Override, Passthrough,
    ProviderStep, Push, Redirect, Sms, Step, StepKind, StepOutput, Steps, Target, Throttle, ThrottleResult,
    ThrottleUnit, Tool, Unit, Weekday,
};
pub use workflow::{
    BoxError, Channel, Context, Error, Payload, Preferences, Result, Severity, Subscriber, Workflow,
    WorkflowBuilder,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
