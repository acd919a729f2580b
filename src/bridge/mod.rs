//! The bridge protocol over HTTP: one request in, one response out.
//!
//! This room knows methods, paths, queries, headers and bodies. It neither sees a Tower service nor knows how
//! a workflow runs. A request passes through it in this order: [`request`] reads path and query into one
//! action, [`auth`] receives the body and checks its signature, [`serve`] acts, [`reply`] prints the body of
//! the response, with [`headers`] around it. [`trigger`] forwards an event to Novu, [`replay`] finds the
//! response of an earlier request, [`observe`] reports to spans and metrics, [`strangers`] limits what they
//! can fill the log with.

#[cfg(feature = "agents")]
mod agents;
mod auth;
mod budget;
mod deadline;
mod headers;
mod observe;
mod replay;
mod reply;
mod request;
mod serve;
mod settings;
mod strangers;
#[cfg(test)]
pub(crate) mod tests;
mod trigger;

#[cfg(feature = "studio")]
pub(crate) use auth::{ReceivedBody, receive};
pub(crate) use budget::Budget;
#[cfg(feature = "studio")]
pub(crate) use budget::Share;
pub(crate) use deadline::Deadline;
#[cfg(feature = "studio")]
pub(crate) use headers::SDK_VERSION;
pub use observe::{OnAnswer, Outcome, Summary};
pub(crate) use replay::Memory;
#[cfg(any(feature = "studio", feature = "testing"))]
pub(crate) use reply::printed;
pub(crate) use request::Mount;
pub(crate) use serve::{Bridge, BridgeFuture};
#[cfg(feature = "agents")]
pub(crate) use settings::Agents;
pub(crate) use settings::{Authentication, Settings};
pub(crate) use trigger::Forward;
#[cfg(feature = "client")]
pub(crate) use trigger::Forwarding;
