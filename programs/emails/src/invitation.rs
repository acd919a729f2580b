//! An invitation, by MJML: `askama` fills the template and escapes its values, `mrml` writes the HTML, and
//! `css-inline` moves the template's style sheet into `style` attributes, which all mail programs read.

use crate::mjml;
use askama::Template;
use novu_framework::{Context, Email, Result, Workflow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An invitation to a team.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Invitation {
    /// The name of the team.
    pub team: String,
    /// The person who invites.
    pub inviter: String,
    /// The secret part of the link.
    pub token: String,
}

#[derive(Template)]
#[template(path = "invitation.mjml", escape = "html")]
struct Mail<'a> {
    invitation: &'a Invitation,
}

/// Creates the workflow `invitation`.
#[must_use]
pub fn workflow() -> Workflow<Invitation> {
    Workflow::builder("invitation", invitation)
        .name("Invitation")
        .build()
}

async fn invitation(cx: Context<Invitation>) -> Result<()> {
    let invitation = &cx.payload;
    cx.step
        .email("mail", || {
            let html = mjml::html(&Mail { invitation }.render()?)?;
            Ok(Email::new(format!("{} invites you", invitation.inviter), html))
        })
        // Sanitising removes comments, and Outlook's columns are in comments. The template has escaped all
        // values.
        .insecure_without_sanitization()
        .await?;
    Ok(())
}
