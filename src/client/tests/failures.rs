use super::*;
use crate::bridge::Forward;

#[tokio::test]
async fn refusal_error_has_status_and_message() {
    let error = failure(Answer::Says(
        400,
        r#"{"statusCode":400,"message":"no workflow","error":"Bad Request"}"#,
    ))
    .await;
    assert_eq!(error.kind(), api_error(400));
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert_eq!(error.api_message(), Some("no workflow"));
    assert_eq!(
        error.to_string(),
        "Novu's API answered 400 Bad Request: no workflow"
    );
    let error = failure(Answer::Says(422, r#"{"message":["a","b"],"errors":{"x":1}}"#)).await;
    assert_eq!(
        (error.kind(), error.api_message()),
        (api_error(422), Some("a; b"))
    );
    assert_eq!(error.api_body().unwrap()["errors"]["x"], 1);
    let error = failure(Answer::Says(500, "<html>oops</html>")).await;
    assert_eq!((error.kind(), error.api_message()), (api_error(500), None));
    let error = failure(Answer::Says(404, "")).await;
    assert_eq!(error.to_string(), "Novu's API answered 404 Not Found");
    assert_eq!(failure(Answer::Says(302, "{}")).await.kind(), api_error(302));
}

#[tokio::test]
async fn malformed_success_is_a_response_error() {
    for text in [
        "<html></html>",
        "",
        r#"{"data":{"acknowl"#,
        "{}",
        "null",
        r#"{"data":null}"#,
        "[]",
        "true",
    ] {
        assert_eq!(
            failure(Answer::Says(200, text)).await.kind(),
            ErrorKind::Response,
            "{text}"
        );
    }
    let error = failure(Answer::Says(201, r#"{"data":{"acknowledged":true}}"#)).await;
    assert_eq!(
        error.to_string(),
        "the answer of Novu's API has no usable `status`"
    );
    let error = failure(Answer::Says(
        201,
        r#"{"acknowledged":"yes","status":"processed"}"#,
    ))
    .await;
    assert_eq!(
        error.to_string(),
        "the answer of Novu's API has no usable `acknowledged`"
    );
    let client = client(&Api::new([Answer::Says(200, "{}")]));
    assert_eq!(
        client
            .trigger_bulk([Event::new("wf", "s", ())])
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::Response
    );
    assert_eq!(client.cancel("tx").await.unwrap_err().kind(), ErrorKind::Response);
}

#[tokio::test]
async fn answer_without_acknowledged_is_accepted() {
    for (answer, acknowledged) in [
        (r#"{"data":{"status":"processed","transactionId":"tx"}}"#, true),
        (r#"{"status":"processed","acknowledged":null}"#, true),
        (r#"{"status":"trigger_not_active"}"#, true),
        (r#"{"status":"error","error":["no"]}"#, false),
        (r#"{"status":"processed","acknowledged":false}"#, false),
    ] {
        let triggered = outcome(Answer::Says(201, answer)).await.unwrap();
        assert_eq!(triggered.acknowledged, acknowledged, "{answer}");
    }
}

#[tokio::test]
async fn error_of_a_422_contains_its_causes() {
    let workflow = r#"{"statusCode":422,"message":"Validation Error","errors":{"general":{"messages":["workflow_not_found"]}}}"#;
    let fields =
        r#"{"errors":{"to":{"messages":["a","b"],"value":1},"payload":["c"],"name":"d","x":1,"y":{}}}"#;
    for (answer, message) in [
        (workflow, "Validation Error: workflow_not_found"),
        (fields, "to: a, b; payload: c; name: d"),
        (r#"{"message":["a"],"errors":[1]}"#, "a"),
    ] {
        let error = failure(Answer::Says(422, answer)).await;
        assert_eq!(error.api_message(), Some(message));
        let text = format!("Novu's API answered 422 Unprocessable Entity: {message}");
        assert_eq!(error.to_string(), text);
    }
}

#[tokio::test]
async fn unknown_trigger_status_is_kept_as_text() {
    let triggered = outcome(Answer::Says(201, r#"{"acknowledged":true,"status":"new"}"#))
        .await
        .unwrap();
    assert_eq!(triggered.status, TriggerStatus::Other("new".to_owned()));
}

#[tokio::test]
async fn refused_or_broken_connection_is_a_transport_error() {
    let error = failure(Answer::IsGone).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!(failure(Answer::BreaksOff).await.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn answer_over_the_limit_is_an_error() {
    let api = Api::new([Answer::Says(200, DONE)]);
    let limit = |bytes| builder(&api).response_limit(bytes).build().unwrap();
    workflow(None)
        .trigger(&limit(DONE.len()), "s", json!({}))
        .await
        .unwrap();
    let error = workflow(None)
        .trigger(&limit(DONE.len() - 1), "s", json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResponseTooLarge);
    assert_eq!(api.seen().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn attempt_over_its_timeout_is_an_error() {
    for answer in [Answer::Hangs, Answer::HangsInTheBody] {
        let api = Api::new([answer]);
        let start = Instant::now();
        let client = builder(&api)
            .timeout(Duration::from_secs(7))
            .max_attempts(1)
            .build()
            .unwrap();
        let error = workflow(None).trigger(&client, "s", json!({})).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(start.elapsed().as_secs(), 7);
    }
}

#[tokio::test]
async fn invalid_event_or_schema_is_an_error_and_not_sent() {
    struct Unwritable;
    impl serde::Serialize for Unwritable {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no"))
        }
    }
    let api = Api::new([Answer::Says(201, DONE)]);
    let error = client(&api)
        .trigger(Event::new("wf", "s", Unwritable))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let schema = json!({"type": "nonsense"});
    let error = workflow(Some(&schema))
        .trigger(&client(&api), "s", json!({}))
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidRequest, None));
    assert!(format!("{error:?}").contains(", source: "), "{error:?}");
    let schema = json!({"type": "object", "required": ["a"]});
    let error = workflow(Some(&schema))
        .trigger(&client(&api), "s", json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidPayload);
    assert!(
        format!("{error:?}").contains("violations: [Violation { "),
        "{error:?}"
    );
    assert!(api.seen().is_empty());
}

#[tokio::test]
async fn authorization_header_is_marked_sensitive() {
    let transport = service_fn(async |request: Request<Full<Bytes>>| {
        let authorization = &request.headers()[http::header::AUTHORIZATION];
        assert_eq!(authorization, "ApiKey test-secret");
        assert!(authorization.is_sensitive());
        assert!(!format!("{request:?}").contains("test-secret"));
        io::Result::Ok(Response::new(Full::<Bytes>::from(DONE)))
    });
    let builder = Client::builder().secret_key("test-secret").transport(transport);
    let client = builder.build().unwrap();
    client.trigger(Event::new("wf", "s", ())).await.unwrap();
}

#[tokio::test]
async fn key_in_an_answer_is_redacted_in_every_escape() {
    for key in [
        "test-secret",
        r"\u0074est-secret",
        r"test\u002Dsecret",
        r"test\\u002dsecret",
        r"test\\\\u002Dsecret",
        r"test\\-secret",
        "test%2dsecret",
        "test%2Dsecret",
        "%74%65%73%74-%73ecret",
        "test%252Dsecret",
        // Base64 of the key behind none, one and two other bytes.
        "dGVzdC1zZWNyZX",
        "Rlc3Qtc2VjcmV0",
        "0ZXN0LXNlY3Jld",
    ] {
        for status in [201, 400] {
            let answer = format!(
                r#"{{"status":"<{key}>","transactionId":"{key}","error":["a","{key}{key}"],"message":"{key}","{key}":1}}"#
            );
            let shown = match outcome(Answer::SaysText(status, answer)).await {
                Ok(triggered) => {
                    assert_eq!(triggered.status, TriggerStatus::Other("<[redacted]>".to_owned()));
                    assert_eq!(triggered.transaction_id.unwrap(), "[redacted]");
                    triggered.errors[1].clone()
                }
                Err(error) => {
                    assert_eq!(error.api_message(), Some("[redacted]"));
                    assert_eq!(error.api_body().unwrap()["[redacted]"], 1);
                    error.api_body().unwrap()["error"][1].as_str().unwrap().to_owned()
                }
            };
            assert_eq!(shown, "[redacted][redacted]", "{key}");
        }
    }
    // Similar texts stay.
    let text = r"test-secre %74%65%73%74 100% \\ \\u002 %2 %25 test%20secret";
    let error = failure(Answer::SaysText(400, format!(r#"{{"message":"{text}"}}"#))).await;
    assert_eq!(error.api_message(), Some(&*text.replace(r"\\", r"\")));
}

#[tokio::test]
async fn key_in_a_transport_error_is_redacted() {
    let transport = service_fn(async |_: Request<Full<Bytes>>| {
        Err::<Response<Full<Bytes>>, _>(io::Error::other("refused `ApiKey test-secret`"))
    });
    let builder = Client::builder().secret_key("test-secret").max_attempts(1);
    let client = builder.transport(transport).build().unwrap();
    let error = client.trigger(Event::new("wf", "s", ())).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Novu's API at https://api.novu.co could not be reached: refused `ApiKey [redacted]`"
    );
    assert!(!format!("{error:?}").contains("test-secret"), "{error:?}");
}

#[tokio::test]
async fn forwarded_answer_is_redacted_and_otherwise_unchanged() {
    for (answer, forwarded) in [
        (
            r#"{ "a": "test-secret", "b": 1.0 }"#,
            r#"{"a":"[redacted]","b":1}"#,
        ),
        (r#"{ "a": "\ud800", "b": 1.0 }"#, r#"{ "a": "\ud800", "b": 1.0 }"#),
        ("<p>test%2Dsecret", "<p>[redacted]"),
    ] {
        let client = client(&Api::new([Answer::Says(201, answer)]));
        let response = client.forward("{}".to_owned()).await.unwrap();
        assert_eq!(response.body(), forwarded);
    }
}

#[tokio::test]
async fn client_debug_and_errors_redact_the_key() {
    let answer = r#"{"message":"ApiKey test-secret is unknown","at":["test-secret"]}"#;
    let error = failure(Answer::Says(401, answer)).await;
    assert_eq!(error.api_message(), Some("ApiKey [redacted] is unknown"));
    let body = error.api_body().unwrap().to_string();
    let api = Api::new([Answer::Says(201, DONE)]);
    let client = client(&api);
    let builder = Client::builder().secret_key("test-secret");
    let bad = Client::new("test-secret\n").unwrap_err();
    let trigger = Client::new("test-secret")
        .unwrap()
        .trigger(Event::new("wf", "s", ()));
    for text in [
        format!("{error:?} {error} {body}"),
        format!("{client:?} {builder:?} {bad:?} {bad} {trigger:?}"),
    ] {
        assert!(!text.contains("test-secret"), "{text}");
    }
}
