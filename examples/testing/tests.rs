//! Tests of a workflow, to copy into `tests/`: a digest of three events, a retry, a skipped step, and
//! snapshots.

use novu_framework::testing::{self, Message, Platform, Status, assert_snapshot};
use novu_framework::{Context, Digest, Email, Error, InApp, Registry, Result, Unit, Workflow};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::{sync::Arc, time::Duration};

/// A workflow as in your crate; `down` simulates a service that fails once.
async fn comment(cx: Context<Value>, down: Arc<AtomicBool>) -> Result<()> {
    let step = &cx.step;
    let inbox = step.in_app("inbox", || InApp::new("Somebody commented")).await?;
    let batch = step.digest("batch", || Digest::every(1, Unit::Hours)).await?;
    let mail = step.email("mail", || match down.swap(false, Relaxed) {
        true => Err(Error::retryable("the template service is down")),
        false => Ok(Email::new("Comments", format!("{} new", batch.events.len()))),
    });
    mail.skip(|_| inbox.read).await?;
    Ok(())
}

fn comments(down: bool) -> (Workflow<Value>, Registry) {
    let down = Arc::new(AtomicBool::new(down));
    let comment = Workflow::builder("comment", comment).state(down).build();
    let registry = Registry::builder().workflow(&comment).build();
    (comment, registry.unwrap())
}

#[test]
fn three_comments_send_one_email() -> Result<(), testing::Error> {
    let (comment, registry) = comments(true);
    let mut novu = Platform::new(&registry);
    let first = novu.trigger(&comment, "ann", json!({})).wait()?;
    for _ in 0..2 {
        novu.advance(Duration::from_secs(60)).wait();
        novu.trigger(&comment, "ann", json!({})).wait()?;
    }
    novu.settle().wait();
    let mail = novu[first].step("mail");
    mail.assert_output(Email::new("Comments", "3 new"));
    assert_eq!(mail.attempts(), 2);
    assert_snapshot("examples/testing/three_comments.txt", &novu[first]);
    Ok(())
}

#[tokio::test]
async fn read_inbox_message_skips_the_email() -> Result<(), testing::Error> {
    let (comment, registry) = comments(false);
    let mut novu = Platform::new(&registry);
    novu.set_result("inbox", Message::Read);
    let run = novu.run(&comment, "ann", json!({})).await?;
    run.step("mail").assert_status(Status::Skipped);
    Ok(())
}

#[test]
fn discovery_matches_the_reviewed_snapshot() {
    comments(false).1.assert_discovery("examples/testing/novu.json");
}
