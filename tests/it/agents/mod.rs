//! Agents: their events, what they send, and where their turns run.

mod addressing;
mod approval;
mod brief;
mod connections;
mod exchanges;
mod failures;
mod faults;
mod novu;
mod replies;
mod signals;
mod streams;
mod turns;
mod weaknesses;
