//! What a [`Slack`] override is made of.

use super::object::{object, provider};

object! {
    /// An override for Slack.
    ///
    /// ```
    /// use novu_framework::step::provider::{Slack, slack::Block};
    /// use serde_json::json;
    ///
    /// let message = Slack::new().text("Deployed").blocks([
    ///     Block::new("section").set("text", json!({ "type": "mrkdwn", "text": "*Deployed*" })),
    ///     Block::new("divider"),
    /// ]);
    /// # let _ = message;
    /// ```
    open Slack() {
        /// The URL of an incoming webhook, in place of the subscriber's.
        webhook_url: String,
        /// The text, which notifications show in place of blocks.
        text: String,
        /// The blocks that the message consists of.
        blocks: [Block],
    }
}
provider!(Slack: ChatKind = "slack");

object! {
    /// A block of Slack's Block Kit. [`set`](Self::set) what its type has.
    open Block(
        /// A block of a type, such as `section`.
        kind "type": String,
    ) {}
}
