//! Debug output of public types: names, ids and numbers, but no functions, keys or bodies.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use novu_framework::{
    Context, Cron, Error, NovuLayer, Registry, Result, Sms, Workflow, output,
    step::provider::{Fcm, Override},
    testing::{Platform, execute},
};
use serde_json::{Value, json};
use std::convert::Infallible;
use tower::{Layer, Service, ServiceExt, service_fn};

fn greet() -> Workflow<Value> {
    Workflow::builder("greet", async |cx: Context<Value>| {
        cx.step.sms("text", || Sms::new("Hi")).await?;
        Ok(())
    })
    .build()
}

fn registry() -> Registry {
    Registry::builder().workflow(&greet()).build().unwrap()
}

#[test]
fn builders_and_built_values_show_their_ids() {
    let builder = Workflow::builder("empty", async |_: Context<Value>| -> Result<()> { Ok(()) });
    assert_eq!(format!("{builder:?}"), r#"WorkflowBuilder { id: "empty", .. }"#);
    let workflow = builder.build();
    assert_eq!(format!("{workflow:?}"), r#"Workflow { id: "empty", .. }"#);
    let builder = Registry::builder().workflow(&workflow);
    assert_eq!(
        format!("{builder:?}"),
        r#"RegistryBuilder { workflows: ["empty"] }"#
    );
    let error = builder.build().unwrap_err();
    let mistake = &error.mistakes()[0];
    assert_eq!(mistake.workflow(), "empty");
    assert_eq!(
        format!("{mistake:?}"),
        mistake.to_string(),
        "`main` prints `Debug`"
    );
    assert_eq!(
        format!("{:?}", registry()),
        r#"Registry { workflows: ["greet"], .. }"#
    );
}

#[test]
fn warning_shows_workflow_step_control_and_place() {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    #[serde(default)]
    struct Controls {
        body: String,
    }
    impl Default for Controls {
        fn default() -> Self {
            Self {
                body: "Hi {{payload.nmae}}".into(),
            }
        }
    }
    let workflow = Workflow::builder("greet", async |cx: Context<Value>| {
        cx.step
            .sms("text", |controls: Controls| Sms::new(controls.body))
            .await?;
        Ok(())
    })
    .payload_schema(json!({ "type": "object", "properties": { "name": { "type": "string" } }, "additionalProperties": false }))
    .build();
    let registry = Registry::builder().workflow(&workflow).build().unwrap();
    let warning = &registry.warnings()[0];
    assert_eq!(format!("{warning:?}"), warning.to_string());
    let place = "workflow `greet`, step `text`, control `/body`: ";
    assert!(warning.to_string().starts_with(place), "{warning}");
}

#[tokio::test]
async fn steps_and_their_futures_show_kind_and_id() {
    let workflow = Workflow::builder("greet", async |cx: Context<Value>| {
        let step = cx.step.sms("text", || Sms::new("Hi"));
        let shown = format!("{:?} {step:?}", cx.step);
        let future = step.into_future();
        assert_eq!(
            format!("{shown} {future:?}"),
            r#"Steps { .. } Step { kind: Sms, id: "text", .. } StepFuture { kind: Sms, .. }"#
        );
        future.await?;
        Ok(())
    })
    .build();
    let answer = execute(&workflow, "text", json!({})).await;
    assert_eq!(answer.status, 200, "{answer}");
    assert!(answer.to_string().starts_with("200 {"), "{answer}");
}

#[tokio::test]
async fn futures_of_the_service_show_only_their_names() {
    let request = || Request::get("/api/novu").body(Full::<Bytes>::default()).unwrap();
    let layer = NovuLayer::builder(registry())
        .secret_key("the key")
        .build()
        .unwrap();
    let inner = service_fn(async |_: Request<Full<Bytes>>| {
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
    });
    let future = layer.layer(inner).call(request());
    assert_eq!(format!("{future:?}"), "ResponseFuture { .. }");
    let mut endpoint = layer.into_endpoint();
    let future = ServiceExt::<Request<Full<Bytes>>>::ready(&mut endpoint)
        .await
        .unwrap()
        .call(request());
    assert_eq!(format!("{future:?}"), "EndpointFuture { .. }");
}

#[test]
fn errors_of_users_show_their_source() {
    let error = Error::from("lost");
    assert_eq!(error.code(), None);
    assert!(
        format!("{error:?}").starts_with(r#"Error { source: "lost", retryable: "#),
        "{error:?}"
    );
}

#[test]
fn defaults_are_what_new_returns() {
    assert_eq!(output::Card::default(), output::Card::new());
    assert_eq!(Override::default(), Override::new());
    assert_eq!(json!(Fcm::default()), json!(Fcm::new()));
}

#[test]
fn cron_expressions_are_texts_for_everybody() {
    let cron: Cron = "0 9 * * 1-5".parse().unwrap();
    let text: &str = cron.as_ref();
    assert_eq!(
        (text, cron.to_string()),
        ("0 9 * * 1-5", "0 9 * * 1-5".to_owned())
    );
    assert!(format!("{cron:?}").contains("\"0 9 * * 1-5\""), "{cron:?}");
    let schema = schemars::schema_for!(Vec<Cron>);
    assert_eq!(schema.as_value()["items"], json!({ "type": "string" }));
    let schema = schemars::schema_for!(novu_framework::Digest);
    let cron = schema.as_value().to_string();
    assert!(cron.contains(r#""cron":{"#) && !cron.contains("Result"), "{cron}");
}

#[test]
fn platforms_show_time_and_number_of_runs() {
    let mut novu = Platform::new(&registry());
    let work = novu.trigger_id("greet", "ann", json!({}));
    assert_eq!(format!("{work:?}"), "Work { .. }");
    work.wait().unwrap();
    let shown = format!("{novu:?}");
    assert!(
        shown.starts_with(r#"Platform { registry: Registry { workflows: ["greet"], .. }, now: "#),
        "{shown}"
    );
    assert!(shown.ends_with(", runs: 1, .. }"), "{shown}");
}

#[cfg(feature = "studio")]
#[test]
fn studio_shows_its_settings() {
    use novu_framework::studio::Studio;

    let shown = format!("{:?}", Studio::default());
    assert_eq!(shown, format!("{:?}", Studio::new()));
    assert!(shown.starts_with("Studio { title: "), "{shown}");
    let layer = NovuLayer::builder(registry())
        .secret_key("the key")
        .studio(Studio::new().insecure_in_release())
        .build()
        .unwrap();
    let shown = format!("{layer:?}");
    assert!(!shown.contains("the key"), "{shown}");
}

#[cfg(feature = "client")]
#[test]
fn http_transport_shows_only_its_name() {
    use novu_framework::client::HttpTransport;

    assert_eq!(format!("{:?}", HttpTransport::default()), "HttpTransport { .. }");
}

#[cfg(feature = "agents")]
mod agents {
    use super::*;
    use novu_framework::{
        Agent,
        agent::{Card, Content, File, Message, OnError, Text, ToolCall, Turn, TurnError, Turns},
        testing::Conversation,
    };

    /// Answers with what the values of a turn show.
    async fn shown(cx: Turn<Message>) -> Result<String> {
        let turn = format!("{cx:?}");
        let reply = cx.reply("Hi").file(File::url("a.txt", "https://x.test/a.txt"));
        let mut lines = vec![
            turn[..turn.find(" {").unwrap_or(0)].to_owned(),
            format!("{reply:?}"),
        ];
        let handle = reply.await?;
        lines.push(format!("{handle:?}").replace(&handle.message_id(), "(id)"));
        let approval = format!("{:?}", cx.request_approval(ToolCall::new("call-1", "refund")));
        lines.push(approval[..approval.find(" {").unwrap_or(0)].to_owned());
        let question = cx.choose("Which?", ["a", "b"]);
        lines.push(format!("{question:?}"));
        let id = question.send_later()?;
        lines.push(format!(
            "{}",
            id == *id.as_str() && id == id.as_str() && id != "other"
        ));
        let Err(error) = cx.reply("Hi").file(File::base64("b.txt", "a")).await else {
            return Err("a file that is not base64 was sent".into());
        };
        let line = format!("{error:?}");
        lines.push(line[..line.find("message").unwrap_or(0)].to_owned());
        lines.push(format!("{:?}", error.status()));
        let stream = futures_util::stream::iter(["a"]);
        let stream = cx
            .reply_stream(stream)
            .file(File::url("a.txt", "https://x.test/a.txt"));
        let shown = format!("{stream:?}");
        lines.push(shown[..shown.find(" {").unwrap_or(0)].to_owned());
        lines.push(format!(
            "{} {}",
            shown.ends_with(", files: 1, .. }"),
            cx.history == cx.history.clone()
        ));
        Ok(lines.join("\n"))
    }

    #[tokio::test]
    async fn values_of_a_turn_show_content_and_ids() {
        let builder = Agent::builder("support", shown);
        assert_eq!(format!("{builder:?}"), r#"AgentBuilder { id: "support", .. }"#);
        let agent = builder.build();
        let shown = format!("{agent:?}");
        assert!(
            shown.starts_with(r#"Agent { id: "support", on_message: ""#),
            "{shown}"
        );
        let registry = Registry::builder().agent(&agent).build().unwrap();
        let mut chat = Conversation::new(&registry, "support");
        assert_eq!(
            format!("{:?}", chat.says("go")),
            r#"Saying { text: "go", files: 0, .. }"#
        );
        let turn = chat.says("go").await.unwrap();
        assert_eq!(
            turn.messages().last().and_then(|message| message.text()),
            Some(
                "Turn\nReply { content: Text(\"Hi\"), files: 1, .. }\nHandle { message_id: \"(id)\", .. }\nApproval\n\
                 HumanRequest { kind: \"choose\", prompt: \"Which?\", options: Some([\"a\", \"b\"]), .. }\ntrue\n\
                 DeliveryError { kind: Content, \nNone\nReplyStream\ntrue true"
            ),
            "{chat}"
        );
        let shown = format!("{chat:?}");
        assert!(shown.starts_with("Conversation { agent: Agent {"), "{shown}");
        assert!(shown.ends_with(", turns: 1, .. }"), "{shown}");
    }

    #[tokio::test]
    async fn failed_turn_shows_kind_and_message() {
        let agent = Agent::builder("support", async |_: Turn<Message>| -> Result<()> {
            Err("lost".into())
        })
        .on_error(async |error: TurnError, _| format!("{error:?}"))
        .build();
        let registry = Registry::builder().agent(&agent).build().unwrap();
        let mut chat = Conversation::new(&registry, "support");
        chat.says("go")
            .await
            .unwrap()
            .assert_text(r#"TurnError { kind: Failed, message: "lost", .. }"#);
        // A handler of errors that returns nothing leaves the report to Novu.
        assert!(matches!(OnError::from(()), OnError::Report));
    }

    #[test]
    fn turns_show_limits_and_how_many_run() {
        let builder = Turns::builder().limit(7);
        let shown = format!("{builder:?}");
        assert!(
            shown.starts_with("TurnsBuilder { limit: 7, deadline: "),
            "{shown}"
        );
        assert_eq!(
            format!("{:?}", builder.build()),
            "Turns { running: 0, limit: 7, .. }"
        );
    }

    #[test]
    fn files_show_their_size_and_not_their_bytes() {
        let url = File::url("a.txt", "https://x.test/a.txt");
        assert_eq!(url.name(), "a.txt");
        assert!(
            format!("{url:?}").contains(r#"url: "https://x.test/a.txt""#),
            "{url:?}"
        );
        let base64 = File::base64("b.txt", "aGVsbG8=");
        assert!(format!("{base64:?}").contains("base64: 8"), "{base64:?}");
    }

    #[test]
    fn contents_are_a_text_or_a_card() {
        let (text, card) = (
            Content::from(std::borrow::Cow::Borrowed("x")),
            Content::from(Card::default()),
        );
        assert_eq!((text.as_text(), text.as_card()), (Some("x"), None));
        assert_eq!((card.as_text(), card.as_card().is_some()), (None, true));
        assert_eq!(json!(Text::from("x".to_owned())), json!(Text::new("x")));
    }
}
