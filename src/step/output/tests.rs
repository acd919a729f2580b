use super::*;
use crate::step::{Kind, StepKind, schemas};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::fmt::Debug;

/// Asserts that Novu's schema changes nothing in the output, and that a provider closure gets it unchanged.
#[track_caller]
fn assert_kept<O: Kind + Debug + PartialEq>(output: &O) {
    let sent = serde_json::to_value(output).unwrap();
    let mut kept = sent.clone();
    schemas::step_output(O::KIND)
        .validator()
        .validate_value(&mut kept)
        .unwrap();
    assert_eq!(kept, sent);
    assert_eq!(serde_json::from_value::<O>(sent).unwrap(), *output);
}

const UNITS: [Unit; 6] = [
    Unit::Seconds,
    Unit::Minutes,
    Unit::Hours,
    Unit::Days,
    Unit::Weeks,
    Unit::Months,
];
const TARGETS: [Target; 5] = [
    Target::Same,
    Target::Blank,
    Target::Parent,
    Target::Top,
    Target::UnfencedTop,
];

#[test]
fn novu_keeps_every_field_of_sms_tool_and_push() {
    assert_kept(&Sms::new(""));
    assert_kept(&Tool::new("b"));
    assert_kept(&Push::new("", ""));
}

#[test]
fn novu_keeps_every_field_of_email() {
    assert_kept(&Email::new("s", ""));
    assert_kept(&Email::new("s", "b").from_name("n"));
    assert_kept(
        &Email::new("s", "b")
            .from("a@b.c", "n")
            .reply_to("r")
            .preheader("p")
            .use_provider_defaults(false),
    );
}

#[test]
fn novu_keeps_every_field_of_chat() {
    assert_kept(&Chat::new("b"));
    assert_kept(&Chat::card(Card::new()));
    let field = json!({ "type": "field", "label": "l", "value": "v" });
    let card = Card::new()
        .title("t")
        .subtitle("s")
        .image_url("i")
        .child(CardElement::text("c"))
        .child(CardElement::image("u", "a"))
        .child(CardElement::divider())
        .child(CardElement::link("l", "u"))
        .child(json!({ "type": "fields", "children": [field] }));
    assert_kept(&Chat::card(card).body("b"));
}

#[test]
fn novu_keeps_every_field_of_in_app() {
    assert_kept(&InApp::new("b"));
    assert_kept(&InApp::with_subject("s"));
    for target in TARGETS {
        let redirect = Redirect::to("/p").target(target);
        let message = InApp::new("b")
            .subject("s")
            .avatar("https://a.b/c.png")
            .data(Map::from_iter([("k".to_owned(), Value::Null)]))
            .redirect(redirect.clone())
            .primary_action(Action::new("").redirect(redirect))
            .secondary_action(Action::new("l"));
        assert_kept(&message);
    }
}

#[test]
fn novu_adds_only_the_target_to_a_redirect() {
    let message = InApp::new("b").redirect(Redirect::to("/p"));
    let mut output = serde_json::to_value(message).unwrap();
    schemas::step_output(StepKind::InApp)
        .validator()
        .validate_value(&mut output)
        .unwrap();
    let back: InApp = serde_json::from_value(output).unwrap();
    assert_eq!(
        back,
        InApp::new("b").redirect(Redirect::to("/p").target(Target::Same))
    );
}

#[test]
fn novu_keeps_every_field_of_digest() {
    for unit in UNITS {
        assert_kept(&Digest::every(1, unit));
        assert_kept(
            &Digest::every(0, unit)
                .key("k")
                .look_back(u32::MAX, unit)
                .extend_to_schedule(true),
        );
    }
    assert_kept(&Digest::cron("@daily"));
    assert_kept(&Digest::cron("0 9 * * 1").key("k").extend_to_schedule(false));
}

#[test]
fn novu_drops_the_look_back_of_a_timed_digest() {
    let mut output = serde_json::to_value(Digest::cron("0 9 * * *").look_back(1, Unit::Days)).unwrap();
    schemas::step_output(StepKind::Digest)
        .validator()
        .validate_value(&mut output)
        .unwrap();
    assert_eq!(output, json!({ "cron": "0 9 * * *" }));
}

#[test]
fn novu_keeps_every_field_of_delay() {
    for unit in UNITS {
        assert_kept(&Delay::of(u32::MAX, unit).extend_to_schedule(false));
    }
    assert_kept(&Delay::cron("0 9 * * *").extend_to_schedule(true));
    assert_kept(&Delay::until("payload.at").extend_to_schedule(true));
}

#[test]
fn novu_keeps_every_field_of_throttle() {
    for unit in [ThrottleUnit::Minutes, ThrottleUnit::Hours, ThrottleUnit::Days] {
        assert_kept(&Throttle::fixed(1, unit));
        assert_kept(&Throttle::fixed(1, unit).threshold(3).key("k"));
    }
    assert_kept(&Throttle::dynamic("payload.window").threshold(0).key("k"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn novu_keeps_outputs_with_any_texts(subject in ".+", body in ".*") {
        assert_kept(&Email::new(&subject, &body).reply_to(&body).preheader(&body).from(&body, &body));
        assert_kept(&Push::new(&subject, &body));
        assert_kept(&InApp::new(&subject).primary_action(Action::new(&body)));
        assert_kept(&Chat::card(Card::new().title(&subject).child(CardElement::text(&body))).body(&body));
        assert_kept(&Digest::every(1, Unit::Days).key(&body));
        assert_kept(&Delay::until(&body));
        assert_kept(&Throttle::dynamic(&body).key(&subject));
    }
}
