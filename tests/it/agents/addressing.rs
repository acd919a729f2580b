//! Who gets an event (`agents.md` §2, §3).

use super::novu::{Api, Novu, ORIGIN, body, by_events, message};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use novu_framework::{
    Agent, BuildErrorKind, NovuLayer, Registry, Result,
    agent::{Action, Message, Turn, Turns},
    client::Client,
    layer::{ConfigError, Summary},
    testing::signed_request,
};
use serde_json::json;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tower::ServiceExt;

fn echo() -> Agent {
    Agent::builder("echo", async |cx: Turn<Message>| cx.event.text.clone()).build()
}

#[tokio::test]
async fn event_is_acknowledged_in_the_words_of_the_protocol() {
    let response = Novu::new(&echo())
        .post("onMessage", message("hi").to_string())
        .await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, r#"{"status":"ack"}"#);
}

#[tokio::test]
async fn agents_are_listed_and_found_by_their_exact_ids() {
    let ids = ["b", "a b/c", "Träger"];
    let mut registry = Registry::builder();
    for id in ids {
        registry = registry.agent(&Agent::builder(id, async |_: Turn<Message>| ()).build());
    }
    let registry = registry.build().unwrap();
    assert_eq!(registry.agents().collect::<Vec<_>>(), ids);
    let agents = r#"{"workflows":[],"agents":[{"agentId":"b"},{"agentId":"a b/c"},{"agentId":"Träger"}]}"#;
    assert_eq!(registry.discovery(), agents);
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .client(Client::new("key").unwrap());
    let endpoint = layer.build().unwrap().into_endpoint();
    for (query, status) in [
        ("agentId=b", 400),
        ("agentId=a+b%2Fc", 400),
        ("agentId=Tr%C3%A4ger&agentId=no", 400),
        ("agentId=B", 404),
        ("agentId=", 404),
        ("", 404),
    ] {
        let uri = format!("/?action=agent-event&event=onMessage&{query}");
        let request = Request::post(uri).body(Full::<bytes::Bytes>::from("{}")).unwrap();
        let response = endpoint.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{query}");
    }
}

#[tokio::test]
async fn unsigned_events_are_refused_before_their_agent_is_looked_up() {
    let registry = Registry::builder().agent(&echo()).build().unwrap();
    let layer = NovuLayer::builder(registry)
        .secret_key("key")
        .client(Client::new("key").unwrap());
    let endpoint = layer.build().unwrap().into_endpoint();
    for agent in ["echo", "nobody"] {
        let uri = format!("/?action=agent-event&event=onMessage&agentId={agent}");
        let request = Request::post(uri).body(Full::<bytes::Bytes>::from("{}")).unwrap();
        let response = endpoint.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{agent}");
    }
}

#[test]
fn duplicate_and_empty_ids_are_build_errors_that_name_the_places() {
    let registry = Registry::builder().agent(&echo()).agent(&echo());
    let error = registry.build().unwrap_err();
    assert_eq!(error.kind(), BuildErrorKind::DuplicateAgent);
    let text = error.to_string();
    assert!(
        text.starts_with("agent `echo`: two agents have this id"),
        "{text}"
    );
    assert_eq!(text.matches("addressing.rs:").count(), 2, "{text}");

    let nameless = Agent::builder("", async |_: Turn<Message>| ()).build();
    let error = Registry::builder().agent(&nameless).build().unwrap_err();
    assert_eq!(error.kind(), BuildErrorKind::EmptyAgentId);
}

#[test]
fn agents_without_a_client_and_origins_that_are_none_are_config_errors() {
    let builder = || {
        let registry = Registry::builder().agent(&echo()).build().unwrap();
        NovuLayer::builder(registry).secret_key("key")
    };
    let error = builder().build().unwrap_err();
    assert_eq!(error, ConfigError::AgentsWithoutClient);
    assert!(error.to_string().contains("call `client`"), "{error}");

    let turns = Turns::builder().allow_origin("eu.api.novu.co").build();
    let client = Client::new("key").unwrap();
    let error = builder().client(client).turns(turns).build().unwrap_err();
    assert!(matches!(error, ConfigError::InvalidOrigin { .. }), "{error}");
}

