//! Tests of the messages of users' tests.

#[cfg(feature = "agents")]
mod conversation;

use super::*;
use crate::{
    Context, Email, InApp, NoControls, Registry, Sms, Workflow,
    registry::RegistryBuilder,
    signature::{self, Verifier},
};
use ::http::Request;
use bytes::Bytes;
use serde_json::{Value, json};
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

fn welcome() -> RegistryBuilder {
    let welcome = Workflow::builder("welcome", async |cx: Context<Value>| {
        cx.step.in_app("inbox", || InApp::new("Hi")).await?;
        cx.step.email("mail", || Email::new("Hi", "Hi")).await?;
        Ok(())
    });
    Registry::builder().workflow(&welcome.build())
}

fn farewell() -> Workflow<Value> {
    Workflow::builder("farewell", async |cx: Context<Value>| {
        cx.step.sms("text", || Sms::new("Bye")).await?;
        Ok(())
    })
    .build()
}

/// Returns the path of a file that belongs to one test and does not exist.
fn file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("novu-framework-{}-{name}.json", std::process::id()));
    let _ = fs::remove_file(&path);
    path
}

/// Checks `after` against a snapshot of `before`.
fn compared(before: RegistryBuilder, after: RegistryBuilder, name: &str) -> Result<(), String> {
    let path = file(name);
    let (before, after) = (before.build().unwrap(), after.build().unwrap());
    before.check_discovery(&path, true).unwrap();
    let checked = after.check_discovery(&path, false);
    let _ = fs::remove_file(&path);
    checked
}

#[test]
fn discovery_message_names_changes_of_order() {
    let steps = |ids: [&'static str; 2]| {
        let workflow = Workflow::builder("pay", move |cx: Context<Value>| async move {
            for id in ids {
                cx.step.sms(id, || Sms::new("Hi")).await?;
            }
            Ok(())
        });
        Registry::builder().workflow(&workflow.build())
    };
    let message = compared(steps(["a", "b"]), steps(["b", "a"]), "steps").unwrap_err();
    assert!(message.contains("pay (order of the steps)"), "{message}");
    let other = || {
        Workflow::builder("other", async |cx: Context<Value>| {
            cx.step.sms("text", || Sms::new("Hi")).await?;
            Ok(())
        })
        .build()
    };
    let message = compared(
        Registry::builder().workflow(&farewell()).workflow(&other()),
        Registry::builder().workflow(&other()).workflow(&farewell()),
        "order",
    )
    .unwrap_err();
    assert!(message.contains("none, but their order changes"), "{message}");
}

#[test]
fn discovery_message_lists_a_removed_workflow_as_deleted() {
    let message = compared(welcome().workflow(&farewell()), welcome(), "removed").unwrap_err();
    let heading =
        "The next sync would DELETE these workflows from Novu, with what people have set for them there:";
    assert!(
        message.contains(&format!("{heading}\n  - farewell\n\n")),
        "{message}"
    );
    assert!(
        message.contains("-      \"workflowId\": \"farewell\","),
        "{message}"
    );
    assert!(message.contains("NOVU_SNAPSHOT=update"), "{message}");
    assert!(
        !message.contains("create") && !message.contains("change"),
        "{message}"
    );
}

#[test]
fn discovery_message_lists_a_new_workflow_as_created() {
    let message = compared(welcome(), welcome().workflow(&farewell()), "added").unwrap_err();
    assert!(
        message.contains("would create these workflows:\n  - farewell\n\n"),
        "{message}"
    );
}

#[test]
fn discovery_message_names_the_changed_parts_of_a_workflow() {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Controls {
        #[expect(dead_code, reason = "only its schema is used")]
        subject: String,
    }
    let other = Workflow::builder("welcome", async |cx: Context<Value>| {
        cx.step
            .email("mail", |_: Controls| Email::new("Hi", "Hi"))
            .await?;
        cx.step.sms("text", |_: NoControls| Sms::new("Hi")).await?;
        Ok(())
    });
    let schema = json!({ "type": "object", "properties": { "name": { "type": "string" } } });
    let other = other.name("Welcome").payload_schema(schema).build();
    let message = compared(welcome(), Registry::builder().workflow(&other), "changed").unwrap_err();
    let changed = "would change these workflows:\n  - welcome (payload schema; name; step `inbox` removed; \
                   step `text` added; step `mail`: control schema)\n\n";
    assert!(message.contains(changed), "{message}");
}

