//! Panics in user code: the server goes on and tells nobody what they said.

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
    // The bridge goes on.
    assert_eq!(ask(&bridge, "", "s").await.0, 200);
    answer
}

async fn ask(bridge: &Bridge, place: &str, step: &str) -> Answer {
    let mut event = event(&[("s", json!({}))]);
    event["payload"] = json!({ "place": place });
    bridge.execute(step, event).await
}

#[tokio::test]
async fn in_a_resolver_they_are_its_failure() {
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
async fn in_a_sync_resolver_they_are_its_failure_too() {
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
async fn elsewhere_they_are_bridge_errors() {
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
async fn what_they_carry_may_panic_too() {
    assert_eq!(at("resolver, with a bomb").await.0, 502);
    for place in ["function", "skip", "provider"] {
        let answer = at(&format!("{place}, with a bomb")).await;
        failure(answer, 500, "BridgeError");
    }
}

#[tokio::test]
async fn after_the_target_they_change_nothing() {
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
async fn in_a_destructor_of_a_function_that_ends_they_are_bridge_errors() {
    let bridge = Bridge::of(&Workflow::builder("w", panics).build());
    let answer = ask(&bridge, "destructor of the function", "nope").await;
    assert!(!answer.1.to_string().contains("secret"), "{answer:?}");
    failure(answer, 500, "BridgeError");
}

#[tokio::test]
async fn in_a_payload_type_they_are_bridge_errors() {
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
