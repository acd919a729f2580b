//! Handlers of one agent that take different states.

use novu_framework::{Agent, agent::{Action, Message, Turn}};

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct Mailer;

async fn answer(_: Turn<Message>, _: Db) {}

async fn clicked(_: Turn<Action>, _: Mailer) {}

fn main() {
    Agent::builder("support", answer).on_action(clicked).state(Db).build();
}
