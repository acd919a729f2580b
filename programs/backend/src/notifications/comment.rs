//! Shows a comment in the inbox, and sends all comments of an hour on one task in one e-mail.

use novu_framework::{Context, Digest, Email, InApp, Result, Unit, Workflow, escape_html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Comment {
    pub(crate) task: i64,
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) text: String,
}

/// The part of the e-mail that people can change in Novu's dashboard.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct Mail {
    /// The subject of the e-mail.
    subject: String,
    /// The number of comments that it shows in full.
    #[schemars(range(min = 1, max = 20))]
    shown: usize,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            subject: "{{ steps.hour.eventCount | pluralize: 'comment' }} on {{ payload.title }}".into(),
            shown: 5,
        }
    }
}

pub(super) fn workflow() -> Workflow<Comment> {
    Workflow::builder("comment", comment)
        .name("Comments on a task")
        .tags(["tasks"])
        .build()
}

async fn comment(cx: Context<Comment>) -> Result<()> {
    let comment = &cx.payload;
    let inbox = cx
        .step
        .in_app("inbox", || {
            InApp::new(format!("{}: {}", comment.author, comment.text))
        })
        .await?;
    let hour = cx
        .step
        .digest("hour", || {
            Digest::every(1, Unit::Hours).key(comment.task.to_string())
        })
        .await?;
    cx.step
        .email("mail", |mail: Mail| {
            let comments: Vec<Comment> = hour
                .events
                .iter()
                .filter_map(|event| serde_json::from_value(event.payload.clone()).ok())
                .collect();
            Email::new(mail.subject, body(&comments, mail.shown))
        })
        .skip(|_| inbox.read)
        .await?;
    Ok(())
}

/// Writes the e-mail. Authors and texts are from strangers, so they are escaped.
fn body(comments: &[Comment], shown: usize) -> String {
    let mut body: String = comments
        .iter()
        .take(shown)
        .map(|comment| {
            format!(
                "<p><b>{}</b>: {}</p>",
                escape_html(&comment.author),
                escape_html(&comment.text)
            )
        })
        .collect();
    if let Some(more) = comments.len().checked_sub(shown).filter(|more| *more > 0) {
        body.push_str(&format!("<p>and {more} more</p>"));
    }
    body
}
