//! The schemas of the built-in steps and providers, as the reference SDK announces them.
//!
//! The JSON files are data recorded from the reference. They are parsed once, on first use; a validator is
//! compiled when its schema is first asked for, so a server pays only for the providers that it uses.

mod derive;

pub(crate) use derive::schema_of;

use dialects::schema::{Validator, mock};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, OnceLock},
};

/// A built-in schema: as announced, and ready for use.
#[derive(Debug)]
pub(crate) struct WireSchema {
    value: Value,
    validator: OnceLock<Arc<Validator>>,
    mock: OnceLock<Value>,
}

impl WireSchema {
    fn new(value: Value) -> Self {
        Self {
            value,
            validator: OnceLock::new(),
            mock: OnceLock::new(),
        }
    }

    /// The schema as it stands in the discovery document.
    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// A value that the schema accepts, made when it is first asked for.
    pub(crate) fn mock(&self) -> &Value {
        self.mock.get_or_init(|| mock(&self.value))
    }

    /// The shared validator.
    ///
    /// # Panics
    ///
    /// Never: a test compiles every built-in schema.
    pub(crate) fn validator(&self) -> &Arc<Validator> {
        self.validator
            .get_or_init(|| Arc::new(Validator::compile(&self.value).expect("built-in schemas compile")))
    }
}

/// The schema of what a step of the kind (its wire name, such as `in_app`) puts out; for kinds whose users bring
/// their own, the empty schema. `None` for unknown kinds.
pub(crate) fn step_output(kind: &str) -> Option<&'static WireSchema> {
    STEPS.get(kind).map(|step| &step.output)
}

/// The schema of what a step of the kind leaves behind for later steps, in the same way.
pub(crate) fn step_result(kind: &str) -> Option<&'static WireSchema> {
    STEPS.get(kind).map(|step| &step.result)
}

/// The schema of a provider's overrides. None mentions `_passthrough`, which closed ones therefore remove: the
/// caller keeps it apart (`bridge.md` §8.4).
pub(crate) fn provider(channel: &str, id: &str) -> Option<&'static WireSchema> {
    PROVIDERS
        .get(channel)?
        .iter()
        .find(|(known, _)| known == id)
        .map(|(_, schema)| schema)
}

/// The providers of a channel (a step kind), in the reference's order; none for kinds that are no channels.
pub(crate) fn provider_ids(channel: &str) -> impl Iterator<Item = &'static str> {
    PROVIDERS
        .get(channel)
        .into_iter()
        .flatten()
        .map(|(id, _)| id.as_str())
}

/// The closed empty object: accepts any object and empties it.
pub(crate) static EMPTY_SCHEMA: LazyLock<WireSchema> = LazyLock::new(|| {
    WireSchema::new(
        json!({"type": "object", "properties": {}, "required": [], "additionalProperties": false}),
    )
});

/// The open object: accepts any object as it is.
pub(crate) static OPEN_SCHEMA: LazyLock<WireSchema> = LazyLock::new(|| WireSchema::new(open_object()));

/// `{"type":"object","additionalProperties":true}`.
fn open_object() -> Value {
    json!({"type": "object", "additionalProperties": true})
}

/// Both schemas of a kind of step.
struct Step {
    output: WireSchema,
    result: WireSchema,
}

static STEPS: LazyLock<HashMap<String, Step>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct File {
        channel: HashMap<String, Schemas>,
        action: HashMap<String, Schemas>,
        user_defined: HashMap<String, Value>,
    }
    #[derive(Deserialize)]
    struct Schemas {
        output: Value,
        result: Value,
    }
    let file: File = serde_json::from_str(include_str!("step-schemas.json")).expect("step schemas are JSON");
    let built_in = file
        .channel
        .into_iter()
        .chain(file.action)
        .map(|(kind, Schemas { output, result })| {
            (
                kind,
                Step {
                    output: WireSchema::new(output),
                    result: WireSchema::new(result),
                },
            )
        });
    let empty = || WireSchema::new(EMPTY_SCHEMA.value.clone());
    let user_defined = file.user_defined.into_keys().map(|kind| {
        (
            kind,
            Step {
                output: empty(),
                result: empty(),
            },
        )
    });
    built_in.chain(user_defined).collect()
});

static PROVIDERS: LazyLock<HashMap<String, Vec<(String, WireSchema)>>> = LazyLock::new(|| {
    // Every provider is `{"output": schema}`.
    let channels: HashMap<String, Map<String, Value>> =
        serde_json::from_str(include_str!("provider-schemas.json")).expect("provider schemas are JSON");
    let schema = |mut provider: Value| WireSchema::new(provider["output"].take());
    channels
        .into_iter()
        .map(|(channel, providers)| {
            (
                channel,
                providers
                    .into_iter()
                    .map(|(id, provider)| (id, schema(provider)))
                    .collect(),
            )
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_accepts_its_mock() {
        let accepts_mock = |schema: &WireSchema| {
            let mut mock = schema.mock().clone();
            schema.validator().validate_value(&mut mock).unwrap();
            assert_eq!(&mock, schema.mock());
        };
        let kinds: Vec<_> = STEPS.keys().map(String::as_str).collect();
        assert_eq!(kinds.len(), 11);
        for kind in kinds {
            accepts_mock(step_output(kind).unwrap());
            accepts_mock(step_result(kind).unwrap());
        }
        let channels = ["chat", "sms", "email", "push", "in_app", "tool"];
        let providers: Vec<_> = channels
            .iter()
            .flat_map(|&channel| provider_ids(channel).map(move |id| (channel, id)))
            .collect();
        assert_eq!(providers.len(), 90);
        for (channel, id) in providers {
            accepts_mock(provider(channel, id).unwrap());
        }
        accepts_mock(&EMPTY_SCHEMA);
        accepts_mock(&OPEN_SCHEMA);
    }

    #[test]
    fn unknown_names_have_no_schema() {
        assert!(step_output("inApp").is_none());
        assert!(provider("sms", "Twilio").is_none());
        assert_eq!(provider_ids("digest").count(), 0);
    }

    #[test]
    fn the_digest_branches_strip_in_their_order() {
        let digest = step_output("digest").unwrap().validator();
        let mut output = json!({"amount": 1, "unit": "hours", "cron": "x"});
        digest.validate_value(&mut output).unwrap();
        assert_eq!(output, json!({"amount": 1, "unit": "hours"}));
        let mut output = json!({"type": "timed", "amount": 1, "unit": "hours", "cron": "x"});
        assert!(digest.validate_value(&mut output).is_err());
    }

    #[test]
    fn the_redirect_target_follows_the_url() {
        let in_app = step_output("in_app").unwrap().validator();
        for (url, target) in [("/p", "_self"), ("http://a.b", "_blank")] {
            let mut output = json!({"body": "b", "redirect": {"url": url}});
            in_app.validate_value(&mut output).unwrap();
            assert_eq!(output["redirect"]["target"], target);
        }
    }
}
