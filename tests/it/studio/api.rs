//! The routes of the API but scenarios.

use super::{Comment, bob, get, open, post, send};
use http::{Request, StatusCode};
use http_body_util::Full;
use novu_framework::{Context, Email, NovuLayer, Registry, Workflow, studio::Studio};
use serde_json::{Value, json};

fn preview(workflow: &str, step: &str, more: &Value) -> Value {
    let mut body = json!({ "workflow": workflow, "step": step });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn catalogue_has_schemas_defaults_and_mocks() {
    let catalogue = get(&open(), "/api/workflows").await;
    assert_eq!(catalogue["bridge"], "/api/novu");
    let comment = &catalogue["workflows"][0];
    assert_eq!(
        (&comment["id"], &comment["name"]),
        (&json!("comment"), &json!("New comment"))
    );
    assert_eq!(comment["tags"], json!(["social"]));
    assert!(comment["payload"]["schema"]["properties"]["author"].is_object());
    assert!(comment["payload"]["mock"]["author"].is_string());
    let mail = &comment["steps"][2];
    assert_eq!((&mail["id"], &mail["type"]), (&json!("mail"), &json!("email")));
    assert_eq!(
        mail["controls"]["defaults"]["subject"],
        "{{payload.author}} commented"
    );
    assert!(comment["steps"][1]["result"]["mock"]["events"].is_array());
}

#[tokio::test]
async fn catalogue_has_the_warnings_of_the_registry() {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    #[serde(default)]
    struct Controls {
        subject: String,
    }
    impl Default for Controls {
        fn default() -> Self {
            Self {
                subject: "{{payload.autor}} commented".into(),
            }
        }
    }
    let workflow = Workflow::builder("comment", async |cx: Context<Comment>| {
        cx.step
            .email("mail", |controls: Controls| {
                Email::new(controls.subject, "<p>Hi</p>")
            })
            .await?;
        Ok(())
    })
    .build();
    let registry = Registry::builder().workflow(&workflow).build().unwrap();
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .studio(Studio::new())
        .build()
        .unwrap();
    let warnings = &get(&layer, "/api/workflows").await["warnings"];
    let names = ["kind", "workflow", "step", "pointer"].map(|name| warnings[0][name].as_str().unwrap());
    assert_eq!(names, ["unknown_variable", "comment", "mail", "/subject"]);
    assert!(
        warnings[0]["message"].as_str().unwrap().contains("autor"),
        "{warnings}"
    );
    assert!(
        warnings[0]["location"].as_str().unwrap().contains("api.rs:"),
        "{warnings}"
    );
    assert_eq!(get(&open(), "/api/workflows").await["warnings"], json!([]));
}

#[tokio::test]
async fn preview_shows_outputs_inputs_and_times() {
    let answer = post(
        &open(),
        "/api/preview",
        preview("comment", "mail", &json!({ "payload": { "author": "Bob" } })),
    )
    .await;
    assert_eq!(answer["ok"], true);
    assert_eq!(answer["outputs"]["subject"], "Bob commented");
    assert_eq!(answer["controls"]["subject"], "Bob commented");
    assert_eq!(answer["inputs"]["payload"]["author"], "Bob");
    let mocked = answer["mocked"].as_array().unwrap();
    assert!(
        mocked.contains(&json!("/payload/text")) && mocked.contains(&json!("/state/inbox")),
        "{mocked:?}"
    );
    assert!(!mocked.contains(&json!("/payload/author")));
    assert!(answer["inputs"]["state"]["batch"]["events"].is_array());
    assert!(answer["times"]["total"].as_f64().unwrap() > 0.0);
}

#[tokio::test]
async fn wire_of_a_preview_sent_to_the_bridge_gives_the_same_outputs() {
    let layer = NovuLayer::builder(super::registry())
        .insecure_without_signature()
        .studio(Studio::new())
        .build()
        .unwrap();
    for (step, action) in [
        ("inbox", "preview"),
        ("mail", "preview"),
        ("inbox", "execute"),
        ("batch", "execute"),
    ] {
        let state = json!({ "inbox": { "seen": false, "read": false } });
        let asked = preview(
            "comment",
            step,
            &json!({ "payload": bob(), "as": action, "state": state }),
        );
        let answer = post(&layer, "/api/preview", asked).await;
        let wire = &answer["wire"];
        let request = Request::post(wire["target"].as_str().unwrap())
            .body(Full::from(wire["body"].as_str().unwrap().to_owned()));
        let response = send(&layer, request.unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let real: Value = serde_json::from_slice(response.body()).unwrap();
        let shown: Value = serde_json::from_str(wire["response"].as_str().unwrap()).unwrap();
        assert_eq!(
            (&real["outputs"], &real["options"]),
            (&shown["outputs"], &shown["options"]),
            "{step}"
        );
        assert_eq!(real["outputs"], answer["outputs"], "{step}");
    }
}

#[tokio::test]
async fn failures_name_part_pointer_and_causes() {
    let layer = open();
    let error = async |asked: Value| {
        let answer = post(&layer, "/api/preview", asked).await;
        assert_eq!(answer["ok"], false, "{answer}");
        answer["error"].clone()
    };
    let wrong_payload = error(preview(
        "comment",
        "inbox",
        &json!({ "payload": { "author": 5 } }),
    ))
    .await;
    assert_eq!(
        (&wrong_payload["part"], &wrong_payload["pointer"]),
        (&json!("payload"), &json!("/author"))
    );
    assert_eq!(wrong_payload["violations"][0]["pointer"], "/author");

    let controls = json!({ "subject": "one\n two {{ payload.author | }" });
    let template = error(preview("comment", "mail", &json!({ "controls": controls }))).await;
    assert_eq!(template["code"], "StepControlCompilationFailedError");
    assert_eq!(
        (&template["part"], &template["pointer"]),
        (&json!("controls"), &json!("/subject"))
    );
    assert_eq!((&template["line"], &template["column"]), (&json!(2), &json!(26)));
    assert_eq!(template["next"], "continues");
    let controls = json!({ "subject": "one\n two {{ payload.author !}}" });
    let character = error(preview("comment", "mail", &json!({ "controls": controls }))).await;
    assert_eq!(
        (&character["line"], &character["column"]),
        (&json!(2), &json!(24))
    );

    let failed = error(preview(
        "comment",
        "mail",
        &json!({ "payload": { "author": "Bob", "text": "fail" } }),
    ))
    .await;
    assert_eq!(
        (&failed["part"], &failed["status"]),
        (&json!("resolver"), &json!(502))
    );
    assert_eq!(failed["causes"], json!(["the disk is full"]));

    let panicked = error(preview(
        "pay",
        "charge",
        &json!({ "as": "execute", "payload": { "x": 1 } }),
    ))
    .await;
    assert_eq!(panicked["causes"], json!(["the card was charged"]));
    assert_eq!(panicked["next"], "ends");
    assert!(
        !panicked["message"].as_str().unwrap().contains("charged"),
        "Novu would see a panic's text"
    );

    assert_eq!(
        error(preview("nothing", "x", &json!({}))).await["code"],
        "WorkflowNotFoundError"
    );
    assert_eq!(
        error(preview("comment", "x", &json!({}))).await["code"],
        "StepNotFoundError"
    );
}

#[tokio::test]
async fn preview_of_a_custom_step_does_not_run_it() {
    let answer = post(&open(), "/api/preview", preview("pay", "charge", &json!({}))).await;
    assert_eq!(answer["ok"], true, "{answer}");
}

#[tokio::test]
async fn execution_asks_the_condition() {
    let asked = |read: bool| {
        let state =
            json!({ "inbox": { "seen": true, "read": read }, "batch": { "eventCount": 0, "events": [] } });
        preview(
            "comment",
            "mail",
            &json!({ "payload": bob(), "as": "execute", "state": state }),
        )
    };
    let layer = open();
    let skipped = post(&layer, "/api/preview", asked(true)).await;
    assert_eq!(
        (&skipped["skip"], &skipped["outputs"]),
        (&json!(true), &Value::Null)
    );
    let sent = post(&layer, "/api/preview", asked(false)).await;
    assert_eq!(
        (&sent["skip"], &sent["outputs"]["subject"]),
        (&json!(false), &json!("Bob commented"))
    );
    let inbox = post(
        &layer,
        "/api/preview",
        preview("comment", "inbox", &json!({ "payload": bob(), "as": "execute" })),
    )
    .await;
    assert_eq!(inbox["skip"], Value::Null);
}

#[tokio::test]
async fn received_requests_of_the_bridge_are_shown_and_bounded() {
    let layer = super::layer(Studio::new().insecure_without_token().received(3));
    assert_eq!(get(&layer, "/api/build").await["received"], 0);
    for n in 0..5 {
        let target = format!("/api/novu?action=execute&workflowId=comment&stepId=inbox&n={n}");
        let request = Request::post(target)
            .body(Full::from(format!("{{\"payload\":{n}}}")))
            .unwrap();
        assert_eq!(send(&layer, request).await.status(), StatusCode::UNAUTHORIZED);
    }
    // Health checks and the studio's own requests are not shown.
    let health = Request::get("/api/novu").body(Full::default()).unwrap();
    send(&layer, health).await;
    assert_eq!(get(&layer, "/api/build").await["received"], 5);
    let received = get(&layer, "/api/received?after=0").await;
    let entries = received["entries"].as_array().unwrap();
    let numbers: Vec<_> = entries.iter().map(|entry| entry["n"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [3, 4, 5]);
    let last = &entries[2];
    assert_eq!(
        (&last["action"], &last["workflow"], &last["step"]),
        (&json!("execute"), &json!("comment"), &json!("inbox"))
    );
    assert_eq!(
        (&last["status"], &last["code"]),
        (&json!(401), &json!("SignatureNotFoundError"))
    );
    assert_eq!(
        get(&layer, "/api/received?after=4").await["entries"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn discovery_is_the_document_that_novu_gets() {
    let layer = open();
    let document = get(&layer, "/api/discovery").await;
    assert_eq!(
        document,
        serde_json::from_slice::<Value>(&super::registry().discovery()).unwrap()
    );
    let build = get(&layer, "/api/build").await;
    assert_eq!(
        (&build["auth"], &build["sdk"]),
        (&json!("open"), &json!("2.13.2"))
    );
}

#[tokio::test]
async fn mails_have_a_text_version_checks_and_the_tags_that_the_sanitiser_removed() {
    let answer = post(
        &open(),
        "/api/preview",
        preview("comment", "mail", &json!({ "payload": bob() })),
    )
    .await;
    let removed = answer["removed"].as_array().unwrap();
    assert_eq!(
        removed[0],
        json!({ "pointer": "/body", "html": "<p onclick='x()'>" })
    );
    assert_eq!(removed[1], json!({ "pointer": "/body", "html": "<script>" }));
    assert!(
        answer["text"].as_str().unwrap().ends_with(" comments"),
        "{}",
        answer["text"]
    );
    let checks = answer["checks"].as_array().unwrap();
    let preheader = checks.iter().find(|check| check["id"] == "preheader").unwrap();
    assert_eq!(preheader["level"], "warn");
    let inbox = post(
        &open(),
        "/api/preview",
        preview("comment", "inbox", &json!({ "payload": bob() })),
    )
    .await;
    assert_eq!((inbox.get("text"), inbox.get("checks")), (None, None));
}
