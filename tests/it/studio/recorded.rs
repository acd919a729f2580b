//! The recorded workflows in the studio: each shown request, sent to the bridge, has the shown response.

use super::{get, post, send};
use crate::{description, vectors};
use http::Request;
use http_body_util::Full;
use novu_framework::{NovuLayer, studio::Studio};
use proptest::{collection::btree_map, prelude::*};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static LAYER: LazyLock<NovuLayer> = LazyLock::new(|| {
    let file = serde_json::to_vec(&vectors::load("workflows.json")).unwrap();
    NovuLayer::builder(description::registry(&file).unwrap())
        .insecure_without_signature()
        .studio(Studio::new())
        .build()
        .unwrap()
});

/// Removes what differs in each run: durations, and the lines of stacks.
fn comparable(body: &str) -> Value {
    let mut body: Value = serde_json::from_str(body).unwrap_or_else(|_| body.into());
    if let Some(members) = body.as_object_mut() {
        members.remove("metadata");
    }
    body
}

/// Sends the request that an answer shows, and compares.
async fn replayed(layer: &NovuLayer, answer: &Value) -> Result<(), String> {
    let wire = &answer["wire"];
    let target = wire["target"].as_str().ok_or("it has no target")?;
    let text = wire["body"].as_str().ok_or("it has no body")?;
    let request = Request::post(target).body(Full::from(text.to_owned())).unwrap();
    let response = send(layer, request).await;
    let real = comparable(&String::from_utf8_lossy(response.body()));
    let shown = comparable(wire["response"].as_str().unwrap_or_default());
    let compare = |name: &str, shown: &Value, real: &Value| match vectors::same(shown, real) {
        true => Ok(()),
        false => Err(format!(
            "{target} {text}: {name} shown {shown}, but the bridge answers {real}"
        )),
    };
    compare("status", &wire["status"], &response.status().as_u16().into())?;
    compare("body", &shown, &real)?;
    if answer["ok"] == true && answer["skip"] != true {
        compare("outputs", &answer["outputs"], &real["outputs"])?;
    }
    Ok(())
}

/// The workflows and steps of the catalogue, with the payload's mock.
fn steps(catalogue: &Value) -> Vec<(String, String, String, Value)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let workflows = catalogue["workflows"].as_array().unwrap();
    let steps = workflows.iter().flat_map(|workflow| {
        let steps = workflow["steps"].as_array().unwrap();
        steps.iter().map(move |step| {
            let mock = workflow["payload"]["mock"].clone();
            (
                text(&workflow["id"]),
                text(&step["id"]),
                text(&step["type"]),
                mock,
            )
        })
    });
    steps.collect()
}

#[tokio::test]
async fn shown_request_of_every_recorded_step_is_answered_by_the_bridge_as_shown() {
    let catalogue = get(&LAYER, "/api/workflows").await;
    assert_eq!(catalogue["workflows"].as_array().unwrap().len(), 49);
    let mut wrong = Vec::new();
    for (workflow, step, kind, mock) in steps(&catalogue) {
        for action in ["preview", "execute"] {
            // The studio does not run a custom step in a preview, as it says.
            if (&*kind, action) == ("custom", "preview") {
                continue;
            }
            let asked = json!({ "workflow": workflow, "step": step, "payload": mock, "as": action });
            let answer = post(&LAYER, "/api/preview", asked).await;
            if let Err(why) = replayed(&LAYER, &answer).await {
                wrong.push(why);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn shown_requests_of_runs_are_answered_by_the_bridge_as_shown() {
    let catalogue = get(&LAYER, "/api/workflows").await;
    let (mut wrong, mut shown) = (Vec::new(), 0);
    for workflow in catalogue["workflows"].as_array().unwrap() {
        let mock = &workflow["payload"]["mock"];
        let asked = json!({
            "workflow": workflow["id"],
            "events": [{ "at": 0, "to": "ann", "payload": mock }, { "at": 60_000, "to": "ann", "payload": mock }],
        });
        let answer = post(&LAYER, "/api/run", asked).await;
        for exchange in answer["exchanges"].as_array().into_iter().flatten() {
            shown += 1;
            if let Err(why) = replayed(&LAYER, exchange).await {
                wrong.push(why);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {shown}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(shown > 100, "{shown}");
}

/// Texts, numbers, lists and objects, in part with the marks of templates and HTML.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1_000_000_i64..1_000_000).prop_map(Value::from),
        "[ -~é€]{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("{{payload}}"),
            Just("<b onclick='x()'>b</b>"),
            Just("]]>&amp;\u{2028}")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map("[a-c]", inner, 0..3)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shown_request_of_any_inputs_is_answered_by_the_bridge_as_shown(
        chosen in any::<prop::sample::Index>(),
        changed in prop::collection::vec((any::<prop::sample::Index>(), value()), 0..4),
        first_name in value(),
        executed in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outcome = runtime.block_on(async {
                    let all = steps(&get(&LAYER, "/api/workflows").await);
            let (workflow, step, kind, mut payload) = all[chosen.index(all.len())].clone();
            if let Some(members) = payload.as_object_mut() {
                let keys: Vec<_> = members.keys().cloned().collect();
                for (at, value) in changed {
                    let key = if keys.is_empty() { "new".to_owned() } else { keys[at.index(keys.len())].clone() };
                    members.insert(key, value);
                }
            }
            let action = if executed || kind == "custom" { "execute" } else { "preview" };
            let subscriber = json!({ "subscriberId": "ann", "firstName": first_name });
            let asked = json!({
                "workflow": workflow, "step": step, "payload": payload, "subscriber": subscriber, "as": action,
            });
            replayed(&LAYER, &post(&LAYER, "/api/preview", asked).await).await
        });
        prop_assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    }
}
