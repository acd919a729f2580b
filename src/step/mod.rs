//! Steps: what a workflow can do, what each kind takes and gives.

mod builder;
mod controls;
mod cron;
mod future;
mod kind;
mod output;
pub mod provider;
mod resolver;
mod result;
pub(crate) mod schemas;
mod skip;
mod steps;

pub(crate) use builder::Provider;
pub use builder::Step;
pub use controls::{Controls, NoControls};
pub use cron::{Cron, CronError, CronField, Weekday};
pub use future::StepFuture;
pub use kind::{
    ChatKind, CustomKind, DelayKind, DigestKind, EmailKind, HttpRequestKind, InAppKind, Kind, PushKind,
    SmsKind, StepKind, ThrottleKind, ToolKind,
};
pub use output::{
    Action, Card, CardElement, Chat, Delay, Digest, Email, InApp, Own, Push, Redirect, Sms, StepOutput,
    Target, Throttle, ThrottleUnit, Tool, Unit,
};
pub use provider::{IntoOverride, Override, Passthrough, ProviderStep};
pub use resolver::{IntoOutput, Resolver};
pub use result::{DelayResult, DigestEvent, DigestResult, InAppResult, NoResult, ThrottleResult};
pub use skip::IntoSkip;
pub use steps::Steps;
