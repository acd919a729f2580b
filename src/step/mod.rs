//! Steps: what a workflow can do, what each kind takes and gives.

pub(crate) mod controls;
pub(crate) mod cron;
mod kind;
pub(crate) mod output;
pub mod provider;
mod resolver;
mod result;
pub(crate) mod schemas;
mod skip;

pub use controls::Controls;
pub use kind::{
    ChatKind, CustomKind, DelayKind, DigestKind, EmailKind, HttpRequestKind, InAppKind, Kind, PushKind,
    SmsKind, StepKind, ThrottleKind, ToolKind, UnknownStepKind,
};
pub use output::Own;
pub use resolver::{IntoOutput, Resolver};
pub use result::{DelayResult, DigestEvent, DigestResult, InAppResult, NoResult, ThrottleResult};
pub use skip::IntoSkip;
