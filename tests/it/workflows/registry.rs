//! Mistakes that are found when a registry is built.

use super::{Bridge, event, workflow};
use novu_framework::{
    BuildError, BuildErrorKind, Context, Digest, Email, Error, Registry, Result, Sms, Unit, Workflow,
};
use schemars::JsonSchema;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

fn build<P: DeserializeOwned + Send + Sync + 'static>(workflow: &Workflow<P>) -> BuildError {
    Registry::builder().workflow(workflow).build().unwrap_err()
}

/// Asserts what the error says of itself.
#[track_caller]
fn is(error: &BuildError, kind: BuildErrorKind, step: Option<&str>, parts: &[&str]) {
    assert_eq!(
        (error.kind(), error.workflow(), error.step()),
        (kind, "w", step),
        "{error}"
    );
    let text = error.to_string();
    let place = step.map_or_else(
        || "workflow `w`: ".to_owned(),
        |step| format!("workflow `w`, step `{step}`: "),
    );
    assert!(text.starts_with(&place), "{text}");
    assert!(!text.contains('\n') && !text.contains(". "), "{text}");
    let [mistake] = error.mistakes() else {
        panic!("one mistake: {text}");
    };
    assert!(mistake.location().file().ends_with("registry.rs"), "{text}");
    assert!(text.ends_with(&format!(" ({})", mistake.location())), "{text}");
    for part in parts {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn empty_registry_builds() {
    assert!(Registry::builder().build().is_ok());
}

#[test]
fn metadata_that_novu_rejects_is_a_build_error() {
    async fn nothing(_: Context<Value>) -> Result<()> {
        Ok(())
    }
    let workflow = || Workflow::builder("w", nothing).without_steps();
    let long = |length| "ü".repeat(length);
    let accepted = workflow()
        .name(long(128))
        .description(long(256))
        .tags([long(64), long(63)]);
    assert!(Registry::builder().workflow(&accepted.build()).build().is_ok());
    for (rejected, parts) in [
        (workflow().name(long(129)), ["name has 129", "128"]),
        (workflow().description(long(257)), ["description has 257", "256"]),
        (workflow().tags([long(65)]), ["tag has 65", "64"]),
        (workflow().tags(["a", ""]), ["tags is empty", "remove"]),
    ] {
        is(&build(&rejected.build()), BuildErrorKind::Metadata, None, &parts);
    }
}

#[test]
fn duplicate_workflow_id_is_a_build_error() {
    async fn first(_: Context<Value>) -> Result<()> {
        Ok(())
    }
    async fn second(_: Context<Value>) -> Result<()> {
        Ok(())
    }
    let [a, b] = [
        Workflow::builder("w", first).without_steps().build(),
        Workflow::builder("w", second).without_steps().build(),
    ];
    let error = Registry::builder().workflow(&a).workflow(&b).build().unwrap_err();
    is(
        &error,
        BuildErrorKind::DuplicateWorkflow,
        None,
        &["first", "second"],
    );
}

#[test]
fn duplicate_step_id_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || Sms::new("a")).await?;
        cx.step.email("s", || Email::new("a", "b")).await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::DuplicateStep,
        Some("s"),
        &["email", "sms"],
    );
}

#[test]
fn duplicate_step_is_a_build_error_even_if_its_error_is_ignored() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || Sms::new("a")).await?;
        let _ = cx.step.sms("s", || Sms::new("b")).await;
    });
    is(&build(&workflow), BuildErrorKind::DuplicateStep, Some("s"), &[]);
}

#[test]
fn provider_of_another_channel_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", || Sms::new("a"))
            .provider("sendgrid", |_| json!({}))
            .await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Provider,
        Some("s"),
        &["`sendgrid`", "sms", "twilio"],
    );
}

#[test]
fn provider_of_a_step_without_providers_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step
            .digest("s", || Digest::every(1, Unit::Days))
            .provider("sendgrid", |_| json!({}))
            .await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Provider,
        Some("s"),
        &["digest", "no providers"],
    );
}

#[test]
fn provider_overridden_twice_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", || Sms::new("a"))
            .provider("twilio", |_| json!({}))
            .provider("twilio", |_| json!({}))
            .await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Provider,
        Some("s"),
        &["`twilio`", "two"],
    );
}

fn bad_schema() -> Value {
    json!({ "type": "object", "properties": { "n": { "type": "nonsense" } } })
}

