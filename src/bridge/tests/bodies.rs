//! Bodies: read, refused, and discarded.

use super::*;
use crate::{Context as Run, Registry, Workflow};
use std::cell::Cell;

/// Waits for `100 Continue`, and panics if its body is read.
fn waiting(target: &str) -> Request<TestBody> {
    let mut request = request(Method::POST, target, TestBody::new().unreadable());
    let expect = HeaderValue::from_static("100-continue");
    request.headers_mut().insert("expect", expect);
    request
}

#[test]
fn body_behind_a_signature_header_that_cannot_be_right_is_not_kept() {
    let execute = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    let unreadable = |header: String| {
        let mut request = waiting(execute);
        request
            .headers_mut()
            .insert(signature::HEADER, header.parse().unwrap());
        request
    };
    let mac = "0".repeat(64);
    for (header, code) in [
        ("nonsense".to_owned(), "SignatureInvalidError"),
        (format!("t={},v1={mac}", NOW - 300_001), "SignatureExpiredError"),
        (format!("t={NOW},v1=0"), "SignatureMismatchError"),
    ] {
        assert_eq!(refused(&strict(), unreadable(header)), (401, code));
    }
    let keyless = bridge(Authentication::Signed(Verifier::default()));
    let refusal = refused(&keyless, unreadable(format!("t={NOW},v1={mac}")));
    assert_eq!(refusal, (401, "SigningKeyNotFoundError"));
}

#[test]
fn unsigned_sender_that_waits_for_100_continue_gets_401_unread() {
    let execute = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    assert_eq!(
        refused(&strict(), waiting(execute)),
        (401, "SignatureNotFoundError")
    );
    assert_eq!(
        detail(&strict(), waiting("/api/novu/workflows/welcome/execute")),
        401
    );
}

#[test]
fn body_without_signature_header_is_discarded_and_takes_nothing_of_the_budget() {
    let settings = Settings {
        body_budget: Budget::new(0),
        ..settings(Authentication::Signed(Verifier::new([key()])))
    };
    let bridge = Bridge::new(registry(), settings);
    let target = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    let body = TestBody::new().data("{").wait().data("}");
    let unsigned = request(Method::POST, target, body);
    assert_eq!(refused(&bridge, unsigned), (401, "SignatureNotFoundError"));
    assert_eq!(refused(&bridge, signed(post(target, "{}"), "{}")).0, 503);
}

#[test]
#[should_panic(expected = "the body is read")]
fn body_without_signature_header_is_read_to_its_end() {
    let target = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    let body = TestBody::new().data("ab").wait().unreadable();
    answer(&strict(), request(Method::POST, target, body));
}

thread_local! {
    /// The time of [`passing`], in milliseconds.
    static TIME: Cell<u64> = const { Cell::new(NOW) };
}

/// Returns the time, and lets five minutes and a millisecond pass.
fn passing() -> SystemTime {
    at(TIME.replace(TIME.get() + 300_001))
}

#[test]
fn signature_that_expires_while_its_body_is_received_is_401() {
    let settings = Settings {
        clock: passing,
        ..settings(Authentication::Signed(Verifier::new([key()])))
    };
    let target = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    let expired = refused(
        &Bridge::new(registry(), settings),
        signed(post(target, "{}"), "{}"),
    );
    assert_eq!(expired, (401, "SignatureExpiredError"));
}

#[test]
fn body_over_the_limit_is_413() {
    let target = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    let long = || TestBody::new().data(vec![b' '; 600]).data(vec![b' '; 401]);
    let too_large = (413, "BridgeError");
    assert_eq!(refused(&open(), request(Method::POST, target, long())), too_large);

    let mut announced = request(Method::POST, target, TestBody::new().unreadable());
    for (name, value) in [("content-length", "1001"), ("expect", "100-continue")] {
        announced
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    assert_eq!(refused(&strict(), signed(announced, "")), too_large);

    let local = request(Method::POST, "/api/novu/workflows/welcome/execute", long());
    assert_eq!(detail(&open(), local), 413);
}

#[test]
fn body_beyond_the_budget_is_503_and_says_when_to_retry() {
    let settings = Settings {
        body_budget: Budget::new(5),
        ..settings(Authentication::Insecure)
    };
    let bridge = Bridge::new(registry(), settings);
    let target = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    let response = answer(&bridge, post(target, r#"{"payload":{}}"#));
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "1");
    // It has been given back.
    assert_eq!(refused(&bridge, post(target, "{}")).0, 400);
}

#[test]
fn request_whose_step_waits_holds_its_share_of_the_budget() {
    let workflow = Workflow::builder("w", async |cx: Run<Value>| {
        let _: Value = cx
            .step
            .custom("s", async |_: Value| std::future::pending::<Value>().await)
            .await?;
        Ok(())
    });
    let settings = Settings {
        body_budget: Budget::new(60),
        ..settings(Authentication::Insecure)
    };
    let registry = Registry::builder().workflow(&workflow.build()).build();
    let bridge = Bridge::new(registry.unwrap(), settings);
    let target = "/api/novu?action=execute&workflowId=w&stepId=s";
    let body = r#"{"payload":{},"controls":{},"state":[]}"#;
    let mut waiting = bridge.handle(post(target, body), Mount::Prefix);
    let polled = waiting.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending());
    let unknown = "/api/novu?action=execute&workflowId=none&stepId=s";
    assert_eq!(refused(&bridge, post(unknown, body)).0, 503);
    drop(waiting);
    assert_eq!(refused(&bridge, post(unknown, body)).0, 404);
}

#[test]
#[should_panic(expected = "the body is read")]
fn body_for_an_unknown_path_is_read_and_discarded() {
    let body = TestBody::new().data("ab").wait().unreadable();
    answer(&strict(), request(Method::POST, "/api/novu/elsewhere", body));
}

#[test]
fn body_that_breaks_off_is_400() {
    let target = "/api/novu?action=execute&workflowId=welcome&stepId=mail";
    let body = TestBody::new().data("{").wait().error();
    assert_eq!(
        refused(&open(), request(Method::POST, target, body)),
        (400, "BridgeError")
    );
}

#[test]
fn signature_covers_a_body_of_many_frames() {
    let body = TestBody::new()
        .data(r#"{"payload""#)
        .wait()
        .data(r#":{}}"#)
        .trailers();
    let request = request(Method::POST, "/api/novu?action=execute&workflowId=nope", body);
    let request = signed(request, r#"{"payload":{}}"#);
    assert_eq!(refused(&strict(), request), (404, "WorkflowNotFoundError"));
}
