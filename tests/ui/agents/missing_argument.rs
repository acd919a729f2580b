use novu_framework::Agent;

fn main() {
    Agent::builder("hello", async || "Hello").build();
}
