//! The recorded cases.

use super::{TemplateCache, Variables, compile::compile_in};
use crate::{liquid::Clock, vectors};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

/// Compares as JSON values: the order of keys does not matter, nor does the form of numbers.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

#[test]
fn recorded_controls_compile_as_recorded() {
    let templates = TemplateCache::new();
    let empty = json!({});
    let workflow = json!({
        "workflowId": "vector-workflow",
        "name": "Vector Workflow",
        "description": "workflow used for vectors",
        "tags": ["alpha", "beta"],
        "severity": "high",
    });
    vectors::replay("liquid-vectors", |case| {
        let steps: Map<String, Value> = case
            .get("steps_state")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let steps = Value::Object(steps);
        let field = |name| {
            case.get(name)
                .filter(|value: &&Value| !value.is_null())
                .unwrap_or(&empty)
        };
        let variables = Variables {
            payload: &case["payload"],
            subscriber: field("subscriber"),
            context: field("context"),
            env: field("env"),
            actor: case.get("actor").filter(|actor| !actor.is_null()),
            steps: &steps,
            workflow: &workflow,
        };
        let scope = variables.scope().with_clock(Clock::in_zone(TimeZone::UTC));
        let compiled = compile_in(&case["controls"], scope, &templates);
        match (compiled, case.get("result")) {
            (Ok(compiled), Some(result)) if same(&compiled, result) => Ok(()),
            (Ok(compiled), Some(result)) => Err(format!(
                "{}\n    got  {compiled}\n    want {result}",
                case["controls"]
            )),
            (Ok(compiled), None) => Err(format!("{} should fail, gave {compiled}", case["controls"])),
            (Err(error), Some(_)) => Err(format!("{} failed: {error}", case["controls"])),
            (Err(error), None) => match case.get("error_data") {
                Some(data) if *data != error.data => Err(format!(
                    "{} failed with {}: {error}, want {data}",
                    case["controls"], error.data
                )),
                _ => Ok(()),
            },
        }
    });
}
