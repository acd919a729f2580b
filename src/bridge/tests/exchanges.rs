//! Replays the recorded exchanges with the reference SDK, as far as the bridge alone decides them.

use super::{NOW, answer, fixtures::TestBody, open, strict};
use crate::{error::ErrorCode, vectors};
use http::{Method, Request};
use serde_json::Value;

/// The codes that are decided before the registry is asked.
const EARLY: [&str; 6] = [
    "InvalidActionError",
    "MethodNotAllowedError",
    "SignatureExpiredError",
    "SignatureInvalidError",
    "SignatureMismatchError",
    "SignatureNotFoundError",
];

/// All recorded exchanges, as far as the bridge alone decides them: an early code must be answered where one
/// is recorded, and only there.
#[test]
fn recorded_exchanges_fail_early_where_the_reference_does() {
    let (strict, open) = (strict(), open());
    let recorded = vectors::load("exchanges.json");
    let mut wrong = Vec::new();
    for case in recorded["exchanges"].as_array().unwrap() {
        let request = recorded_request(case);
        let (path, method) = (request.uri().path().to_owned(), request.method().clone());
        let expected = &case["expect"];
        if path == "/hello" {
            assert!(!open.owns(&path));
            continue;
        }
        let response = answer(if case["strict"] == true { &strict } else { &open }, request);
        let status = response.status().as_u16();
        let code = response
            .extensions()
            .get::<ErrorCode>()
            .map_or("", |code| code.as_str());
        let early = EARLY.contains(&code);
        let ok = match expected["json"]["code"].as_str() {
            Some(wanted) if EARLY.contains(&wanted) => code == wanted && expected["status"] == status,
            _ if method == Method::HEAD || method == Method::OPTIONS => expected["status"] == status,
            _ => !early,
        };
        if !ok {
            wrong.push(format!("{}: {status} {code}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The request of a recorded exchange (`tests/vectors/README.md`).
fn recorded_request(case: &Value) -> Request<TestBody> {
    // The only body that is not UTF-8 is an unsigned one.
    let body = case["body"].as_str().unwrap_or_default().to_owned();
    let mut request = Request::builder()
        .method(case["method"].as_str().unwrap())
        .uri(case["path"].as_str().unwrap());
    for (name, value) in case["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    if let Some(sign) = case["sign"].as_object() {
        let option = |name: &str, default: &str| {
            sign.get(name)
                .and_then(Value::as_str)
                .unwrap_or(default)
                .to_owned()
        };
        let canonical = option("text", "");
        let text = match sign["mode"].as_str().unwrap() {
            "raw" if case["body"].is_null() => "{}",
            "raw" => &body,
            _ => &canonical,
        };
        let offset = sign.get("offset_ms").and_then(Value::as_i64).unwrap_or_default();
        let t = NOW.saturating_add_signed(offset);
        let fill = |template: &str| {
            template
                .replace("{t}", &t.to_string())
                .replace("{t_s}", &(t / 1000).to_string())
                .replace("{t_hex}", &format!("{t:x}"))
        };
        let key = match option("key", "right").as_str() {
            "wrong" => "another-secret",
            _ => "test-secret",
        };
        let v1 = mac(key, &fill(&option("mac", "{t}.{body}")).replace("{body}", text));
        let templates = match sign.get("template") {
            Some(Value::Array(lines)) => lines
                .iter()
                .map(|line| line.as_str().unwrap().to_owned())
                .collect(),
            _ => vec![option("template", "t={t},v1={v1}")],
        };
        for template in templates {
            let value = fill(&template)
                .replace("{v1}", &v1)
                .replace("{V1}", &v1.to_uppercase());
            // Servers strip blanks around a header's value.
            request = request.header(option("header", "novu-signature"), value.trim());
        }
    }
    request.body(TestBody::new().data(body)).unwrap()
}

/// HMAC-SHA256 in hexadecimal.
fn mac(key: &str, message: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
