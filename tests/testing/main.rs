//! The test kit, used as in users' tests.

mod runs;
mod timeline;

use novu_framework::{
    Context, Delay, Digest, Email, Error, ErrorCode, InApp, Registry, Sms, Throttle, Unit, Workflow,
    output::ThrottleUnit,
    step::provider::Override,
    testing::{HappeningKind, Message, Platform, RunId, Status},
};
use serde_json::{Value, json};
use std::{
    fmt::Write,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

type Tested = std::result::Result<(), Box<dyn std::error::Error>>;

const MINUTE: Duration = Duration::from_secs(60);

fn platform(workflow: &Workflow<Value>) -> Platform {
    Platform::new(&Registry::builder().workflow(workflow).build().unwrap())
}

/// A workflow that collects events with `digest(payload)`, and sends their list.
fn digesting(digest: fn(&Value) -> Digest) -> Workflow<Value> {
    Workflow::builder("collect", move |cx: Context<Value>| async move {
        let batch = cx.step.digest("batch", || digest(&cx.payload)).await?;
        cx.step
            .sms("text", || {
                let mut text = String::new();
                for event in &batch.events {
                    let _ = write!(text, "{}@{} ", event.payload["n"], &event.time[11..16]);
                }
                Sms::new(text)
            })
            .await?;
        Ok(())
    })
    .example(json!({ "n": 0 }))
    .build()
}

fn event(novu: &mut Platform, workflow: &Workflow<Value>, payload: Value) -> RunId {
    novu.trigger(workflow, "ann", payload).wait().unwrap()
}

fn text(novu: &Platform, run: RunId) -> String {
    novu[run].step("text").output::<Sms>().unwrap().body
}

#[test]
fn digest_collects_the_events_within_its_window() {
    let workflow = digesting(|_| Digest::every(10, Unit::Minutes));
    let mut novu = platform(&workflow);
    let first = event(&mut novu, &workflow, json!({ "n": 1 }));
    novu.advance(9 * MINUTE).wait();
    let second = event(&mut novu, &workflow, json!({ "n": 2 }));
    assert_eq!(novu[first].status(), Status::Waiting);
    novu[second].step("text").assert_status(Status::Merged);
    novu.advance(MINUTE).wait();
    let third = event(&mut novu, &workflow, json!({ "n": 3 }));
    novu.settle().wait();
    assert_eq!(text(&novu, first), "1@00:00 2@00:09 ");
    assert_eq!(text(&novu, third), "3@00:10 ");
    assert_eq!(novu[first].step("batch").events().len(), 2);
}

#[test]
fn digests_of_different_subscribers_and_keys_stay_separate() {
    let workflow =
        digesting(|payload| Digest::every(1, Unit::Hours).key(payload["post"].as_str().unwrap_or_default()));
    let mut novu = platform(&workflow);
    let first = event(&mut novu, &workflow, json!({ "n": 1, "post": "a" }));
    let other_key = event(&mut novu, &workflow, json!({ "n": 2, "post": "b" }));
    let other_person = novu
        .trigger(&workflow, "bob", json!({ "n": 3, "post": "a" }))
        .wait()
        .unwrap();
    let same = event(&mut novu, &workflow, json!({ "n": 4, "post": "a" }));
    novu.settle().wait();
    assert_eq!(text(&novu, first), "1@00:00 4@00:00 ");
    assert_eq!(text(&novu, other_key), "2@00:00 ");
    assert_eq!(text(&novu, other_person), "3@00:00 ");
    assert_eq!(novu[same].status(), Status::Merged);
    assert_eq!(novu.runs().count(), 4);
}

#[test]
fn cron_digest_ends_in_the_subscribers_time_zone() -> Tested {
    let workflow = digesting(|_| Digest::cron("0 9 * * *"));
    let mut novu = platform(&workflow).starting_at("2025-03-03T07:59:00Z")?;
    let berlin = json!({ "subscriberId": "ann", "timezone": "Europe/Berlin" });
    let run = novu.trigger(&workflow, berlin, json!({ "n": 1 })).wait()?;
    novu.advance(MINUTE / 2).wait();
    assert_eq!(novu[run].status(), Status::Waiting);
    novu.advance(MINUTE / 2).wait();
    assert_eq!(novu[run].status(), Status::Completed);
    Ok(())
}

#[test]
fn cron_digest_ends_at_the_next_run_of_a_macro_or_a_day_by_place() -> Tested {
    let workflow = digesting(|payload| Digest::cron(payload["cron"].as_str().unwrap_or("@hourly")));
    for (cron, days) in [("@daily", 1), ("0 0 L * *", 30), ("0 0 * * 1#2", 12)] {
        let mut novu = platform(&workflow);
        let end = novu.now() + days * 24 * 60 * MINUTE;
        let run = novu
            .run(&workflow, "ann", json!({ "n": 1, "cron": cron }))
            .wait()?;
        assert_eq!((run.status(), novu.now()), (Status::Completed, end), "{cron}");
    }
    Ok(())
}

#[test]
fn look_back_digest_lets_the_first_event_pass() {
    let workflow = digesting(|_| Digest::every(1, Unit::Hours).look_back(5, Unit::Minutes));
    let mut novu = platform(&workflow);
    let first = event(&mut novu, &workflow, json!({ "n": 1 }));
    assert_eq!(text(&novu, first), "1@00:00 ");
    novu[first].step("batch").assert_status(Status::Skipped);
    novu.advance(MINUTE).wait();
    let second = event(&mut novu, &workflow, json!({ "n": 2 }));
    let third = event(&mut novu, &workflow, json!({ "n": 3 }));
    novu.settle().wait();
    assert_eq!(text(&novu, second), "2@00:01 3@00:01 ");
    assert_eq!(novu[third].status(), Status::Merged);
}

#[test]
fn delay_waits_and_reports_its_duration() -> Tested {
    let workflow = Workflow::builder("wait", async |cx: Context<Value>| {
        let delay = cx.step.delay("pause", || Delay::until("payload.at")).await?;
        cx.step
            .sms("text", || Sms::new(delay.duration.to_string()))
            .await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let run = novu
        .run(
            &workflow,
            "ann",
            json!({ "at": { "amount": 2, "unit": "minutes" } }),
        )
        .wait()?;
    run.step("text").assert_output(Sms::new("120000"));
    let run = novu
        .run(&workflow, "ann", json!({ "at": "2025-01-01T00:03:00Z" }))
        .wait()?;
    run.step("text").assert_output(Sms::new("60000"));
    let run = novu.run(&workflow, "ann", json!({})).wait()?;
    run.step("text").assert_status(Status::Canceled);
    assert_eq!(
        run.error().unwrap().to_string(),
        "workflow `wait`, step `pause`: the event has no value at `payload.at`, which should hold a time or a duration"
    );
    Ok(())
}

#[test]
fn throttle_holds_back_runs_beyond_its_threshold() -> Tested {
    let workflow = Workflow::builder("alert", async |cx: Context<Value>| {
        cx.step
            .throttle("limit", || {
                Throttle::fixed(1, ThrottleUnit::Hours).threshold(2).key("host")
            })
            .await?;
        cx.step.sms("text", || Sms::new("down")).await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let mut statuses = Vec::new();
    for host in ["a", "a", "a", "b"] {
        let run = novu.run(&workflow, "ann", json!({ "host": host })).wait()?;
        statuses.push((run.status(), run.step("text").status()));
    }
    let sent = (Status::Completed, Status::Completed);
    assert_eq!(
        statuses,
        [sent, sent, (Status::Throttled, Status::Canceled), sent]
    );
    novu.advance(60 * MINUTE).wait();
    assert_eq!(
        novu.run(&workflow, "ann", json!({ "host": "a" }))
            .wait()?
            .status(),
        Status::Completed
    );
    Ok(())
}

/// A workflow with an email that fails the given number of times, and a text after it.
fn failing(times: u32, error: fn() -> Error) -> Workflow<Value> {
    let left = Arc::new(AtomicU32::new(times));
    Workflow::builder("fail", move |cx: Context<Value>| {
        let left = Arc::clone(&left);
        async move {
            cx.step
                .email("mail", || {
                    let less = |left: u32| left.checked_sub(1);
                    match left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less) {
                        Ok(_) => Err(error()),
                        Err(_) => Ok(Email::new("Hi", "there")),
                    }
                })
                .await?;
            cx.step.sms("text", || Sms::new("Hi")).await?;
            Ok(())
        }
    })
    .build()
}

#[test]
fn retryable_error_is_retried_after_growing_pauses() -> Tested {
    let workflow = failing(2, || Error::retryable("busy"));
    let mut novu = platform(&workflow);
    let began = novu.now();
    let run = novu.run(&workflow, "ann", json!({})).wait()?;
    run.step("mail").assert_status(Status::Completed);
    assert_eq!(run.step("mail").attempts(), 3);
    assert_eq!(novu.now().duration_since(began)?, Duration::from_secs(1 + 2));
    Ok(())
}

#[test]
fn run_continues_after_a_failed_channel_step() -> Tested {
    let workflow = failing(9, || Error::retryable("busy"));
    let run = platform(&workflow).run(&workflow, "ann", json!({})).wait()?;
    assert_eq!(run.step("mail").attempts(), 4);
    assert_eq!(
        (run.status(), run.step("text").status()),
        (Status::Failed, Status::Completed)
    );
    let workflow = failing(9, || "gone".into());
    let run = platform(&workflow).run(&workflow, "ann", json!({})).wait()?;
    assert_eq!(run.step("mail").attempts(), 1);
    let error = run.step("mail").output::<Email>().unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::StepExecutionFailed));
    assert_eq!(Some(&error), run.error());
    assert_eq!(error.step(), Some("mail"));
    Ok(())
}

#[test]
fn results_set_by_the_test_reach_later_steps() -> Tested {
    let workflow = Workflow::builder("seen", async |cx: Context<Value>| {
        let inbox = cx.step.in_app("inbox", || InApp::new("Hi")).await?;
        cx.step.delay("pause", || Delay::of(1, Unit::Days)).await?;
        let text = format!("{}, {}", inbox.seen, inbox.read);
        cx.step
            .sms("text", || Sms::new(text))
            .skip(|_| inbox.read)
            .await?;
        let weather = cx.step.http_request("weather", || json!({ "sky": "grey" }));
        let weather = weather.await?;
        cx.step
            .push("push", || {
                novu_framework::Push::new("Weather", weather["sky"].to_string())
            })
            .await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let run = novu.run(&workflow, "ann", json!({})).wait()?;
    run.step("text").assert_output(Sms::new("false, false"));
    assert_eq!(run.step("push").output_json().unwrap()["body"], "\"grey\"");
    let waiting = event(&mut novu, &workflow, json!({}));
    novu.set_result("inbox", Message::Seen)
        .set_result("weather", json!({ "sky": "blue" }));
    novu.settle().wait();
    novu[waiting].step("text").assert_output(Sms::new("true, false"));
    assert_eq!(
        novu[waiting].step("push").output_json().unwrap()["body"],
        "\"blue\""
    );
    novu.set_result("inbox", Message::Read);
    novu.run(&workflow, "ann", json!({}))
        .wait()?
        .step("text")
        .assert_status(Status::Skipped);
    Ok(())
}

#[test]
fn controls_and_overrides_are_rendered_as_in_production() -> Tested {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    #[serde(default)]
    struct Controls {
        subject: String,
    }
    impl Default for Controls {
        fn default() -> Self {
            Self {
                subject: "{{subscriber.firstName}}, {{steps.batch.eventCount}} in {{env.type}}".into(),
            }
        }
    }
    let workflow = Workflow::builder("mail", async |cx: Context<Value>| {
        cx.step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
        cx.step
            .email("mail", |c: Controls| {
                Email::new(c.subject, "<b onclick='x()'>Hi</b>")
            })
            .provider("sendgrid", |_| Override::new().set("templateId", "d-1"))
            .await?;
        Ok(())
    })
    .build();
    let mut novu = platform(&workflow);
    let ann = json!({ "subscriberId": "ann", "firstName": "Ann" });
    let run = novu.run(&workflow, ann, json!({})).wait()?;
    run.step("mail")
        .assert_output(Email::new("Ann, 1 in dev", "<b>Hi</b>"));
    assert_eq!(
        run.step("mail").provider("sendgrid"),
        Some(&json!({ "templateId": "d-1" }))
    );
    novu.set_controls(
        "mail",
        json!({ "subject": "{{env.region}} {{context.tenant.id}}" }),
    );
    novu.set_env("region", "eu")
        .set_context("tenant", json!({ "id": "acme" }));
    let run = novu.run(&workflow, "ann", json!({})).wait()?;
    assert_eq!(run.step("mail").output::<Email>()?.subject, "eu acme");
    Ok(())
}

#[test]
fn workflow_function_runs_once_per_step_and_stops_there() -> Tested {
    let log = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&log);
    let workflow = Workflow::builder("log", move |cx: Context<Value>| {
        let log = Arc::clone(&kept);
        async move {
            log.lock().unwrap().push("start");
            let n: Value = cx.step.custom("number", || json!({ "n": 1 })).await?;
            log.lock().unwrap().push("between");
            cx.step.sms("text", || Sms::new(n["n"].to_string())).await?;
            log.lock().unwrap().push("end");
            Ok(())
        }
    })
    .build();
    let mut novu = platform(&workflow);
    log.lock().unwrap().clear();
    let run = novu.run(&workflow, "ann", json!({})).wait()?;
    run.step("text").assert_output(Sms::new("1"));
    assert_eq!(*log.lock().unwrap(), ["start", "start", "between"]);
    Ok(())
}

#[test]
fn unreached_step_has_status_empty() -> Tested {
    let workflow = Workflow::builder("some", async |cx: Context<Value>| {
        if cx.payload["stop"] == true {
            return Ok(());
        }
        cx.step.sms("text", || Sms::new("Hi")).await?;
        Ok(())
    })
    .build();
    let run = platform(&workflow)
        .run(&workflow, "ann", json!({ "stop": true }))
        .wait()?;
    run.step("text").assert_status(Status::Empty);
    assert_eq!(
        run.step("text").output::<Sms>().unwrap_err().to_string(),
        "workflow `some`, step `text`: the step has no output, its status is empty"
    );
    Ok(())
}

#[test]
fn invalid_triggers_times_and_results_are_errors() {
    let workflow = digesting(|_| Digest::every(1, Unit::Hours));
    let stranger = failing(0, || "".into());
    let mut novu = platform(&workflow);
    let error = novu.trigger(&stranger, "ann", json!({})).wait().unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::WorkflowNotFound));
    let error = novu.trigger(&workflow, 7, json!({})).wait().unwrap_err();
    assert_eq!(
        error.message(),
        "`to` is neither a subscriber id nor a subscriber"
    );
    let error = novu.run(&workflow, "ann", json!([])).wait().unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::ExecutionEventPayloadInvalid));
    assert!(
        Platform::new(&Registry::builder().build().unwrap())
            .starting_at("noon")
            .is_err()
    );
    novu.set_result("batch", json!({ "events": 1 }));
    let run = novu.run(&workflow, "ann", json!({ "n": 1 })).wait().unwrap();
    assert_eq!(
        run.error().unwrap().code(),
        Some(ErrorCode::ExecutionStateResultInvalid)
    );
}

