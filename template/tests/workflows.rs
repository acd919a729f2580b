//! Tests of the workflows: Novu runs in process, on a clock of its own.

use app::workflows::Workflows;
use novu_framework::{
    Email,
    testing::{Error, Message, Platform, Status},
};
use serde_json::{Value, json};

fn comment(text: &str) -> Value {
    json!({ "author": "Bob", "text": text, "post": "p1" })
}

#[test]
fn comments_of_an_hour_are_one_email() -> Result<(), Error> {
    let workflows = Workflows::new();
    let mut novu = Platform::new(&workflows.registry().unwrap());
    let run = novu.trigger(&workflows.comment, "ann", comment("Nice!")).wait()?;
    novu.trigger(&workflows.comment, "ann", comment("1 < 2")).wait()?;
    novu.settle().wait();
    novu[run]
        .step("mail")
        .assert_output(Email::new("Bob commented", "<p>Nice!</p><p>1 &lt; 2</p>"));
    Ok(())
}

#[test]
fn read_inbox_message_skips_the_email() -> Result<(), Error> {
    let workflows = Workflows::new();
    let mut novu = Platform::new(&workflows.registry().unwrap());
    novu.set_result("inbox", Message::Read);
    let run = novu.run(&workflows.comment, "ann", comment("Nice!")).wait()?;
    run.step("mail").assert_status(Status::Skipped);
    Ok(())
}

#[test]
fn workflows_have_no_warnings() {
    let registry = Workflows::new().registry().unwrap();
    assert!(registry.warnings().is_empty(), "{:?}", registry.warnings());
    let unescaped = registry.unescaped_texts().wait();
    assert!(unescaped.is_empty(), "{unescaped:?}");
}
