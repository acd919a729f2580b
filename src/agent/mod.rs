//! Conversations with people on chat platforms, as async functions. (Feature `agents`.)

mod approval;
mod content;
mod definition;
mod delivery;
mod handler;
mod id;
mod outbox;
mod request;
mod tool_call;
mod turn;
mod turns;

pub use approval::{ApprovalActions, ApprovalCard, Pending};
pub use content::{
    ActionChild, ActionType, Actions, Align, Button, ButtonStyle, Card, CardChild, Content, ContentError,
    Divider, Fields, File, Image, Link, LinkButton, RadioSelect, Section, Select, SelectOption, Table, Text,
    TextInput, TextStyle,
};
pub use definition::{Agent, AgentBuilder};
pub(crate) use delivery::{Courier, Origin, Posting, Unanswered};
pub use delivery::{DeliveryError, DeliveryErrorKind};
pub use handler::{
    ErrorFn, FirstHandler, HandlerFn, IntoAnswer, IntoOnError, OnError, Outcome, TurnError, TurnErrorKind,
};
pub(crate) use request::read;
pub use request::{
    Action, Attachment, Author, ContextItem, ConversationInfo, Decision, Event, History, HistoryEntry,
    HistoryMessage, HumanResponse, Message, Notification, PlatformContext, Reaction, Received, Resolve, Role,
    ToolData,
};
pub use tool_call::ToolCall;
pub use turn::{AnyTurn, Approval, Edit, Handle, HumanRequest, Metadata, Reply, RequestId, Turn};
pub(crate) use turns::{Incoming, NotHosted, Unacknowledged};
pub use turns::{TurnOutcome, TurnReport, Turns, TurnsBuilder, WaitUntil};
