//! Panics in user code: the server continues, and no response contains their messages.

use super::{Answer, Bridge, event, failure};
use novu_framework::{Context, Error, Result, Sms, Workflow, step::provider::Override};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{error, fmt, panic::panic_any};

#[derive(Deserialize, JsonSchema)]
struct Payload {
    #[serde(default)]
    place: String,
}

/// Panics when it is dropped, if it is armed.
struct Bomb(bool);

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(!self.0, "secret");
    }
}

/// Cannot be printed.
#[derive(Debug)]
struct Unspeakable;

impl fmt::Display for Unspeakable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("secret")
    }
}

impl error::Error for Unspeakable {}

/// Panics at the place that the payload names.
async fn panics(cx: Context<Payload>) -> Result<()> {
    let at = |place: &str| cx.payload.place == place;
    let _bomb = Bomb(at("destructor of the function"));
    let _fuse = Bomb(at("destructor after the target"));
    assert!(!at("function"), "secret");
    let bomb = |place: &str| {
        if at(place) {
            panic_any(Bomb(true));
        }
    };
    bomb("function, with a bomb");
    if at("error of the function") {
        return Err(Unspeakable.into());
    }
    cx.step
        .sms("s", async || {
            let _bomb = Bomb(at("destructor of the resolver"));
            assert!(!at("resolver"), "secret");
            bomb("resolver, with a bomb");
            tokio::task::yield_now().await;
            assert!(!at("resolver, later"), "secret");
            if at("error of the resolver") {
                return Err(Error::from(Unspeakable));
            }
            Ok(Sms::new("b"))
        })
        .skip(|_| {
            assert!(!at("skip"), "secret");
            bomb("skip, with a bomb");
            false
        })
        .provider("twilio", async |_| {
            assert!(!at("provider"), "secret");
            bomb("provider, with a bomb");
            Override::new()
        })
        .await?;
    assert!(!at("after"), "secret");
    Ok(())
}

async fn at(place: &str) -> Answer {
    let bridge = Bridge::of(&Workflow::builder("w", panics).build());
    let answer = ask(&bridge, place, "s").await;
    assert!(!answer.1.to_string().contains("secret"), "{answer:?}");
    // The bridge continues.
    assert_eq!(ask(&bridge, "", "s").await.0, 200);
    answer
}

async fn ask(bridge: &Bridge, place: &str, step: &str) -> Answer {
    let mut event = event(&[("s", json!({}))]);
    event["payload"] = json!({ "place": place });
    bridge.execute(step, event).await
}

#[tokio::test]
async fn panic_in_resolver_is_502() {
    for place in ["resolver", "resolver, later", "destructor of the resolver"] {
        let answer = at(place).await;
        let stack = answer.1["data"]["stack"].as_str().unwrap().to_owned();
        let message = failure(answer, 502, "StepExecutionFailedError");
        assert!(
            message.contains("`s`") && message.contains("panicked"),
            "{message}"
        );
        assert_eq!(stack, message);
    }
}

#[tokio::test]
async fn panic_in_sync_resolver_is_502() {
    async fn function(cx: Context<Value>) -> Result<()> {
        cx.step.sms("s", || -> Sms { panic!("secret") }).await?;
        Ok(())
    }
    let answer = Bridge::of(&Workflow::builder("w", function).build())
        .execute("s", event(&[]))
        .await;
    assert!(!answer.1.to_string().contains("secret"), "{answer:?}");
    failure(answer, 502, "StepExecutionFailedError");
}

#[tokio::test]
async fn panic_outside_resolvers_is_500() {
    for place in [
        "function",
        "skip",
        "provider",
        "error of the function",
        "error of the resolver",
    ] {
        let answer = at(place).await;
        assert!(answer.1["data"]["stack"].is_string(), "{place}");
        assert!(
            failure(answer, 500, "BridgeError").contains("panicked"),
            "{place}"
        );
    }
}

#[tokio::test]
async fn panic_payload_that_panics_on_drop_is_contained() {
    assert_eq!(at("resolver, with a bomb").await.0, 502);
    for place in ["function", "skip", "provider"] {
        let answer = at(&format!("{place}, with a bomb")).await;
        failure(answer, 500, "BridgeError");
    }
}

#[tokio::test]
async fn panic_after_the_target_keeps_the_response() {
    for place in [
        "destructor of the function",
        "destructor after the target",
        "after",
    ] {
        let (status, body) = at(place).await;
        assert_eq!(
            (status, &body["outputs"]),
            (200, &json!({ "body": "b" })),
            "{place}: {body}"
        );
    }
}

#[tokio::test]
async fn panic_in_destructor_of_an_ended_function_is_500() {
    let bridge = Bridge::of(&Workflow::builder("w", panics).build());
    let answer = ask(&bridge, "destructor of the function", "nope").await;
    assert!(!answer.1.to_string().contains("secret"), "{answer:?}");
    failure(answer, 500, "BridgeError");
}

#[tokio::test]
async fn panic_in_payload_type_is_500() {
    struct Explosive;
    impl<'de> Deserialize<'de> for Explosive {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
            let value = Value::deserialize(deserializer)?;
            assert!(value.get("place").is_none(), "secret");
            Ok(Self)
        }
    }
    impl JsonSchema for Explosive {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Explosive".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "object" })
        }
    }
    async fn function(cx: Context<Explosive>) -> Result<()> {
        cx.step.sms("s", || Sms::new("b")).await?;
        Ok(())
    }
    let answer = ask(
        &Bridge::of(&Workflow::builder("w", function).build()),
        "here",
        "s",
    )
    .await;
    assert!(!answer.1.to_string().contains("secret"), "{answer:?}");
    failure(answer, 500, "BridgeError");
}
