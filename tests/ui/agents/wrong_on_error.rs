use novu_framework::{Agent, agent::{AnyTurn, Message, Turn, TurnError}};

fn main() {
    Agent::builder("hello", async |_: Turn<Message>| "Hello")
        .on_error(async |_: TurnError, _: AnyTurn| true)
        .build();
}
