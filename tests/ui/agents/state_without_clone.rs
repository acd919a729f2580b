//! A state that cannot be cloned for each event.

use novu_framework::{Agent, agent::{Message, Turn}};

struct Db {
    orders: Vec<String>,
}

async fn answer(_: Turn<Message>, db: Db) -> String {
    db.orders.join(", ")
}

fn main() {
    Agent::builder("support", answer)
        .state(Db { orders: Vec::new() })
        .build();
}
