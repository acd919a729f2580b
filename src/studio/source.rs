//! `POST api/test`: a scenario as a test in Rust, and as curl lines.

use super::{exchange::step_target, refusal::Refusal, scenario::Scenario};
use crate::{
    platform::{Platform, Status, StepRun},
    registry::Registry,
};
use serde_json::{Value, json};
use std::fmt::Write;

/// The longest output, in bytes of JSON, that a test compares whole.
pub(super) const MAX_COMPARED: usize = 1000;

/// Prints the source texts.
pub(super) async fn test(
    registry: &Registry,
    origin: &str,
    bridge: &str,
    body: &[u8],
) -> Result<Value, Refusal> {
    let scenario = Scenario::read(registry, body)?;
    let (novu, _) = match scenario.play(registry).await {
        Ok(played) => played,
        Err(unplayable) => return Ok(unplayable.describe()),
    };
    Ok(json!({ "ok": true, "rust": rust(&scenario, &novu), "curl": curl(&scenario, &novu, origin, bridge) }))
}

/// Prints a test that plays the scenario and compares the outcome.
fn rust(scenario: &Scenario, novu: &Platform) -> String {
    let mut lines = Vec::new();
    let mut line = |text: String| lines.push(text);
    let start = match &scenario.start {
        Some(start) => format!(".starting_at({start:?})?"),
        None => String::new(),
    };
    line("// `registry` is your function that builds the registry.".to_owned());
    line(format!("let mut novu = Platform::new(&registry()?){start};"));
    for (name, value) in &scenario.env {
        line(format!("novu.set_env({name:?}, {});", literal(value)));
    }
    for (name, value) in &scenario.context {
        line(format!("novu.set_context({name:?}, {});", literal(value)));
    }
    for (step, result) in &scenario.results {
        line(format!("novu.set_result({step:?}, {});", literal(result)));
    }
    for (step, controls) in &scenario.controls {
        line(format!("novu.set_controls({step:?}, {});", literal(controls)));
    }
    for (step, output) in &scenario.give {
        line(format!("novu.set_output({step:?}, {});", literal(output)));
    }
    for (step, statuses) in &scenario.fail {
        line(format!("novu.fail_next({step:?}, {statuses:?});"));
    }
    let mut now = 0;
    for (index, event) in scenario.events.iter().enumerate() {
        if event.at > now {
            line(format!(
                "novu.advance(Duration::from_millis({})).await;",
                event.at - now
            ));
            now = event.at;
        }
        let (to, payload) = (scenario.subscriber(&event.to), Value::from(event.payload.clone()));
        line(format!(
            "let run_{} = novu.trigger_id({:?}, {}, {}).await?;",
            index + 1,
            scenario.workflow,
            literal(&to),
            literal(&payload)
        ));
    }
    line("novu.settle().await;".to_owned());
    line(String::new());
    for (index, run) in novu.runs().enumerate() {
        for step in run.steps() {
            line(assertion(index + 1, step));
        }
    }
    let mut source = format!(
        "use novu_framework::testing::{{Platform, Status}};\nuse std::{{error::Error, time::Duration}};\n\n\
         #[tokio::test]\nasync fn {}() -> Result<(), Box<dyn Error>> {{\n",
        name(&scenario.workflow, scenario.events.len())
    );
    if now == 0 {
        source = source.replace(
            "use std::{error::Error, time::Duration};",
            "use std::error::Error;",
        );
    }
    for line in lines {
        let _ = writeln!(source, "{}{line}", if line.is_empty() { "" } else { "    " });
    }
    source.push_str("    Ok(())\n}\n");
    source
}

/// Prints the comparison of a step.
fn assertion(run: usize, step: &StepRun) -> String {
    let (id, status) = (step.id(), step.status());
    let mut text = format!("novu[run_{run}].step({id:?}).assert_status(Status::{status:?});");
    if step.events().len() > 1 {
        let _ = write!(
            text,
            "\n    assert_eq!(novu[run_{run}].step({id:?}).events().len(), {});",
            step.events().len()
        );
    }
    if let Some(output) = step
        .output_json()
        .filter(|_| step.kind().is_channel() && status == Status::Completed)
        && output.to_string().len() <= MAX_COMPARED
    {
        let _ = write!(
            text,
            "\n    assert_eq!(novu[run_{run}].step({id:?}).output_json(), Some(&{}));",
            literal(output)
        );
    }
    text
}

/// Prints a JSON value as an expression.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("serde_json::Value::from({text:?})"),
        Value::Null | Value::Bool(_) | Value::Number(_) => format!("serde_json::json!({value})"),
        Value::Array(_) | Value::Object(_) => {
            let text = value.to_string();
            // Rust spells these escapes otherwise.
            let is_rust = !["\\u", "\\b", "\\f"].iter().any(|escape| text.contains(escape));
            if text.len() <= 200 && is_rust {
                return format!("serde_json::json!({text})");
            }
            // `json!` recurses with each member; and a raw string needs one hash more than the text has.
            let hashes = "#".repeat(
                1 + text
                    .split('"')
                    .map(|part| part.len() - part.trim_start_matches('#').len())
                    .max()
                    .unwrap_or(0),
            );
            format!("serde_json::from_str::<serde_json::Value>(r{hashes}\"{text}\"{hashes})?")
        }
    }
}

/// Returns a name for the test of a workflow or agent.
pub(super) fn name(id: &str, events: usize) -> String {
    let mut name: String = id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.insert_str(0, "test_");
    }
    match events {
        1 => name.push_str("_with_1_event"),
        _ => {
            let _ = write!(name, "_with_{events}_events");
        }
    }
    name
}

/// Prints a line for each request of the scenario. They work on a bridge that checks no signatures.
fn curl(scenario: &Scenario, novu: &Platform, origin: &str, bridge: &str) -> String {
    let mut lines = String::new();
    for exchange in novu.exchanges() {
        let Some(step) = novu
            .runs()
            .nth(exchange.run)
            .and_then(|run| run.steps().get(exchange.position))
        else {
            continue;
        };
        let target = step_target(bridge, "execute", &scenario.workflow, step.id());
        let url = quoted(&format!("{origin}{target}"));
        let body = quoted(&exchange.event.body());
        let _ = writeln!(lines, "curl {url} -H 'content-type: application/json' -d {body}");
    }
    lines
}

/// Quotes a text for a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_is_one_word_of_a_shell() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(
            quoted("http://a';id;'.b/$(id)"),
            r"'http://a'\'';id;'\''.b/$(id)'"
        );
    }

    #[test]
    fn json_whose_escapes_rust_does_not_know_is_parsed_from_a_raw_text() {
        for text in ["a\u{7}", "a\u{8}", "a\u{c}"] {
            let literal = literal(&json!([text]));
            assert!(
                literal.starts_with("serde_json::from_str::<serde_json::Value>(r#\""),
                "{literal}"
            );
        }
        assert_eq!(literal(&json!(["a\n\"\\"])), r#"serde_json::json!(["a\n\"\\"])"#);
    }
}