#[test]
fn invalid_control_schema_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step
            .sms("s", |_: Value| Sms::new("a"))
            .control_schema(bad_schema())
            .await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Schema,
        Some("s"),
        &["control schema"],
    );
}

#[test]
fn invalid_output_schema_is_a_build_error() {
    let workflow = workflow!(|cx| {
        let _: Value = cx
            .step
            .custom("s", || json!({}))
            .output_schema(bad_schema())
            .await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Schema,
        Some("s"),
        &["output schema"],
    );
}

#[test]
fn output_schema_of_a_built_in_kind_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step
            .email("s", || Email::new("a", "b"))
            .output_schema(json!({ "type": "object" }))
            .await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Schema,
        Some("s"),
        &["output schema", "email"],
    );
}

#[test]
fn invalid_workflow_schema_is_a_build_error() {
    async fn function(_: Context<Value>) -> Result<()> {
        Ok(())
    }
    let builder = || Workflow::builder("w", function).without_steps();
    for (workflow, name) in [
        (builder().payload_schema(bad_schema()).build(), "payload schema"),
        (builder().control_schema(bad_schema()).build(), "control schema"),
        (builder().env_schema(bad_schema()).build(), "env schema"),
    ] {
        is(&build(&workflow), BuildErrorKind::Schema, None, &[name]);
    }
}

#[test]
fn function_that_awaits_other_futures_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || Sms::new("a")).await?;
        tokio::task::yield_now().await;
        cx.step.sms("t", || Sms::new("a")).await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Pending,
        None,
        &["after step `s`", "resolver"],
    );
    let workflow = workflow!(|_cx| {
        std::future::pending::<()>().await;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Pending,
        None,
        &["before its first step"],
    );
}

#[test]
fn function_that_fails_in_discovery_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || Sms::new("a")).await?;
        Err(Error::from("no database"))?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Failed,
        None,
        &["mock payload: no database", ".example(..)", "resolver"],
    );
    async fn fail(_: Context<Value>) -> Result<()> {
        Err("no database".into())
    }
    let error = build(&Workflow::builder("w", fail).example(json!({})).build());
    is(
        &error,
        BuildErrorKind::Failed,
        None,
        &["with its example: no database"],
    );
    assert!(
        !error.to_string().contains(".example(..)"),
        "there is one: {error}"
    );
}

#[test]
fn all_mistakes_of_all_workflows_are_one_error() {
    async fn steps(cx: Context<Value>) -> Result<()> {
        let sms = |id| cx.step.sms(id, || Sms::new("a"));
        sms("a")
            .provider("twillio", |_| json!({}))
            .provider("Plivo", |_| json!({}))
            .await?;
        cx.step.sms("a", || Sms::new("b")).await?;
        sms("c").control_schema(bad_schema()).await?;
        let email = cx.step.email("d", || Email::new("a", "b"));
        email.output_schema(json!({ "type": "object" })).await?;
        Err("after all steps".into())
    }
    async fn fine(_: Context<Value>) -> Result<()> {
        Ok(())
    }
    let first = Workflow::builder("first", steps)
        .name("x".repeat(129))
        .tags([""])
        .env_schema(bad_schema());
    let [first, second, third] = [
        first.build(),
        Workflow::builder("second", fine).without_steps().build(),
        Workflow::builder("first", fine).without_steps().build(),
    ];
    let registry = Registry::builder()
        .workflow(&first)
        .workflow(&second)
        .workflow(&third);
    let error = registry.build().unwrap_err();
    let found: Vec<_> = error
        .mistakes()
        .iter()
        .map(|mistake| (mistake.kind(), mistake.step(), mistake.location().line()))
        .collect();
    let line = |part: &str| {
        let lines = include_str!("registry.rs").lines();
        let (at, _) = lines
            .enumerate()
            .find(|(_, line)| line.trim_start().starts_with(part))
            .unwrap();
        u32::try_from(at + 1).unwrap()
    };
    let (sms, workflow) = (
        line("let sms = |id|"),
        line("let first = Workflow::builder(\"first\", steps)"),
    );
    assert_eq!(
        found,
        [
            (BuildErrorKind::Metadata, None, workflow),
            (BuildErrorKind::Metadata, None, workflow),
            (BuildErrorKind::Schema, None, workflow),
            (BuildErrorKind::Provider, Some("a"), sms),
            (BuildErrorKind::Provider, Some("a"), sms),
            (
                BuildErrorKind::DuplicateStep,
                Some("a"),
                line("cx.step.sms(\"a\", || Sms::new(\"b\"))")
            ),
            (BuildErrorKind::Schema, Some("c"), sms),
            (
                BuildErrorKind::Schema,
                Some("d"),
                line("let email = cx.step.email(\"d\"")
            ),
            (BuildErrorKind::Failed, None, workflow),
            (
                BuildErrorKind::DuplicateWorkflow,
                None,
                line("Workflow::builder(\"first\", fine)")
            ),
        ],
        "{error}"
    );
    let text = error.to_string();
    assert_eq!(text, format!("{error:?}"), "`main` prints `Debug`");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("10 mistakes in workflows:"));
    for (line, mistake) in lines.zip(error.mistakes()) {
        assert_eq!(line, format!("  {mistake}"));
    }
    for part in ["did you mean `twilio`?", "did you mean `plivo`?"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn step_in_a_loop_is_one_mistake_and_ends() {
    async fn forever(cx: Context<Value>) -> Result<()> {
        loop {
            cx.step.sms("s", || Sms::new("a")).await?;
        }
    }
    let workflow = Workflow::builder("w", forever).build();
    is(
        &build(&workflow),
        BuildErrorKind::DuplicateStep,
        Some("s"),
        &["more than once", "loop inside its resolver"],
    );
}

#[derive(serde::Serialize, Deserialize, JsonSchema)]
struct Grade {
    #[schemars(with = "String")]
    grade: char,
}

#[test]
fn result_type_that_rejects_the_mock_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step.custom("s", || Grade { grade: 'a' }).await?;
    });
    is(
        &build(&workflow),
        BuildErrorKind::Example,
        Some("s"),
        &["mock of the step's result", "a character", "narrow the schema"],
    );
}

