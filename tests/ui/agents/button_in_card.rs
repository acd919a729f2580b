use novu_framework::agent::{Button, Card};

fn main() {
    let _ = Card::new("Order 7").child(Button::new("refund", "Refund"));
}
