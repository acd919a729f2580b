//! Compares an answer with the recorded one, leaving out what is never compared.

use super::send::Answer;
use novu_framework::ErrorCode;
use serde_json::{Map, Value};

/// Returns the differences of an answer from the recorded one.
pub(super) fn check(exchange: &Value, answer: &Answer) -> Vec<String> {
    let expect = &exchange["expect"];
    let mut wrong = Vec::new();
    if expect["status"] != answer.status {
        wrong.push(format!(
            "status: want {}, got {}",
            expect["status"], answer.status
        ));
    }
    check_headers(expect, answer, &mut wrong);
    let code = expect["json"]["code"].as_str();
    if let Some(want) = code.and_then(|code| code.parse::<ErrorCode>().ok())
        && answer.code != Some(want)
    {
        wrong.push(format!(
            "code of the extensions: want {want}, got {:?}",
            answer.code
        ));
    }
    if expect["compare"] == "status" {
        return wrong;
    }
    let text = String::from_utf8_lossy(&answer.body);
    if let Some(want) = expect["text"].as_str() {
        if want != text {
            wrong.push(format!("body: want {want:?}, got {text:?}"));
        }
        return wrong;
    }
    let Ok(got) = serde_json::from_str(&text) else {
        wrong.push(format!("body: not JSON: {text:?}"));
        return wrong;
    };
    let mut got = normal(answer.status, got);
    let mut want = expect["json"].clone();
    if let Some(pointer) = expect["select"].as_str() {
        got = got.pointer(pointer).cloned().unwrap_or_default();
    }
    for pattern in strings(&expect["ignore"]) {
        let tokens: Vec<&str> = pattern.split('/').skip(1).collect();
        remove(&mut want, &tokens);
        remove(&mut got, &tokens);
    }
    if expect["compare"] == "shape" {
        shape_differences(&want, &got, "", &mut wrong);
    } else {
        differences(&want, &got, "", &strings(&expect["json_text"]), &mut wrong);
    }
    wrong
}

fn check_headers(expect: &Value, answer: &Answer, wrong: &mut Vec<String>) {
    for (name, want) in expect["headers"].as_object().unwrap() {
        let got = answer.headers.get(name).map(|value| value.to_str().unwrap());
        let fits = match want {
            Value::Bool(present) => got.is_some() == *present,
            _ if name == "content-type" => {
                got.map(|got| got.split(';').next().unwrap().trim()) == want.as_str()
            }
            _ => got == want.as_str(),
        };
        if !fits {
            wrong.push(format!("header {name}: want {want}, got {got:?}"));
        }
    }
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// The body with a placeholder in place of everything that is never compared.
fn normal(status: u16, mut body: Value) -> Value {
    let any = Value::from("<any>");
    if status >= 400 {
        for key in ["/message", "/error", "/data/stack", "/data/message"] {
            if let Some(text @ Value::String(_)) = body.pointer_mut(key) {
                *text = any.clone();
            }
        }
        for item in body["data"].as_array_mut().into_iter().flatten() {
            item.as_object_mut().unwrap().remove("message");
        }
        if body.get("data") == Some(&Value::Null) {
            body.as_object_mut().unwrap().remove("data");
        }
        return body;
    }
    if let Some(duration) = body.pointer_mut("/metadata/duration") {
        *duration = 0.into();
    }
    for key in ["sdkVersion", "code"] {
        if let Some(text @ Value::String(_)) = body.get_mut(key) {
            *text = any.clone();
        }
    }
    for workflow in body
        .get_mut("workflows")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        workflow["code"] = any.clone();
        for step in workflow["steps"].as_array_mut().unwrap() {
            step["code"] = any.clone();
            if step["type"] != "custom" {
                strip_annotations(&mut step["outputs"]);
                strip_annotations(&mut step["results"]);
            }
            for provider in step["providers"].as_array_mut().unwrap() {
                provider["code"] = any.clone();
                strip_annotations(&mut provider["outputs"]);
            }
        }
    }
    body
}