#[tokio::test]
async fn malformed_and_unknown_events_are_refused_before_the_acknowledgement() {
    let novu = Novu::new(&echo());
    for text in ["", "{bad", "[1]", "12", "null", "{}"] {
        assert_eq!(novu.post("onMessage", text).await.status(), 400, "{text}");
    }
    let whole = message("hi");
    for name in [
        "conversation",
        "replyUrl",
        "conversationId",
        "integrationIdentifier",
        "message",
    ] {
        let mut body = whole.clone();
        body.as_object_mut().unwrap().shift_remove(name);
        assert_eq!(novu.status("onMessage", &body).await, 400, "{name}");
    }
    for name in ["agentId", "deliveryId"] {
        let mut body = by_events(whole.clone());
        body.as_object_mut().unwrap().shift_remove(name);
        assert_eq!(novu.status("onMessage", &body).await, 400, "{name}");
    }
    for event in ["onStart", "onmessage", ""] {
        assert_eq!(novu.status(event, &whole).await, 400, "{event}");
    }
    assert_eq!(novu.turns.running(), 0);
    assert!(novu.taken().is_empty());
}

#[tokio::test(start_paused = true)]
async fn event_without_a_handler_is_acknowledged_and_ignored() {
    let novu = Novu::new(&echo());
    assert_eq!(novu.sends("onResolve", body()).await, [json!({"typing": "stop"})]);
}

#[tokio::test(start_paused = true)]
async fn event_of_the_query_decides_and_the_body_has_no_say() {
    let agent = Agent::builder("test", async |_: Turn<Message>| "message")
        .on_action(async |_: Turn<Action>| "action")
        .build();
    let mut body = message("hi");
    body["event"] = json!("onAction");
    body["agentId"] = json!("other");
    let sent = Novu::new(&agent).sends("onMessage", body).await;
    assert_eq!(sent[0], json!({"reply": {"markdown": "message"}}));
}

#[tokio::test(start_paused = true)]
async fn key_goes_only_to_allowed_origins() {
    let foreign = |url: &str| {
        let mut body = message("hi");
        body["replyUrl"] = json!(url);
        body
    };
    let novu = Novu::new(&echo());
    for url in [
        "https://evil.example/v1",
        "http://api.novu.test/v1",
        "https://api.novu.test:8443/v1",
        "https://api.novu.test.evil.example/v1",
        "https://localhost/v1",
        "https://api.novu.test@evil.example/v1",
        "https://evil.example\\@api.novu.test/v1",
        "https://api.novu.test:443@evil.example/v1",
        "https://api.novu.test./v1",
        "https://api.novu.test:443.evil.example/v1",
        "https://api.novu.test\t.evil.example/v1",
        "https:api.novu.test/v1",
        "//api.novu.test/v1",
        "file:///etc/passwd",
    ] {
        assert_eq!(novu.status("onMessage", &foreign(url)).await, 400, "{url}");
        let mut body = message("hi");
        body["eventsUrl"] = json!(url);
        assert_eq!(novu.status("onMessage", &body).await, 400, "{url}");
    }
    assert!(novu.taken().is_empty());

    for path in [
        "/",
        "/v1/events/trigger",
        "/v1/agents/%2e%2e/events/trigger",
        "/v1/agents/../subscribers?x=1",
    ] {
        for name in ["replyUrl", "eventsUrl"] {
            let mut body = message("hi");
            body[name] = json!(format!("https://api.novu.test{path}"));
            assert_eq!(novu.status("onMessage", &body).await, 400, "{name}{path}");
        }
    }
    assert!(novu.taken().is_empty());

    let novu = Novu::with(
        &echo(),
        |turns| turns.allow_origin("https://EU.api.novu.test"),
        |layer| layer,
    );
    let url = "https://eu.api.novu.test:443/v1/agents/echo/reply";
    assert_eq!(novu.status("onMessage", &foreign(url)).await, 200);
    novu.over().await;
    let sent = novu.taken();
    assert_eq!(sent[0].headers()["authorization"], "ApiKey the key");
    assert_eq!(sent[0].headers()["content-type"], "application/json");
}

