//! Measures how long the most expensive requests keep a worker without giving it back.
//!
//!     cargo bench --manifest-path benches/Cargo.toml --bench polls --no-default-features [-- NAME]
//!
//! Each request is polled by hand, with the CPU time of each poll.

#[path = "../../dialects/benches/benches/process/mod.rs"]
mod process;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use novu_framework::{
    Context as Run, Email, NovuEndpoint, NovuLayer, Registry, Workflow, signature::SecretKey,
};
use novu_framework_benches::KEY;
use novu_framework_dialects::json as dialect;
use process::{cpu_seconds, peak_mib};
use serde_json::{Value, json};
use std::{
    env,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::SystemTime,
};
use tower::Service;

/// The longest body that a bridge takes, rounded down.
const MOST: usize = 20_900_000;

/// Returns a bridge with a step that returns its controls, and one that sends its body as HTML.
fn bridge() -> NovuEndpoint {
    let workflow = Workflow::builder("w", async |cx: Run<Value>| {
        let _: Value = cx.step.custom("before", async |controls: Value| controls).await?;
        let _: Value = cx.step.custom("s", async |controls: Value| controls).await?;
        cx.step
            .email("mail", async |controls: Value| {
                Email::new("Subject", controls["body"].as_str().unwrap_or_default())
            })
            .await?;
        Ok(())
    });
    let schema = json!({
        "type": "object",
        "properties": {
            "unique": { "type": "array", "uniqueItems": true },
            "union": { "type": "array", "items": { "oneOf": [{ "type": "string" }, { "type": "number" }, { "type": "object" }] } },
            "look": { "type": "string", "pattern": "(?=a)[^ab]" },
            "names": { "type": "object", "patternProperties": { "^a+$": {}, "b$": {}, "(?=c)d": {} }, "additionalProperties": true },
        },
    });
    let checked = Workflow::builder("checked", async |cx: Run<Value>| {
        let _: Value = cx.step.custom("s", async |controls: Value| controls).await?;
        Ok(())
    })
    .payload_schema(schema);
    let registry = Registry::builder()
        .workflow(&workflow.build())
        .workflow(&checked.build())
        .build()
        .expect("the workflows are right");
    NovuLayer::builder(registry)
        .secret_key(KEY)
        .build()
        .expect("there is a key")
        .into_endpoint()
}

/// A request: its name, the part of its URL after the prefix, the body that is signed, and the one that is
/// sent.
struct Case {
    name: &'static str,
    target: &'static str,
    signed: Bytes,
    sent: Bytes,
}

const STEP: &str = "?action=execute&workflowId=w&stepId=s";
const MAIL: &str = "?action=execute&workflowId=w&stepId=mail";
const CHECKED: &str = "?action=execute&workflowId=checked&stepId=s";

/// `unit` over and over, up to the size of the largest body once it is a JSON text.
fn most(unit: &str) -> String {
    unit.repeat((MOST - 300_000) / (json!(unit).to_string().len() - 2))
}

