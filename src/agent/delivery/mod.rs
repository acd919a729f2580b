//! Sends requests to Novu's API, with retries (`agents.md` §12.2, §12.3).

mod courier;
mod error;
mod origin;
mod send;

pub(crate) use courier::{Courier, Posting, Unanswered};
pub use error::{DeliveryError, DeliveryErrorKind};
pub(crate) use origin::{Origin, is_route_of_agents};
pub(super) use send::{Parcel, Retries, deliver};
