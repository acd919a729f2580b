//! The deeds of a person in a conversation of the studio, checked against it.

use super::{
    super::{
        card,
        novu::Novu,
        sent::{AskedPerson, PendingApproval},
        watch::{Answer, Attached, Item, Log, decoded_length},
    },
    GivenFile, MAX_FILES, Unplayable, deed,
};
use crate::agent::ToolCall;
use serde_json::{Value, json};

impl Novu {
    pub(super) fn log(&mut self) -> Result<&mut Log, Unplayable> {
        self.watch
            .0
            .as_deref_mut()
            .ok_or_else(|| deed("the conversation has no log"))
    }

    /// Returns a message of the person with files. Their data are in the event only.
    pub(super) fn say(&mut self, text: &str, files: &[GivenFile]) -> Result<Value, Unplayable> {
        if files.len() > MAX_FILES {
            return Err(deed(format!("a message has at most {MAX_FILES} files")));
        }
        let mut message = self.person_says(text);
        if files.is_empty() {
            return Ok(message);
        }
        let (mut attachments, mut kept, mut shown) = (Vec::new(), Vec::new(), Vec::new());
        for GivenFile {
            name,
            mime,
            url,
            data,
        } in files
        {
            let kind = mime.as_deref().and_then(|mime| mime.split('/').next());
            let kind = kind
                .filter(|kind| ["image", "audio", "video"].contains(kind))
                .unwrap_or("file");
            let size = data.as_deref().map(decoded_length);
            let mut attachment = json!({ "type": kind, "name": name });
            if let Some(mime) = mime {
                attachment["mimeType"] = mime.as_str().into();
            }
            if let Some(size) = size {
                attachment["size"] = size.into();
            }
            if let Some(url) = url {
                attachment["url"] = url.as_str().into();
            }
            kept.push(attachment.clone());
            if let (None, Some(data)) = (url, data) {
                let mime = mime.as_deref().unwrap_or("application/octet-stream");
                attachment["url"] = format!("data:{mime};base64,{data}").into();
            }
            attachments.push(attachment);
            shown.push(Attached {
                name: name.clone(),
                mime: mime.clone(),
                size,
                url: url.clone(),
            });
        }
        message["attachments"] = attachments.into();
        if let Some(entry) = self.history.last_mut() {
            entry["richContent"] = json!({ "attachments": kept });
        }
        if let Some(Item::Message { files, .. }) = self.log()?.items.last_mut() {
            *files = shown;
        }
        Ok(message)
    }

    /// Checks a click and returns its value: that of the button, or the given one.
    pub(super) fn check_click(
        &self,
        message: &str,
        action: &str,
        value: Option<&Value>,
    ) -> Result<Option<Value>, Unplayable> {
        let found = self
            .messages
            .iter()
            .find(|known| known.id == message && known.is_of_agent);
        let Some(content) = found.filter(|known| !known.content.is_null()) else {
            return Err(deed(format!(
                "the agent has no message `{message}` in this conversation"
            )));
        };
        let controls = content.card().map(card::controls).unwrap_or_default();
        let Some(control) = controls.iter().find(|control| control["id"] == action) else {
            let known: Vec<_> = controls
                .iter()
                .filter_map(|control| control["id"].as_str())
                .collect();
            return Err(deed(format!(
                "the message `{message}` has no action `{action}`; its actions are: {}",
                known.join(", ")
            )));
        };
        match control["type"].as_str().unwrap_or_default() {
            "button" if control["disabled"] == true => {
                Err(deed(format!("the button `{action}` is disabled")))
            }
            "button" => Ok(control.get("value").cloned()),
            "select" | "radio_select" => match value {
                Some(value) if card::options(control).any(|option| option["value"] == *value) => {
                    Ok(Some(value.clone()))
                }
                _ => Err(deed(format!("`value` is not an option of `{action}`"))),
            },
            _ => Ok(value.cloned()),
        }
    }

    pub(super) fn person_reacts(
        &mut self,
        message: &str,
        emoji: &str,
        added: bool,
    ) -> Result<(), Unplayable> {
        let log = self.log()?;
        match log.find(message) {
            Some(Item::Message { deleted: false, .. }) => {}
            _ => return Err(deed(format!("the conversation has no message `{message}`"))),
        }
        let by = log.person.clone();
        log.react(message, by, emoji, added);
        Ok(())
    }

    pub(super) fn person_decides(&mut self, id: &str, approved: bool) -> Result<PendingApproval, Unplayable> {
        let log = self.log()?;
        let person = log.person.clone();
        let mut items = log.items.iter_mut().rev();
        let found = items.find_map(|item| match item {
            Item::Approval {
                approval,
                name,
                decided,
                by,
                ..
            } if approval == id => Some((name, decided, by)),
            _ => None,
        });
        let Some((name, decided, by)) = found else {
            return Err(deed(format!("the agent has not asked to approve `{id}`")));
        };
        if decided.is_some() {
            return Err(deed(format!(
                "somebody has decided on the tool call `{id}` already"
            )));
        }
        *decided = Some(approved);
        *by = person;
        Ok(PendingApproval {
            call: ToolCall::new(id, name.as_str()),
        })
    }

    pub(super) fn person_answers(
        &mut self,
        request: &str,
        given: Option<&str>,
        is_text: Option<bool>,
    ) -> Result<AskedPerson, Unplayable> {
        let log = self.log()?;
        let person = log.person.clone();
        let Some(Item::Request {
            id,
            ask,
            prompt,
            options,
            answer,
            ..
        }) = log.find(request)
        else {
            return Err(deed(format!("the agent has sent no request `{request}`")));
        };
        if is_text.is_some_and(|is_text| is_text != (ask == "ask")) {
            return Err(deed(format!(
                "an answer to `{ask}` has `text` for `ask`, else `option`"
            )));
        }
        if answer.is_some() {
            return Err(deed(format!("the request `{request}` is answered already")));
        }
        *answer = Some(Answer {
            by: given.and(person),
            text: given.filter(|_| is_text == Some(true)).map(str::to_owned),
            option: given.filter(|_| is_text == Some(false)).map(str::to_owned),
            expired: given.is_none(),
        });
        Ok(AskedPerson {
            id: id.clone(),
            kind: ask.clone(),
            prompt: prompt.clone(),
            options: options.iter().map(|option| option.id().to_owned()).collect(),
        })
    }
}
