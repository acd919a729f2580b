use novu_framework::agent::{Actions, Text};

fn main() {
    let _ = Actions::new().child(Text::new("Choose"));
}
