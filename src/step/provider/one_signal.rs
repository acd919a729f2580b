//! What a [`OneSignal`] override is made of.

use super::object::{object, provider, words};
use serde_json::Value;

object! {
    /// An override for OneSignal. Texts in several languages are maps from the language's code; there has to be
    /// one for `en`.
    ///
    /// ```
    /// use novu_framework::step::provider::{OneSignal, one_signal::{Button, Filter, Relation}};
    ///
    /// let push = OneSignal::new("8250eaf6-1a58-489e-b136-7c74a864b434")
    ///     .contents([("en", "Your order has shipped"), ("de", "Die Bestellung ist unterwegs")])
    ///     .filters([Filter::new("tag", Relation::Equal).key("plan").value("pro")])
    ///     .buttons([Button::new("track").text("Track it")])
    ///     .ttl(3600);
    /// # let _ = push;
    /// ```
    open OneSignal(
        /// An override for the app with this id, a UUID; Novu refuses an override without one.
        app_id "appId": String,
    ) {
        // Who gets it.
        /// The segments that get it.
        included_segments "includedSegments": [String],
        /// The segments that do not get it.
        excluded_segments "excludedSegments": [String],
        /// The subscriptions (once: players) that get it.
        include_player_ids "includePlayerIds": [String],
        /// The users that get it, by your own ids.
        include_external_user_ids "includeExternalUserIds": [String],
        /// The e-mail addresses that get it.
        include_email_tokens "includeEmailTokens": [String],
        /// The phone numbers that get it, in E.164 form.
        include_phone_numbers "includePhoneNumbers": [String],
        /// The iOS tokens that get it.
        include_ios_tokens "includeIosTokens": [String],
        /// The Windows URIs that get it.
        include_wp_wns_uris "includeWpWnsUris": [String],
        /// The Amazon devices that get it.
        include_amazon_reg_ids "includeAmazonRegIds": [String],
        /// The Chrome apps that get it.
        include_chrome_reg_ids "includeChromeRegIds": [String],
        /// The Chrome browsers that get it.
        include_chrome_web_reg_ids "includeChromeWebRegIds": [String],
        /// The Android devices that get it.
        include_android_reg_ids "includeAndroidRegIds": [String],
        /// The users that get it, by lists of aliases under the aliases' labels.
        include_aliases "includeAliases": {Vec<String>},
        /// The channel that users are reached through.
        target_channel "targetChannel": TargetChannel,
        /// The channel that users of [`include_external_user_ids`](Self::include_external_user_ids) are reached
        /// through: `push`, `email` or `sms`.
        channel_for_external_user_ids "channelForExternalUserIds": String,
        /// Conditions on users.
        filters: [Filter],
        /// Whether it goes to those who unsubscribed from e-mail.
        include_unsubscribed "includeUnsubscribed": bool,

        // What it is called.
        /// The notification's id.
        id: String,
        /// A measured value; OneSignal only reports it.
        value: i64,
        /// The name in the dashboard; text messages need one.
        name: String,
        /// How a value is measured; OneSignal only reports it.
        aggregation: Aggregation,
        /// A UUID of your own: of notifications with the same one only the first is sent.
        external_id "externalId": String,

        // The platforms that it goes to.
        /// Whether it goes to iOS.
        is_ios "isIos": bool,
        /// Whether it goes to Android.
        is_android "isAndroid": bool,
        /// Whether it goes to Huawei.
        is_huawei "isHuawei": bool,
        /// Whether it goes to every browser.
        is_any_web "isAnyWeb": bool,
        /// Whether it goes to Chrome and its relatives.
        is_chrome_web "isChromeWeb": bool,
        /// Whether it goes to Firefox.
        is_firefox "isFirefox": bool,
        /// Whether it goes to Safari on the desktop.
        is_safari "isSafari": bool,
        /// Whether it goes to Windows.
        is_wp_wns "isWpWns": bool,
        /// Whether it goes to Amazon's devices.
        is_adm "isAdm": bool,
        /// Whether it goes to Chrome apps.
        is_chrome "isChrome": bool,

        // What it says.
        /// The text, by language.
        contents: {String},
        /// The title, by language.
        headings: {String},
        /// The subtitle, by language; iOS only.
        subtitle: {String},
        /// Data for the app, 2,048 bytes at most.
        data: {Value},
        /// Whether it is data or a message, in these words; Huawei.
        huawei_msg_type "huaweiMsgType": String,
        /// The URL that a click opens.
        url: String,
        /// The URL that a click opens in browsers.
        web_url "webUrl": String,
        /// The URL that a click opens in apps.
        app_url "appUrl": String,
        /// Media, by ids of your own; iOS.
        ios_attachments "iosAttachments": {Value},
        /// The template that is stored at OneSignal.
        template_id "templateId": String,
        /// Values for the template.
        custom_data "customData": {Value},
        /// Whether it wakes the app in the background; iOS.
        content_available "contentAvailable": bool,
        /// Whether the app may change it before it is shown; iOS.
        mutable_content "mutableContent": bool,
        /// The window or the App Clip that it is for; iOS.
        target_content_identifier "targetContentIdentifier": String,

        // What it looks and sounds like.
        /// The large picture; Android.
        big_picture "bigPicture": String,
        /// The large picture; Huawei.
        huawei_big_picture "huaweiBigPicture": String,
        /// The large picture; Amazon.
        adm_big_picture "admBigPicture": String,
        /// The large picture; Chrome apps.
        chrome_big_picture "chromeBigPicture": String,
        /// The large picture; Chrome.
        chrome_web_image "chromeWebImage": String,
        /// Buttons in apps.
        buttons: [Button],
        /// Buttons in browsers.
        web_buttons "webButtons": [Button],
        /// The category, which says which actions there are; iOS.
        ios_category "iosCategory": String,
        /// The channel by its UUID at OneSignal; Android.
        android_channel_id "androidChannelId": String,
        /// The channel by its UUID at OneSignal; Huawei.
        huawei_channel_id "huaweiChannelId": String,
        /// A channel of the app itself; Android.
        existing_android_channel_id "existingAndroidChannelId": String,
        /// A channel of the app itself; Huawei.
        huawei_existing_channel_id "huaweiExistingChannelId": String,
        /// A background picture; Android before 12.
        android_background_layout "androidBackgroundLayout": BackgroundLayout,
        /// The small icon; Android.
        small_icon "smallIcon": String,
        /// The small icon; Huawei.
        huawei_small_icon "huaweiSmallIcon": String,
        /// The large icon; Android.
        large_icon "largeIcon": String,
        /// The large icon; Huawei.
        huawei_large_icon "huaweiLargeIcon": String,
        /// The small icon; Amazon.
        adm_small_icon "admSmallIcon": String,
        /// The large icon; Amazon.
        adm_large_icon "admLargeIcon": String,
        /// The icon; Chrome.
        chrome_web_icon "chromeWebIcon": String,
        /// The icon in the status bar; Chrome on Android.
        chrome_web_badge "chromeWebBadge": String,
        /// The icon; Firefox.
        firefox_icon "firefoxIcon": String,
        /// The icon; Chrome apps.
        chrome_icon "chromeIcon": String,
        /// The sound file in the app; iOS.
        ios_sound "iosSound": String,
        /// The sound file in the app; Android before 8.
        android_sound "androidSound": String,
        /// The sound file in the app; Huawei.
        huawei_sound "huaweiSound": String,
        /// The sound file in the app; Amazon.
        adm_sound "admSound": String,
        /// The sound file in the app; Windows.
        wp_wns_sound "wpWnsSound": String,
        /// The colour of the light as ARGB in hexadecimal; Android before 8.
        android_led_color "androidLedColor": String,
        /// The colour of the light as ARGB in hexadecimal; Huawei.
        huawei_led_color "huaweiLedColor": String,
        /// The colour of the notification as ARGB in hexadecimal; Android.
        android_accent_color "androidAccentColor": String,
        /// The colour of the notification as ARGB in hexadecimal; Huawei.
        huawei_accent_color "huaweiAccentColor": String,
        /// 1 to show it on the lock screen, 0 to hide its text, -1 to hide it; Android before 8.
        android_visibility "androidVisibility": i64,
        /// The same for Huawei.
        huawei_visibility "huaweiVisibility": i64,
        /// What happens to the number on the icon: `None`, `SetTo` or `Increase`; iOS.
        ios_badge_type "iosBadgeType": String,
        /// The number to set or to add; iOS.
        ios_badge_count "iosBadgeCount": i64,
        /// The alert as Apple has it, for translated texts; iOS.
        apns_alert "apnsAlert": {Value},

        // How it is delivered and grouped.
        /// Notifications with the same id replace each other.
        collapse_id "collapseId": String,
        /// Notifications with different topics do not replace each other; browsers.
        web_push_topic "webPushTopic": String,
        /// When it is sent, as an RFC 3339 date and time.
        send_after "sendAfter": String,
        /// Whether each user gets it at a time of their own: `timezone` or `last-active`.
        delayed_option "delayedOption": String,
        /// The time of day for `timezone`, such as `9:00AM`.
        delivery_time_of_day "deliveryTimeOfDay": String,
        /// How many seconds it may wait for the device.
        ttl: i64,
        /// 10 to wake the device; Android and Chrome.
        priority: i64,
        /// `voip` for calls; iOS.
        apns_push_type_override "apnsPushTypeOverride": String,
        /// How many go out a minute; `0` for no limit.
        throttle_rate_per_minute "throttleRatePerMinute": String,
        /// Notifications with the same group are stacked; Android.
        android_group "androidGroup": String,
        /// What the stack says; Android before 7.
        android_group_message "androidGroupMessage": String,
        /// Notifications with the same group are stacked; Amazon.
        adm_group "admGroup": String,
        /// What the stack says, by language; Amazon.
        adm_group_message "admGroupMessage": {Value},
        /// Notifications with the same id are grouped; iOS.
        thread_id "threadId": String,
        /// Who the notifications of a group are from; iOS.
        summary_arg "summaryArg": String,
        /// How many it counts for in its group; iOS.
        summary_arg_count "summaryArgCount": i64,

        // E-mail and text messages.
        /// The subject of the e-mail.
        email_subject "emailSubject": String,
        /// The HTML text of the e-mail.
        email_body "emailBody": String,
        /// The name that the e-mail comes from.
        email_from_name "emailFromName": String,
        /// The address that the e-mail comes from.
        email_from_address "emailFromAddress": String,
        /// The text that mail programs show after the subject.
        email_preheader "emailPreheader": String,
        /// The phone number that the text message comes from.
        sms_from "smsFrom": String,
        /// The URLs of media of the text message.
        sms_media_urls "smsMediaUrls": [String],
    }
}
provider!(OneSignal: PushKind = "one-signal");

