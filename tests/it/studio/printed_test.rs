use novu_framework::testing::Conversation;

#[test]
fn empty() {
    let _ = Conversation::new;
    let _ = registry;
}