fn cases() -> Vec<Case> {
    let case = |name, target, sent: String| Case {
        name,
        target,
        signed: sent.clone().into(),
        sent: sent.into(),
    };
    let event = |payload: &str, controls: &str, state: &str| {
        format!(
            r#"{{"payload":{payload},"controls":{controls},"state":[{{"stepId":"before","outputs":{{}}}},{{"stepId":"s","outputs":{{}}}}{state}]}}"#
        )
    };
    let template = |template: &str, payload: Value| {
        event(&payload.to_string(), &json!({ "t": template }).to_string(), "")
    };
    let looped = |body: &str| {
        format!("{{% for i in (1..1000) %}}{{% for j in (1..1000) %}}{body}{{% endfor %}}{{% endfor %}}")
    };
    let rounded = looped(&format!("{{% assign x = 1.005 {} %}}", "| round: 2 ".repeat(700)));
    let characters = looped("{% assign x = payload.a | upcase | split: '' %}");
    let quotes = looped(
        "{% assign x = payload.l | find_exp: 'x', payload.a %}{% assign x = payload.l | group_by_exp: 'x', payload.a %}",
    );
    let objects = format!("{}0{}", r#"{"a":"#.repeat(100), "}".repeat(100));
    let values = [objects.as_str(); 10_000].join(",");
    let million = format!(
        r#"{{"a":[{values},"{}"]}}"#,
        "x".repeat(MOST - values.len() - 300)
    );
    let numbers = format!("[{}0]", "1000000000000000000.5,".repeat(900_000));
    let control = |unit: &str| event("{}", &json!({ "body": most(unit) }).to_string(), "");
    let many = |text: &str| {
        let one = json!(text).to_string();
        format!(
            "[{}1]",
            format!("{one},").repeat((MOST - 1_000) / (one.len() + 1))
        )
    };
    let hard = format!("[{}}}]", "\"http://x".repeat(120));
    let mut cases = vec![
        case("small", STEP, event(r#"{"a":1}"#, "{}", "")),
        case(
            "template: split into characters",
            STEP,
            template(&characters, json!({ "a": "x".repeat(9_000) })),
        ),
        case("template: round", STEP, template(&rounded, json!({}))),
        case(
            "template: expressions of quotes",
            STEP,
            template(&quotes, json!({ "l": [1], "a": "\"".repeat(5_000) })),
        ),
        case("payload: a million values", STEP, event(&million, "{}", "")),
        case(
            "payload: a million numbers",
            STEP,
            event(&format!(r#"{{"a":{numbers}}}"#), "{}", ""),
        ),
        case("controls: a million values", STEP, event("{}", &million, "")),
        case(
            "state: a million values",
            STEP,
            format!(
                r#"{{"payload":{{"a":1}},"controls":{{}},"state":[{{"stepId":"before","outputs":{million}}}]}}"#
            ),
        ),
        case(
            "member that nobody reads",
            STEP,
            format!(
                r#"{{"payload":{{"a":1}},"controls":{{}},"state":[{{"stepId":"before","outputs":{{}}}}],"more":[{}0]}}"#,
                most("[[[]]],")
            ),
        ),
        case(
            "long text in the payload",
            STEP,
            event(&format!(r#"{{"a":"{}"}}"#, most("x")), "{}", ""),
        ),
        case(
            "long text in a control",
            STEP,
            event("{}", &format!(r#"{{"a":"{}"}}"#, most("x")), ""),
        ),
        case(
            "controls: many templates",
            STEP,
            event("{}", &format!(r#"{{"a":{}}}"#, many("{{payload.a}}{{a}}")), ""),
        ),
        case(
            "controls: long templates",
            STEP,
            event("{}", &format!(r#"{{"a":{}}}"#, many(&"{{a}}".repeat(20_000))), ""),
        ),
        case(
            "controls: tags with many operands",
            STEP,
            event(
                "{}",
                &format!(
                    r#"{{"a":{}}}"#,
                    many(&format!("{{% cycle {}a %}}", "a,".repeat(30_000)))
                ),
                "",
            ),
        ),
        case(
            "controls: operators",
            STEP,
            event(
                "{}",
                &format!(
                    r#"{{"a":{}}}"#,
                    many(&format!("{{% if {}a %}}{{% endif %}}", "a or ".repeat(20_000)))
                ),
                "",
            ),
        ),
        case(
            "controls: JSON in texts",
            STEP,
            event(
                "{}",
                &format!(r#"{{"a":{}}}"#, many(&format!("[{}1]", "1,".repeat(40_000)))),
                "",
            ),
        ),
        case(
            "controls: data with JSON to repair",
            STEP,
            event(
                "{}",
                &format!(
                    r#"{{"data":{{{}"z":1}}}}"#,
                    (0..8_000)
                        .map(|n| format!("\"{n}\":{},", json!(hard)))
                        .collect::<String>()
                ),
                "",
            ),
        ),
        case(
            "sanitise: entities in a URL",
            MAIL,
            control(r#"<a href="&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt&lt">"#),
        ),
        case(
            "sanitise: one URL of entities",
            MAIL,
            event("{}", &format!(r#"{{"body":"<a href='{}'>"}}"#, most("&lt")), ""),
        ),
        case(
            "sanitise: attributes",
            MAIL,
            event("{}", &format!(r#"{{"body":"<a {}>"}}"#, most("é=1 ")), ""),
        ),
        case("sanitise: open elements", MAIL, control("<b>")),
        case(
            "sanitise: different unknown elements",
            MAIL,
            event(
                "{}",
                &format!(
                    r#"{{"body":"{}"}}"#,
                    (0..2_200_000).map(|n| format!("<a{n:x}>")).collect::<String>()
                ),
                "",
            ),
        ),
        case(
            "sanitise: an e-mail",
            MAIL,
            control(&novu_framework_benches::html(2_000).replace("{{", "{")),
        ),
        case(
            "validate: unique items",
            CHECKED,
            event(
                &format!(
                    r#"{{"unique":[{}0]}}"#,
                    (0..700_000)
                        .map(|n| format!("\"aaaaaaaaaaaaaaaaa{n:07}\","))
                        .collect::<String>()
                ),
                "{}",
                "",
            ),
        ),
        case(
            "validate: unions",
            CHECKED,
            event(
                &format!(
                    r#"{{"union":[{}1]}}"#,
                    "{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1},".repeat(400_000)
                ),
                "{}",
                "",
            ),
        ),
        case(
            "validate: look-around",
            CHECKED,
            event(&format!(r#"{{"look":"{}"}}"#, most("ab")), "{}", ""),
        ),
        case(
            "validate: names",
            CHECKED,
            event(
                &format!(
                    r#"{{"names":{{{}"z":1}}}}"#,
                    (0..800_000)
                        .map(|n| format!("\"{n:018}a\":1,"))
                        .collect::<String>()
                ),
                "{}",
                "",
            ),
        ),
        case(
            "whole run: a million values",
            "/workflows/w/execute",
            format!(r#"{{"to":"a","payload":{million}}}"#),
        ),
        case(
            "preview: a million values",
            "?action=preview&workflowId=w&stepId=s",
            event(&million, "{}", ""),
        ),
    ];
    // Only the canonical form is signed.
    for (name, text) in [
        ("canonical: a million values", million),
        ("canonical: numbers", numbers),
    ] {
        let signed: Bytes = event(&text, "{}", "").into();
        let signed_text = str::from_utf8(&signed).expect("JSON");
        let canonical = dialect::canonical(signed_text.as_bytes()).expect("JSON");
        cases.push(Case {
            name,
            target: STEP,
            sent: format!(" {signed_text}").into(),
            signed: canonical.into(),
        });
    }
    cases
}

fn request(case: &Case) -> Request<Full<Bytes>> {
    let key = SecretKey::new(KEY).expect("it is not empty");
    Request::post(format!("/api/novu{}", case.target))
        .header("novu-signature", key.sign(SystemTime::now(), &case.signed))
        .body(Full::new(case.sent.clone()))
        .expect("a valid request")
}

/// Returns the status and the CPU seconds of each poll.
fn polls(bridge: &mut NovuEndpoint, case: &Case) -> (u16, Vec<f64>) {
    let mut answer = pin!(bridge.call(request(case)));
    let mut polls = Vec::new();
    loop {
        let before = cpu_seconds();
        let polled = answer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        polls.push(cpu_seconds() - before);
        if let Poll::Ready(Ok(answer)) = polled {
            return (answer.status().as_u16(), polls);
        }
    }
}

fn main() {
    let wanted: Vec<String> = env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let mut bridge = bridge();
    println!(
        "| request | bytes | status | CPU s | peak MiB | polls | longest polls, ms |\n|---|---:|---:|---:|---:|---:|---|"
    );
    for case in cases() {
        if wanted
            .first()
            .is_some_and(|wanted| !case.name.contains(wanted.as_str()))
        {
            continue;
        }
        let (status, mut times) = polls(&mut bridge, &case);
        let mib = peak_mib(|| drop(polls(&mut bridge, &case)));
        let (count, total) = (times.len(), times.iter().sum::<f64>());
        times.sort_by(|a, b| b.total_cmp(a));
        let longest: Vec<_> = times
            .iter()
            .take(5)
            .map(|time| format!("{:.0}", time * 1e3))
            .collect();
        println!(
            "| {} | {} | {status} | {total:.2} | {mib:.0} | {count} | {} |",
            case.name,
            case.sent.len(),
            longest.join(", ")
        );
    }
}
