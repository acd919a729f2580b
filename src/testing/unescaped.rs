//! Finds texts that become HTML unescaped, by running the steps with markup in every text.

#[cfg(test)]
mod tests;

use super::Work;
use crate::{
    engine::{CompiledSchema, Invocation, Mode, Request, StepDefinition, WorkflowDefinition, drive},
    registry::{BuildWarning, Registered, Registry},
    step::StepKind,
};
use dialects::{json::ValueLimit, schema::mock, text::push_pointer_key};
use serde_json::{Value, json};

/// The most texts of a payload that are followed.
const MAX_TEXTS: usize = 256;
/// The fields of a subscriber that people choose themselves.
const SUBSCRIBER: [&str; 2] = ["firstName", "lastName"];

impl Registry {
    /// Runs the e-mails and inbox messages of all workflows as previews, with markup in every text of payload
    /// and subscriber, and returns a warning for each text that becomes HTML unescaped: strangers who choose
    /// it can add links and pictures to the message.
    ///
    /// Resolvers run with mock data, [`is_preview`](crate::Context::is_preview) is true. Texts that the
    /// schema restricts, such as those with a `pattern` or `format`, are not tried, and steps whose resolver
    /// fails are left out.
    ///
    /// ```
    /// use novu_framework::{BuildWarningKind, Context, Email, Registry, Result, Workflow, escape_html};
    /// use schemars::JsonSchema;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize, JsonSchema)]
    /// struct Comment {
    ///     author: String,
    ///     text: String,
    /// }
    ///
    /// async fn comment(cx: Context<Comment>) -> Result<()> {
    ///     let Comment { author, text } = &cx.payload;
    ///     let text = escape_html(text);
    ///     cx.step.email("mail", || Email::new("News", format!("<p>{author}: {text}</p>"))).await?;
    ///     Ok(())
    /// }
    ///
    /// let comment = Workflow::builder("comment", comment).build();
    /// let registry = Registry::builder().workflow(&comment).build()?;
    ///
    /// // In a `#[tokio::test]`, use `.await` in place of `.wait()`.
    /// let found = registry.unescaped_texts().wait();
    /// assert_eq!(found.len(), 1);
    /// assert_eq!((found[0].kind(), found[0].step()), (BuildWarningKind::UnescapedText, "mail"));
    /// assert!(found[0].message().starts_with("`payload.author` becomes HTML unescaped"));
    /// # Ok::<(), novu_framework::BuildError>(())
    /// ```
    pub fn unescaped_texts(&self) -> Work<'_, Vec<BuildWarning>> {
        Work::new(async move {
            let mut warnings = Vec::new();
            for id in self.workflows() {
                let Ok(registered) = self.find(id) else { continue };
                for step in registered.definition.steps() {
                    if step.kind.is_html() {
                        for text in unescaped(registered, step).await {
                            warnings.push(BuildWarning::unescaped(id, &step.id, &text, step.location));
                        }
                    }
                }
            }
            warnings
        })
    }
}

/// A text that is followed, by its JSON pointer in an event.
struct Marked {
    pointer: String,
    marker: String,
}

/// Returns the names of the texts that become HTML in a step.
async fn unescaped(registered: &Registered, step: &StepDefinition) -> Vec<String> {
    let mut event = event(registered);
    let mut texts = Vec::new();
    mark_payload(&registered.definition, &mut event, &mut texts);
    for field in SUBSCRIBER {
        mark(&mut event, format!("/subscriber/{field}"), &mut texts);
    }
    if let Some(html) = html(registered, step, &event).await {
        return found(&html, &texts);
    }
    // One of them does not fit its Rust type: try them one by one.
    let mut names = Vec::new();
    for text in &texts {
        let mut event = self::event(registered);
        if let Some(place) = event.pointer_mut(&text.pointer) {
            *place = text.marker.as_str().into();
        }
        if let Some(html) = html(registered, step, &event).await {
            names.extend(found(&html, std::slice::from_ref(text)));
        }
    }
    names
}

fn event(registered: &Registered) -> Value {
    json!({
        "payload": payload(registered),
        "subscriber": { "subscriberId": "ann", "firstName": "Ann", "lastName": "Lee", "email": "ann@example.org" },
        "controls": {},
    })
}

/// Returns a payload with as many texts as possible: the example with the members that it lacks, or a mock
/// with the optional members, too.
fn payload(registered: &Registered) -> Value {
    let CompiledSchema {
        schema, validator, ..
    } = &registered.definition.payload;
    let mut schema = schema.clone().into_owned();
    require_all(&mut schema);
    let mut complete = mock(&schema);
    let example = registered.workflow.options().example.as_ref();
    if let Some(Ok(Value::Object(example))) = example
        && let Value::Object(complete) = &mut complete
    {
        complete.extend(example.clone());
    }
    if validator.validate_value(&mut complete.clone()).is_ok() {
        return complete;
    }
    match example {
        Some(Ok(example)) => example.clone(),
        _ => registered.definition.payload.mock().clone(),
    }
}

