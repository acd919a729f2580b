//! The requests of the agent's turns, applied as Novu applies them (`agents.md` §14).

use super::{
    super::{
        card, history,
        refuse::Refusal,
        sent::{AskedPerson, PendingApproval, SentMessage, SentTrigger},
    },
    Novu, response,
};
use crate::agent::ToolCall;
use bytes::Bytes;
use http::{Response, Uri};
use serde_json::{Value, json};

impl Novu {
    /// Adds a message, and returns its id: `id`, or the platform's.
    pub(in super::super) fn posts(&mut self, id: Option<&str>, content: &Value) -> String {
        if let Some(known) = id.filter(|id| self.messages.iter().any(|message| message.id == *id)) {
            // A repeated attempt.
            return known.to_owned();
        }
        let number = self.mint("message");
        let id = id.map_or_else(|| format!("message-{number}"), str::to_owned);
        let message = self.message(&id, content);
        self.watch.posted(&id, content);
        let lines = card::content_lines(&message.content, &message.files);
        let head = format!("  {}: ", self.agent_id);
        self.lines(&head, lines);
        if let Some(call) = self.requested.take() {
            self.approval_messages.insert(call, id.clone());
        }
        let entry = history::message("agent", None, &message.content, &self.now());
        self.history.push(entry);
        self.messages.push(message.clone());
        if let Some(turn) = &mut self.turn {
            turn.messages.push(message);
        }
        id
    }

    fn message(&self, id: &str, content: &Value) -> SentMessage {
        let mut content = content.clone();
        let files = content
            .as_object_mut()
            .and_then(|content| content.shift_remove("files"));
        let names = files.as_ref().and_then(Value::as_array).into_iter().flatten();
        let name = |file: &Value| {
            let name = ["filename", "name"]
                .into_iter()
                .find_map(|name| file[name].as_str());
            name.unwrap_or_default().to_owned()
        };
        SentMessage {
            id: id.to_owned(),
            sender: self.agent_id.clone(),
            is_of_agent: true,
            content,
            files: names.map(name).collect(),
            reactions: Vec::new(),
            is_edited: false,
        }
    }

    fn find(&mut self, id: &str) -> Option<&mut SentMessage> {
        let mut messages = self.messages.iter_mut();
        messages.find(|message| message.id == id && !message.content.is_null())
    }

    /// Edits a message; returns whether there is one.
    pub(in super::super) fn edits(&mut self, id: &str, content: &Value) -> bool {
        let edited = self.message(id, content);
        let Some(message) = self.find(id) else {
            self.line(format!("  edits {id}, which is not there"));
            return false;
        };
        message.content = edited.content.clone();
        message.files = edited.files.clone();
        message.is_edited = true;
        self.watch.edited(id, content);
        let entry = history::edit(&edited.content, &self.now());
        self.history.push(entry);
        let lines = card::content_lines(&edited.content, &edited.files);
        self.lines(&format!("  edits {id}: "), lines);
        true
    }

    pub(in super::super) fn deletes(&mut self, id: &str) {
        match self.find(id) {
            Some(message) => {
                message.content = Value::Null;
                self.watch.deleted(id);
                self.line(format!("  deletes {id}"));
            }
            None => self.line(format!("  deletes {id}, which is not there")),
        }
    }

    pub(in super::super) fn adds_reaction(&mut self, id: &str, emoji: &str) {
        if let Some(message) = self.find(id) {
            message.reactions.push(emoji.to_owned());
            self.watch.reacted(id, emoji);
        }
        self.line(format!("  reacts with {emoji} to {id}"));
    }

    /// Applies signals, metadata before triggers.
    pub(in super::super) fn signals(&mut self, signals: &[Value]) {
        for signal in signals {
            let entry = history::signal(signal, &self.now());
            self.history.push(entry);
            match signal["type"].as_str().unwrap_or_default() {
                "metadata" => self.changes_metadata(signal),
                "human" => self.asks(signal),
                _ => {}
            }
        }
        for signal in signals.iter().filter(|signal| signal["type"] == "trigger") {
            self.triggers(signal);
        }
    }

    fn changes_metadata(&mut self, signal: &Value) {
        let key = signal["key"].as_str().unwrap_or_default();
        self.watch.metadata(signal);
        match signal["action"].as_str().unwrap_or_default() {
            "set" => {
                self.metadata.insert(key.to_owned(), signal["value"].clone());
                self.line(format!("  metadata {key} = {}", signal["value"]));
            }
            "delete" => {
                self.metadata.shift_remove(key);
                self.line(format!("  metadata {key} is removed"));
            }
            _ => {
                self.metadata.clear();
                self.line("  metadata is cleared".to_owned());
            }
        }
    }

