//! Typed overrides against the schemas that Novu checks them with.

use super::*;
use crate::step::{StepKind, schemas};
use dialects::schema::mock;
use serde_json::{Map, json};
use std::collections::BTreeSet;

/// A value with everything set that can be set.
pub(super) trait Sample {
    fn sample(place: Place<'_>) -> Self;
}

/// The schema at the place that a sample is for, and which of several forms the sample has.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    schema: &'a Value,
    turn: usize,
}

/// At least the number of words in any closed set, and of languages.
const TURNS: usize = 50;

impl<'a> Place<'a> {
    pub(super) fn member(self, name: &str) -> Self {
        self.part(&|schema| member(&schema["properties"], name))
    }

    pub(super) fn item(self) -> Self {
        self.part(&|schema| schema.get("items"))
    }

    fn part(self, find: &dyn Fn(&'a Value) -> Option<&'a Value>) -> Self {
        fn search<'a>(schema: &'a Value, find: &dyn Fn(&'a Value) -> Option<&'a Value>) -> Option<&'a Value> {
            find(schema).or_else(|| branches(schema).find_map(|branch| search(branch, find)))
        }
        Self {
            schema: search(self.schema, find).unwrap_or(&Value::Null),
            ..self
        }
    }

    /// Returns a name for the member of a map, such as a language.
    pub(super) fn some_name(self) -> String {
        match names(self.schema) {
            known if known.is_empty() => "name".into(),
            known => self.one_of(&Vec::from_iter(known)).into(),
        }
    }

    pub(super) fn one_of<T: Clone>(self, forms: &[T]) -> T {
        forms[self.turn % forms.len()].clone()
    }

    fn mock(self) -> Value {
        match self.schema {
            Value::Object(_) => mock(self.schema),
            _ => Value::Null,
        }
    }
}

impl Sample for String {
    fn sample(place: Place<'_>) -> Self {
        place.mock().as_str().unwrap_or("text").into()
    }
}

impl Sample for i64 {
    fn sample(place: Place<'_>) -> Self {
        place.mock().as_i64().unwrap_or(1)
    }
}

impl Sample for f64 {
    fn sample(_: Place<'_>) -> Self {
        0.5
    }
}

impl Sample for bool {
    fn sample(place: Place<'_>) -> Self {
        place.one_of(&[true, false])
    }
}

impl Sample for Value {
    fn sample(_: Place<'_>) -> Self {
        json!("text")
    }
}

impl Sample for Map<String, Value> {
    fn sample(_: Place<'_>) -> Self {
        Self::new()
    }
}

impl<T: Sample> Sample for Vec<T> {
    fn sample(place: Place<'_>) -> Self {
        vec![T::sample(place.item())]
    }
}

fn branches(schema: &Value) -> impl Iterator<Item = &Value> {
    ["allOf", "anyOf"]
        .into_iter()
        .filter_map(|word| schema[word].as_array())
        .flatten()
}

/// Returns a member by its name, which may begin with a capital letter.
fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let capital = name[..1].to_uppercase() + &name[1..];
    let small = name[..1].to_lowercase() + &name[1..];
    [&small, &capital].into_iter().find_map(|name| object.get(name))
}

/// Returns the property names of an object's schema, those of its branches included.
fn names(schema: &Value) -> BTreeSet<&str> {
    let own = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(|properties| properties.keys().map(String::as_str));
    own.chain(branches(schema).flat_map(names)).collect()
}

/// Returns the paths of the properties and words that the schema knows and none of the values has.
fn missing(schema: &Value, values: &[&Value], path: &str) -> Vec<String> {
    let words = schema["enum"].as_array().into_iter().flatten();
    let mut found: Vec<_> = words
        // A `bool` has a word for both of its values.
        .filter(|word| !values.contains(word) && !values.iter().any(|value| value.is_boolean()))
        .map(|word| format!("{path}: {word}"))
        .collect();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}/{name}");
        let members: Vec<_> = values.iter().filter_map(|value| member(value, name)).collect();
        if !members.is_empty() {
            found.extend(missing(property, &members, &path));
        } else if values.iter().any(|value| value.is_object()) {
            found.push(path);
        }
    }
    if let Some(items) = schema.get("items") {
        let items_set: Vec<_> = values.iter().filter_map(|value| value.get(0)).collect();
        found.extend(missing(items, &items_set, &format!("{path}/0")));
    }
    found.extend(branches(schema).flat_map(|branch| missing(branch, values, path)));
    found
}

