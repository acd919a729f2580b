//! What Novu does with a workflow, as far as it can be done in process: asking for its steps in order, each with
//! what the earlier ones have left behind.
//!
//! The workflow function runs once a step here, as it does when Novu asks over HTTP. The whole-workflow route
//! takes all steps at once; the test kit adds a clock, digests, throttles and retries.

mod notification;
mod state;
mod whole;

pub(crate) use notification::{Notification, subscriber};
pub(crate) use state::{digest_event, result_of};
pub(crate) use whole::run_whole;
