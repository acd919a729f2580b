//! Texts that become HTML, and those that do not.

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
struct Optional {
    title: Option<String>,
    #[serde(default)]
    note: Option<String>,
    author: Option<Author>,
    #[serde(default)]
    tags: Vec<String>,
    parent: Option<Box<Self>>,
}

async fn optional(cx: Context<Optional>) -> Result<()> {
    let Optional {
        title,
        note,
        author,
        tags,
        parent,
    } = &cx.payload;
    cx.step
        .email("mail", || {
            let author = author.as_ref().map(|author| &author.name);
            let parent = parent.as_ref().and_then(|parent| parent.title.as_ref());
            let texts = [title.as_ref(), note.as_ref(), author, tags.first(), parent];
            let texts: String = texts
                .into_iter()
                .flatten()
                .map(|text| format!("<p>{text}</p>"))
                .collect();
            Email::new("Optional", texts)
        })
        .await?;
    Ok(())
}

#[test]
fn texts_that_may_be_missing_are_tried() {
    let found = names(&Workflow::builder("optional", optional).build());
    for name in ["title", "note", "author.name"] {
        let name = format!("mail payload.{name}");
        assert!(found.contains(&name), "{name}: {found:?}");
    }
    // The example lacks the others.
    let example = Workflow::builder("optional", optional).example(json!({ "title": "A" }));
    let found = names(&example.build());
    assert!(found.contains(&"mail payload.note".to_owned()), "{found:?}");
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
