//! The workflows.

use novu_framework::{
    BuildError, Context, Digest, Email, InApp, Registry, Result, Unit, Workflow, escape_html,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All workflows. Clones are cheap.
#[derive(Clone)]
pub struct Workflows {
    /// Notifies people of comments on their posts.
    pub comment: Workflow<Comment>,
}

impl Workflows {
    /// Creates the workflows. A pool or a client for them is set here, by `.state(pool)`.
    pub fn new() -> Self {
        Self {
            comment: Workflow::builder("comment", comment)
                .name("New comment")
                .tags(["social"])
                .build(),
        }
    }

    /// Checks the workflows, and puts them together for the bridge.
    pub fn registry(&self) -> Result<Registry, BuildError> {
        Registry::builder().workflow(&self.comment).build()
    }
}

impl Default for Workflows {
    fn default() -> Self {
        Self::new()
    }
}

/// The payload of `comment`.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    pub author: String,
    pub text: String,
    pub post: String,
}

/// The part of the e-mail that people can change in Novu's dashboard.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct Mail {
    /// The subject of the e-mail.
    subject: String,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            subject: "{{ payload.author }} commented".into(),
        }
    }
}

async fn comment(cx: Context<Comment>) -> Result<()> {
    let Comment { author, text, post } = &cx.payload;
    let inbox = cx
        .step
        .in_app("inbox", || InApp::new(format!("{author}: {text}")))
        .await?;
    let hour = cx
        .step
        .digest("hour", || Digest::every(1, Unit::Hours).key(post))
        .await?;
    cx.step
        .email("mail", |mail: Mail| {
            let texts = hour
                .events
                .iter()
                .filter_map(|event| event.payload["text"].as_str());
            let paragraphs = texts.map(|text| format!("<p>{}</p>", escape_html(text)));
            Email::new(mail.subject, paragraphs.collect::<String>())
        })
        .skip(|_| inbox.read)
        .await?;
    Ok(())
}
