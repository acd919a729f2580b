//! Conversations with people on chat platforms, as async functions. (Feature `agents`.)
//!
//! Novu connects Slack, Teams, WhatsApp, Telegram, e-mail and web chat to the bridge. It calls an [`Agent`]
//! once for each event of a conversation: a message, a click in a card, a reaction, a decision on a tool
//! call, the end. The event is acknowledged before the handler runs, and the [`Turn`] sends replies while and
//! after it does.
//!
//! # Example
//!
//! ```
//! use novu_framework::{
//!     Agent, NovuLayer, Registry, Result,
//!     agent::{Action, Actions, Button, Card, Message, Turn, Turns},
//!     client::Client,
//! };
//!
//! async fn answer(cx: Turn<Message>) -> Result<Card> {
//!     cx.typing("Searching").await?;
//!     cx.metadata().set("question", &cx.event.text)?;
//!     let again = Button::new("again", "Ask again").primary();
//!     Ok(Card::new("I have found nothing.").actions(Actions::new().button(again)))
//! }
//!
//! async fn clicked(cx: Turn<Action>) -> Result<String> {
//!     let question: Option<String> = cx.metadata().get("question")?;
//!     Ok(format!("Still nothing about {}.", question.unwrap_or_default()))
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let support = Agent::builder("support", answer).on_action(clicked).build();
//! let layer = NovuLayer::builder(Registry::builder().agent(&support).build()?)
//!     .secret_key("the secret key")
//!     .client(Client::new("the secret key")?)
//!     .turns(Turns::builder().limit(512).build())
//!     .build()?;
//! # let _ = layer;
//! # Ok(())
//! # }
//! ```
//!
//! # One turn
//!
//! | | |
//! |---|---|
//! | [`reply`](Turn::reply), [`reply_stream`](Turn::reply_stream), [`typing`](Turn::typing), [`emit`](Turn::emit), [`Handle::edit`], [`Handle::delete`] | sent when they are awaited |
//! | [`metadata`](Turn::metadata), [`trigger`](Turn::trigger), [`ask`](Turn::ask), [`react`](Turn::react), [`resolve`](Turn::resolve) .. | queued; sent with the next reply, or at the end of the turn |
//! | the value that the handler returns | sent as a reply, if it is a text or a card |
//! | an error that the handler returns, a panic, a [deadline](TurnsBuilder::deadline) | [`on_error`](AgentBuilder::on_error) decides; reported to Novu unless set otherwise |
//!
//! Requests are tried again where that cannot deliver something twice, and redirects are not followed. They
//! carry the client's secret key, and go only to its API and to [allowed](TurnsBuilder::allow_origin)
//! origins.

mod approval;
mod content;
mod definition;
mod delivery;
mod handler;
mod id;
mod outbox;
mod request;
mod tool_call;
mod tool_result;
mod turn;
mod turns;

pub use approval::{ApprovalActions, ApprovalCard, Pending};
pub use content::{
    ActionChild, ActionType, Actions, Align, Button, ButtonStyle, Card, CardChild, Content, ContentError,
    Divider, Fields, File, Image, Link, LinkButton, RadioSelect, Section, Select, SelectOption, Table, Text,
    TextChunk, TextInput, TextStyle,
};
pub use definition::{Agent, AgentBuilder};
pub(crate) use delivery::{Courier, Origin, Posting, Unanswered};
pub use delivery::{DeliveryError, DeliveryErrorKind};
pub use handler::{
    ErrorFn, FirstHandler, HandlerFn, IntoAnswer, IntoOnError, OnError, Outcome, TurnError, TurnErrorKind,
};
pub(crate) use request::Outline;
pub use request::{
    Action, Attachment, Author, CallOutcome, ContextItem, ConversationInfo, Decision, Event, History,
    HistoryCall, HistoryEntry, HistoryItem, HistoryMessage, HumanResponse, Message, Notification,
    PlatformContext, Reaction, Received, Resolve, Role, ToolData,
};
pub use tool_call::ToolCall;
pub use tool_result::ToolResult;
pub use turn::{
    AnyTurn, Approval, Edit, Handle, HumanRequest, Metadata, Reply, ReplyStream, RequestId, Turn,
};
pub(crate) use turns::{Incoming, NotHosted, Unacknowledged};
pub use turns::{TurnOutcome, TurnReport, Turns, TurnsBuilder, WaitUntil};
