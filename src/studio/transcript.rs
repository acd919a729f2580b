//! `POST api/test` with a transcript: a conversation as a test in Rust.

use super::{
    refusal::Refusal,
    scenario::ScenarioError,
    source::{MAX_COMPARED, literal, name},
    turn::check_failures,
};
use crate::{
    agent::TurnOutcome,
    platform::{Deed, Played, SentMessage, Setting, State, Transport, TurnRun, Unplayable, play},
    registry::Registry,
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};
use std::fmt::Write;

/// The most events of a transcript.
const MAX_EVENTS: usize = 50;

/// The body of the request.
#[derive(Debug, Deserialize)]
struct Transcript {
    #[serde(flatten)]
    setting: Setting,
    #[serde(rename = "do")]
    events: Vec<Event>,
}

/// An event of a transcript.
#[derive(Debug, Deserialize)]
struct Event {
    #[serde(rename = "do")]
    deed: Deed,
    #[serde(default)]
    fail: Vec<u16>,
}

/// Returns whether a body is one of a transcript; else it is one of a scenario.
pub(super) fn is_one(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Kind {
        agent: Option<IgnoredAny>,
    }
    serde_json::from_slice(body).is_ok_and(|kind: Kind| kind.agent.is_some())
}

/// Prints the source text.
///
/// # Errors
///
/// The body cannot be read, or is over a limit.
pub(super) async fn test(registry: &Registry, body: &[u8]) -> Result<Value, Refusal> {
    let transcript: Transcript = serde_json::from_slice(body).map_err(|error| Refusal::of_body(&error))?;
    let events = &transcript.events;
    if events.len() > MAX_EVENTS {
        let message = format!(
            "the transcript has {} events, the limit is {MAX_EVENTS}",
            events.len()
        );
        return Err(Refusal::of_limit(message, "Take some events out."));
    }
    events.iter().try_for_each(|event| check_failures(&event.fail))?;
    match transcript.rust(registry).await {
        Ok(rust) => Ok(json!({ "ok": true, "rust": rust, "curl": null })),
        Err(unplayable) => Ok(unplayable.describe()),
    }
}

impl Transcript {
    /// Plays the conversation, and prints a test that plays it again and compares the outcome.
    async fn rust(&self, registry: &Registry) -> Result<String, ScenarioError> {
        let mut test = Test::new(&self.setting);
        let mut state: Option<State> = None;
        for (index, Event { deed, fail }) in self.events.iter().enumerate() {
            let played = play(registry, &self.setting, state.take(), deed, fail).await;
            let played = played.map_err(|reason| unplayable(index, reason))?;
            test.add(deed, fail, &played);
            state = Some(played.state);
        }
        let state = state.map(|state| json!(state)).unwrap_or_default();
        Ok(test.end(&state, self.events.len()))
    }
}

fn unplayable(index: usize, reason: Unplayable) -> ScenarioError {
    let (Unplayable::State(message) | Unplayable::TooLong(message) | Unplayable::Deed(message)) = reason;
    ScenarioError::new(format!("/do/{index}"), message)
}

/// The lines of a test.
struct Test<'a> {
    setting: &'a Setting,
    lines: Vec<String>,
    /// The person who acts.
    by: Option<String>,
    /// The turns so far.
    turns: Vec<TurnRun>,
    compares_outcomes: bool,
    uses_files: bool,
}

impl<'a> Test<'a> {
    fn new(setting: &'a Setting) -> Self {
        let mut chat = format!(
            "let mut chat = Conversation::new(&registry()?, {:?})",
            setting.agent
        );
        if setting.transport == Transport::Replies {
            chat.push_str(".replies()");
        }
        let _ = write!(chat, ".platform({:?})", setting.platform);
        for (kind, item) in &setting.context {
            let _ = write!(chat, ".context({kind:?}, {})", literal(item));
        }
        chat.push(';');
        Self {
            setting,
            lines: vec![
                "// `registry` is your function that builds the registry.".to_owned(),
                chat,
            ],
            by: None,
            turns: Vec::new(),
            compares_outcomes: false,
            uses_files: false,
        }
    }