fn validated(kind: StepKind, id: &str, values: &Value) -> Option<Value> {
    let mut validated = values.clone();
    let validator = schemas::provider(kind, id).unwrap().validator();
    validator.validate_value(&mut validated).ok().map(|()| validated)
}

#[track_caller]
fn assert_kept<T: TypedOverride>(values: T) {
    let values = values.into().into_value();
    assert_eq!(validated(T::Kind::KIND, T::ID, &values).as_ref(), Some(&values));
}

/// Asserts that the provider's schema accepts a complete override in all its forms, changes nothing in it,
/// and knows neither a name nor a word that it lacks.
fn assert_complete<T: TypedOverride + Sample + Clone + serde::Serialize>() {
    let schema = schemas::provider(T::Kind::KIND, T::ID).unwrap().value();
    let forms: Vec<_> = (0..TURNS)
        .map(|turn| {
            let complete = T::sample(Place { schema, turn });
            let values = serde_json::to_value(&complete).unwrap();
            assert_eq!(complete.clone().into().into_value(), values, "{}", T::ID);
            assert_kept(complete);
            values
        })
        .collect();
    let known = names(schema);
    let set = forms[0].as_object().unwrap().keys().map(String::as_str);
    let unknown: Vec<_> = set.filter(|name| !known.contains(name)).collect();
    assert!(unknown.is_empty(), "{}: not in the schema: {unknown:?}", T::ID);
    let missing = missing(schema, &forms.iter().collect::<Vec<_>>(), "");
    assert!(missing.is_empty(), "{}: cannot be set: {missing:?}", T::ID);
}

#[test]
fn every_typed_override_can_set_all_that_its_schema_knows() {
    assert_complete::<Apns>();
    assert_complete::<Expo>();
    assert_complete::<Fcm>();
    assert_complete::<Mailgun>();
    assert_complete::<Mailjet>();
    assert_complete::<Nodemailer>();
    assert_complete::<OneSignal>();
    assert_complete::<Sendgrid>();
    assert_complete::<Slack>();
    assert_complete::<Twilio>();
}

#[test]
fn setters_write_camel_case_names_unless_the_wire_differs() {
    assert_eq!(
        Value::from(Twilio::new().send_as_mms(true)),
        json!({ "sendAsMms": true })
    );
    assert_eq!(Value::from(Mailgun::new().tags(["a"])), json!({ "oTag": ["a"] }));
    let button = one_signal::Button::new("a").text("b");
    assert_eq!(
        Value::from(OneSignal::new("c").web_buttons([button]).contents([("en", "d")])),
        json!({ "appId": "c", "webButtons": [{ "id": "a", "text": "b" }], "contents": { "en": "d" } })
    );
}

#[test]
fn names_set_by_hand_are_kept_where_the_schema_is_open() {
    assert_kept(
        Fcm::new()
            .set("analyticsLabel", "a")
            .notification(fcm::Notification::new().set("image", "i")),
    );
    assert_kept(OneSignal::new("a").set("url", Value::Null));
    let file = sendgrid::Attachment::new("YQ==", "a").disposition(sendgrid::Disposition::Inline);
    assert_kept(Sendgrid::new().attachments([file.set("name", "a")]));
}

#[test]
fn short_forms_are_accepted_for_objects() {
    assert_kept(
        Nodemailer::new()
            .from("a@example.com")
            .to(["a@example.com".to_owned()]),
    );
    assert_kept(Mailjet::new().to(["a@example.com"]));
    assert_kept(Expo::new().sound(expo::Sound::none()));
    assert_kept(Mailgun::new().track_clicks(true));
    let settings = sendgrid::MailSettings::new().sandbox_mode(true);
    assert_kept(Sendgrid::new().personalizations([sendgrid::Personalization::new(["a@example.com"])]));
    assert_kept(Sendgrid::new().mail_settings(settings));
}

#[test]
fn passthrough_is_added_beside_the_values() {
    let passthrough = || Passthrough::new().body("a", 1).header("X-B", "c").query("d", "e");
    let wire = json!({ "body": { "a": 1 }, "headers": { "X-B": "c" }, "query": { "d": "e" } });
    assert_eq!(
        Value::from(Slack::new().text("t").passthrough(passthrough())),
        json!({ "text": "t", "_passthrough": wire })
    );
    assert_eq!(
        Override::new().passthrough(passthrough()).into_value(),
        json!({ "_passthrough": wire })
    );
}

#[test]
fn address_without_its_required_name_is_rejected() {
    let values = json!({ "to": [{ "email": "a@example.com" }] });
    assert_eq!(validated(StepKind::Email, "mailjet", &values), None);
}
