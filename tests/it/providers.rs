//! Provider overrides, as the engine answers them: raw JSON for each of the 90, typed ones for ten.

use crate::description;
use axum::{Router, body::Body};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use novu_framework::{
    BuildError, BuildErrorKind, Context, Email, NoControls, NovuLayer, Push, Registry, Result, Workflow,
    step::provider::{
        Apns, OneSignal, Override, Passthrough, Sendgrid, TypedOverride,
        sendgrid::{Attachment, Disposition},
    },
};
use serde_json::{Map, Value, json};
use tower::ServiceExt;

/// The recorded schemas, by channel and provider.
fn schemas() -> Map<String, Value> {
    serde_json::from_str(include_str!("../../src/step/schemas/provider-schemas.json")).unwrap()
}

/// Every channel with every provider that it has.
fn pairs() -> Vec<(String, String)> {
    let of = |(channel, providers): (String, Value)| {
        let ids: Vec<String> = providers.as_object().unwrap().keys().cloned().collect();
        ids.into_iter().map(move |id| (channel.clone(), id))
    };
    schemas().into_iter().flat_map(of).collect()
}

/// A workflow of one step whose provider returns `values`.
fn workflow(channel: &str, provider: &str, values: &Value) -> Value {
    let output = match channel {
        "email" | "push" => json!({ "subject": "s", "body": "b" }),
        _ => json!({ "body": "b" }),
    };
    json!({
        "workflowId": format!("{channel}-{provider}"),
        "steps": [{
            "stepId": "step",
            "type": channel,
            "resolve": { "return": output },
            "providers": { provider: { "return": values } },
        }],
    })
}

fn described(workflows: &[Value]) -> Result<Registry, Box<dyn std::error::Error>> {
    description::registry(&serde_json::to_vec(&json!({ "workflows": workflows })).unwrap())
}

