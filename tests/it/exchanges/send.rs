//! Sends one exchange, signed as it says.

use super::KEY;
use axum::{Router, body::Body};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use novu_framework::ErrorCode;
use serde_json::Value;
use sha2::Sha256;
use std::time::{SystemTime, UNIX_EPOCH};
use tower::ServiceExt;

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) code: Option<ErrorCode>,
    pub(super) body: Bytes,
}

pub(super) async fn send(app: Router, exchange: &Value) -> Answer {
    let body = match (&exchange["body_base64"], &exchange["body"]) {
        (Value::String(text), _) => Some(STANDARD.decode(text).unwrap()),
        (_, Value::String(text)) => Some(text.clone().into_bytes()),
        _ => None,
    };
    let method = exchange["method"].as_str().unwrap();
    let mut request = Request::builder()
        .method(method)
        .uri(exchange["path"].as_str().unwrap());
    for (name, value) in exchange["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    for (name, value) in signature(&exchange["sign"], body.as_deref()) {
        request = request.header(name, value);
    }
    if body.is_some() || ["POST", "PUT", "PATCH"].contains(&method) {
        request = request.header("content-length", body.as_ref().map_or(0, Vec::len));
    }
    let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status.as_u16(),
        code: parts.extensions.get().copied(),
        headers: parts.headers,
        body,
    }
}

/// The header lines that the `sign` object asks for.
fn signature(sign: &Value, body: Option<&[u8]>) -> Vec<(String, String)> {
    let Some(mode) = sign["mode"].as_str() else {
        return Vec::new();
    };
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let t = now + sign["offset_ms"].as_i64().unwrap_or(0);
    let mut values = vec![
        ("t", t.to_string()),
        ("t_s", (t / 1000).to_string()),
        ("t_hex", format!("{t:x}")),
    ];
    if mode != "literal" {
        let signed = if mode == "canonical" {
            sign["text"].as_str().unwrap().as_bytes()
        } else {
            body.unwrap_or(b"{}")
        };
        let (head, tail) = sign["mac"]
            .as_str()
            .unwrap_or("{t}.{body}")
            .split_once("{body}")
            .unwrap();
        let key = if sign["key"] == "wrong" {
            format!("{KEY}-wrong")
        } else {
            KEY.to_owned()
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(fill(head, &values).as_bytes());
        mac.update(signed);
        mac.update(fill(tail, &values).as_bytes());
        let hex: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        values.push(("V1", hex.to_uppercase()));
        values.push(("v1", hex));
    }
    let name = sign["header"].as_str().unwrap_or("novu-signature");
    let lines = match &sign["template"] {
        Value::Array(lines) => lines.iter().map(|line| line.as_str().unwrap()).collect(),
        Value::String(line) => vec![line.as_str()],
        _ => vec!["t={t},v1={v1}"],
    };
    // Surrounding blanks are not part of a header's value on the wire.
    lines
        .into_iter()
        .map(|line| {
            (
                name.to_owned(),
                fill(line, &values).trim_matches([' ', '\t']).to_owned(),
            )
        })
        .collect()
}

fn fill(template: &str, values: &[(&str, String)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}
