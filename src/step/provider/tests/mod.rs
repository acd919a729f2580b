//! What the builders make is what the wire schemas take.

mod push;
mod text;

use super::{
    apns::{Aps, PushType},
    mailjet::Tracking,
    nodemailer::IcalSource,
    one_signal::{Filter, Relation},
    sendgrid::{Attachment, Disposition},
    twilio::{AddressRetention, Retention, RiskCheck, ScheduleType},
    *,
};
use crate::step::schemas;
use serde_json::json;
use std::collections::BTreeSet;

/// Checks an override on which everything is set: its schema takes it, changes nothing in it, and knows no name
/// that is missing in it.
fn check<T: TypedOverride + Clone + serde::Serialize>(complete: &T) {
    let values = complete.clone().into().into_value();
    assert_eq!(serde_json::to_value(complete).unwrap(), values, "{}", T::ID);
    let schema = schemas::provider(T::Kind::KIND.as_str(), T::ID).expect(T::ID);
    let mut validated = values.clone();
    schema
        .validator()
        .validate_value(&mut validated)
        .unwrap_or_else(|violations| panic!("{}: {violations:?}", T::ID));
    assert_eq!(validated, values, "{}", T::ID);

    let known = names(schema.value());
    let set = values
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect::<BTreeSet<_>>();
    assert_eq!(set, known, "{}", T::ID);
    let missing = missing(schema.value(), &values, "");
    assert!(missing.is_empty(), "{}: cannot be set: {missing:?}", T::ID);
}

/// The property names of an object's schema, those of its branches included.
fn names(schema: &Value) -> BTreeSet<&str> {
    let own = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(|properties| properties.keys().map(String::as_str));
    let branches = ["allOf", "anyOf"]
        .into_iter()
        .filter_map(|word| schema[word].as_array())
        .flatten();
    own.chain(branches.flat_map(names)).collect()
}

/// The paths of the properties that nested schemas know, but the value does not have under either spelling.
fn missing(schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let is_language = |name: &str| schema["properties"]["zh-Hans"].is_object() && name != "en";
    let mut found = Vec::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let capital = name[..1].to_uppercase() + &name[1..];
        match value.get(name).or_else(|| value.get(&capital)) {
            Some(member) => found.extend(missing(property, member, &format!("{path}/{name}"))),
            None if value.is_object() && !is_language(name) && !path.is_empty() => {
                found.push(format!("{path}/{name}"))
            }
            None => {}
        }
    }
    for branch in ["allOf", "anyOf"]
        .into_iter()
        .filter_map(|word| schema[word].as_array())
        .flatten()
    {
        found.extend(missing(branch, value, path));
    }
    if let (Some(items), Some(value)) = (schema.get("items"), value.get(0)) {
        found.extend(missing(items, value, &format!("{path}/0")));
    }
    found
}
#[test]
fn names_that_novu_does_not_know_can_be_set_where_they_stay() {
    let validated = |values: Value, channel: &str, id: &str| {
        let mut validated = values.clone();
        schemas::provider(channel, id)
            .unwrap()
            .validator()
            .validate_value(&mut validated)
            .map(|()| (validated, values))
    };
    let push = Fcm::new()
        .set("analyticsLabel", "a")
        .notification(fcm::Notification::new().set("image", "i"));
    let (after, before) = validated(push.into(), "push", "fcm").unwrap();
    assert_eq!(after, before);
    let push = OneSignal::new("a").set("url", Value::Null);
    let (after, before) = validated(push.into(), "push", "one-signal").unwrap();
    assert_eq!(after, before);
    let file = Attachment::new("YQ==", "a")
        .disposition(Disposition::Attachment)
        .set("name", "a");
    let (after, before) = validated(Sendgrid::new().attachments([file]).into(), "email", "sendgrid").unwrap();
    assert_eq!(after, before);
}

