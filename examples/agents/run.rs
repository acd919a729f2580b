//! Runs the operations of a handler.

use super::{
    content::{self, Unchecked},
    definition::AgentDescription,
    human::{approval_card, options_of, people},
    values::{at, evaluate},
};
use novu_framework::{
    Error, Result,
    agent::{ApprovalActions, DeliveryError, DeliveryErrorKind, Handle, HumanRequest, ToolCall, Turn},
};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

/// How operations go on.
pub(crate) enum Flow {
    /// With the next one.
    Next,
    /// The handler returns content.
    Return(Unchecked),
    /// The handler returns nothing.
    End,
}

/// Why an operation has failed.
pub(crate) enum Failure {
    Error(Error),
    /// A value was thrown that is not an error.
    Value,
}

macro_rules! failures {
    ($($error:ty)*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Error(error.into())
            }
        }
    )*};
}

failures! { Error DeliveryError &str String }

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Error(error) => error,
            Failure::Value => "Turn failed".into(),
        }
    }
}

impl Failure {
    /// Adds `delivery`, `statusCode` and `responseBody` as the reference's errors have them: failures of the
    /// network are deliveries in the transport of events only.
    pub(crate) fn describe(error: &DeliveryError, by_events: bool, told: &mut Map<String, Value>) {
        let is_delivery = match error.kind() {
            DeliveryErrorKind::Refused { status } => {
                told.insert("statusCode".into(), status.as_u16().into());
                told.insert("responseBody".into(), error.body().unwrap_or_default().into());
                true
            }
            DeliveryErrorKind::Content | DeliveryErrorKind::Answer => false,
            _ if by_events => {
                told.insert("statusCode".into(), 0.into());
                true
            }
            _ => false,
        };
        told.insert("delivery".into(), is_delivery.into());
    }

    fn caught(&self, by_events: bool) -> Value {
        let mut told = Map::new();
        told.insert("delivery".into(), false.into());
        if let Self::Error(error) = self {
            told.insert("message".into(), error.to_string().into());
            if let Some(delivery) = error.source().and_then(|source| source.downcast_ref()) {
                Self::describe(delivery, by_events, &mut told);
            }
        }
        told.into()
    }
}

/// A run of the operations of one handler.
pub(crate) struct Run<E> {
    pub(crate) cx: Turn<E>,
    /// The message that asked for the approval.
    pub(crate) approval: Option<Handle>,
    about: Arc<AgentDescription>,
    /// Values that paths lead to besides the event.
    extra: Map<String, Value>,
    kept: Arc<Kept>,
}

#[derive(Default)]
struct Kept {
    handles: Mutex<BTreeMap<String, Handle>>,
    requests: Mutex<Map<String, Value>>,
    /// Metadata under keys that Novu refuses. This crate refuses them too, the reference does not.
    odd_metadata: Mutex<Map<String, Value>>,
}

static NEXT_ID: AtomicUsize = AtomicUsize::new(0);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The parts of an event that are `null` if they are absent.
const NULLABLE: [&str; 4] = ["action", "context", "notification", "humanResponse"];

type Running<'a> = Pin<Box<dyn Future<Output = Result<Flow, Failure>> + Send + 'a>>;

