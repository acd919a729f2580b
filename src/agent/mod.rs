//! Conversations with people on chat platforms, as async functions. (Feature `agents`.)

// Names and their files, from the bottom to the top. Each line uses only lines above it, besides its own.
//
// | file | names |
// |---|---|
// | `tool_call.rs` | `ToolCall` |
// | `content/` | `Content`, `Card` and its elements, `File`, `ContentError` |
// | `request/` | `Received`, `Event`, `Message`, `Action`, `Reaction`, `Resolve`, `Decision`, `ConversationInfo`, `History`, .. |
// | `delivery/` | `DeliveryError`; the requests of both transports, and their retries |
// | `outbox/` | queued signals and the order in which they leave |
// | `turn/` | `Turn`, `Reply`, `Handle`, `Metadata`, `RequestId`, approvals |
// | `handler/` | `Outcome`, `IntoAnswer`, `Pending`, `OnError`, `TurnError` |
// | `definition.rs` | `Agent`, `AgentBuilder` |
// | `turns/` | `Turns`, `TurnsBuilder`, `TurnReport`, `TurnOutcome`; running one event |
//
// `content/` gives to the rest, besides its public names:
//
// - `Content::to_wire(&self) -> Result<Value, ContentError>`: `{"markdown"}` or `{"card"}` (`agents.md` §7.1,
//   §7.2);
// - `File::replies(&[File]) -> Result<Option<Value>, ContentError>` and `File::events(..)`, alike: the member
//   `files` of either transport, checked; `None` for an empty list (§7.3).
//
// `request/` gives:
//
// - `read(event: &str, body: &[u8]) -> Result<(Received, Event), String>`: the event of the query with its
//   part of the body, or one clause about why it is refused with 400 (§17, A1 and A2);
// - `Received`: what all events have, as public fields; `Turn` derefs to it. It keeps `reply_url`,
//   `events_url` (as `http::Uri`), `conversation_id`, `integration_identifier`, `agent_id` and `delivery_id`
//   for the crate, `raw()` for all;
// - `enum Event { Message(Arc<Message>), Action(Arc<Action>), Reaction(Arc<Reaction>), Resolve(Arc<Resolve>) }`;
// - `Decision::of(&Action, &Received) -> Option<Result<Decision, String>>`: `None` unless the id is one of an
//   approval, an error if the event has no history (§11). `Decision` has `call: ToolCall`, `approved: bool`
//   and `message_id: Option<String>`.

#[allow(dead_code, reason = "turns use it")]
mod content;
#[allow(dead_code, reason = "turns use it")]
mod request;
mod tool_call;

pub use content::{
    ActionChild, ActionType, Actions, Align, Button, ButtonStyle, Card, CardChild, Content, ContentError,
    Divider, Fields, File, Image, Link, LinkButton, RadioSelect, Section, Select, SelectOption, Table, Text,
    TextInput, TextStyle,
};
pub use request::{
    Action, Attachment, Author, ContextItem, ConversationInfo, Decision, Event, History, HistoryEntry,
    HistoryMessage, HumanResponse, Message, Notification, PlatformContext, Reaction, Received, Resolve, Role,
    ToolData,
};
pub use tool_call::ToolCall;