#[test]
fn either_form_fits() {
    let fits = |values: Value, channel: &str, id: &str| {
        let mut validated = values.clone();
        schemas::provider(channel, id)
            .unwrap()
            .validator()
            .validate_value(&mut validated)
            .unwrap();
        assert_eq!(validated, values);
    };
    let mail = Nodemailer::new()
        .from("a@example.com")
        .to(["a@example.com".to_owned()])
        .text("t")
        .html("h");
    fits(
        mail.amp("a")
            .ical_event(IcalSource::new().filename("a.ics"))
            .into(),
        "email",
        "nodemailer",
    );
    fits(
        Nodemailer::new().ical_event("BEGIN:VCALENDAR").into(),
        "email",
        "nodemailer",
    );
    fits(
        Apns::new()
            .sound("s")
            .alert("a")
            .aps(Aps::new().sound("s"))
            .into(),
        "push",
        "apns",
    );
    fits(Apns::new().mdm(serde_json::Map::new()).into(), "push", "apns");
    fits(Expo::new().sound("default").into(), "push", "expo");
    fits(Expo::new().sound(expo::Sound::none()).into(), "push", "expo");
    fits(Mailgun::new().track_clicks(true).into(), "email", "mailgun");
    fits(Mailjet::new().to(["a@example.com"]).into(), "email", "mailjet");
}

#[test]
fn every_word_is_one_of_the_schema() {
    let words = |words: &[&str], channel: &str, id: &str, name: &str| {
        let schema = schemas::provider(channel, id).unwrap().value();
        let property = &schema["properties"][name];
        assert_eq!(
            property["enum"].as_array().unwrap(),
            &words.iter().map(|&word| json!(word)).collect::<Vec<_>>()
        );
    };
    words(
        &[Retention::Retain, Retention::Discard].map(Retention::as_str),
        "sms",
        "twilio",
        "contentRetention",
    );
    let retention = [AddressRetention::Retain, AddressRetention::Obfuscate].map(AddressRetention::as_str);
    words(&retention, "sms", "twilio", "addressRetention");
    words(&[ScheduleType::Fixed.as_str()], "sms", "twilio", "scheduleType");
    words(
        &[RiskCheck::Enable, RiskCheck::Disable].map(RiskCheck::as_str),
        "sms",
        "twilio",
        "riskCheck",
    );
    let tracking = [Tracking::AccountDefault, Tracking::Disabled, Tracking::Enabled].map(Tracking::as_str);
    words(&tracking, "email", "mailjet", "trackOpens");
    words(&tracking, "email", "mailjet", "trackClicks");
    let types = [PushType::Background, PushType::Alert, PushType::Voip].map(PushType::as_str);
    words(&types, "push", "apns", "pushType");
    let priorities = [
        expo::Priority::Default,
        expo::Priority::Normal,
        expo::Priority::High,
    ];
    words(
        &priorities.map(expo::Priority::as_str),
        "push",
        "expo",
        "priority",
    );
    let priorities = [fcm::Priority::Normal, fcm::Priority::High];
    words(&priorities.map(fcm::Priority::as_str), "push", "fcm", "priority");

    let filters = |relation| OneSignal::new("a").filters([Filter::new("f", relation)]);
    for relation in [
        Relation::Greater,
        Relation::Less,
        Relation::Equal,
        Relation::NotEqual,
        Relation::Exists,
        Relation::NotExists,
        Relation::TimeElapsedGreater,
        Relation::TimeElapsedLess,
    ] {
        let mut values = filters(relation).into();
        schemas::provider("push", "one-signal")
            .unwrap()
            .validator()
            .validate_value(&mut values)
            .unwrap();
    }
}

#[test]
fn a_passthrough_stands_beside_the_values() {
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
fn the_schema_refuses_what_a_required_name_is_missing_from() {
    let mut values = json!({ "to": [{ "email": "a@example.com" }] });
    assert!(
        schemas::provider("email", "mailjet")
            .unwrap()
            .validator()
            .validate_value(&mut values)
            .is_err()
    );
}