impl<E: Send + Sync + 'static> Run<E> {
    pub(crate) fn new(cx: Turn<E>, about: &Arc<AgentDescription>) -> Self {
        Self {
            cx,
            approval: None,
            about: Arc::clone(about),
            extra: Map::new(),
            kept: Arc::default(),
        }
    }

    /// Adds a value that paths lead to.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.extra.insert(name.to_owned(), value);
        self
    }

    /// Returns another run of the same handler.
    pub(crate) fn share(&self) -> Self {
        Self {
            cx: self.cx.clone(),
            approval: self.approval.clone(),
            about: Arc::clone(&self.about),
            extra: self.extra.clone(),
            kept: Arc::clone(&self.kept),
        }
    }

    /// Runs operations in order. `caught` is the error that a `catch` handles.
    pub(crate) fn all<'a>(&'a self, operations: &'a [Value], caught: Option<&'a Value>) -> Running<'a> {
        Box::pin(async move {
            for operation in operations {
                match self.one(operation, caught).await? {
                    Flow::Next => {}
                    end => return Ok(end),
                }
            }
            Ok(Flow::Next)
        })
    }

    async fn one(&self, operation: &Value, caught: Option<&Value>) -> Result<Flow, Failure> {
        let get = |path: &str| self.get(path, caught);
        let has = |name: &str| operation.get(name);
        let value = |name: &str| operation.get(name).and_then(|value| evaluate(value, &get));
        let text = |name: &str| value(name).map(|value| value.as_str().unwrap_or_default().to_owned());
        if let Some(reply) = has("reply") {
            let content = content::checked(Unchecked::read(reply, &get)?)?;
            let files = content::files(has("files"), &get)?;
            let handle = self.cx.reply(content).files(files).await?;
            if let Some(name) = has("as").and_then(Value::as_str) {
                lock(&self.kept.handles).insert(name.to_owned(), handle);
            }
        } else if let Some(name) = has("edit").and_then(Value::as_str) {
            let handle = self.handle(name)?;
            let content = content::checked(Unchecked::read(&operation["content"], &get)?)?;
            handle
                .edit(content)
                .files(content::files(has("files"), &get)?)
                .await?;
        } else if let Some(content) = has("editApproval") {
            let content = content::checked(Unchecked::read(content, &get)?)?;
            self.handle("approval")?.edit(content).await?;
        } else if let Some(name) = has("delete").and_then(Value::as_str) {
            self.handle(name)?.delete().await?;
        } else if let Some(typing) = has("typing") {
            if typing == "stop" {
                self.cx.typing_stop().await?;
            } else {
                let status = typing.get("status").and_then(|status| evaluate(status, &get));
                self.cx.typing(status.as_ref().and_then(Value::as_str)).await?;
            }
        } else if let Some(key) = has("set").and_then(Value::as_str) {
            self.set(key, value("value"))?;
        } else if let Some(key) = has("unset").and_then(Value::as_str) {
            if self.cx.metadata().remove(key).is_err() {
                lock(&self.kept.odd_metadata).shift_remove(key);
                self.cx
                    .signal(json!({"type": "metadata", "action": "delete", "key": key}));
            }
        } else if has("clear").is_some() {
            lock(&self.kept.odd_metadata).clear();
            self.cx.metadata().clear();
        } else if let Some(workflow) = text("trigger") {
            let mut signal = match value("options") {
                Some(Value::Object(options)) => options,
                _ => Map::new(),
            };
            signal.insert("type".into(), "trigger".into());
            signal.insert("workflowId".into(), workflow.into());
            self.cx.signal(signal.into());
        } else if let Some(emoji) = text("addReaction") {
            self.cx.react(text("to").unwrap_or_default(), emoji);
        } else if let Some(id) = text("deleteMessage") {
            self.cx.delete_message(id);
        } else if let Some(name) = text("emit") {
            self.cx.emit(&name, value("data").unwrap_or_default()).await?;
        } else if has("resolve").is_some() {
            match text("resolve").filter(|_| !operation["resolve"].is_null()) {
                Some(summary) => self.cx.resolve_with(summary),
                None => self.cx.resolve(),
            }
        } else if has("toolApproval").is_some() {
            self.request_approval(&value("toolApproval").unwrap_or_default())
                .await?;
            return Ok(Flow::End);
        } else if let Some(content) = has("return") {
            return Ok(Flow::Return(Unchecked::read(content, &get)?));
        } else if has("throw").is_some() {
            return Err(text("throw").unwrap_or_default().into());
        } else if has("throwValue").is_some() {
            return Err(Failure::Value);
        } else if let Some(time) = has("sleep").and_then(Value::as_u64) {
            tokio::time::sleep(Duration::from_millis(time)).await;
        } else if let Some(branches) = has("parallel").and_then(Value::as_array) {
            let branch = |branch: &'_ Value| -> Vec<Value> { branch.as_array().cloned().unwrap_or_default() };
            let branches: Vec<_> = branches.iter().map(branch).collect();
            together(branches.iter().map(|branch| self.all(branch, caught)).collect()).await?;
        } else if let Some(path) = has("if").and_then(Value::as_str) {
            let found = get(path);
            let holds = match has("equals") {
                Some(wanted) => found.as_ref() == Some(wanted),
                None => found.is_some_and(|found| !found.is_null()),
            };
            let branch = &operation[if holds { "then" } else { "else" }];
            return self
                .all(branch.as_array().map_or(&[], Vec::as_slice), caught)
                .await;
        } else if let Some(tried) = has("try").and_then(Value::as_array) {
            match self.all(tried, caught).await {
                Ok(flow) => return Ok(flow),
                Err(failure) => {
                    let caught = failure.caught(self.sends_events());
                    let handler = operation["catch"].as_array().map_or(&[][..], Vec::as_slice);
                    return self.all(handler, Some(&caught)).await;
                }
            }
        } else {
            for kind in ["ask", "approve", "choose", "tell"] {
                if let Some(prompt) = text(kind) {
                    let choices = value("choices").and_then(|choices| choices.as_array().cloned());
                    let id =
                        self.ask_people(kind, &prompt, choices, &value("options").unwrap_or_default())?;
                    if let Some(name) = has("as").and_then(Value::as_str) {
                        lock(&self.kept.requests).insert(name.to_owned(), id.into());
                    }
                    return Ok(Flow::Next);
                }
            }
            return Err(format!("unknown operation {operation}").into());
        }
        Ok(Flow::Next)
    }

    fn sends_events(&self) -> bool {
        self.cx.raw()["eventsUrl"]
            .as_str()
            .is_some_and(|url| !url.is_empty())
    }

    fn handle(&self, name: &str) -> Result<Handle, Failure> {
        if name == "approval" {
            return self
                .approval
                .clone()
                .ok_or_else(|| "there is no approval message".into());
        }
        let handles = lock(&self.kept.handles);
        handles
            .get(name)
            .cloned()
            .ok_or_else(|| format!("there is no message {name}").into())
    }

    /// Returns what is at a path.
    fn get(&self, path: &str, caught: Option<&Value>) -> Option<Value> {
        let first = path.split('.').next().unwrap_or_default();
        let below = |value: Value| at(&Map::from_iter([(first.to_owned(), value)]), path);
        match first {
            "handles" => {
                let about = |handle: &Handle| json!({ "messageId": handle.message_id(), "platformThreadId": handle.thread_id() });
                let handles = lock(&self.kept.handles);
                let handles = handles.iter().map(|(name, handle)| (name.clone(), about(handle)));
                below(Value::Object(handles.collect()))
            }
            "requests" => below(Value::Object(lock(&self.kept.requests).clone())),
            "metadata" => {
                let mut metadata = self.cx.metadata().current();
                metadata.extend(lock(&self.kept.odd_metadata).clone());
                below(metadata.into())
            }
            "caught" => below(caught?.clone()),
            _ => at(&self.extra, path)
                .or_else(|| at(self.cx.raw().as_object()?, path))
                // These are `null` in the reference where the event has none.
                .or_else(|| NULLABLE.contains(&path).then_some(Value::Null)),
        }
    }

    fn set(&self, key: &str, value: Option<Value>) -> Result<(), Failure> {
        let Some(value) = value else {
            self.cx
                .signal(json!({"type": "metadata", "action": "set", "key": key}));
            return Ok(());
        };
        if self.cx.metadata().set(key, &value).is_err() {
            lock(&self.kept.odd_metadata).insert(key.to_owned(), value.clone());
            self.cx
                .signal(json!({"type": "metadata", "action": "set", "key": key, "value": value}));
        }
        Ok(())
    }

    /// Asks people. Requests that this crate refuses and the reference does not (a blank prompt, an odd time)
    /// are queued as they are.
    fn ask_people(
        &self,
        kind: &str,
        prompt: &str,
        choices: Option<Vec<Value>>,
        options: &Value,
    ) -> Result<String, Failure> {
        let texts = |value: &Value| -> Vec<String> {
            let texts = value.as_array().into_iter().flatten();
            texts
                .map(|text| text.as_str().unwrap_or_default().to_owned())
                .collect()
        };
        let usable = if prompt.trim().is_empty() { "?" } else { prompt };
        let mut request: HumanRequest<'_, E> = match kind {
            "ask" => self.cx.ask(usable),
            "approve" => self.cx.approve(usable),
            "tell" => self.cx.tell(usable),
            _ => self
                .cx
                .choose(usable, texts(&choices.clone().unwrap_or_default().into())),
        };
        if let Some(from) = options["from"].as_str() {
            request = request.from(from);
        }
        match &options["to"] {
            Value::Null => {}
            Value::String(one) => request = request.to([one]),
            several => request = request.to(texts(several)),
        }
        let seconds = options.get("ttlSeconds").filter(|seconds| !seconds.is_null());
        let usable_time = seconds
            .and_then(Value::as_u64)
            .filter(|seconds| (60..=259_200).contains(seconds));
        if let Some(seconds) = usable_time {
            request = request.ttl(Duration::from_secs(seconds));
        }
        if usable == prompt && usable_time.is_some() == seconds.is_some() {
            return Ok(request.send_later()?.to_string());
        }
        drop(request);
        let id = format!("hr_conformance-{}", NEXT_ID.fetch_add(1, Ordering::Relaxed));
        let mut signal = Map::new();
        let members = [
            ("type", Some(json!("human"))),
            ("kind", Some(kind.into())),
            ("prompt", Some(prompt.into())),
            ("requestId", Some(id.as_str().into())),
            ("options", choices.map(options_of).transpose()?),
            ("from", options.get("from").filter(|from| *from != "").cloned()),
            ("ttlSeconds", seconds.cloned()),
            ("to", options.get("to").map(people).transpose()?),
        ];
        for (name, value) in members {
            signal.extend(value.map(|value| (name.to_owned(), value)));
        }
        self.cx.signal(signal.into());
        Ok(id)
    }

    async fn request_approval(&self, call: &Value) -> Result<(), Failure> {
        let text = |name: &str| call[name].as_str().unwrap_or_default();
        let mut tool_call = ToolCall::new(text("id"), text("name"));
        tool_call.input = call.get("input").cloned();
        let ids = ApprovalActions::of(&tool_call);
        let drawing = Map::from_iter([
            ("toolCall".to_owned(), call.clone()),
            (
                "actionIds".to_owned(),
                json!({"approve": ids.approve, "deny": ids.deny}),
            ),
        ]);
        let get = |path: &str| at(&drawing, path);
        let mut request = self.cx.request_approval(tool_call);
        match &self.about.render_approval {
            None => {}
            Some(rule) if rule.get("throw").is_some() => {
                return Err(rule["throw"].as_str().unwrap_or_default().to_owned().into());
            }
            Some(rule) if rule.get("approvalCard").is_some() => {
                // The words are lost in the transport of events.
                let words = evaluate(&rule["approvalCard"], &get).filter(|_| !self.sends_events());
                if let Some(words) = words {
                    request = request.card(approval_card(&words));
                }
            }
            Some(rule) => {
                let content = Unchecked::read(&rule["return"], &get)?;
                if !content.is_nothing() {
                    request = request.content(content::checked(content)?);
                }
            }
        }
        let _ = request.await?;
        Ok(())
    }
}

/// Runs branches at the same time, begun in their order. The first failure ends them.
async fn together(mut branches: Vec<Running<'_>>) -> Result<(), Failure> {
    poll_fn(|cx| {
        let mut failed = None;
        branches.retain_mut(|branch| match branch.as_mut().poll(cx) {
            Poll::Pending => true,
            Poll::Ready(result) => {
                failed = failed.take().or(result.err());
                false
            }
        });
        match failed {
            Some(failure) => Poll::Ready(Err(failure)),
            None if branches.is_empty() => Poll::Ready(Ok(())),
            None => Poll::Pending,
        }
    })
    .await
}

impl<E> fmt::Debug for Run<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").finish_non_exhaustive()
    }
}