/// Makes every declared property of a schema required, and not `null` by default. Those that refer to another
/// schema stay as they are, since it may contain itself. Schemas that compile are not deep.
fn require_all(schema: &mut Value) {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().for_each(require_all),
        Value::Object(members) => {
            members.retain(|name, value| name != "default" || !value.is_null());
            if let Some(Value::Object(properties)) = members.get("properties") {
                let before = members.get("required").and_then(Value::as_array);
                let is_required = |name: &str| before.is_some_and(|names| names.contains(&name.into()));
                let names = properties
                    .iter()
                    .filter(|(name, property)| is_required(name) || !refers(property));
                let names: Vec<Value> = names.map(|(name, _)| name.as_str().into()).collect();
                members.insert("required".into(), names.into());
            }
            for (name, member) in members {
                match (&**name, member) {
                    ("default" | "const" | "enum" | "examples", _) => {}
                    ("properties" | "patternProperties" | "definitions", Value::Object(schemas)) => {
                        schemas.values_mut().for_each(require_all);
                    }
                    (_, member) => require_all(member),
                }
            }
        }
        _ => {}
    }
}

/// Returns whether a schema refers to another one.
fn refers(schema: &Value) -> bool {
    match schema {
        Value::Array(schemas) => schemas.iter().any(refers),
        Value::Object(members) => members.contains_key("$ref") || members.values().any(refers),
        _ => false,
    }
}

/// Puts markers into the texts of the payload that may be any text.
fn mark_payload(definition: &WorkflowDefinition, event: &mut Value, texts: &mut Vec<Marked>) {
    let mut pointers = Vec::new();
    text_pointers(&event["payload"], "/payload".to_owned(), &mut pointers);
    for pointer in pointers {
        let Some(before) = event.pointer(&pointer).cloned() else {
            continue;
        };
        mark(event, pointer, texts);
        let mut payload = event["payload"].clone();
        if definition.payload.validator.validate_value(&mut payload).is_err() {
            let Some(marked) = texts.pop() else { continue };
            if let Some(place) = event.pointer_mut(&marked.pointer) {
                *place = before;
            }
        }
    }
}

fn mark(event: &mut Value, pointer: String, texts: &mut Vec<Marked>) {
    let marker = format!("novu{}x<script>", texts.len());
    if let Some(place) = event.pointer_mut(&pointer) {
        *place = marker.as_str().into();
        texts.push(Marked { pointer, marker });
    }
}

/// Collects the pointers of all texts in a value, which is a mock or an example and so not deep.
fn text_pointers(value: &Value, at: String, pointers: &mut Vec<String>) {
    if pointers.len() >= MAX_TEXTS {
        return;
    }
    match value {
        Value::String(_) => pointers.push(at),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                text_pointers(item, format!("{at}/{index}"), pointers);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let mut pointer = at.clone();
                push_pointer_key(&mut pointer, name);
                text_pointers(member, pointer, pointers);
            }
        }
        _ => {}
    }
}

/// Runs a step as a preview, and returns the HTML of its message before sanitising. `None` if it fails, or if
/// the message is not HTML.
async fn html(registered: &Registered, step: &StepDefinition, event: &Value) -> Option<String> {
    let Registered { workflow, definition } = registered;
    let mut event = event.clone();
    let collected = json!({ "id": "1", "time": "2025-01-01T00:00:00.000Z", "payload": event["payload"] });
    let earlier = definition
        .steps()
        .iter()
        .take_while(|earlier| earlier.id != step.id);
    let digests = earlier.filter(|earlier| earlier.kind == StepKind::Digest);
    event["state"] = digests
        .map(|digest| {
            json!({
                "stepId": digest.id,
                "outputs": { "events": [collected], "eventCount": 1 },
                "state": { "status": "completed" },
            })
        })
        .collect();
    let body = event.to_string();
    let request = Request::one_step(
        definition,
        Mode::Preview,
        &step.id,
        body.as_bytes(),
        ValueLimit::default(),
    );
    let request = request.ok()?.unsanitized();
    let outcome = drive(&**workflow, &Invocation::step(request)).await.ok()??;
    let body = outcome.outputs.get("body")?.as_str()?;
    let is_html = match step.kind {
        // A document of Novu's editor is JSON.
        StepKind::Email => !body.trim_start().starts_with('{'),
        // Inbox messages are plain texts as a rule.
        _ => has_tags(&body.replace("<script>", "")),
    };
    is_html.then(|| body.to_owned())
}

/// Returns whether a text has a tag in it.
fn has_tags(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        name.starts_with(|first: char| first.is_ascii_alphabetic()) && rest.contains('>')
    })
}

/// Returns the names of the texts whose markers are in the HTML as they are.
fn found(html: &str, texts: &[Marked]) -> Vec<String> {
    let found = texts.iter().filter(|text| html.contains(&text.marker));
    found
        .map(|text| text.pointer.trim_start_matches('/').replace('/', "."))
        .collect()
}
