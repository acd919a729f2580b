//! Entries of the studio's transcript, as `src/studio/API.md` has them.

use super::super::person_file::{PersonFile, decoded_length};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An entry of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Item {
    Message {
        id: String,
        turn: u32,
        at: i64,
        /// `None` is the agent.
        by: Option<String>,
        text: Option<String>,
        card: Option<Value>,
        files: Vec<Attached>,
        /// The earlier contents, oldest first.
        edits: Vec<Version>,
        deleted: bool,
        reactions: Vec<Reacted>,
    },
    Approval {
        id: String,
        turn: u32,
        at: i64,
        approval: String,
        name: String,
        input: Option<Value>,
        text: Option<String>,
        card: Option<Value>,
        decided: Option<bool>,
        by: Option<String>,
    },
    Request {
        id: String,
        turn: u32,
        at: i64,
        ask: String,
        prompt: String,
        options: Vec<Choice>,
        to: Vec<String>,
        until: Option<i64>,
        answer: Option<Answer>,
    },
}

/// A file of a message, without its data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attached {
    pub(crate) name: String,
    pub(crate) mime: Option<String>,
    pub(crate) size: Option<usize>,
    pub(crate) url: Option<String>,
}

/// An earlier content of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Version {
    text: Option<String>,
    card: Option<Value>,
}

/// A reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reacted {
    pub(crate) emoji: String,
    pub(crate) by: Option<String>,
}

/// An option of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Choice {
    id: String,
    label: String,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) by: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) option: Option<String>,
    pub(crate) expired: bool,
}

impl Choice {
    /// Creates an option whose text is its id.
    pub(super) fn new(option: &str) -> Self {
        Self {
            id: option.to_owned(),
            label: option.to_owned(),
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

impl Attached {
    /// Describes a file of a person.
    pub(super) fn of_person(file: &PersonFile) -> Self {
        Self {
            name: file.name.clone(),
            mime: file.mime.clone(),
            size: file.size(),
            url: file.url.clone(),
        }
    }

    /// Reads the files of a content on the wire.
    pub(super) fn list(content: &Value) -> Vec<Self> {
        let files = content["files"].as_array().into_iter().flatten();
        files.map(Self::read).collect()
    }

    fn read(file: &Value) -> Self {
        let text = |names: &[&str]| {
            let mut found = names.iter().filter_map(|name| file[*name].as_str());
            found.next().map(str::to_owned)
        };
        Self {
            name: text(&["filename", "name"]).unwrap_or_default(),
            mime: text(&["mimeType", "mediaType"]),
            size: file["data"].as_str().map(decoded_length),
            url: text(&["url"]),
        }
    }
}

impl Item {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Message { id, .. } | Self::Approval { id, .. } | Self::Request { id, .. } => id,
        }
    }

    pub(crate) fn turn(&self) -> u32 {
        match self {
            Self::Message { turn, .. } | Self::Approval { turn, .. } | Self::Request { turn, .. } => *turn,
        }
    }

    /// Replaces the content. Messages keep the earlier one.
    pub(super) fn edit(&mut self, content: &Value) {
        let (new_text, new_card) = shown(content);
        match self {
            Self::Message {
                text,
                card,
                files,
                edits,
                ..
            } => {
                edits.push(Version {
                    text: std::mem::replace(text, new_text),
                    card: std::mem::replace(card, new_card),
                });
                *files = Attached::list(content);
            }
            Self::Approval { text, card, .. } => (*text, *card) = (new_text, new_card),
            Self::Request { .. } => {}
        }
    }
}

/// Returns the text or card of a content on the wire.
pub(super) fn shown(content: &Value) -> (Option<String>, Option<Value>) {
    let words = &content["toolApprovalCard"];
    let own: Vec<_> = ["title", "subtitle", "body"]
        .iter()
        .filter_map(|name| words[*name].as_str())
        .collect();
    let own = (!own.is_empty()).then(|| own.join("\n"));
    let text = content["markdown"].as_str().map(str::to_owned).or(own);
    (text, content.get("card").filter(|card| !card.is_null()).cloned())
}
