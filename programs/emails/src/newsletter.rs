//! A newsletter, by `askama`: a template file that the compiler checks. Values are escaped in `.html` files.

use askama::Template;
use novu_framework::{Context, Email, Result, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An issue of the newsletter.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Issue {
    /// The articles.
    pub articles: Vec<Article>,
}

/// An article of the newsletter.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Article {
    /// Its title.
    pub title: String,
    /// Its path on the website.
    pub path: String,
}

/// The part of the e-mail that people can change in Novu's dashboard.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct Controls {
    subject: String,
    greeting: String,
}

impl Default for Controls {
    fn default() -> Self {
        Self {
            subject: "{{ payload.articles | pluralize: 'new article' }}".into(),
            greeting: "Hello {{ subscriber.firstName | default: 'reader' }}".into(),
        }
    }
}

#[derive(Template)]
#[template(path = "newsletter.html")]
struct Mail<'a> {
    subject: &'a str,
    greeting: &'a str,
    articles: &'a [Article],
}

/// Creates the workflow `newsletter`.
#[must_use]
pub fn workflow() -> Workflow<Issue> {
    Workflow::builder("newsletter", newsletter)
        .name("Newsletter")
        .build()
}

async fn newsletter(cx: Context<Issue>) -> Result<()> {
    cx.step
        .email("mail", |controls: Controls| {
            let mail = Mail {
                subject: &controls.subject,
                greeting: &controls.greeting,
                articles: &cx.payload.articles,
            };
            let html = mail.render()?;
            Ok(Email::new(controls.subject, html).preheader("New on our website"))
        })
        .skip(|_| cx.payload.articles.is_empty())
        .await?;
    Ok(())
}