/// Novu's routes may change or be behind a proxy, and it has signed them.
#[tokio::test(start_paused = true)]
async fn signed_event_may_name_any_path_of_an_allowed_origin() {
    let (api, turns) = (Api::default(), Turns::default());
    let client = Client::builder()
        .secret_key("key")
        .api_url(ORIGIN)
        .transport(api.clone());
    let layer = NovuLayer::builder(Registry::builder().agent(&echo()).build().unwrap())
        .secret_key("key")
        .client(client.build().unwrap())
        .turns(turns.clone());
    let endpoint = layer.build().unwrap().into_endpoint();
    for (url, status) in [
        ("https://api.novu.test/hooks", 200),
        ("https://evil.test/hooks", 400),
    ] {
        let mut body = message("hi");
        body["replyUrl"] = json!(url);
        let target = "/?action=agent-event&agentId=echo&event=onMessage";
        let request = signed_request::<Full<bytes::Bytes>>("key", "POST", target, body.to_string());
        let response = endpoint.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), status, "{url}");
    }
    assert_eq!(turns.drain(Duration::from_secs(1)).await, 0);
    assert_eq!(api.taken()[0].uri().path(), "/hooks");
}

#[tokio::test(start_paused = true)]
async fn same_body_runs_once_and_every_other_one_runs() {
    let novu = Novu::new(&echo());
    assert_eq!(novu.says("hi").await.len(), 2);
    assert_eq!(novu.says("hi").await.len(), 0, "a repeat is only acknowledged");
    // The `deliveryId` is the same.
    assert_eq!(novu.says("hi again").await.len(), 2);

    let forgetful = Novu::with(&echo(), |turns| turns.remember(0), |layer| layer);
    assert_eq!(forgetful.says("hi").await.len(), 2);
    assert_eq!(forgetful.says("hi").await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn restricted_agent_answers_only_subscribers() {
    async fn answer(cx: Turn<Message>) -> Result<String> {
        Ok(cx.require_subscriber()?.subscriber_id.clone().unwrap_or_default())
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    assert_eq!(novu.says("hi").await[0], json!({"error": true}));
    let mut body = message("hi");
    body["subscriber"] = json!({"subscriberId": "ann"});
    assert_eq!(novu.sends("onMessage", body).await[0]["reply"]["markdown"], "ann");
}

#[tokio::test(start_paused = true)]
async fn values_beyond_the_limit_of_the_layer_are_413_and_the_layer_may_raise_it() {
    let agent = Agent::builder("test", async |cx: Turn<Message>| {
        let raw = cx.raw()["later"].as_array().map_or(0, Vec::len);
        format!("{} {raw}", cx.extra["later"].as_array().map_or(0, Vec::len))
    })
    .build();
    let mut body = message("hi");
    body["later"] = vec![0; 200_000].into();
    let usual = Novu::new(&agent);
    assert_eq!(usual.status("onMessage", &body).await, 413);
    assert_eq!(usual.turns.running(), 0);
    let raised = Novu::with(&agent, |turns| turns, |layer| layer.value_limit(300_000));
    let sent = raised.sends("onMessage", body).await;
    assert_eq!(sent[0]["reply"]["markdown"], "200000 200000");
    let lowered = Novu::with(&agent, |turns| turns, |layer| layer.value_limit(10));
    let mut body = message("hi");
    body["later"] = vec![0; 100].into();
    assert_eq!(lowered.status("onMessage", &body).await, 413);
}

#[tokio::test(start_paused = true)]
async fn hook_of_the_layer_names_the_agent_and_the_event_that_exist() {
    type Seen = (Option<String>, Option<&'static str>, Option<u16>);
    let seen = Arc::new(Mutex::new(Vec::<Seen>::new()));
    let log = Arc::clone(&seen);
    let hook = move |summary: &Summary<'_>| {
        let agent = summary.agent.map(str::to_owned);
        let status = summary.status.map(|status| status.as_u16());
        log.lock().unwrap().push((agent, summary.event, status));
    };
    let novu = Novu::with(&echo(), |turns| turns, |layer| layer.on_answer(hook));
    novu.says("hi").await;
    assert_eq!(novu.status("onStart", &message("hi")).await, 400);
    for (target, method) in [
        ("/?action=agent-event&agentId=other&event=onMessage", "POST"),
        ("/?action=discover&agentId=echo&event=onMessage", "GET"),
    ] {
        let request = Request::builder().method(method).uri(target);
        novu.call(request.body(Full::default()).unwrap()).await;
    }
    let echo = || Some("echo".to_owned());
    let expected = [
        (echo(), Some("onMessage"), Some(200)),
        (echo(), None, Some(400)),
        (None, Some("onMessage"), Some(404)),
        (None, None, Some(200)),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
}
