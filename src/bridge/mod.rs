//! The bridge protocol over HTTP: one request in, one response out.
//!
//! This module knows methods, paths, queries, headers and bodies; it neither sees a Tower service nor knows what
//! a workflow is. A request is worked on in this order: path ([`route`]), query ([`query`]), signature over the
//! received body ([`receive`]), action ([`action`]), answer ([`reply`], [`headers`]); [`trigger`] asks Novu for it, and
//! [`replay`] has it from an earlier request.

mod action;
#[cfg(test)]
mod any_request;
mod call;
mod deadline;
#[cfg(test)]
mod exchanges;
mod headers;
mod observe;
mod query;
mod receive;
mod replay;
mod reply;
mod route;
mod serve;
#[cfg(test)]
mod tampering;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod trigger;

pub(crate) use deadline::Deadline;
pub use observe::{OnAnswer, Outcome, Summary};
pub(crate) use replay::Memory;
pub(crate) use serve::{Authentication, Bridge, BridgeFuture, Mount, Settings};
pub(crate) use trigger::Forward;
#[cfg(feature = "client")]
pub(crate) use trigger::Forwarding;
