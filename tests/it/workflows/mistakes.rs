//! Build errors about templates, defaults and missing steps.

use super::warnings::{Comment, build};
use novu_framework::{BuildError, BuildErrorKind, Context, Registry, Result, Sms, Workflow};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

/// Returns kind, step and message of each mistake.
fn found(error: &BuildError) -> Vec<(BuildErrorKind, Option<&str>, &str)> {
    let mistakes = error.mistakes().iter();
    mistakes
        .map(|mistake| (mistake.kind(), mistake.step(), mistake.message()))
        .collect()
}

#[test]
fn malformed_templates_in_defaults_are_build_errors() {
    let error = build::<Comment>(&json!({
        "good": "{{ payload.name }}",
        "bad": { "x": "Hi {{ payload.name" },
        "worse": "{% if payload.name %}",
    }))
    .unwrap_err();
    assert_eq!(
        found(&error),
        [
            (
                BuildErrorKind::Template,
                Some("mail"),
                "control `/bad/x`: its template is malformed: output is not closed: `}}` is missing in `{{ payload.name` on \
                 line 1"
            ),
            (
                BuildErrorKind::Template,
                Some("mail"),
                "control `/worse`: its template is malformed: tag is not closed: its end tag is missing in `{% if payload.name \
                 %}` on line 1"
            ),
        ]
    );
    assert!(error.mistakes()[0].location().file().ends_with("warnings.rs"));
}

#[test]
fn defaults_that_their_schema_rejects_are_build_errors() {
    #[derive(Default, Deserialize, JsonSchema)]
    #[serde(default)]
    struct Text {
        #[schemars(length(min = 1))]
        body: String,
    }

    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "templates read it")]
    struct Payload {
        #[serde(default)]
        #[schemars(range(min = 1))]
        count: u32,
    }

    async fn function(cx: Context<Payload>) -> Result<()> {
        cx.step.sms("s", |text: Text| Sms::new(text.body)).await?;
        Ok(())
    }

    let workflow = Workflow::builder("w", function)
        .example(json!({ "count": 1 }))
        .build();
    let error = Registry::builder().workflow(&workflow).build().unwrap_err();
    assert_eq!(
        found(&error),
        [
            (
                BuildErrorKind::Default,
                None,
                "payload `/count`: its default is not accepted by its own schema: it must be at least 1; change one of them"
            ),
            (
                BuildErrorKind::Default,
                Some("s"),
                "control `/body`: its default is not accepted by its own schema: it must have at least 1 character; change one of them"
            ),
        ]
    );
}

#[test]
fn workflow_without_steps_is_a_build_error_unless_accepted() {
    let builder = || Workflow::builder("w", async |_: Context<()>| Ok(()));
    let error = Registry::builder()
        .workflow(&builder().build())
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), BuildErrorKind::NoSteps);
    assert!(error.to_string().contains(".without_steps()"), "{error}");
    let accepted = Registry::builder()
        .workflow(&builder().without_steps().build())
        .build();
    assert_eq!(accepted.unwrap().warnings().len(), 0);
}

#[test]
fn workflow_that_awaits_no_step_is_a_build_error() {
    async fn function(cx: Context<()>) -> Result<()> {
        let _ = cx.step.sms("a", || Sms::new("x"));
        let _ = cx.step.sms("b", || Sms::new("x"));
        Ok(())
    }
    let workflow = Workflow::builder("w", function).build();
    let error = Registry::builder().workflow(&workflow).build().unwrap_err();
    assert_eq!(error.kind(), BuildErrorKind::NoSteps);
    assert!(error.to_string().contains("(`a`, `b`)"), "{error}");
}
