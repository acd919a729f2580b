//! Sources in the discovery document and in answers of `code`.

use crate::written::{self, App};
use http::Request;
use http_body_util::{BodyExt, Full};
use novu_framework::{Context, NovuLayer, Registry, Result, Sms, Sources, Workflow};
use serde_json::{Value, json};
use std::{
    pin::pin,
    sync::Arc,
    task::{self, Poll, Waker},
};
use tower::ServiceExt;

/// Returns the part of `written.rs` from one text to the end of another.
fn written(from: &str, to: &str) -> &'static str {
    let file = include_str!("written.rs");
    let start = file.find(from).expect(from);
    let end = file[start..].find(to).expect(to) + to.len();
    &file[start..start + end]
}

/// Returns the answer of a bridge with this workflow.
fn answer<P>(workflow: &Workflow<P>, request: Request<Full<bytes::Bytes>>) -> Value
where
    P: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let registry = Registry::builder().workflow(workflow).build().unwrap();
    let layer = NovuLayer::builder(registry)
        .insecure_without_signature()
        .sources(Sources::InsecurePublic);
    let bridge = layer.build().unwrap().into_endpoint();
    let body = async { bridge.oneshot(request).await.unwrap().into_body().collect().await };
    let Poll::Ready(body) = pin!(body).poll(&mut task::Context::from_waker(Waker::noop())) else {
        panic!("the answer is not ready immediately");
    };
    serde_json::from_slice(&body.unwrap().to_bytes()).unwrap()
}

fn get<P>(workflow: &Workflow<P>, query: &str) -> Value
where
    P: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let request = Request::get(format!("/?{query}")).body(Full::default());
    answer(workflow, request.unwrap())
}

/// Returns the workflow's object in the discovery document.
fn discover<P>(workflow: &Workflow<P>) -> Value
where
    P: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    get(workflow, "action=discover")["workflows"][0].take()
}

#[test]
fn functions_with_a_state_show_their_source() {
    let workflow = Workflow::builder("w", written::stateful).state("hello").build();
    let found = discover(&workflow);
    assert_eq!(
        found["code"],
        written(
            "pub(crate) async fn stateful",
            "greeting)).await?;\n    Ok(())\n}"
        )
    );
    assert_eq!(found["steps"][0]["code"], "|| Sms::new(greeting)");
}

#[test]
fn discovery_shows_source_texts_as_written() {
    let workflow = Workflow::builder("comment", written::comment).build();
    let found = discover(&workflow);
    assert_eq!(
        found["code"],
        written("pub(crate) async fn comment", "\n}"),
        "the whole function"
    );
    assert_eq!(
        found["steps"][0]["code"],
        written("async |_: NoControls| {\n        // Short", "\n    }")
    );
    assert_eq!(
        found["steps"][1]["code"],
        "|_: NoControls| Digest::every(1, Unit::Hours)"
    );
    assert_eq!(
        found["steps"][2]["code"],
        written("async |c: EmailControls|", "\n    }")
    );
}

#[test]
fn code_answers_with_the_texts_of_discovery() {
    let workflow = Workflow::builder("comment", written::comment).build();
    let found = discover(&workflow);
    assert_eq!(
        get(&workflow, "action=code&workflowId=comment"),
        json!({ "code": found["code"] })
    );
    assert_eq!(
        get(&workflow, "action=code&workflowId=comment&stepId=mail"),
        json!({ "code": found["steps"][2]["code"] })
    );
}

#[test]
fn attribute_changes_only_the_texts() {
    async fn plain(cx: Context<written::Comment>) -> Result<()> {
        cx.step
            .sms("text", || Sms::new(cx.payload.author.clone()))
            .await?;
        Ok(())
    }
    fn without_code(mut found: Value) -> Value {
        found["code"].take();
        found["steps"][0]["code"].take();
        found
    }
    let plain = Workflow::builder("w", plain).build();
    let marked = Workflow::builder("w", written::destructured).build();
    assert!(
        discover(&plain)["code"]
            .as_str()
            .unwrap()
            .starts_with("// Rust: ")
    );
    assert_eq!(without_code(discover(&plain)), without_code(discover(&marked)));

    let execute = || {
        let body =
            json!({ "payload": { "author": "Ann", "text": "", "post_id": "" }, "controls": {}, "state": [] });
        let request = Request::post("/?action=execute&workflowId=w&stepId=text");
        request.body(Full::from(body.to_string())).unwrap()
    };
    assert_eq!(answer(&plain, execute())["outputs"], json!({ "body": "Ann" }));
    assert_eq!(answer(&marked, execute())["outputs"], json!({ "body": "Ann" }));
}

