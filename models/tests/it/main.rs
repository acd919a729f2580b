//! Talks to the agents in memory, with a model API on this machine.

mod assistant;
mod model;
mod plain;
