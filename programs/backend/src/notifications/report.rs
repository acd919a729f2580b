//! Sends the owner of projects a table of their tasks, every week.

use crate::{Db, db::ProjectReport};
use novu_framework::{Context, Email, Error, Result, Workflow, escape_html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Week {
    pub(crate) owner: i64,
    /// Such as `2026-W48`.
    pub(crate) week: String,
}

pub(super) fn workflow(db: Db) -> Workflow<Week> {
    Workflow::builder("weekly-report", report)
        .name("Weekly report")
        .tags(["tasks"])
        .state(db)
        .build()
}

async fn report(cx: Context<Week>, db: Db) -> Result<()> {
    let Week { owner, week } = &cx.payload;
    cx.step
        .email("mail", async || {
            let mut projects = db.report(*owner).await.map_err(Error::retryable)?;
            // The owner of a preview is a made-up one, without projects.
            if projects.is_empty() && cx.is_preview() {
                projects = vec![ProjectReport {
                    name: "Example".into(),
                    done: 3,
                    open: 4,
                }];
            }
            Ok(Email::new(format!("Your projects in {week}"), body(&projects)))
        })
        .await?;
    Ok(())
}

fn body(projects: &[ProjectReport]) -> String {
    let rows: String = projects
        .iter()
        .map(|ProjectReport { name, done, open }| {
            format!(
                "<tr><td>{}</td><td>{done}</td><td>{open}</td></tr>",
                escape_html(name)
            )
        })
        .collect();
    format!("<table><tr><th>Project</th><th>Done</th><th>Open</th></tr>{rows}</table>")
}
