//! People in a conversation: what they say, click, decide and answer.

use super::{
    super::{
        card, history,
        person_file::PersonFile,
        refuse::MAX_FILES,
        sent::{AskedPerson, PendingApproval, SentMessage},
    },
    Novu, fail,
};
use crate::platform::Error;
use serde_json::{Value, json};

/// An element of a card that was clicked.
pub(in super::super) struct Click {
    pub(in super::super) label: String,
    pub(in super::super) value: Option<Value>,
    pub(in super::super) message_id: String,
}

impl Novu {
    /// Records a line about the person before the next event.
    pub(in super::super) fn person_does(&mut self, line: &str) {
        self.turn = None;
        let line = format!("{} {line}", self.person());
        self.line(line);
    }

    /// Returns a message of the person, for an event.
    pub(in super::super) fn person_message(&mut self, text: &str) -> Value {
        let id = format!("message-{}", self.mint("message"));
        let person = self.person();
        let content = json!({ "markdown": text });
        let role = if self.subscriber.is_null() {
            "platform_user"
        } else {
            "subscriber"
        };
        self.history
            .push(history::message(role, Some(&person), &content, &self.now()));
        self.messages.push(SentMessage {
            id: id.clone(),
            sender: person.clone(),
            is_of_agent: false,
            content,
            files: Vec::new(),
            reactions: Vec::new(),
            is_edited: false,
        });
        json!({
            "text": text,
            "platformMessageId": id,
            "author": { "userId": "user-1", "fullName": person, "userName": person, "isBot": false },
            "timestamp": self.now(),
        })
    }

    /// Adds a message of the person and returns it for an event. The data of files are in the event only.
    pub(in super::super) fn person_says(&mut self, text: &str, files: &[PersonFile]) -> Result<Value, Error> {
        if files.len() > MAX_FILES {
            return Err(fail(format!("a message has at most {MAX_FILES} files")));
        }
        self.turn = None;
        self.is_resolved = false;
        let mut message = self.person_message(text);
        if !files.is_empty() {
            message["attachments"] = files.iter().map(PersonFile::attachment).collect();
            let kept: Value = files.iter().map(PersonFile::kept).collect();
            if let Some(entry) = self.history.last_mut() {
                entry["richContent"] = json!({ "attachments": kept });
            }
        }
        let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
        let id = message["platformMessageId"].as_str().unwrap_or_default();
        self.watch.said(id, text, files);
        let head = format!("{}: ", self.person());
        let lines = text.split('\n').map(str::to_owned);
        self.lines(
            &head,
            lines.chain(names.iter().map(|name| format!("file {name}"))),
        );
        if let Some(said) = self.messages.last_mut() {
            said.files = names;
        }
        Ok(message)
    }

    /// Returns whether the conversation has the message, and it is not deleted.
    pub(in super::super) fn has_message(&self, id: &str) -> bool {
        let mut messages = self.messages.iter();
        messages.any(|message| message.id == id && !message.content.is_null())
    }

    fn of_agent(&self) -> impl Iterator<Item = &SentMessage> {
        let newest = self.messages.iter().rev();
        newest.filter(|message| message.is_of_agent && !message.content.is_null())
    }

    pub(in super::super) fn newest_of_agent(&self) -> Result<String, Error> {
        let newest = self.of_agent().next();
        newest
            .map(|message| message.id.clone())
            .ok_or_else(|| fail("the agent has sent no message to react to"))
    }

    /// Returns the newest control with that id that `is_wanted`.
    fn find_control(&self, id: &str, what: &str, types: &[&str]) -> Result<(&SentMessage, &Value), Error> {
        let mut known = Vec::new();
        for message in self.of_agent() {
            for control in message.card().map(card::controls).unwrap_or_default() {
                if !types.iter().any(|kind| control["type"] == *kind) {
                    continue;
                }
                if control["id"] == id {
                    return Ok((message, control));
                }
                known.extend(control["id"].as_str().map(|id| format!("`{id}`")));
            }
        }
        let list = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        Err(fail(format!(
            "no message has a {what} `{id}`; the ids of those that are there: {list}"
        )))
    }

    pub(in super::super) fn find_button(&self, id: &str) -> Result<Click, Error> {
        let (message, button) = self.find_control(id, "button", &["button"])?;
        let label = button["label"].as_str().unwrap_or_default();
        if button["disabled"] == true {
            return Err(fail(format!("the button [{label}] is disabled")));
        }
        Ok(Click {
            label: label.to_owned(),
            value: button.get("value").cloned(),
            message_id: message.id.clone(),
        })
    }