    /// Adds an event and the comparison of its turns.
    fn add(&mut self, deed: &Deed, fail: &[u16], played: &Played) {
        let used = &fail[..fail.len().saturating_sub(played.unused)];
        if !used.is_empty() {
            self.lines.push(format!("chat.fail_attempts({used:?});"));
        }
        if let Some(by) = deed.by().filter(|by| self.by.as_deref() != Some(by)) {
            let person = match self.setting.person(by) {
                Some(person) if person.len() > 1 => literal(&person.into()),
                _ => format!("{by:?}"),
            };
            self.lines.push(format!("chat.by({person});"));
            self.by = Some(by.to_owned());
        }
        let call = self.call(deed);
        self.lines.push(format!("let turn = chat.{call}.await?;"));
        for (index, turn) in played.turns.iter().enumerate() {
            if index > 0 {
                let number = self.turns.len();
                self.lines
                    .push(format!("let turn = chat.turns()[{number}].clone();"));
            }
            self.compare(turn);
            self.turns.push(turn.clone());
        }
    }

    /// Prints the call of a deed.
    fn call(&mut self, deed: &Deed) -> String {
        match deed {
            Deed::Say { text, files, .. } => {
                let mut call = format!("says({text:?})");
                for file in files {
                    self.uses_files = true;
                    let _ = match (&file.url, &file.data) {
                        (Some(url), _) => write!(call, ".file(File::url({:?}, {url:?})", file.name),
                        (None, data) => {
                            let data = data.as_deref().unwrap_or_default();
                            write!(call, ".file(File::base64({:?}, {data:?})", file.name)
                        }
                    };
                    if let Some(mime) = &file.mime {
                        let _ = write!(call, ".mime({mime:?})");
                    }
                    call.push(')');
                }
                call
            }
            Deed::Click {
                message,
                action,
                value,
                ..
            } => {
                let value = match value {
                    Some(value) => literal(value),
                    None => "None".to_owned(),
                };
                format!("acts({message:?}, {action:?}, {value})")
            }
            Deed::React {
                message,
                emoji,
                added,
                ..
            } => {
                let verb = if *added { "reacts_to" } else { "takes_back_from" };
                format!("{verb}({message:?}, {emoji:?})")
            }
            Deed::Decide {
                approval, approved, ..
            } => {
                let verb = if *approved { "approves" } else { "denies" };
                format!("{verb}(chat.approval({approval:?}))")
            }
            Deed::Respond {
                request,
                text,
                option,
                expired,
                ..
            } => {
                let asked = || {
                    self.turns
                        .iter()
                        .rev()
                        .flat_map(|turn| turn.questions().iter().rev())
                };
                let question = asked().find(|question| question.id() == request);
                let usual = question.map(crate::platform::AskedPerson::usual_late_answer);
                let answer = text.clone().or(option.clone()).or(usual).unwrap_or_default();
                let newest =
                    question.and_then(|question| asked().find(|other| other.prompt() == question.prompt()));
                // Its prompt, unless it was asked again.
                let key = newest
                    .filter(|newest| newest.id() == request)
                    .map_or(request.as_str(), |newest| newest.prompt());
                let verb = if *expired { "answers_late" } else { "answers" };
                format!("{verb}(chat.asked({key:?}), {answer:?})")
            }
            Deed::Resolve {} => "resolves()".to_owned(),
        }
    }

