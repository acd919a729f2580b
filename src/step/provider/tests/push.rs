//! Every setter of the push providers.

use super::check;
use crate::step::provider::{
    apns::{Alert, Aps, CriticalSound, PushType},
    one_signal::{Aggregation, BackgroundLayout, Button, Filter, Relation, TargetChannel},
    *,
};
use serde_json::json;

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
