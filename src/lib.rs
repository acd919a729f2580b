//! Novu notification workflows as async Rust functions, served from any Tower server.
//!
//! # Features
//!
//! None is on by default.
//!
//! - `macros`: the attribute `#[novu_framework::workflow]` for workflow functions. It shows their source text in
//!   Novu's dashboard and finds mistakes in their steps when they are compiled.
//! - `tzdb`: carries the IANA time zone database in the binary, for images without zone files.

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

#[cfg(feature = "macros")]
#[cfg_attr(docsrs, doc(cfg(feature = "macros")))]
pub use novu_framework_macros::workflow;

/// What the code that the attribute macro writes refers to. No part of the API.
#[doc(hidden)]
pub mod __macros {
    pub use crate::engine::{Sources, StepSource};
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