    pub(in super::super) fn find_option(&self, id: &str, value: &str) -> Result<Click, Error> {
        let (message, select) = self.find_control(id, "select", &["select", "radio_select"])?;
        let option = card::options(select).find(|option| option["value"] == value);
        let Some(option) = option else {
            let known: Vec<_> = card::options(select)
                .map(|option| option["value"].to_string())
                .collect();
            return Err(fail(format!(
                "the select `{id}` has no option {value:?}, only {}",
                known.join(", ")
            )));
        };
        Ok(Click {
            label: option["label"].as_str().unwrap_or_default().to_owned(),
            value: Some(value.into()),
            message_id: message.id.clone(),
        })
    }

    /// Checks a click and returns its value: that of the button, or the given one.
    pub(in super::super) fn check_click(
        &self,
        message: &str,
        action: &str,
        value: Option<&Value>,
    ) -> Result<Option<Value>, String> {
        let found = self
            .messages
            .iter()
            .find(|known| known.id == message && known.is_of_agent);
        let Some(content) = found.filter(|known| !known.content.is_null()) else {
            return Err(format!(
                "the agent has no message `{message}` in this conversation"
            ));
        };
        let controls = content.card().map(card::controls).unwrap_or_default();
        let Some(control) = controls.iter().find(|control| control["id"] == action) else {
            let known: Vec<_> = controls
                .iter()
                .filter_map(|control| control["id"].as_str())
                .collect();
            return Err(format!(
                "the message `{message}` has no action `{action}`; its actions are: {}",
                known.join(", ")
            ));
        };
        match control["type"].as_str().unwrap_or_default() {
            "button" if control["disabled"] == true => Err(format!("the button `{action}` is disabled")),
            "button" => Ok(control.get("value").cloned()),
            "select" | "radio_select" => match value {
                Some(value) if card::options(control).any(|option| option["value"] == *value) => {
                    Ok(Some(value.clone()))
                }
                _ => Err(format!("`value` is not an option of `{action}`")),
            },
            _ => Ok(value.cloned()),
        }
    }

    /// Takes a question or approval from those that are open.
    fn close(&mut self, id: &str) -> bool {
        let before = self.open.len();
        self.open.retain(|open| open != id);
        self.open.len() < before
    }

    /// Stores a decision and returns the message that asked for it.
    pub(in super::super) fn decide(
        &mut self,
        approval: &PendingApproval,
        approved: bool,
    ) -> Result<Option<String>, Error> {
        let id = &approval.call.id;
        if !self.close(id) {
            return Err(fail(format!(
                "somebody has decided on the tool call `{id}` already"
            )));
        }
        let entry = history::decision(id, approved, &self.now());
        self.history.push(entry);
        Ok(self.approval_messages.get(id).cloned())
    }

    /// Returns `humanResponse` for an answer, without the answer if it is late.
    pub(in super::super) fn answer(
        &mut self,
        question: &AskedPerson,
        answer: &str,
        is_late: bool,
    ) -> Result<Value, Error> {
        let AskedPerson {
            id,
            kind,
            prompt,
            options,
        } = question;
        let is_option = |answer: &str| match &**kind {
            "approve" => matches!(answer, "approve" | "deny"),
            "choose" => options.iter().any(|option| option == answer),
            _ => true,
        };
        if kind == "tell" {
            return Err(fail(format!("{prompt:?} was told, not asked: nobody answers it")));
        }
        if !is_option(answer) {
            let known = if kind == "approve" {
                "approve, deny".to_owned()
            } else {
                options.join(", ")
            };
            return Err(fail(format!(
                "{answer:?} is no answer to {prompt:?}; the answers are: {known}"
            )));
        }
        if !self.close(id) {
            return Err(fail(format!("{prompt:?} is answered already")));
        }
        let mut response = json!({
            "requestId": id,
            "interactionId": format!("interaction-{}", self.mint("interaction")),
            "kind": kind,
            "status": if is_late { "expired" } else { "answered" },
            "expired": is_late,
        });
        if !is_late {
            response[if kind == "ask" { "text" } else { "optionId" }] = answer.into();
            response["respondedBy"] = self.person().into();
            if let Some(id) = self.subscriber.get("subscriberId") {
                response["respondedBySubscriberId"] = id.clone();
            }
        }
        Ok(response)
    }
}