#[test]
fn discovery_ignores_the_code_of_functions() {
    assert_eq!(compared(welcome(), welcome(), "same"), Ok(()));
    let other = Workflow::builder("farewell", async |cx: Context<Value>| {
        cx.step
            .sms("text", async |_: NoControls| Sms::new("Farewell"))
            .await?;
        Ok(())
    });
    let (before, after) = (
        Registry::builder().workflow(&farewell()),
        Registry::builder().workflow(&other.build()),
    );
    assert_eq!(compared(before, after, "body"), Ok(()));
}

#[test]
fn missing_snapshot_fails_with_the_way_to_write_it() {
    let path = file("missing");
    let message = welcome()
        .build()
        .unwrap()
        .check_discovery(&path, false)
        .unwrap_err();
    assert!(message.starts_with("there is no snapshot"), "{message}");
    assert!(message.contains("NOVU_SNAPSHOT=update"), "{message}");
    assert!(!path.exists());
}

#[test]
fn snapshot_that_is_not_json_fails_with_the_parse_error() {
    let path = file("broken");
    fs::write(&path, "{").unwrap();
    let message = welcome()
        .build()
        .unwrap()
        .check_discovery(&path, false)
        .unwrap_err();
    let _ = fs::remove_file(&path);
    assert!(message.contains("The file is not JSON"), "{message}");
}

#[test]
fn snapshot_with_crlf_line_ends_is_equal() {
    let path = file("ends");
    fs::write(&path, "a\r\nb\r\n").unwrap();
    assert_eq!(snapshot::check(&path, "a\nb", false, |_| String::new()), Ok(()));
    let _ = fs::remove_file(&path);
}

#[test]
fn signed_request_passes_the_verifier_and_refuses_invalid_arguments() {
    let verifier = Verifier::new([signature::SecretKey::new("key").unwrap()]);
    for (method, body, signed) in [("POST", "{\"a\":1}", "{\"a\":1}"), ("GET", "", "{}")] {
        let request: Request<Bytes> = signed_request("key", method, "/api/novu", body).unwrap();
        let header = signature::joined(request.headers());
        assert!(verifier.verify(header.as_deref(), signed.as_bytes()).is_ok());
        assert_eq!(request.body(), body);
    }
    for (key, method, uri) in [
        ("", "GET", "/"),
        ("key", "no method", "/"),
        ("key", "GET", "no uri"),
    ] {
        assert!(signed_request::<Bytes>(key, method, uri, "").is_err());
    }
}

#[test]
fn run_serialises_without_times() {
    let workflow = farewell();
    let mut novu = Platform::new(&Registry::builder().workflow(&workflow).build().unwrap());
    let run = novu
        .run(&workflow, json!({ "subscriberId": "ann" }), json!({}))
        .wait()
        .unwrap();
    assert_eq!(
        serde_json::to_value(run).unwrap(),
        json!({
            "workflow": "farewell",
            "subscriber": "ann",
            "status": "completed",
            "steps": [{
                "id": "text",
                "type": "sms",
                "status": "completed",
                "attempts": 1,
                "output": { "body": "Bye" },
                "providers": {},
                "events": 0,
                "error": null,
            }],
        })
    );
}

#[test]
fn failed_assertion_shows_the_step() {
    let workflow = farewell();
    let mut novu = Platform::new(&Registry::builder().workflow(&workflow).build().unwrap());
    let run = novu.run(&workflow, "ann", json!({})).wait().unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        run.step("text").assert_status(Status::Skipped);
    }));
    let message = *panicked.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.starts_with("step `text` of workflow `farewell` is not skipped:\n  sms text: completed"),
        "{message}"
    );
}

#[test]
#[should_panic(expected = "cannot be read: ")]
fn snapshot_that_is_a_folder_panics_with_the_cause() {
    assert_snapshot(std::env::temp_dir(), "text");
}

#[tokio::test]
#[should_panic(expected = "the workflow cannot be registered: ")]
async fn executing_a_workflow_that_cannot_be_registered_panics_with_the_mistake() {
    let workflow = Workflow::builder("", async |_: Context<Value>| -> crate::Result<()> { Ok(()) }).build();
    let _ = execute(&workflow, "text", json!({})).await;
}
