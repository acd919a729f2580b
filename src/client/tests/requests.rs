use super::*;

#[tokio::test]
async fn typed_payload_is_validated_before_it_is_sent() {
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    struct Signup {
        #[schemars(length(min = 1))]
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        plan: Option<String>,
    }
    let signup = Workflow::builder("signup", async |_: Context<Signup>| Ok(())).build();
    let api = Api::new([Answer::Says(201, DONE)]);
    let payload = Signup {
        name: "Ada".to_owned(),
        plan: None,
    };
    signup.trigger(&client(&api), "s", &payload).await.unwrap();
    assert_eq!(
        api.only().body,
        r#"{"name":"signup","to":"s","payload":{"name":"Ada"}}"#
    );
    let error = signup
        .trigger(
            &client(&api),
            "s",
            Signup {
                name: String::new(),
                plan: None,
            },
        )
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidPayload);
    assert_eq!(error.violations().len(), 1);
    assert_eq!(error.violations()[0].path, "/name");
    assert!(
        error
            .to_string()
            .starts_with("the payload of workflow `signup` is invalid: /name "),
        "{error}"
    );
    assert_eq!(api.seen().len(), 1);
}

#[tokio::test]
async fn trigger_bulk_sends_one_request() {
    let answer = r#"{"data":[{"acknowledged":true,"status":"processed","transactionId":"a"},
        {"acknowledged":true,"status":"error","error":["no such workflow"]}]}"#;
    let api = Api::new([Answer::Says(201, answer)]);
    let events = [
        workflow(None).event("s", json!({"a": 1})).transaction_id("a"),
        Event::new("other", ["t"], ()),
    ];
    let results = client(&api).trigger_bulk(events).await.unwrap();
    assert_eq!(results[0].status, TriggerStatus::Processed);
    assert_eq!(
        (&results[1].status, &*results[1].errors),
        (&TriggerStatus::Error, &["no such workflow".to_owned()][..])
    );
    let seen = api.only();
    assert_eq!(seen.uri, "https://api.novu.co/v1/events/trigger/bulk");
    assert_eq!(
        seen.body,
        r#"{"events":[{"name":"wf","to":"s","payload":{"a":1},"transactionId":"a"},{"name":"other","to":["t"],"payload":{}}]}"#
    );
}

#[tokio::test]
async fn trigger_bulk_rejects_0_and_101_events_and_invalid_ones() {
    let api = Api::new([Answer::Says(201, "[]")]);
    let client = client(&api);
    let events = |count| (0..count).map(|_| Event::new("wf", "s", json!({})));
    for count in [0, 101] {
        let error = client.trigger_bulk(events(count)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    let schema = json!({"type": "object", "required": ["a"]});
    let invalid = workflow(Some(&schema)).event("s", json!({}));
    let error = client.trigger_bulk(events(1).chain([invalid])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidPayload);
    assert!(api.seen().is_empty());
    assert_eq!(client.trigger_bulk(events(100)).await.unwrap(), []);
}

#[tokio::test]
async fn broadcast_sends_no_recipients() {
    let api = Api::new([Answer::Says(201, DONE)]);
    let client = builder(&api)
        .bridge_url("https://b.example/api/novu")
        .build()
        .unwrap();
    workflow(None)
        .broadcast(&client, json!({"a": 1}))
        .actor("ada")
        .await
        .unwrap();
    client
        .broadcast(Event::new("wf", "s", json!({})))
        .bridge_url("https://c.example")
        .await
        .unwrap();
    let seen = api.seen();
    assert_eq!(seen[0].uri, "https://api.novu.co/v1/events/trigger/broadcast");
    assert_eq!(seen[0].body, r#"{"name":"wf","payload":{"a":1},"actor":"ada"}"#);
    assert_eq!(
        seen[1].body,
        r#"{"name":"wf","payload":{},"bridgeUrl":"https://c.example"}"#
    );
}

#[tokio::test]
async fn bridge_url_of_the_event_overrides_the_clients() {
    let api = Api::new([Answer::Says(201, DONE)]);
    let client = builder(&api).bridge_url("https://b.example").build().unwrap();
    client.trigger(Event::new("wf", json!("s"), ())).await.unwrap();
    client
        .trigger(Event::new("wf", "s", ()))
        .bridge_url("https://c.example")
        .await
        .unwrap();
    let bodies: Vec<_> = api.seen().into_iter().map(|seen| seen.body).collect();
    assert!(
        bodies[0].ends_with(r#""bridgeUrl":"https://b.example"}"#),
        "{}",
        bodies[0]
    );
    assert!(
        bodies[1].ends_with(r#""bridgeUrl":"https://c.example"}"#),
        "{}",
        bodies[1]
    );
}

#[tokio::test]
async fn sync_sends_the_bridge_url_and_rejects_an_empty_registry() {
    let api = Api::new([Answer::Says(201, r#"{"data":[]}"#)]);
    let client = client(&api);
    let empty = Registry::builder().build().unwrap();
    let error = client
        .sync(&empty, "https://b.example/api/novu")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::EmptyRegistry);
    assert!(api.seen().is_empty());
    client
        .sync(&empty, "https://b.example/api/novu")
        .allow_empty()
        .await
        .unwrap();
    client
        .sync(&fixtures::registry(), "https://b.example/api/novu")
        .await
        .unwrap();
    for seen in api.seen() {
        assert_eq!(
            (seen.method, &*seen.uri),
            (Method::POST, "https://api.novu.co/v1/bridge/sync")
        );
        assert_eq!(seen.body, r#"{"bridgeUrl":"https://b.example/api/novu"}"#);
    }
}

#[tokio::test]
async fn cancel_without_an_id_sends_nothing() {
    let api = Api::new([Answer::Says(200, r#"{"data":false}"#)]);
    let client = client(&api);
    for id in ["", ".", ".."] {
        assert_eq!(
            client.cancel(id).await.unwrap_err().kind(),
            ErrorKind::InvalidRequest
        );
    }
    let inactive = Answer::Says(201, r#"{"acknowledged":true,"status":"trigger_not_active"}"#);
    let inactive = outcome(inactive).await.unwrap();
    assert_eq!(
        (&inactive.status, &inactive.transaction_id),
        (&TriggerStatus::TriggerNotActive, &None)
    );
    assert!(!inactive.cancel(&client).await.unwrap());
    assert!(api.seen().is_empty());
    assert!(!client.cancel("ü?#/").await.unwrap());
    assert_eq!(
        api.only().uri,
        "https://api.novu.co/v1/events/trigger/%C3%BC%3F%23%2F"
    );
    assert_eq!(api.only().header("idempotency-key"), None);
}

#[test]
fn client_futures_are_send() {
    fn assert_send<T: Send>(_: T) {}
    let api = Api {
        seen: Arc::default(),
        answers: Arc::default(),
        start: Instant::now(),
    };
    let client = client(&api);
    assert_send(workflow(None).trigger(&client, "s", json!({})).into_future());
    assert_send(workflow(None).trigger(&client, "s", json!({})).send());
    assert_send(client.trigger_bulk([]));
    assert_send(client.cancel("tx"));
    assert_send(client.sync(&fixtures::registry(), "u").into_future());
}