#[test]
fn function_that_panics_in_discovery_is_a_build_error() {
    let workflow = workflow!(|cx| {
        cx.step.sms("s", || Sms::new("a")).await?;
        assert!(cx.payload.is_null(), "boom");
    });
    is(
        &build(&workflow),
        BuildErrorKind::Panicked,
        None,
        &["panicked", "mock payload: boom", ".example(..)"],
    );
    let workflow = Workflow::builder("w", |_: Context<Value>| -> std::future::Ready<Result<()>> {
        panic!("boom")
    });
    is(&build(&workflow.build()), BuildErrorKind::Panicked, None, &[]);
}

#[derive(Deserialize, JsonSchema)]
struct Letter {
    #[schemars(with = "String")]
    letter: char,
}

async fn letter(cx: Context<Letter>) -> Result<()> {
    cx.step
        .sms("s", || Sms::new(cx.payload.letter.to_string()))
        .await?;
    Ok(())
}

#[tokio::test]
async fn payload_type_that_rejects_the_mock_builds_with_an_example() {
    let error = build(&Workflow::builder("w", letter).build());
    is(
        &error,
        BuildErrorKind::Example,
        None,
        &["mock payload", ".example(..)"],
    );

    let bridge = Bridge::of(
        &Workflow::builder("w", letter)
            .example(json!({ "letter": "x" }))
            .build(),
    );
    let mut event = event(&[]);
    event["payload"] = json!({ "letter": "y" });
    assert_eq!(bridge.execute("s", event).await.1["outputs"]["body"], "y");
}

#[test]
fn example_against_the_payload_schema_is_a_build_error() {
    let error = build(
        &Workflow::builder("w", letter)
            .example(json!({ "letter": 7 }))
            .build(),
    );
    is(&error, BuildErrorKind::Example, None, &["example", "/letter"]);
    let error = build(
        &Workflow::builder("w", letter)
            .example(json!({ "letter": "long" }))
            .build(),
    );
    is(&error, BuildErrorKind::Example, None, &["example"]);
    assert!(
        !error.to_string().contains(".example(..)"),
        "there is one: {error}"
    );
}

#[test]
fn example_that_is_not_json_is_a_build_error() {
    let example = std::collections::HashMap::from([(vec![1], 2)]);
    let error = build(&Workflow::builder("w", letter).example(example).build());
    is(&error, BuildErrorKind::Example, None, &["example", "JSON"]);
}

#[test]
fn build_error_implements_error_and_clone() {
    fn assert_error<T: std::error::Error + Clone + Send + Sync + 'static>() {}
    assert_error::<BuildError>();
    fn assert_shared<T: Clone + Send + Sync + 'static>() {}
    assert_shared::<Registry>();
    assert_shared::<Workflow<Letter>>();
}