/// Asks the registry's server for the step of a workflow.
async fn ask(registry: &Registry, action: &str, workflow: &str) -> (StatusCode, Value) {
    let layer = NovuLayer::builder(registry.clone())
        .secret_key("k")
        .insecure_without_signature()
        .build()
        .unwrap();
    let request = Request::post(format!(
        "/api/novu?action={action}&workflowId={workflow}&stepId=step"
    ))
    .header("content-type", "application/json")
    .body(Body::from(
        json!({ "payload": {}, "controls": {}, "state": [] }).to_string(),
    ))
    .unwrap();
    let response = Router::new().layer(layer).oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

fn passthrough() -> Value {
    json!({ "body": { "Any_Case": [1, { "deep": null }] }, "headers": { "X-A": "<b>" }, "query": { "q": "1" } })
}

#[tokio::test]
async fn raw_json_override_follows_the_schema_of_every_provider() {
    let schemas = schemas();
    let given = |id: &str| match id {
        "one-signal" => json!({ "k": 1, "appId": "a", "_passthrough": passthrough() }),
        _ => json!({ "k": 1, "_passthrough": passthrough() }),
    };
    let workflows: Vec<_> = pairs()
        .iter()
        .map(|(channel, id)| workflow(channel, id, &given(id)))
        .collect();
    let registry = described(&workflows).unwrap();
    let mut open = 0;
    for (channel, id) in pairs() {
        let (status, answer) = ask(&registry, "execute", &format!("{channel}-{id}")).await;
        assert_eq!(status, StatusCode::OK, "{channel}/{id}: {answer}");
        let mut expected = given(&id);
        match schemas[&channel][&id]["output"]["additionalProperties"]
            .as_bool()
            .unwrap()
        {
            true => open += 1,
            false => expected = json!({ "_passthrough": passthrough() }),
        }
        assert_eq!(
            answer["providers"],
            json!({ id.as_str(): expected }),
            "{channel}/{id}"
        );
    }
    assert_eq!((pairs().len(), open), (90, 86));
}

#[tokio::test]
async fn preview_contains_overrides() {
    let values = json!({ "k": 1, "_passthrough": passthrough() });
    let registry = described(&[workflow("email", "resend", &values)]).unwrap();
    let (status, answer) = ask(&registry, "preview", "email-resend").await;
    assert_eq!(
        (status, &answer["providers"]["resend"]),
        (StatusCode::OK, &values)
    );
}

#[tokio::test]
async fn override_that_is_not_an_object_fails_the_step() {
    let bad = [json!(null), json!("text"), json!([])];
    for (channel, id) in [
        ("email", "resend"),
        ("email", "sendgrid"),
        ("email", "novu-email"),
        ("push", "one-signal"),
    ] {
        for values in &bad {
            let registry = described(&[workflow(channel, id, values)]).unwrap();
            let (status, answer) = ask(&registry, "execute", &format!("{channel}-{id}")).await;
            assert_eq!(status, StatusCode::BAD_GATEWAY, "{id}: {values}: {answer}");
            assert_eq!(answer["code"], "ProviderExecutionFailedError", "{id}: {values}");
        }
    }
}

#[tokio::test]
async fn override_that_its_schema_rejects_fails_the_step() {
    for (channel, id, values) in [
        ("push", "one-signal", json!({ "k": 1 })),
        (
            "email",
            "mailjet",
            json!({ "to": [{ "email": "a@example.com" }] }),
        ),
        ("sms", "twilio", json!({ "to": "not a number" })),
        ("chat", "slack", json!({ "blocks": [{}] })),
    ] {
        let registry = described(&[workflow(channel, id, &values)]).unwrap();
        let (status, answer) = ask(&registry, "execute", &format!("{channel}-{id}")).await;
        assert_eq!(status, StatusCode::BAD_GATEWAY, "{id}: {answer}");
        assert_eq!(answer["code"], "ProviderExecutionFailedError", "{id}");
    }
}

#[test]
fn unknown_provider_id_is_a_build_error() {
    let values = json!({});
    for channel in schemas().keys() {
        for id in ["", "nope", "Sendgrid", "constructor", "sendgrid "] {
            let error = described(&[workflow(channel, id, &values)]).unwrap_err();
            let error = error
                .downcast_ref::<BuildError>()
                .unwrap_or_else(|| panic!("{error}"));
            assert_eq!(error.kind(), BuildErrorKind::Provider, "{channel}/{id}");
            assert_eq!(
                (error.workflow(), error.step()),
                (format!("{channel}-{id}").as_str(), Some("step"))
            );
        }
    }
    // Those of one channel are unknown to the others, but for the few that are in two.
    let all = pairs();
    for (_, id) in &all {
        for channel in schemas().keys() {
            let known = all.contains(&(channel.clone(), id.clone()));
            assert_eq!(
                described(&[workflow(channel, id, &values)]).is_ok(),
                known,
                "{channel}/{id}"
            );
        }
    }
}

fn build<F, Fut>(function: F) -> Result<Registry, BuildError>
where
    F: Fn(Context<Value>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    Registry::builder()
        .workflow(&Workflow::builder("typed", function).build())
        .build()
}

/// A typed override for a provider that the crate has none for.
struct Resend(&'static str);

impl From<Resend> for Override {
    fn from(resend: Resend) -> Self {
        Self::new().set("scheduledAt", resend.0)
    }
}

impl TypedOverride for Resend {
    const ID: &'static str = "resend";
    type Kind = Email;
}

#[tokio::test]
async fn typed_overrides_are_sent_to_their_providers() {
    let registry = build(async |cx: Context<Value>| {
        cx.step
            .email("step", async |_: NoControls| Email::new("Hi", "b"))
            .provider_as(|step| {
                Sendgrid::new()
                    .subject(format!("{}!", step.output.subject))
                    .attachments([
                        Attachment::new("YQ==", "a"),
                        Attachment::new("YQ==", "b").disposition(Disposition::Inline),
                    ])
                    .passthrough(Passthrough::new().header("X-A", "b"))
            })
            .provider_as(async |_| Ok(Resend("now")))
            .provider("mailgun", |_| json!({ "k": 1 }))
            .await?;
        Ok(())
    });
    let (status, answer) = ask(&registry.unwrap(), "execute", "typed").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let attachments = json!([
        { "content": "YQ==", "filename": "a", "disposition": "attachment" },
        { "content": "YQ==", "filename": "b", "disposition": "inline" },
    ]);
    assert_eq!(
        answer["providers"],
        json!({
            "sendgrid": {
                "subject": "Hi!",
                "attachments": attachments,
                "_passthrough": { "headers": { "X-A": "b" } },
            },
            "resend": { "scheduledAt": "now" },
            "mailgun": { "k": 1 },
        })
    );
}

#[test]
fn typed_override_under_another_id_is_a_build_error() {
    let error = build(async |cx: Context<Value>| {
        let step = cx.step.push("step", async |_: NoControls| Push::new("s", "b"));
        step.provider("fcm", async |_| Ok(Apns::new())).await?;
        Ok(())
    })
    .unwrap_err();
    assert_eq!(
        (error.kind(), error.step()),
        (BuildErrorKind::Provider, Some("step"))
    );
    assert!(
        error
            .to_string()
            .contains("provider `fcm` has an override of the type for `apns`"),
        "{error}"
    );
    let right = build(async |cx: Context<Value>| {
        let step = cx.step.push("step", async |_: NoControls| Push::new("s", "b"));
        step.provider("apns", |_| Apns::new())
            .provider_as(|_| OneSignal::new("a"))
            .await?;
        Ok(())
    });
    assert!(right.is_ok());
}

#[test]
fn second_override_for_a_provider_is_a_build_error() {
    let error = build(async |cx: Context<Value>| {
        let step = cx.step.email("step", async |_: NoControls| Email::new("s", "b"));
        step.provider("sendgrid", |_| json!({}))
            .provider_as(|_| Sendgrid::new())
            .await?;
        Ok(())
    })
    .unwrap_err();
    assert_eq!(error.kind(), BuildErrorKind::Provider);
}
