//! The outputs of each kind of step.

use super::{Bridge, event, failure, workflow};
use novu_framework::{
    Chat, Delay, Digest, Email, InApp, NoControls, Push, Result, Sms, Throttle, Tool, Unit,
    output::{Action, Card, CardElement, Redirect, Target, ThrottleUnit},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The output of a step of that kind with that resolver.
macro_rules! output {
    ($kind:ident, $resolver:expr) => {
        Bridge::of(&workflow!(|cx| {
            cx.step.$kind("s", $resolver).await?;
        }))
        .outputs("s")
        .await
    };
}

#[tokio::test]
async fn email_output_has_the_set_fields() {
    assert_eq!(
        output!(email, || Email::new("s", "")),
        json!({ "subject": "s", "body": "" })
    );
    assert_eq!(
        output!(email, || {
            Email::new("s", "<p>b</p>")
                .from("a@b.c", "Ann")
                .reply_to("d@e.f")
                .preheader("p")
                .use_provider_defaults(true)
        }),
        json!({
            "subject": "s",
            "body": "<p>b</p>",
            "from": { "email": "a@b.c", "name": "Ann" },
            "replyTo": "d@e.f",
            "preheader": "p",
            "useProviderDefaults": true,
        })
    );
    assert_eq!(
        output!(email, || Email::new("s", "b").from_name("Ann"))["from"],
        json!({ "name": "Ann" })
    );
}

#[tokio::test]
async fn email_without_subject_is_rejected() {
    let workflow = workflow!(|cx| {
        cx.step.email("s", || Email::new("", "b")).await?;
    });
    let answer = Bridge::of(&workflow).execute("s", event(&[])).await;
    assert_eq!(answer.1["data"][0]["path"], "/subject");
    failure(answer, 400, "ExecutionStateOutputInvalidError");
}

#[tokio::test]
async fn sms_tool_and_push_outputs_are_plain_text() {
    assert_eq!(
        output!(sms, || Sms::new("<b>b</b>")),
        json!({ "body": "<b>b</b>" })
    );
    assert_eq!(output!(tool, || Tool::new("b")), json!({ "body": "b" }));
    assert_eq!(
        output!(push, || Push::new("s", "")),
        json!({ "subject": "s", "body": "" })
    );
}

#[tokio::test]
async fn chat_output_is_a_text_a_card_or_both() {
    assert_eq!(output!(chat, || Chat::new("b")), json!({ "body": "b" }));
    assert_eq!(
        output!(chat, || Chat::card(Card::new())),
        json!({ "card": { "type": "card", "children": [] } })
    );
    assert_eq!(
        output!(chat, || {
            let card = Card::new()
                .title("t")
                .subtitle("st")
                .image_url("https://a.b/c.png")
                .child(CardElement::text("x"))
                .child(CardElement::image("https://a.b/i.png", "alt"))
                .child(CardElement::divider())
                .child(CardElement::link("l", "https://a.b"))
                .child(json!({ "type": "fields", "children": [{ "type": "field", "label": "a", "value": "b" }] }));
            Chat::card(card).body("b")
        }),
        json!({
            "body": "b",
            "card": {
                "type": "card",
                "title": "t",
                "subtitle": "st",
                "imageUrl": "https://a.b/c.png",
                "children": [
                    { "type": "text", "content": "x" },
                    { "type": "image", "url": "https://a.b/i.png", "alt": "alt" },
                    { "type": "divider" },
                    { "type": "link", "label": "l", "url": "https://a.b" },
                    { "type": "fields", "children": [{ "type": "field", "label": "a", "value": "b" }] },
                ],
            },
        })
    );
}

#[tokio::test]
async fn in_app_output_has_the_set_fields() {
    assert_eq!(
        output!(in_app, || InApp::with_subject("s")),
        json!({ "subject": "s" })
    );
    assert_eq!(
        output!(in_app, || {
            let data = Map::from_iter([("n".to_owned(), json!(1))]);
            InApp::new("b")
                .subject("s")
                .avatar("https://a.b/c.png")
                .data(data)
                .primary_action(Action::new("one"))
                .secondary_action(Action::new("two").redirect(Redirect::to("/two").target(Target::Top)))
                .redirect(Redirect::to("https://a.b/").target(Target::UnfencedTop))
        }),
        json!({
            "subject": "s",
            "body": "b",
            "avatar": "https://a.b/c.png",
            "primaryAction": { "label": "one" },
            "secondaryAction": { "label": "two", "redirect": { "url": "/two", "target": "_top" } },
            "data": { "n": 1 },
            "redirect": { "url": "https://a.b/", "target": "_unfencedTop" },
        })
    );
}

#[tokio::test]
async fn redirect_target_is_self_for_paths_and_blank_for_urls() {
    assert_eq!(
        output!(in_app, || {
            InApp::new("b")
                .redirect(Redirect::to("/here"))
                .primary_action(Action::new("l").redirect(Redirect::to("https://a.b")))
        }),
        json!({
            "body": "b",
            "redirect": { "url": "/here", "target": "_self" },
            "primaryAction": { "label": "l", "redirect": { "url": "https://a.b", "target": "_blank" } },
        })
    );
}

#[tokio::test]
async fn digest_output_is_regular_timed_or_looks_back() {
    assert_eq!(
        output!(digest, || Digest::every(1, Unit::Hours)),
        json!({ "amount": 1, "unit": "hours" })
    );
    assert_eq!(
        output!(digest, || Digest::cron("0 9 * * 1")
            .key("post")
            .extend_to_schedule(true)),
        json!({ "cron": "0 9 * * 1", "digestKey": "post", "extendToSchedule": true })
    );
    assert_eq!(
        output!(digest, || Digest::every(2, Unit::Days)
            .key("post")
            .look_back(5, Unit::Minutes)
            .extend_to_schedule(false)),
        json!({
            "amount": 2,
            "unit": "days",
            "digestKey": "post",
            "lookBackWindow": { "amount": 5, "unit": "minutes" },
            "extendToSchedule": false,
        })
    );
}

#[tokio::test]
async fn delay_output_is_regular_timed_or_dynamic() {
    assert_eq!(
        output!(delay, || Delay::of(3, Unit::Months)),
        json!({ "amount": 3, "unit": "months" })
    );
    assert_eq!(
        output!(delay, || Delay::cron("0 9 * * *").extend_to_schedule(true)),
        json!({ "cron": "0 9 * * *", "extendToSchedule": true })
    );
    assert_eq!(
        output!(delay, || Delay::until("payload.at")),
        json!({ "type": "dynamic", "dynamicKey": "payload.at" })
    );
}

#[tokio::test]
async fn throttle_output_is_fixed_or_dynamic() {
    assert_eq!(
        output!(throttle, || Throttle::fixed(1, ThrottleUnit::Days)
            .threshold(3)
            .key("post")),
        json!({ "type": "fixed", "amount": 1, "unit": "days", "threshold": 3, "throttleKey": "post" })
    );
    assert_eq!(
        output!(throttle, || Throttle::dynamic("payload.window")),
        json!({ "type": "dynamic", "dynamicKey": "payload.window" })
    );
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Order {
    id: u32,
    #[serde(default)]
    paid: bool,
}

#[tokio::test]
async fn custom_step_has_its_own_output_type() {
    let workflow = workflow!(|cx| {
        let order = cx.step.custom("s", async || Order { id: 7, paid: true }).await?;
        cx.step
            .sms("then", || Sms::new(format!("{} {}", order.id, order.paid)))
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    assert_eq!(bridge.outputs("s").await, json!({ "id": 7, "paid": true }));
    let (status, body) = bridge.execute("then", event(&[("s", json!({ "id": 8 }))])).await;
    assert_eq!(
        (status, &body["outputs"]["body"]),
        (200, &json!("8 false")),
        "{body}"
    );

    let answer = bridge
        .execute("then", event(&[("s", json!({ "id": "8" }))]))
        .await;
    assert_eq!(answer.1["data"][0]["path"], "/id");
    failure(answer, 400, "ExecutionStateResultInvalidError");
    let step = &bridge.discover().await["workflows"][0]["steps"][0];
    assert_eq!(step["type"], "custom");
    assert_eq!(step["outputs"], step["results"]);
    assert_eq!(step["outputs"]["schema"]["required"], json!(["id"]));
}

#[tokio::test]
async fn custom_step_may_be_json_with_its_own_schema() {
    let workflow = workflow!(|cx| {
        let order: Value = cx
            .step
            .custom("s", || json!({ "id": 7, "more": true }))
            .output_schema(json!({
                "type": "object",
                "properties": { "id": { "type": "number" }, "n": { "default": 1 } },
                "additionalProperties": false,
            }))
            .await?;
        cx.step.sms("then", || Sms::new(order.to_string())).await?;
    });
    let bridge = Bridge::of(&workflow);
    assert_eq!(bridge.outputs("s").await, json!({ "id": 7, "n": 1 }));
    let (_, body) = bridge
        .execute("then", event(&[("s", json!({ "id": 8, "x": 0 }))]))
        .await;
    assert_eq!(body["outputs"]["body"], r#"{"id":8,"n":1}"#);
    let step = &bridge.discover().await["workflows"][0]["steps"][0];
    assert_eq!(step["options"]["outputSchema"], step["outputs"]["schema"]);
}

#[tokio::test]
async fn http_request_step_is_400_and_its_result_is_read() {
    let workflow = workflow!(|cx| {
        let order = cx
            .step
            .http_request("call", || Order { id: 0, paid: false })
            .await?;
        cx.step
            .sms("then", || Sms::new(format!("order {}", order.id)))
            .await?;
    });
    let bridge = Bridge::of(&workflow);
    let (status, body) = bridge
        .execute("then", event(&[("call", json!({ "id": 9 }))]))
        .await;
    assert_eq!(
        (status, &body["outputs"]["body"]),
        (200, &json!("order 9")),
        "{body}"
    );
    let (status, body) = bridge.execute("call", event(&[])).await;
    assert_eq!(status, 400, "{body}");
    let message = body["message"].as_str().unwrap();
    assert!(
        message.contains("`call`") && message.contains("HTTP request"),
        "{message}"
    );
}

#[tokio::test]
async fn html_channels_are_sanitised_unless_disabled() {
    let body = "<p>a</p><script>b</script>";
    let safe = workflow!(|cx| {
        cx.step
            .email("s", || Email::new("s", "<p>a</p><script>b</script>"))
            .await?;
        cx.step
            .in_app("i", || InApp::new("<p>a</p><script>b</script>"))
            .insecure_without_sanitization()
            .await?;
    });
    let bridge = Bridge::of(&safe);
    assert_eq!(bridge.outputs("s").await["body"], "<p>a</p>");
    let (_, answer) = bridge.execute("i", event(&[("s", json!({}))])).await;
    assert_eq!(answer["outputs"]["body"], body);
    let steps = &bridge.discover().await["workflows"][0]["steps"];
    assert_eq!(steps[0]["options"], json!({}));
    assert_eq!(steps[1]["options"], json!({ "disableOutputSanitization": true }));
}

#[tokio::test]
async fn custom_step_with_unread_result_needs_no_type() {
    let workflow = workflow!(|cx| {
        cx.step.custom("s", || json!({ "id": 7 })).await?;
    });
    assert_eq!(Bridge::of(&workflow).outputs("s").await, json!({ "id": 7 }));
}

#[tokio::test]
async fn custom_type_is_inferred_from_the_resolver_or_the_result() {
    fn make() -> Result<Order> {
        Ok(Order { id: 1, paid: true })
    }
    async fn make_async(_: NoControls) -> Result<Order> {
        make()
    }
    let workflow = workflow!(|cx| {
        let json = cx.step.custom("a", || json!({ "id": 0 })).await?;
        let sync = cx.step.custom("b", make).await?;
        let function = cx.step.custom("c", make_async).await?;
        let closure = cx.step.custom("d", async || make()).skip(|_| false).await?;
        let ok: Order = cx
            .step
            .custom("e", |_: NoControls| {
                Ok(Order {
                    id: "4".parse()?,
                    paid: true,
                })
            })
            .await?;
        let response = cx.step.http_request("f", make).await?;
        let ids = [sync, function, closure, ok, response].map(|order| order.id);
        cx.step
            .sms("g", || Sms::new(format!("{}{ids:?}", json["id"])))
            .await?;
    });
    let states: Vec<_> = ["a", "b", "c", "d", "e", "f"]
        .into_iter()
        .zip(0..)
        .map(|(step, id)| (step, json!({ "id": id, "paid": true })))
        .collect();
    let (_, body) = Bridge::of(&workflow).execute("g", event(&states)).await;
    assert_eq!(body["outputs"], json!({ "body": "0[1, 2, 3, 4, 5]" }));
}

#[tokio::test]
async fn custom_step_may_fail_if_its_result_type_is_named() {
    let workflow = workflow!(|cx| {
        let order: Order = cx
            .step
            .custom("s", async || {
                let id = "7".parse()?;
                Ok(Order { id, paid: false })
            })
            .await?;
        let _: Value = cx.step.custom("t", || Ok(json!({ "id": order.id }))).await?;
    });
    let bridge = Bridge::of(&workflow);
    assert_eq!(bridge.outputs("s").await, json!({ "id": 7, "paid": false }));
    let (_, body) = bridge.execute("t", event(&[("s", json!({ "id": 8 }))])).await;
    assert_eq!(body["outputs"], json!({ "id": 8 }));
}