    fn asks(&mut self, signal: &Value) {
        let text = |name: &str| signal[name].as_str().unwrap_or_default().to_owned();
        let texts = |name: &str| -> Vec<String> {
            let texts = signal[name].as_array().into_iter().flatten();
            texts.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let question = AskedPerson {
            id: text("requestId"),
            kind: text("kind"),
            prompt: text("prompt"),
            options: texts("options"),
        };
        self.watch.asked(&question, signal);
        let whom = texts("to");
        let whom = if whom.is_empty() {
            self.person()
        } else {
            whom.join(", ")
        };
        let AskedPerson {
            kind,
            prompt,
            options,
            ..
        } = &question;
        let verb = match &**kind {
            "tell" => "tells",
            "approve" => "asks for approval of",
            _ => "asks",
        };
        let options = if options.is_empty() {
            String::new()
        } else {
            format!(" ({})", options.join(" / "))
        };
        let line = format!("  {verb} {whom}: {prompt}{options}");
        self.line(line);
        if kind != "tell" {
            self.open.push(question.id.clone());
        }
        if let Some(turn) = &mut self.turn {
            turn.questions.push(question);
        }
    }

    fn triggers(&mut self, signal: &Value) {
        let own = Some(&self.subscriber).filter(|subscriber| !subscriber.is_null());
        let trigger = SentTrigger {
            workflow: signal["workflowId"].as_str().unwrap_or_default().to_owned(),
            to: signal.get("to").or(own).cloned(),
            payload: signal.get("payload").cloned().unwrap_or_else(|| json!({})),
        };
        self.watch.triggered(&trigger, signal.get("to").is_none());
        let SentTrigger {
            workflow,
            to,
            payload,
        } = &trigger;
        let whom = match to {
            None => "nobody, which Novu skips".to_owned(),
            Some(Value::String(id)) => id.clone(),
            Some(to) => to["subscriberId"]
                .as_str()
                .map_or_else(|| to.to_string(), str::to_owned),
        };
        let line = format!("  triggers {workflow} for {whom}: {payload}");
        self.line(line);
        if let Some(turn) = &mut self.turn {
            turn.triggers.push(trigger);
        }
    }

    pub(in super::super) fn requests_approval(&mut self, call: &Value) {
        let text = |name: &str| call[name].as_str().unwrap_or_default();
        let mut tool_call = ToolCall::new(text("approvalId"), text("name"));
        tool_call.input = call.get("input").cloned();
        let mut data = json!({
            "approvalId": call["approvalId"], "toolCallId": call["toolCallId"], "toolName": call["name"],
        });
        if let Some(input) = call.get("input") {
            data["input"] = input.clone();
        }
        let entry = history::approval_request(&data, &self.now());
        self.history.push(entry);
        let input = tool_call
            .input
            .as_ref()
            .map_or_else(String::new, |input| format!(" {input}"));
        self.line(format!("  asks for approval of `{}`{input}", tool_call.name));
        self.watch.requested(&tool_call);
        self.open.push(tool_call.id.clone());
        self.requested = Some(tool_call.id.clone());
        if let Some(turn) = &mut self.turn {
            turn.approvals.push(PendingApproval { call: tool_call });
        }
    }

    /// Stores the result of a tool call.
    pub(in super::super) fn returns(&mut self, result: &Value) {
        let entry = history::tool_result(result, &self.now());
        self.history.push(entry);
        let call = result["toolCallId"].as_str().unwrap_or_default();
        let output = &result["output"];
        self.watch
            .effect(json!({ "type": "result", "call": call, "output": output }));
        self.line(format!("  stores the result of `{call}`: {output}"));
    }

    pub(in super::super) fn resolves(&mut self, summary: Option<&str>) {
        self.watch.resolved(summary);
        self.line(summary.map_or_else(
            || "  resolves".to_owned(),
            |summary| format!("  resolves: {summary}"),
        ));
        if !self.is_resolved {
            self.is_resolved = true;
            self.has_resolved = true;
        }
    }

    pub(in super::super) fn emits(&mut self, name: &str, data: &Value) {
        self.watch.emitted(name, data);
        self.line(format!("  emits {name} {data}"));
    }

    // Requests.

    /// Answers a request of a turn.
    pub(super) fn answer_request(&mut self, url: &Uri, body: &Bytes) -> Response<Bytes> {
        let answer = match self.watch.refusal() {
            Some(Refusal { status, message }) => response(status, &json!({ "message": message })),
            None => self.take(url, body),
        };
        self.watch.sent(url, body, answer.status().as_u16());
        answer
    }

    fn take(&mut self, url: &Uri, body: &Bytes) -> Response<Bytes> {
        if let Some((status, failing)) = &self.failing
            && failing == body
        {
            return response(*status, &json!({ "message": "refused on demand" }));
        }
        self.failing = None;
        if let Some(status) = self.attempts.pop_front() {
            self.line(format!("  Novu refuses: {status}"));
            return response(status, &json!({ "message": "refused on demand" }));
        }
        if let Some(status) = self.failures.pop_front() {
            self.failing = Some((status, body.clone()));
            self.line(format!("  Novu refuses: {status}"));
            return response(status, &json!({ "message": "refused on demand" }));
        }
        let taken = match serde_json::from_slice(body) {
            Ok(body) if url.path().ends_with("/ingest") => self.take_events(&body),
            Ok(body) => self.take_reply(&body),
            Err(_) => Err(Refusal::invalid("the body is not JSON")),
        };
        match taken {
            Ok(data) => response(200, &json!({ "data": data })),
            Err(Refusal { status, message }) => {
                self.line(format!("  Novu refuses: {status}, {message}"));
                response(status, &json!({ "message": message }))
            }
        }
    }
}
