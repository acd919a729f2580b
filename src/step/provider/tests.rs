use super::{
    apns::{Alert, Aps, CriticalSound, PushType},
    mailgun::TrackClicks,
    mailjet::Tracking,
    nodemailer::{AmpSource, IcalSource, Source},
    one_signal::{Aggregation, BackgroundLayout, Button, Filter, Relation, TargetChannel},
    sendgrid::{
        Asm, Attachment, ClickTracking, Content, Disposition, Footer, GoogleAnalytics, MailSettings,
        OpenTracking, Personalization, SubscriptionTracking, TrackingSettings,
    },
    slack::Block,
    twilio::{AddressRetention, Retention, RiskCheck, ScheduleType},
    *,
};
use crate::schema::wire;
use serde_json::json;
use std::collections::BTreeSet;

/// Checks an override on which everything is set: its schema takes it, changes nothing in it, and knows no name
/// that is missing in it.
fn check<T: TypedOverride + Clone + serde::Serialize>(complete: &T) {
    let values = complete.clone().into().into_value();
    assert_eq!(serde_json::to_value(complete).unwrap(), values, "{}", T::ID);
    let schema = wire::provider(T::Kind::KIND.as_str(), T::ID).expect(T::ID);
    let mut validated = values.clone();
    schema
        .validator()
        .validate(&mut validated)
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
fn slack_can_set_everything() {
    check(
        &Slack::new()
            .webhook_url("https://hooks.slack.com/x")
            .text("t")
            .blocks([Block::new("divider")]),
    );
}

#[test]
fn twilio_can_set_everything() {
    let sid = |prefix: &str| format!("{prefix}0123456789abcdefABCDEF0123456789");
    check(
        &Twilio::new()
            .to("+15552229999")
            .status_callback("https://example.com/status")
            .application_sid(sid("AP"))
            .max_price(0.5)
            .provide_feedback(true)
            .attempt(1)
            .validity_period(600)
            .force_delivery(false)
            .content_retention(Retention::Discard)
            .address_retention(AddressRetention::Obfuscate)
            .smart_encoded(true)
            .persistent_action(["geo:1,2"])
            .shorten_urls(true)
            .schedule_type(ScheduleType::Fixed)
            .send_at("2030-01-01T00:00:00Z")
            .send_as_mms(true)
            .content_variables("{}")
            .risk_check(RiskCheck::Disable)
            .from("+15552229998")
            .messaging_service_sid(sid("MG"))
            .body("b")
            .media_url(["https://example.com/a.png"])
            .content_sid(sid("HX")),
    );
}

#[test]
fn mailgun_can_set_everything() {
    check(
        &Mailgun::new()
            .to(["a@example.com"])
            .from("b@example.com")
            .subject("s")
            .text("t")
            .html("h")
            .message("m")
            .cc(["c@example.com"])
            .bcc(["d@example.com"])
            .amp_html("a")
            .template_version("v2")
            .template_text(true)
            .tags(["t"])
            .dkim(true)
            .delivery_time("Fri, 25 Oct 2030 23:10:10 -0000")
            .delivery_time_optimize_period("24h")
            .time_zone_localize("02:00PM")
            .test_mode(true)
            .tracking(true)
            .track_clicks(TrackClicks::HtmlOnly)
            .track_opens(false)
            .require_tls(true)
            .skip_verification(false)
            .recipient_variables("{}"),
    );
}

#[test]
fn mailjet_can_set_everything() {
    let address = || mailjet::Address::new("a@example.com").name("Ann");
    check(
        &Mailjet::new()
            .from(address())
            .sender(address())
            .to([address()])
            .cc([address()])
            .bcc([address()])
            .reply_to(address())
            .subject("s")
            .text_part("t")
            .html_part("h")
            .template_id(7)
            .template_language(true)
            .template_error_reporting(address())
            .template_error_deliver(true)
            .attachments([mailjet::Attachment::new("text/plain", "a.txt", "YQ==")])
            .inline_attachments(
                [mailjet::InlineAttachment::new("image/png", "a.png", "YQ==").content_id("a")],
            )
            .priority(2)
            .custom_campaign("c")
            .deduplicate_campaign(true)
            .track_opens(Tracking::Enabled)
            .track_clicks(Tracking::AccountDefault)
            .custom_id("i")
            .event_payload("e")
            .url_tags("a=b")
            .headers([("X-A", "b")])
            .variables([("a", 1)]),
    );
}

#[test]
fn nodemailer_can_set_everything() {
    let address = || nodemailer::Address::new("a@example.com").name("Ann");
    let source = || Source::new().content("c").path("/p");
    check(
        &Nodemailer::new()
            .from(address())
            .sender(address())
            .to([address()])
            .cc([address()])
            .bcc([address()])
            .reply_to([address()])
            .in_reply_to("<1@example.com>")
            .references(["<1@example.com>"])
            .subject("s")
            .text(source())
            .html(source())
            .watch_html(source())
            .amp(
                AmpSource::new()
                    .content("c")
                    .path("p")
                    .href("h")
                    .encoding("e")
                    .content_type("t")
                    .raw(source()),
            )
            .ical_event(
                IcalSource::new()
                    .content("c")
                    .path("p")
                    .method("m")
                    .filename(false)
                    .href("h")
                    .encoding("e"),
            )
            .headers([("X-A", json!(["b", "c"]))])
            .list(["l"])
            .attachments([source()]),
    );
}

#[test]
fn sendgrid_can_set_everything() {
    let address = || sendgrid::Address::new("a@example.com").name("Ann");
    check(
        &Sendgrid::new()
            .personalizations([Personalization::new([address()])
                .from(address())
                .cc([address()])
                .bcc([address()])
                .subject("s")
                .headers([("X-A", "b")])
                .substitutions([("-a-", "b")])
                .dynamic_template_data([("a", json!({ "b": 1 }))])
                .custom_args([("a", "b")])
                .send_at(1_893_456_000)])
            .from(address())
            .reply_to(address())
            .reply_to_list([address()])
            .subject("s")
            .content([Content::new("text/html", "<p>h</p>")])
            .attachments([Attachment::new("YQ==", "a.png")
                .kind("image/png")
                .disposition(Disposition::Inline)
                .content_id("a")])
            .template_id("d-1")
            .headers([("X-A", "b")])
            .categories(["c"])
            .custom_args("{}")
            .send_at(1_893_456_000)
            .batch_id("b")
            .asm(Asm::new(1).groups_to_display([1, 2]))
            .ip_pool_name("pool")
            .mail_settings(
                MailSettings::new()
                    .bypass_list_management(true)
                    .bypass_spam_management(false)
                    .bypass_bounce_management(false)
                    .bypass_unsubscribe_management(false)
                    .footer(Footer::new().enable(true).text("t").html("h"))
                    .sandbox_mode(true),
            )
            .tracking_settings(
                TrackingSettings::new()
                    .click_tracking(ClickTracking::new().enable(true).enable_text(false))
                    .open_tracking(OpenTracking::new().enable(true).substitution_tag("%o%"))
                    .subscription_tracking(
                        SubscriptionTracking::new()
                            .enable(true)
                            .text("t")
                            .html("h")
                            .substitution_tag("%s%"),
                    )
                    .ganalytics(
                        GoogleAnalytics::new()
                            .enable(true)
                            .utm_source("s")
                            .utm_medium("m")
                            .utm_term("t")
                            .utm_content("c")
                            .utm_campaign("c"),
                    ),
            ),
    );
}

#[test]
fn apns_can_set_everything() {
    let sound = || CriticalSound::new("s.aiff", 0.5, 1);
    let alert = Alert::new("b")
        .title("t")
        .subtitle("s")
        .title_loc_key("k")
        .title_loc_args(["a"])
        .action_loc_key("k")
        .loc_key("k")
        .loc_args(["a"])
        .launch_image("i");
    check(
        &Apns::new()
            .topic("com.example.app")
            .id("i")
            .expiry(0)
            .priority(10)
            .collapse_id("c")
            .push_type(PushType::Voip)
            .thread_id("t")
            .payload([("a", 1)])
            .aps(
                Aps::new()
                    .badge(1)
                    .sound(sound())
                    .category("c")
                    .content_available(1)
                    .launch_image(1)
                    .mutable_content(1)
                    .url_args(["u"]),
            )
            .raw_payload([("a", json!([1]))])
            .badge(1)
            .sound(sound())
            .alert(alert)
            .content_available(true)
            .mutable_content(true)
            .mdm("m")
            .url_args(["u"]),
    );
}

#[test]
fn expo_can_set_everything() {
    let sound = expo::CriticalSound::new()
        .name(expo::SoundName::Default)
        .volume(0.5)
        .critical(true);
    check(
        &Expo::new()
            .to(["ExponentPushToken[a]"])
            .data([("a", 1)])
            .title("t")
            .subtitle("s")
            .body("b")
            .sound(sound)
            .ttl(60)
            .expiration(1_893_456_000)
            .priority(expo::Priority::High)
            .badge(1)
            .channel_id("c")
            .category_id("c")
            .mutable_content(true),
    );
}

#[test]
fn fcm_can_set_everything() {
    let notification = fcm::Notification::new()
        .title("t")
        .body("b")
        .icon("i")
        .sound("s")
        .badge("1")
        .tag("t")
        .color("#ffffff")
        .click_action("c")
        .body_loc_key("k")
        .body_loc_args("[]")
        .title_loc_key("k")
        .title_loc_args("[]");
    check(
        &Fcm::new()
            .to("t")
            .registration_ids(["r"])
            .condition("'a' in topics")
            .notification_key("n")
            .collapse_key("c")
            .priority(fcm::Priority::Normal)
            .content_available(true)
            .mutable_content(true)
            .delay_while_idle(true)
            .time_to_live(60)
            .restricted_package_name("com.example.app")
            .dry_run(true)
            .data([("a", "b")])
            .notification(notification),
    );
}

#[test]
fn one_signal_can_set_everything() {
    check(
        &OneSignal::new("8250eaf6-1a58-489e-b136-7c74a864b434")
            .included_segments(["s"])
            .excluded_segments(["s"])
            .include_player_ids(["s"])
            .include_external_user_ids(["s"])
            .include_email_tokens(["s"])
            .include_phone_numbers(["s"])
            .include_ios_tokens(["s"])
            .include_wp_wns_uris(["s"])
            .include_amazon_reg_ids(["s"])
            .include_chrome_reg_ids(["s"])
            .include_chrome_web_reg_ids(["s"])
            .include_android_reg_ids(["s"])
            .include_aliases([("aliasLabel", vec!["a".to_owned()])])
            .target_channel(TargetChannel::Sms)
            .channel_for_external_user_ids("s")
            .filters([Filter::new("tag", Relation::TimeElapsedLess).key("k").value("v")])
            .include_unsubscribed(true)
            .id("s")
            .value(1)
            .name("s")
            .aggregation(Aggregation::Sum)
            .external_id("s")
            .is_ios(true)
            .is_android(true)
            .is_huawei(true)
            .is_any_web(true)
            .is_chrome_web(true)
            .is_firefox(true)
            .is_safari(true)
            .is_wp_wns(true)
            .is_adm(true)
            .is_chrome(true)
            .contents([("en", "s")])
            .headings([("en", "s")])
            .subtitle([("en", "s")])
            .data([("a", 1)])
            .huawei_msg_type("s")
            .url("s")
            .web_url("s")
            .app_url("s")
            .ios_attachments([("a", 1)])
            .template_id("s")
            .custom_data([("a", 1)])
            .content_available(true)
            .mutable_content(true)
            .target_content_identifier("s")
            .big_picture("s")
            .huawei_big_picture("s")
            .adm_big_picture("s")
            .chrome_big_picture("s")
            .chrome_web_image("s")
            .buttons([Button::new("b").text("t").icon("i")])
            .web_buttons([Button::new("b").text("t").icon("i")])
            .ios_category("s")
            .android_channel_id("s")
            .huawei_channel_id("s")
            .existing_android_channel_id("s")
            .huawei_existing_channel_id("s")
            .android_background_layout(
                BackgroundLayout::new()
                    .image("i")
                    .headings_color("h")
                    .contents_color("c"),
            )
            .small_icon("s")
            .huawei_small_icon("s")
            .large_icon("s")
            .huawei_large_icon("s")
            .adm_small_icon("s")
            .adm_large_icon("s")
            .chrome_web_icon("s")
            .chrome_web_badge("s")
            .firefox_icon("s")
            .chrome_icon("s")
            .ios_sound("s")
            .android_sound("s")
            .huawei_sound("s")
            .adm_sound("s")
            .wp_wns_sound("s")
            .android_led_color("s")
            .huawei_led_color("s")
            .android_accent_color("s")
            .huawei_accent_color("s")
            .android_visibility(1)
            .huawei_visibility(1)
            .ios_badge_type("s")
            .ios_badge_count(1)
            .apns_alert([("a", 1)])
            .collapse_id("s")
            .web_push_topic("s")
            .send_after("2030-01-01T00:00:00Z")
            .delayed_option("s")
            .delivery_time_of_day("s")
            .ttl(1)
            .priority(1)
            .apns_push_type_override("s")
            .throttle_rate_per_minute("s")
            .android_group("s")
            .android_group_message("s")
            .adm_group("s")
            .adm_group_message([("a", 1)])
            .thread_id("s")
            .summary_arg("s")
            .summary_arg_count(1)
            .email_subject("s")
            .email_body("s")
            .email_from_name("s")
            .email_from_address("s")
            .email_preheader("s")
            .sms_from("s")
            .sms_media_urls(["s"]),
    );
}

#[test]
fn names_that_novu_does_not_know_can_be_set_where_they_stay() {
    let validated = |values: Value, channel: &str, id: &str| {
        let mut validated = values.clone();
        wire::provider(channel, id)
            .unwrap()
            .validator()
            .validate(&mut validated)
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
        wire::provider(channel, id)
            .unwrap()
            .validator()
            .validate(&mut validated)
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
        let schema = wire::provider(channel, id).unwrap().value();
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
        wire::provider("push", "one-signal")
            .unwrap()
            .validator()
            .validate(&mut values)
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
        wire::provider("email", "mailjet")
            .unwrap()
            .validator()
            .validate(&mut values)
            .is_err()
    );
}
