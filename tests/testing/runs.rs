//! Windows of throttles, printed runs, and the messages of failed assertions.

use super::{Tested, digesting, event, platform};
use novu_framework::{
    Context, Delay, Digest, Email, Sms, Throttle, Unit, Workflow, step::provider::Override, testing::Status,
};
use serde_json::{Value, json};

#[test]
fn dynamic_throttle_counts_until_the_time_in_the_payload() -> Tested {
    let workflow = Workflow::builder("alert", async |cx: Context<Value>| {
        cx.step
            .throttle("limit", || Throttle::dynamic("payload.until"))
            .await?;
        cx.step.sms("text", || Sms::new("down")).await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let mut status = |until: Value| {
        novu.run(&workflow, "ann", json!({ "until": until }))
            .wait()
            .map(|run| run.status())
    };
    let hour = json!({ "amount": 1, "unit": "hours" });
    assert_eq!(status(hour.clone())?, Status::Completed);
    assert_eq!(status(hour)?, Status::Throttled);
    // A path that leads nowhere lets every event pass, like Novu.
    let nowhere = Workflow::builder("open", async |cx: Context<Value>| {
        cx.step
            .throttle("limit", || Throttle::dynamic("payload.none"))
            .await?;
        cx.step.sms("text", || Sms::new("down")).await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&nowhere);
    for _ in 0..2 {
        assert_eq!(
            novu.run(&nowhere, "ann", json!({})).wait()?.status(),
            Status::Completed
        );
    }
    let mut novu = platform(&workflow);
    let run = novu
        .run(&workflow, "ann", json!({ "until": "2020-01-01T00:00:00Z" }))
        .wait()?;
    let error = run.error().unwrap().to_string();
    assert!(
        error.contains("a dynamic window must end in the future"),
        "{error}"
    );
    Ok(())
}

#[test]
fn run_prints_its_steps_with_errors_outputs_and_providers() -> Tested {
    let workflow = Workflow::builder("alert", async |cx: Context<Value>| {
        cx.step
            .email("mail", || Email::new("Down", "<p>db</p>"))
            .provider("sendgrid", |_| Override::new().set("ipPoolName", "alerts"))
            .await?;
        cx.step
            .sms("text", || -> novu_framework::Result<Sms> {
                Err("no line".into())
            })
            .await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let run = novu.run(&workflow, "ann", json!({})).wait()?;
    let shown = run.to_string();
    for line in [
        "workflow alert for ann: failed",
        "  email mail: completed",
        "    provider sendgrid:",
        "  sms text: failed",
        "    workflow `alert`, step `text`: ",
    ] {
        assert!(
            shown.lines().any(|known| known.starts_with(line)),
            "{line}\n{shown}"
        );
    }
    assert_eq!(
        [
            Status::Pending,
            Status::Waiting,
            Status::Completed,
            Status::Skipped,
            Status::Empty,
            Status::Merged,
            Status::Throttled,
            Status::Failed,
            Status::Canceled
        ]
        .map(|status| status.to_string()),
        [
            "pending",
            "waiting",
            "completed",
            "skipped",
            "empty",
            "merged",
            "throttled",
            "failed",
            "canceled"
        ]
    );
    Ok(())
}

/// A value that cannot be written as JSON.
struct Unwritable;

impl serde::Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("not JSON"))
    }
}

#[test]
fn values_of_the_test_that_are_not_json_are_named() {
    let workflow = digesting(|_| Digest::every(1, Unit::Hours));
    let mut novu = platform(&workflow);
    let error = novu
        .trigger_id("collect", "ann", Unwritable)
        .wait()
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("the payload cannot be written as JSON: not JSON"),
        "{error}"
    );
    novu.set_controls("text", Unwritable);
    let run = novu.run(&workflow, "ann", json!({ "n": 1 })).wait().unwrap();
    let error = run.step("text").error().unwrap().to_string();
    assert!(
        error.contains("the controls set by the test cannot be written as JSON: not JSON"),
        "{error}"
    );
}

/// Returns the message of the panic of `work`.
fn panic_of(work: impl FnOnce()) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

#[test]
fn assertions_of_outputs_name_the_step_and_the_reason() {
    let workflow = Workflow::builder("alert", async |cx: Context<Value>| {
        cx.step
            .email("mail", || Email::new("Down", "<a href='#'>db</a>"))
            .skip(|_| true)
            .await?;
        cx.step
            .email("again", || Email::new("Down", "<a href='#'>db</a>"))
            .await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let run = novu.run(&workflow, "ann", json!({})).wait().unwrap();
    let (skipped, sent) = (run.step("mail"), run.step("again"));
    for (message, words) in [
        (
            panic_of(|| {
                let _ = skipped.assert_output(json!({}));
            }),
            "step `mail` of workflow `alert` has no output",
        ),
        (
            panic_of(|| drop(skipped.mail_checks())),
            "step `mail` of workflow `alert` has no output",
        ),
        (
            panic_of(|| {
                let _ = sent.assert_output(Unwritable);
            }),
            "cannot be written as JSON: not JSON",
        ),
        (
            panic_of(|| {
                let _ = sent.assert_mail_checks(&[]);
            }),
            "links: a link leads nowhere (line 1)",
        ),
    ] {
        assert!(message.contains(words), "{message}");
    }
    let found = sent.mail_checks();
    let names: Vec<_> = found.iter().map(|check| check.id).collect();
    sent.assert_mail_checks(&names);
}

#[tokio::test]
async fn task_that_keeps_the_steps_leaves_the_event_to_later_steps() -> Tested {
    let workflow = Workflow::builder("keep", async |cx: Context<Value>| {
        let kept = cx.step.clone();
        tokio::spawn(async move {
            let _kept = kept;
            std::future::pending::<()>().await;
        });
        cx.step
            .sms("one", || Sms::new(cx.payload["n"].to_string()))
            .await?;
        cx.step
            .sms("two", || Sms::new(cx.payload["n"].to_string()))
            .await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let run = novu.run(&workflow, "ann", json!({ "n": 7 })).await?;
    for step in ["one", "two"] {
        run.step(step).assert_output(Sms::new("7"));
    }
    Ok(())
}

#[test]
fn delay_of_no_time_ends_immediately() -> Tested {
    let workflow = Workflow::builder("wait", async |cx: Context<Value>| {
        cx.step.delay("pause", || Delay::of(0, Unit::Minutes)).await?;
        cx.step.sms("text", || Sms::new("now")).await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let start = novu.now();
    let run = event(&mut novu, &workflow, json!({}));
    assert_eq!((novu[run].status(), novu.now()), (Status::Completed, start));
    Ok(())
}