#[tokio::test]
async fn resolver_may_use_the_runtime_when_awaited() -> Tested {
    let workflow = Workflow::builder("sleep", async |cx: Context<Value>| {
        cx.step
            .sms("text", async || {
                tokio::time::sleep(Duration::from_millis(1)).await;
                Sms::new("Good morning")
            })
            .await?;
        Ok(())
    })
    .build();
    let run = platform(&workflow).run(&workflow, "ann", json!({})).await?;
    run.step("text").assert_status(Status::Completed);
    Ok(())
}

#[test]
fn plain_test_waits_for_resolvers_that_other_threads_wake() -> Tested {
    let workflow = Workflow::builder("thread", async |cx: Context<Value>| {
        cx.step
            .sms("text", async || {
                let (sender, receiver) = tokio::sync::oneshot::channel();
                std::thread::spawn(move || sender.send("Hi"));
                Sms::new(receiver.await.unwrap_or("gone"))
            })
            .await?;
        Ok(())
    })
    .build();
    let run = platform(&workflow).run(&workflow, "ann", json!({})).wait()?;
    run.step("text").assert_output(Sms::new("Hi"));
    Ok(())
}

#[test]
#[should_panic(expected = "-  \"body\": \"Hello\"\n+  \"body\": \"Hi\"")]
fn assert_output_shows_the_lines_that_differ() {
    let workflow = failing(0, || "".into());
    let run = platform(&workflow)
        .run(&workflow, "ann", json!({}))
        .wait()
        .unwrap();
    run.step("text").assert_output(Sms::new("Hello"));
}

#[test]
#[should_panic(expected = "workflow `fail` has no step `sms`; its steps are: mail, text")]
fn unknown_step_id_panics_with_the_known_ids() {
    let workflow = failing(0, || "".into());
    let run = platform(&workflow)
        .run(&workflow, "ann", json!({}))
        .wait()
        .unwrap();
    let _ = run.step("sms");
}
