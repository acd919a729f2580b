//! The deeds of people in a conversation.

use super::{AskedPerson, Conversation, Error, PendingApproval, TurnRun};
use serde_json::{Map, Value, json};

impl Conversation {
    /// Makes another person act from now on: a subscriber's id, or a whole subscriber as a JSON object.
    /// `null` is somebody whom only the platform knows.
    ///
    /// ```
    /// use novu_framework::{Agent, Registry, agent::{Message, Turn}, testing::Conversation};
    /// use serde_json::json;
    ///
    /// async fn greet(cx: Turn<Message>) -> String {
    ///     format!("Hello {}", cx.event.author.full_name)
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let agent = Agent::builder("greet", greet).build();
    /// let mut chat = Conversation::new(&Registry::builder().agent(&agent).build()?, "greet");
    /// chat.by("ann").says("Hi").await?.assert_text("Hello ann");
    /// let bob = json!({"subscriberId": "bob", "firstName": "Bob"});
    /// chat.by(bob).says("Hi").await?.assert_text("Hello Bob");
    /// # Ok(())
    /// # }
    /// ```
    pub fn by(&mut self, subscriber: impl Into<Value>) -> &mut Self {
        self.novu.lock().subscriber = match subscriber.into() {
            Value::String(id) => json!({ "subscriberId": id }),
            other => other,
        };
        self
    }

    /// Clicks on the button with that id, in the newest message that has it.
    ///
    /// # Errors
    ///
    /// No message has such a button, or it is disabled, or opens a URL.
    pub async fn clicks(&mut self, button_id: &str) -> Result<TurnRun, Error> {
        let click = self.novu.lock().find_button(button_id)?;
        let line = format!("clicks [{}] ({button_id})", click.label);
        self.act(button_id, click.value, Some(click.message_id), line)
            .await
    }

    /// Selects the option with that value, in the newest message with a select of that id.
    ///
    /// # Errors
    ///
    /// No message has such a select, or it has no such option.
    pub async fn selects(&mut self, select_id: &str, value: &str) -> Result<TurnRun, Error> {
        let choice = self.novu.lock().find_option(select_id, value)?;
        let line = format!("selects {} ({select_id} = {value})", choice.label);
        self.act(select_id, choice.value, Some(choice.message_id), line)
            .await
    }

    /// Uses an element of a certain message of the agent, by its id: clicks on a button, selects an option,
    /// or enters a value. [`clicks`](Self::clicks) and [`selects`](Self::selects) find the message
    /// themselves.
    ///
    /// # Errors
    ///
    /// The agent has no such message, the message has no such element, the button is disabled, or the select
    /// has no such option.
    pub async fn acts(
        &mut self,
        message_id: &str,
        element_id: &str,
        value: impl Into<Option<Value>>,
    ) -> Result<TurnRun, Error> {
        let value = value.into();
        let value = self
            .novu
            .lock()
            .check_click(message_id, element_id, value.as_ref())
            .map_err(|message| Error::new("", None, message))?;
        let line = format!("uses {element_id} of {message_id}");
        self.act(element_id, value, Some(message_id.to_owned()), line)
            .await
    }

    /// Adds an emoji to the newest message of the agent.
    ///
    /// # Errors
    ///
    /// The agent has sent no message.
    pub async fn reacts(&mut self, emoji: &str) -> Result<TurnRun, Error> {
        let newest = self.novu.lock().newest_of_agent()?;
        self.reaction(&newest, emoji, true).await
    }

    /// Takes an emoji back from the newest message of the agent.
    ///
    /// # Errors
    ///
    /// The agent has sent no message.
    pub async fn takes_back(&mut self, emoji: &str) -> Result<TurnRun, Error> {
        let newest = self.novu.lock().newest_of_agent()?;
        self.reaction(&newest, emoji, false).await
    }

    /// Adds an emoji to the message with that id, of the agent or of a person.
    ///
    /// # Errors
    ///
    /// The conversation has no such message.
    pub async fn reacts_to(&mut self, message_id: &str, emoji: &str) -> Result<TurnRun, Error> {
        self.reaction(message_id, emoji, true).await
    }

    /// Takes an emoji back from the message with that id, of the agent or of a person.
    ///
    /// # Errors
    ///
    /// The conversation has no such message.
    pub async fn takes_back_from(&mut self, message_id: &str, emoji: &str) -> Result<TurnRun, Error> {
        self.reaction(message_id, emoji, false).await
    }

    async fn reaction(&mut self, message_id: &str, emoji: &str, added: bool) -> Result<TurnRun, Error> {
        {
            let mut novu = self.novu.lock();
            if !novu.has_message(message_id) {
                let message = format!("the conversation has no message `{message_id}`");
                return Err(Error::new("", None, message));
            }
            novu.person_does(&match added {
                true => format!("reacts with {emoji} to {message_id}"),
                false => format!("takes {emoji} back from {message_id}"),
            });
        }
        self.react(message_id, emoji, added).await
    }