words! {
    /// The channel that users are reached through.
    TargetChannel {
        /// Push notifications.
        Push = "push",
        /// E-mail.
        Email = "email",
        /// Text messages.
        Sms = "sms",
    }
}

words! {
    /// How a value is measured.
    Aggregation {
        /// As a sum.
        Sum = "sum",
        /// As a count.
        Count = "count",
    }
}

object! {
    /// A button.
    open Button(
        /// A button with an id, which the app is told after a click.
        id: String,
    ) {
        /// What it says.
        text: String,
        /// The icon.
        icon: String,
    }
}

object! {
    /// A background picture.
    open BackgroundLayout() {
        /// The picture.
        image: String,
        /// The colour of the title as ARGB in hexadecimal.
        headings_color "headingsColor": String,
        /// The colour of the text as ARGB in hexadecimal.
        contents_color "contentsColor": String,
    }
}

object! {
    /// A condition on users.
    open Filter(
        /// A condition on a field, such as `tag` or `country`.
        field: String,
        relation: Relation,
    ) {
        /// The tag, for the field `tag`.
        key: String,
        /// The value that it is compared with.
        value: String,
    }
}

words! {
    /// How a field is compared.
    Relation {
        /// It is greater.
        Greater = ">",
        /// It is less.
        Less = "<",
        /// It is equal.
        Equal = "=",
        /// It is different.
        NotEqual = "!=",
        /// It is there.
        Exists = "exists",
        /// It is not there.
        NotExists = "not_exists",
        /// More seconds have passed since then.
        TimeElapsedGreater = "time_elapsed_gt",
        /// Fewer seconds have passed since then.
        TimeElapsedLess = "time_elapsed_lt",
    }
}
