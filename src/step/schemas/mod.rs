//! The schemas of the built-in steps and providers, as the reference SDK announces them.
//!
//! The JSON files are recorded from the reference. They are parsed once, on first use; each validator is
//! compiled on the first use of its schema, so a server pays only for the providers that it uses.

use super::{StepKind, derive::open_object};
use dialects::schema::{Validator, mock};
use serde_json::{Map, Value, json};
use std::sync::{Arc, LazyLock, OnceLock};

/// A built-in schema, with a validator and a mock that are made on first use.
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

    /// Returns the schema as the discovery document has it.
    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// Returns a value that the schema accepts.
    pub(crate) fn mock(&self) -> &Value {
        self.mock.get_or_init(|| mock(&self.value))
    }

    /// Returns the shared validator.
    ///
    /// # Panics
    ///
    /// Never: a test compiles every built-in schema.
    pub(crate) fn validator(&self) -> &Arc<Validator> {
        self.validator
            .get_or_init(|| Arc::new(Validator::compile(&self.value).expect("built-in schemas compile")))
    }
}

/// Returns the schema of a step's output; the empty schema for kinds whose users bring their own.
pub(crate) fn step_output(kind: StepKind) -> &'static WireSchema {
    of(&STEPS, kind).map_or(&EMPTY_SCHEMA, |step| &step.output)
}

/// Returns the schema of a step's result; the empty schema for kinds whose users bring their own.
pub(crate) fn step_result(kind: StepKind) -> &'static WireSchema {
    of(&STEPS, kind).map_or(&EMPTY_SCHEMA, |step| &step.result)
}

/// Returns the schema of a provider's overrides. None mentions `_passthrough`, so closed ones would remove
/// it: the caller keeps it apart (`bridge.md` §8.4).
pub(crate) fn provider(channel: StepKind, id: &str) -> Option<&'static WireSchema> {
    of(&PROVIDERS, channel)?
        .iter()
        .find(|(known, _)| known == id)
        .map(|(_, schema)| schema)
}

/// Returns the providers of a kind of step in the reference's order: none for kinds that are not channels.
pub(crate) fn provider_ids(channel: StepKind) -> impl Iterator<Item = &'static str> {
    of(&PROVIDERS, channel)
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

/// The open object: accepts any object unchanged.
pub(crate) static OPEN_SCHEMA: LazyLock<WireSchema> = LazyLock::new(|| WireSchema::new(open_object()));

struct StepSchemas {
    output: WireSchema,
    result: WireSchema,
}

/// The schemas of the kinds that have some.
static STEPS: LazyLock<Vec<(StepKind, StepSchemas)>> = LazyLock::new(|| {
    let schemas = |(kind, mut both): (String, Value)| {
        let both = StepSchemas {
            output: WireSchema::new(both["output"].take()),
            result: WireSchema::new(both["result"].take()),
        };
        (parse(&kind), both)
    };
    let mut file = read(include_str!("step-schemas.json"));
    let [channels, actions] = ["channel", "action"].map(|group| members(file[group].take()));
    channels.chain(actions).map(schemas).collect()
});

/// The schemas of the channels' providers.
static PROVIDERS: LazyLock<Vec<(StepKind, Vec<(String, WireSchema)>)>> = LazyLock::new(|| {
    // Every provider is `{"output": schema}`.
    let schema = |(id, mut provider): (String, Value)| (id, WireSchema::new(provider["output"].take()));
    members(read(include_str!("provider-schemas.json")))
        .map(|(channel, providers)| (parse(&channel), members(providers).map(schema).collect()))
        .collect()
});

fn read(file: &str) -> Value {
    serde_json::from_str(file).expect("the schemas are JSON")
}

fn members(object: Value) -> serde_json::map::IntoIter {
    match object {
        Value::Object(members) => members.into_iter(),
        _ => Map::new().into_iter(),
    }
}

fn of<T>(table: &[(StepKind, T)], kind: StepKind) -> Option<&T> {
    table
        .iter()
        .find(|(known, _)| *known == kind)
        .map(|(_, found)| found)
}

fn parse(kind: &str) -> StepKind {
    kind.parse().expect("the schemas have only known kinds")
}

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
        assert_eq!(STEPS.len(), 9);
        for kind in StepKind::ALL {
            accepts_mock(step_output(kind));
            accepts_mock(step_result(kind));
        }
        let providers: Vec<_> = StepKind::ALL
            .into_iter()
            .flat_map(|kind| provider_ids(kind).map(move |id| (kind, id)))
            .collect();
        assert_eq!(providers.len(), 90);
        for (kind, id) in providers {
            assert!(kind.is_channel());
            accepts_mock(provider(kind, id).unwrap());
        }
        accepts_mock(&EMPTY_SCHEMA);
        accepts_mock(&OPEN_SCHEMA);
    }

    #[test]
    fn unknown_providers_have_no_schema() {
        assert!(provider(StepKind::Sms, "Twilio").is_none());
        assert!(provider(StepKind::Digest, "twilio").is_none());
    }

    #[test]
    fn digest_schema_strips_by_its_first_matching_branch() {
        let digest = step_output(StepKind::Digest).validator();
        let mut output = json!({"amount": 1, "unit": "hours", "cron": "x"});
        digest.validate_value(&mut output).unwrap();
        assert_eq!(output, json!({"amount": 1, "unit": "hours"}));
        let mut output = json!({"type": "timed", "amount": 1, "unit": "hours", "cron": "x"});
        assert!(digest.validate_value(&mut output).is_err());
    }

    #[test]
    fn redirect_target_defaults_by_form_of_url() {
        let in_app = step_output(StepKind::InApp).validator();
        for (url, target) in [("/p", "_self"), ("http://a.b", "_blank")] {
            let mut output = json!({"body": "b", "redirect": {"url": url}});
            in_app.validate_value(&mut output).unwrap();
            assert_eq!(output["redirect"]["target"], target);
        }
    }
}
