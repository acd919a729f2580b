//! Welcomes a new user, and asks again after two days if there is still no project.

use crate::Db;
use novu_framework::{Context, Delay, Email, InApp, Result, Unit, Workflow, escape_html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Welcome {
    pub(crate) user: i64,
    pub(crate) name: String,
}

pub(super) fn workflow(db: Db) -> Workflow<Welcome> {
    Workflow::builder("welcome", welcome)
        .name("Welcome")
        .tags(["onboarding"])
        .state(db)
        .build()
}

async fn welcome(cx: Context<Welcome>, db: Db) -> Result<()> {
    let Welcome { user, name } = &cx.payload;
    cx.step
        .in_app("inbox", || InApp::new(format!("Welcome, {name}!")))
        .await?;
    cx.step.delay("two-days", || Delay::of(2, Unit::Days)).await?;
    cx.step
        .email("first-project", || {
            let name = escape_html(name);
            Email::new(
                "Your first project",
                format!("<p>Hi {name}, shall we set up your first project?</p>"),
            )
        })
        // Runs when the e-mail is due, so it sees the projects of that time.
        .skip(async |_| db.has_projects(*user).await.unwrap_or(false))
        .await?;
    Ok(())
}