#[test]
fn text_of_a_generic_function_has_bounds_and_comments() {
    let workflow = Workflow::builder("w", |cx: Context<Value>| written::generic(cx, "Ann")).build();
    let found = discover(&workflow);
    assert_eq!(found["code"], written("pub(crate) async fn generic", "\n}"));
    assert_eq!(
        found["steps"][0]["code"],
        "async move |_: NoControls| Sms::new(/* who */ from)"
    );
}

#[test]
fn context_parameter_can_be_a_pattern() {
    let workflow = Workflow::builder("w", written::destructured).build();
    let found = discover(&workflow);
    assert_eq!(found["code"], written("pub(crate) async fn destructured", "\n}"));
    assert_eq!(found["steps"][0]["code"], "|| Sms::new(local.0.clone())");
    let workflow = Workflow::builder("w", written::nothing).without_steps().build();
    assert_eq!(
        discover(&workflow)["code"],
        written("pub(crate) async fn nothing", "\n}")
    );
}

#[test]
fn functions_in_impl_blocks_have_their_texts() {
    let workflow = Workflow::builder("w", App::associated).build();
    let found = discover(&workflow);
    assert_eq!(
        found["code"],
        written("pub(crate) async fn associated", "\n    }")
    );
    assert_eq!(found["steps"][0]["code"], r#"|| Sms::new("associated")"#);

    let app = Arc::new(App { sender: "Ann" });
    let workflow = Workflow::builder("w", move |cx| Arc::clone(&app).method(cx)).build();
    let found = discover(&workflow);
    assert_eq!(found["code"], written("pub(crate) async fn method", "\n    }"));
    assert_eq!(found["steps"][0]["code"], "|| Sms::new(self.sender)");
}

#[test]
fn steps_of_helpers_have_texts_only_if_the_helper_has_the_attribute() {
    let found = discover(&Workflow::builder("w", written::with_helpers).build());
    assert_eq!(found["code"], written("pub(crate) async fn with_helpers", "\n}"));
    let code = |step: usize| found["steps"][step]["code"].as_str().unwrap();
    assert!(code(0).starts_with("// Rust: ") && code(0).ends_with("written::hello"));
    assert!(code(1).starts_with("// Rust: "));
    assert_eq!(code(2), r#"|| Sms::new("marked")"#);
}

#[test]
fn provider_closures_have_their_texts() {
    let found = discover(&Workflow::builder("w", written::with_providers).build());
    let mail = &found["steps"][0];
    assert_eq!(mail["code"], r#"|| Email::new("a", "b")"#);
    assert_eq!(
        mail["providers"][0]["code"],
        written("|_: ProviderStep<_, _>| {", "\n        }")
    );
    let code = mail["providers"][1]["code"].as_str().unwrap();
    assert!(code.starts_with("// Rust: ") && code.ends_with("written::raw"));
}

#[test]
fn conditional_and_dynamic_steps_compile_if_allowed() {
    let found = discover(&Workflow::builder("w", written::allowed).build());
    let steps = found["steps"].as_array().unwrap();
    let ids: Vec<_> = steps
        .iter()
        .map(|step| step["stepId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["text-1", "text-2", "either"]);
    for step in steps {
        assert!(step["code"].as_str().unwrap().starts_with("// Rust: "), "{step}");
    }
}

#[test]
fn unconditional_steps_in_nested_expressions_compile() {
    let found = discover(&Workflow::builder("w", written::unconditional).build());
    let codes: Vec<_> = found["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["code"])
        .collect();
    assert_eq!(
        codes,
        [
            r#"|| InApp::new("a")"#,
            r#"|| Sms::new("b")"#,
            r#"|| Sms::new("c" /* sea */)"#
        ]
    );
}

#[test]
fn functions_generated_by_a_macro_have_their_tokens_as_text() {
    let found = discover(&Workflow::builder("w", written::from_macro).build());
    let code = found["code"].as_str().unwrap();
    assert!(code.contains("from_macro") && code.contains("\"made\""), "{code}");
    let code = found["steps"][0]["code"].as_str().unwrap();
    assert!(code.contains("\"made\""), "{code}");
}
