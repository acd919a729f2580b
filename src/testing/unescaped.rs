//! Finds texts that become HTML unescaped, by running the steps with markup in every text.

use super::Work;
use crate::{
    engine::{Invocation, Mode, Request, StepDefinition, WorkflowDefinition, drive},
    registry::{BuildWarning, Registered, Registry},
    step::StepKind,
};
use dialects::json::ValueLimit;
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
    let example = registered.workflow.options().example.as_ref();
    let example = example.and_then(|example| example.as_ref().ok());
    json!({
        "payload": example.unwrap_or_else(|| registered.definition.payload.mock()),
        "subscriber": { "subscriberId": "ann", "firstName": "Ann", "lastName": "Lee", "email": "ann@example.org" },
        "controls": {},
    })
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
                let name = name.replace('~', "~0").replace('/', "~1");
                text_pointers(member, format!("{at}/{name}"), pointers);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, Digest, Email, InApp, Result, Sms, Unit, Workflow, escape_html};
    use schemars::JsonSchema;
    use serde::Deserialize;
    use std::net::IpAddr;

    #[derive(Deserialize, JsonSchema)]
    struct Post {
        title: String,
        author: Author,
        #[schemars(length(max = 4))]
        short: String,
        #[serde(default)]
        tags: Vec<String>,
    }

    #[derive(Deserialize, JsonSchema)]
    struct Author {
        name: String,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(default)]
    struct Controls {
        greeting: String,
    }

    impl Default for Controls {
        fn default() -> Self {
            Self {
                greeting: "Hi {{ subscriber.firstName }}".into(),
            }
        }
    }

    fn names<P: serde::de::DeserializeOwned + Send + Sync + 'static>(workflow: &Workflow<P>) -> Vec<String> {
        let registry = Registry::builder().workflow(workflow).build().unwrap();
        let found = registry.unescaped_texts().wait();
        let named = found.iter().map(|warning| {
            let name = warning.message().split('`').nth(1).unwrap();
            format!("{} {name}", warning.step())
        });
        named.collect()
    }

    async fn careless(cx: Context<Post>) -> Result<()> {
        let Post {
            title, author, short, ..
        } = &cx.payload;
        cx.step
            .in_app("html-inbox", || InApp::new(format!("<b>{title}</b>")))
            .await?;
        let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
        cx.step
            .email("nested", || {
                Email::new(title, format!("<p>{} {short}</p>", author.name))
            })
            .skip(|_| true)
            .await?;
        cx.step
            .email("digest", || {
                let titles = batch.events.iter().map(|event| event.payload["title"].as_str());
                Email::new("Posts", titles.flatten().collect::<String>())
            })
            .await?;
        cx.step
            .email("control", |c: Controls| {
                Email::new("Hi", format!("<p>{}</p>", c.greeting))
            })
            .await?;
        Ok(())
    }

    #[test]
    fn unescaped_texts_are_found_in_every_way_into_html() {
        let careless = Workflow::builder("careless", careless).build();
        assert_eq!(
            names(&careless),
            [
                "html-inbox payload.title",
                "nested payload.author.name",
                "digest payload.title",
                "control subscriber.firstName"
            ]
        );
    }

    async fn careful(cx: Context<Post>) -> Result<()> {
        let Post {
            title, author, tags, ..
        } = &cx.payload;
        // Neither a plain inbox message, nor subjects, nor other channels are HTML.
        cx.step
            .in_app("inbox", || InApp::new(format!("{}: {title}", author.name)))
            .await?;
        cx.step.sms("text", || Sms::new(title)).await?;
        cx.step
            .email("mail", || {
                let tags: String = tags
                    .iter()
                    .map(|tag| format!("<li>{}</li>", escape_html(tag)))
                    .collect();
                Email::new(
                    title,
                    format!(
                        "<h1>{}</h1><ul>{tags}</ul><p>{}</p>",
                        escape_html(title),
                        title.len()
                    ),
                )
            })
            .await?;
        cx.step
            .email("editor", || {
                Email::new("Editor", json!({ "type": "doc", "content": [title] }).to_string())
            })
            .await?;
        // Removes markup of its own accord.
        cx.step
            .email("cleaned", || {
                Email::new("Cleaned", format!("<p>{}</p>", title.replace("<script>", "")))
            })
            .await?;
        cx.step
            .email("failing", || -> Result<Email> { Err("no database".into()) })
            .await
            .ok();
        Ok(())
    }

    #[test]
    fn right_programs_have_no_unescaped_texts() {
        let example = json!({ "title": "A", "author": { "name": "B" }, "short": "C", "tags": ["D"] });
        let careful = Workflow::builder("careful", careful).example(example).build();
        assert_eq!(names(&careful), Vec::<String>::new());
    }

    #[derive(Deserialize, JsonSchema)]
    struct Login {
        name: String,
        /// The schema accepts any text, the type does not.
        #[schemars(with = "String")]
        address: IpAddr,
    }

    #[test]
    fn text_that_does_not_fit_its_type_hides_no_others() {
        let login = Workflow::builder("login", async |cx: Context<Login>| {
            let Login { name, address } = &cx.payload;
            cx.step
                .email("mail", || {
                    Email::new("Login", format!("<p>{name} from {address}</p>"))
                })
                .await?;
            Ok(())
        })
        .example(json!({ "name": "Ann", "address": "127.0.0.1" }))
        .build();
        assert_eq!(names(&login), ["mail payload.name"]);
    }
}