/// Removes `title` and `description` from the schemas that Novu fixes, none of which has a property of that
/// name with a schema that would be hit here.
fn strip_annotations(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords.iter_mut() {
                match (keyword.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        properties.values_mut().for_each(strip_annotations)
                    }
                    ("const" | "enum" | "default" | "required", _) => {}
                    (_, value) => strip_annotations(value),
                }
            }
            keywords.retain(|keyword, value| {
                !(["title", "description"].contains(&keyword.as_str()) && value.is_string())
            });
        }
        Value::Array(schemas) => schemas.iter_mut().for_each(strip_annotations),
        _ => {}
    }
}

fn remove(value: &mut Value, tokens: &[&str]) {
    let [head, rest @ ..] = tokens else { return };
    let matches = |key: &str| *head == "*" || *head == key;
    match value {
        Value::Object(map) if rest.is_empty() => map.retain(|key, _| !matches(key)),
        Value::Object(map) => {
            map.iter_mut()
                .filter(|(key, _)| matches(key))
                .for_each(|(_, value)| remove(value, rest));
        }
        Value::Array(items) => {
            for (index, item) in items
                .iter_mut()
                .enumerate()
                .filter(|(index, _)| matches(&index.to_string()))
            {
                let _ = index;
                if rest.is_empty() {
                    *item = Value::Null
                } else {
                    remove(item, rest)
                }
            }
        }
        _ => {}
    }
}

/// One line for each place where `got` differs from `want`. The order of keys is free.
fn differences(want: &Value, got: &Value, at: &str, json_text: &[String], out: &mut Vec<String>) {
    if let (Value::String(a), Value::String(b)) = (want, got)
        && json_text.iter().any(|place| place == at)
        && let (Ok(a), Ok(b)) = (serde_json::from_str(a), serde_json::from_str(b))
    {
        return differences(&a, &b, at, &[], out);
    }
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => {
            keys(want, got, at, out, |want, got, at, out| {
                differences(want, got, at, json_text, out)
            });
        }
        (Value::Array(want), Value::Array(got)) if want.len() == got.len() => {
            for (index, (want, got)) in want.iter().zip(got).enumerate() {
                differences(want, got, &format!("{at}/{index}"), json_text, out);
            }
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
        (want, got) if want == got => {}
        _ => out.push(format!("{at}: want {want}, got {got}")),
    }
}

/// Like `differences`, but only keys and JSON types count, and a string that holds JSON is looked into.
fn shape_differences(want: &Value, got: &Value, at: &str, out: &mut Vec<String>) {
    let (want, got) = (&embedded(want), &embedded(got));
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => keys(want, got, at, out, shape_differences),
        (Value::Array(want), Value::Array(got)) => {
            if want.is_empty() != got.is_empty() {
                out.push(format!("{at}: want {} elements, got {}", want.len(), got.len()));
            }
            for item in got.iter().filter(|_| !want.is_empty()) {
                shape_differences(&want[0], item, &format!("{at}/*"), out);
            }
        }
        _ if std::mem::discriminant(want) == std::mem::discriminant(got) => {}
        _ => out.push(format!("{at}: want something like {want}, got {got}")),
    }
}

fn keys(
    want: &Map<String, Value>,
    got: &Map<String, Value>,
    at: &str,
    out: &mut Vec<String>,
    compare: impl Fn(&Value, &Value, &str, &mut Vec<String>),
) {
    for (key, want) in want {
        let place = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        match got.get(key) {
            Some(got) => compare(want, got, &place, out),
            None => out.push(format!("{place}: missing, want {want}")),
        }
    }
    for (key, got) in got.iter().filter(|(key, _)| !want.contains_key(*key)) {
        out.push(format!("{at}/{key}: not expected, got {got}"));
    }
}

fn embedded(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        _ => value.clone(),
    }
}
