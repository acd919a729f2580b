//! Steps: their kinds, controls, resolvers, results and provider overrides.

pub(crate) mod controls;
pub(crate) mod cron;
mod derive;
mod kind;
pub(crate) mod output;
pub mod provider;
mod resolver;
mod result;
pub(crate) mod schemas;
mod skip;

pub use controls::Controls;
pub use kind::{Kind, StepKind, UnknownStepKind};
pub use resolver::{IntoOutput, IntoOwnResolver, IntoResolver};
pub use result::{DelayResult, DigestEvent, DigestResult, InAppResult, NoResult, ThrottleResult};
pub use skip::IntoSkip;

pub(crate) use derive::schema_of;
pub(crate) use resolver::Resolver;
pub(crate) use skip::Boxed;
