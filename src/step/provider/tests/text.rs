//! Every setter of the chat, text-message and e-mail providers.

use super::check;
use crate::step::provider::{
    mailgun::TrackClicks,
    mailjet::Tracking,
    nodemailer::{AmpSource, IcalSource, Source},
    sendgrid::{
        Asm, Attachment, ClickTracking, Content, Disposition, Footer, GoogleAnalytics, MailSettings,
        OpenTracking, Personalization, SubscriptionTracking, TrackingSettings,
    },
    slack::Block,
    twilio::{AddressRetention, Retention, RiskCheck, ScheduleType},
    *,
};
use serde_json::json;

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
