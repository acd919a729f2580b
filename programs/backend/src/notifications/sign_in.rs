//! Sends a code to sign in with, five times an hour at most.

use novu_framework::{
    Context, Email, Result, Severity, Throttle, Workflow, escape_html, output::ThrottleUnit,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct SignIn {
    #[schemars(length(equal = 6))]
    pub(crate) code: String,
}

pub(super) fn workflow() -> Workflow<SignIn> {
    Workflow::builder("sign-in", sign_in)
        .name("Codes to sign in")
        .severity(Severity::High)
        .example(SignIn {
            code: "123456".into(),
        })
        .build()
}

async fn sign_in(cx: Context<SignIn>) -> Result<()> {
    cx.step
        .throttle("limit", || Throttle::fixed(1, ThrottleUnit::Hours).threshold(5))
        .await?;
    cx.step
        .email("mail", || {
            let code = escape_html(&cx.payload.code);
            Email::new(
                "Your code",
                format!("<p>Your code is <b>{code}</b>. It is valid for ten minutes.</p>"),
            )
        })
        .await?;
    Ok(())
}
