//! The parts of [`Slack`].

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
    /// ```
    open Slack() {
        /// Sets the URL of an incoming webhook, in place of the subscriber's.
        webhook_url: String,
        /// Sets the text, which notifications show in place of blocks.
        text: String,
        /// Sets the blocks of the message.
        blocks: [Block],
    }
}
provider!(Slack: Chat = "slack");

object! {
    /// A block of Slack's Block Kit; [`set`](Self::set) the members of its type.
    open Block(
        /// Creates a block of a type such as `section`.
        kind "type": String,
    ) {}
}