    pub(super) async fn react(
        &mut self,
        message_id: &str,
        emoji: &str,
        added: bool,
    ) -> Result<TurnRun, Error> {
        let reaction = json!({
            "messageId": message_id, "emoji": {"name": emoji}, "added": added, "message": null,
        });
        self.turn("onReaction", json!({ "reaction": reaction })).await
    }

    /// Returns the request to approve the tool call with that id, for [`approves`](Self::approves) and
    /// [`denies`](Self::denies).
    ///
    /// # Panics
    ///
    /// The agent has not asked for it.
    #[must_use]
    #[track_caller]
    pub fn approval(&self, call_id: &str) -> PendingApproval {
        let mut asked = self.turns.iter().rev().flat_map(|turn| &turn.approvals);
        match asked.find(|approval| approval.call.id == call_id) {
            Some(approval) => approval.clone(),
            None => panic!("the agent has not asked to approve the tool call `{call_id}`:\n{self}"),
        }
    }

    /// Returns the newest question with that prompt or that id, for [`answers`](Self::answers).
    ///
    /// # Panics
    ///
    /// The agent has not asked that.
    #[must_use]
    #[track_caller]
    pub fn asked(&self, prompt_or_id: &str) -> AskedPerson {
        let mut asked = self
            .turns
            .iter()
            .rev()
            .flat_map(|turn| turn.questions.iter().rev());
        match asked.find(|question| question.prompt == prompt_or_id || question.id == prompt_or_id) {
            Some(question) => question.clone(),
            None => panic!("the agent has not asked {prompt_or_id:?}:\n{self}"),
        }
    }

    /// Approves a tool call, by the button of its card.
    ///
    /// # Errors
    ///
    /// Somebody has already decided on it.
    pub async fn approves(&mut self, approval: PendingApproval) -> Result<TurnRun, Error> {
        self.decides(&approval, true).await
    }

    /// Denies a tool call, by the button of its card.
    ///
    /// # Errors
    ///
    /// Somebody has already decided on it.
    pub async fn denies(&mut self, approval: PendingApproval) -> Result<TurnRun, Error> {
        self.decides(&approval, false).await
    }

    pub(super) async fn decides(
        &mut self,
        approval: &PendingApproval,
        approved: bool,
    ) -> Result<TurnRun, Error> {
        let message_id = self.novu.lock().decide(approval, approved)?;
        let (verdict, deed) = match approved {
            true => ("approve", "approves"),
            false => ("deny", "denies"),
        };
        let line = format!("{deed} `{}`", approval.call().name);
        let id = format!("tool-approval:{verdict}:{}", approval.call().id);
        self.act(&id, None, message_id, line).await
    }

    /// Answers a question: with a text for `ask`, `approve` or `deny` for `approve`, and an option for
    /// `choose`.
    ///
    /// # Errors
    ///
    /// The question is answered already, has no such option, or is a `tell`, which nobody answers.
    pub async fn answers(&mut self, question: AskedPerson, answer: &str) -> Result<TurnRun, Error> {
        self.answered(&question, answer, false).await
    }

    /// Answers a question after its time has run out. Novu informs agents only then: the event has the
    /// message or the click, and a `human_response` that is [expired](crate::agent::HumanResponse::expired),
    /// without the answer.
    ///
    /// # Errors
    ///
    /// As for [`answers`](Self::answers).
    pub async fn answers_late(&mut self, question: AskedPerson, answer: &str) -> Result<TurnRun, Error> {
        self.answered(&question, answer, true).await
    }

    pub(super) async fn answered(
        &mut self,
        question: &AskedPerson,
        answer: &str,
        is_late: bool,
    ) -> Result<TurnRun, Error> {
        let response = self.novu.lock().answer(question, answer, is_late)?;
        let late = if is_late { " too late" } else { "" };
        let line = format!("answers {:?}{late}: {answer}", question.prompt());
        if question.kind() == "ask" {
            let message = self.novu.lock().person_message(answer);
            let parts = json!({ "message": message, "humanResponse": response });
            self.novu.lock().person_does(&line);
            return self.turn("onMessage", parts).await;
        }
        self.novu.lock().person_does(&line);
        let action = json!({ "id": response["interactionId"], "value": answer });
        let parts = json!({ "action": action, "humanResponse": response });
        self.turn("onAction", parts).await
    }

    /// Resolves the conversation from outside, as people do in Novu's dashboard.
    ///
    /// # Errors
    ///
    /// The conversation is resolved already.
    pub async fn resolves(&mut self) -> Result<TurnRun, Error> {
        self.novu.lock().resolve_from_outside()?;
        self.turn("onResolve", json!({})).await
    }

    pub(super) async fn act(
        &mut self,
        id: &str,
        value: Option<Value>,
        message_id: Option<String>,
        line: String,
    ) -> Result<TurnRun, Error> {
        self.novu.lock().person_does(&line);
        let mut action = Map::new();
        action.insert("id".to_owned(), id.into());
        action.extend(value.map(|value| ("value".to_owned(), value)));
        action.extend(message_id.map(|id| ("sourceMessageId".to_owned(), id.into())));
        self.turn("onAction", json!({ "action": action })).await
    }
}