    /// Compares the outcome of a turn, and everything that it has sent.
    fn compare(&mut self, turn: &TurnRun) {
        if turn.outcome() == TurnOutcome::Completed {
            self.lines.push("turn.assert_completed();".to_owned());
        } else {
            self.compares_outcomes = true;
            self.lines.push(format!(
                "assert_eq!(turn.outcome(), TurnOutcome::{:?});",
                turn.outcome()
            ));
            if let Some(error) = turn.error().filter(|error| error.len() <= MAX_COMPARED) {
                self.lines
                    .push(format!("assert_eq!(turn.error(), Some({error:?}));"));
            }
        }
        let messages = turn.messages();
        if messages.len() != 1 {
            self.lines
                .push(format!("assert_eq!(turn.messages().len(), {});", messages.len()));
        }
        for (index, message) in messages.iter().enumerate() {
            let comparison = comparison(message, index, messages.len());
            self.lines.extend(comparison);
            if !message.files().is_empty() {
                self.lines.push(format!(
                    "assert_eq!(turn.messages()[{index}].files(), {:?});",
                    message.files()
                ));
            }
        }
        for (index, trigger) in turn.triggers().iter().enumerate() {
            let workflow = trigger.workflow();
            self.lines.push(format!(
                "assert_eq!(turn.triggers()[{index}].workflow(), {workflow:?});"
            ));
            let payload = trigger.payload();
            if payload.to_string().len() <= MAX_COMPARED {
                let payload = literal(payload);
                self.lines.push(format!(
                    "assert_eq!(*turn.triggers()[{index}].payload(), {payload});"
                ));
            }
        }
        for question in turn.questions() {
            let (prompt, kind) = (question.prompt(), question.kind());
            self.lines
                .push(format!("assert_eq!(turn.asked({prompt:?}).kind(), {kind:?});"));
        }
        for approval in turn.approvals() {
            let (id, name) = (&approval.call().id, &approval.call().name);
            self.lines.push(format!(
                "assert_eq!(chat.approval({id:?}).call().name, {name:?});"
            ));
        }
    }

    /// Compares the conversation after the last turn, and returns the source.
    fn end(mut self, state: &Value, events: usize) -> String {
        self.lines.push(String::new());
        for (key, value) in state["metadata"].as_object().into_iter().flatten() {
            if value.to_string().len() <= MAX_COMPARED {
                self.lines
                    .push(format!("assert_eq!(chat.metadata({key:?}), {});", literal(value)));
            }
        }
        let is_resolved = state["status"] == "resolved";
        let not = if is_resolved { "" } else { "!" };
        self.lines.push(format!("assert!({not}chat.is_resolved());"));
        let agent: Vec<_> = [("File", self.uses_files), ("TurnOutcome", self.compares_outcomes)]
            .into_iter()
            .filter_map(|(item, is_used)| is_used.then_some(item))
            .collect();
        let agent = match agent[..] {
            [] => String::new(),
            [item] => format!("agent::{item}, "),
            _ => format!("agent::{{{}}}, ", agent.join(", ")),
        };
        let imports = match &*agent {
            "" => "testing::Conversation".to_owned(),
            agent => format!("{{{agent}testing::Conversation}}"),
        };
        let mut source = format!(
            "use novu_framework::{imports};\nuse std::error::Error;\n\n\
             #[tokio::test]\nasync fn {}() -> Result<(), Box<dyn Error>> {{\n",
            name(&self.setting.agent, events)
        );
        for line in &self.lines {
            let _ = writeln!(source, "{}{line}", if line.is_empty() { "" } else { "    " });
        }
        source.push_str("    Ok(())\n}\n");
        source
    }
}

/// Prints the comparison of a message of the agent.
fn comparison(message: &SentMessage, index: usize, count: usize) -> Option<String> {
    match (message.text(), message.card()) {
        (Some(text), _) if text.len() > MAX_COMPARED => None,
        (Some(text), _) if count == 1 => Some(format!("turn.assert_text({text:?});")),
        (Some(text), _) => Some(format!(
            "assert_eq!(turn.messages()[{index}].text(), Some({text:?}));"
        )),
        (None, Some(card)) if card.to_string().len() > MAX_COMPARED => {
            Some(format!("assert!(turn.messages()[{index}].card().is_some());"))
        }
        (None, Some(card)) if count == 1 => Some(format!("turn.assert_card({});", literal(card))),
        (None, Some(card)) => {
            let card = literal(card);
            Some(format!(
                "assert_eq!(turn.messages()[{index}].card(), Some(&{card}));"
            ))
        }
        // Novu's approval card.
        (None, None) => None,
    }
}
