//! The context of a workflow function.

use super::{Bridge, event, workflow};
use novu_framework::Sms;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// Returns the text of step `s` for an event with these parts.
async fn said(bridge: &Bridge, parts: Value) -> String {
    let mut event = event(&[]);
    event
        .as_object_mut()
        .unwrap()
        .extend(parts.as_object().unwrap().clone());
    let (status, body) = bridge.execute("s", event).await;
    assert_eq!(status, 200, "{body}");
    body["outputs"]["body"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn known_subscriber_fields_are_typed() {
    let bridge = Bridge::of(&workflow!(|cx| {
        let s = &cx.subscriber;
        let fields = [
            &s.subscriber_id,
            &s.first_name,
            &s.last_name,
            &s.email,
            &s.phone,
            &s.avatar,
            &s.locale,
            &s.timezone,
        ];
        let texts: Vec<_> = fields
            .into_iter()
            .map(|field| field.as_deref().unwrap_or("-"))
            .collect();
        let plan = s.data.get("plan").map(Value::to_string);
        cx.step
            .sms("s", || Sms::new(format!("{} {plan:?}", texts.join(" "))))
            .await?;
    }));
    let subscriber = json!({
        "subscriberId": "ann", "firstName": "Ann", "lastName": "Lee", "email": "a@b.c", "phone": "+49",
        "avatar": "https://a.b", "locale": "en_US", "timezone": "Europe/Berlin", "data": { "plan": 1 },
    });
    assert_eq!(
        said(&bridge, json!({ "subscriber": subscriber })).await,
        r#"ann Ann Lee a@b.c +49 https://a.b en_US Europe/Berlin Some("1")"#
    );
    let odd = json!({ "subscriberId": 7, "firstName": null, "data": "x" });
    assert_eq!(
        said(&bridge, json!({ "subscriber": odd })).await,
        "- - - - - - - - None"
    );
    assert_eq!(
        said(&bridge, json!({ "subscriber": null })).await,
        "- - - - - - - - None"
    );
}

#[tokio::test]
async fn subscriber_serialises_to_the_sent_json() {
    let bridge = Bridge::of(&workflow!(|cx| {
        cx.step
            .sms("s", async || Ok(Sms::new(serde_json::to_string(&cx.subscriber)?)))
            .await?;
    }));
    let subscriber = r#"{"firstName":"Ann","_id":"1","data":{"b":1,"a":null},"isOnline":true}"#;
    let parts = json!({ "subscriber": serde_json::from_str::<Value>(subscriber).unwrap() });
    assert_eq!(said(&bridge, parts).await, subscriber);
}

#[tokio::test]
async fn env_and_context_are_objects_or_empty() {
    let bridge = Bridge::of(&workflow!(|cx| {
        let text = json!([cx.env, cx.context]).to_string();
        cx.step.sms("s", || Sms::new(text)).await?;
    }));
    let parts = json!({ "env": { "name": "Dev", "type": "dev" }, "context": { "tenant": { "id": "t" } } });
    assert_eq!(
        said(&bridge, parts).await,
        r#"[{"name":"Dev","type":"dev"},{"tenant":{"id":"t"}}]"#
    );
    assert_eq!(said(&bridge, json!({})).await, "[{},{}]");
    assert_eq!(
        said(&bridge, json!({ "env": 1, "context": null })).await,
        "[{},{}]"
    );
}

#[tokio::test]
async fn actor_is_some_if_the_event_has_one() {
    let bridge = Bridge::of(&workflow!(|cx| {
        let actor = cx.actor.as_ref().and_then(|actor| actor.first_name.clone());
        cx.step
            .sms("s", || {
                Sms::new(actor.unwrap_or_else(|| cx.actor.is_some().to_string()))
            })
            .await?;
    }));
    assert_eq!(
        said(&bridge, json!({ "actor": { "firstName": "Bob" } })).await,
        "Bob"
    );
    assert_eq!(said(&bridge, json!({ "actor": {} })).await, "true");
    assert_eq!(said(&bridge, json!({ "actor": null })).await, "false");
    assert_eq!(said(&bridge, json!({})).await, "false");
}

#[tokio::test]
async fn untyped_payload_is_passed_unchanged() {
    let bridge = Bridge::of(&workflow!(|cx| {
        cx.step.sms("s", || Sms::new(cx.payload.to_string())).await?;
    }));
    assert_eq!(
        said(&bridge, json!({ "payload": { "b": [1, null], "a": {} } })).await,
        r#"{"b":[1,null],"a":{}}"#
    );
}

#[tokio::test]
async fn typed_payload_gets_its_defaults() {
    #[derive(Deserialize, JsonSchema)]
    struct Payload {
        #[serde(default = "ten")]
        n: u32,
        nested: Option<Nested>,
    }
    #[derive(Deserialize, JsonSchema)]
    struct Nested {
        #[serde(default)]
        flag: bool,
    }
    fn ten() -> u32 {
        10
    }
    let bridge = Bridge::of(&workflow!(|cx: Payload| {
        let flag = cx.payload.nested.as_ref().map(|nested| nested.flag);
        cx.step
            .sms("s", || Sms::new(format!("{} {flag:?}", cx.payload.n)))
            .await?;
    }));
    assert_eq!(said(&bridge, json!({})).await, "10 None");
    assert_eq!(
        said(&bridge, json!({ "payload": { "n": 1, "nested": {}, "more": 1 } })).await,
        "1 Some(false)"
    );
    assert_eq!(
        said(&bridge, json!({ "payload": { "nested": null } })).await,
        "10 None"
    );
}
