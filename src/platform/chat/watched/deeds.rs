//! The deeds of a person in a conversation of the studio, checked against it.

use super::{
    super::{
        novu::Novu,
        sent::{AskedPerson, PendingApproval},
        watch::{Answer, Item, Log},
    },
    Unplayable, deed,
};
use crate::agent::ToolCall;

impl Novu {
    pub(super) fn log(&mut self) -> Result<&mut Log, Unplayable> {
        self.watch
            .0
            .as_deref_mut()
            .ok_or_else(|| deed("the conversation has no log"))
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
        given: Option<(&str, bool)>,
        is_late: bool,
    ) -> Result<(AskedPerson, String), Unplayable> {
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
        if given.is_some_and(|(_, is_text)| is_text != (ask == "ask")) {
            return Err(deed(format!(
                "an answer to `{ask}` has `text` for `ask`, else `option`"
            )));
        }
        if answer.is_some() {
            return Err(deed(format!("the request `{request}` is answered already")));
        }
        let given_as = |as_text: bool| {
            let given = given.filter(|(_, is_text)| *is_text == as_text);
            given.map(|(answer, _)| answer.to_owned())
        };
        *answer = Some(Answer {
            by: given.and(person),
            text: given_as(true),
            option: given_as(false),
            expired: is_late,
        });
        let question = AskedPerson {
            id: id.clone(),
            kind: ask.clone(),
            prompt: prompt.clone(),
            options: options.iter().map(|option| option.id().to_owned()).collect(),
        };
        let answer = match given {
            Some((answer, _)) => answer.to_owned(),
            None => question.usual_late_answer(),
        };
        Ok((question, answer))
    }
}
