use novu_framework::Agent;

fn main() {
    Agent::builder("echo", async |cx| cx.event.text.clone()).build();
}
