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
        app_id: String,
    ) {
        // Who gets it.
        /// The segments that get it.
        included_segments: [String],
        /// The segments that do not get it.
        excluded_segments: [String],
        /// The subscriptions (once: players) that get it.
        include_player_ids: [String],
        /// The users that get it, by your own ids.
        include_external_user_ids: [String],
        /// The e-mail addresses that get it.
        include_email_tokens: [String],
        /// The phone numbers that get it, in E.164 form.
        include_phone_numbers: [String],
        /// The iOS tokens that get it.
        include_ios_tokens: [String],
        /// The Windows URIs that get it.
        include_wp_wns_uris: [String],
        /// The Amazon devices that get it.
        include_amazon_reg_ids: [String],
        /// The Chrome apps that get it.
        include_chrome_reg_ids: [String],
        /// The Chrome browsers that get it.
        include_chrome_web_reg_ids: [String],
        /// The Android devices that get it.
        include_android_reg_ids: [String],
        /// The users that get it, by lists of aliases under the aliases' labels.
        include_aliases: {Vec<String>},
        /// The channel that users are reached through.
        target_channel: TargetChannel,
        /// The channel that users of [`include_external_user_ids`](Self::include_external_user_ids) are reached
        /// through: `push`, `email` or `sms`.
        channel_for_external_user_ids: String,
        /// Conditions on users.
        filters: [Filter],
        /// Whether it goes to those who unsubscribed from e-mail.
        include_unsubscribed: bool,

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
        external_id: String,

        // The platforms that it goes to.
        /// Whether it goes to iOS.
        is_ios: bool,
        /// Whether it goes to Android.
        is_android: bool,
        /// Whether it goes to Huawei.
        is_huawei: bool,
        /// Whether it goes to every browser.
        is_any_web: bool,
        /// Whether it goes to Chrome and its relatives.
        is_chrome_web: bool,
        /// Whether it goes to Firefox.
        is_firefox: bool,
        /// Whether it goes to Safari on the desktop.
        is_safari: bool,
        /// Whether it goes to Windows.
        is_wp_wns: bool,
        /// Whether it goes to Amazon's devices.
        is_adm: bool,
        /// Whether it goes to Chrome apps.
        is_chrome: bool,

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
        huawei_msg_type: String,
        /// The URL that a click opens.
        url: String,
        /// The URL that a click opens in browsers.
        web_url: String,
        /// The URL that a click opens in apps.
        app_url: String,
        /// Media, by ids of your own; iOS.
        ios_attachments: {Value},
        /// The template that is stored at OneSignal.
        template_id: String,
        /// Values for the template.
        custom_data: {Value},
        /// Whether it wakes the app in the background; iOS.
        content_available: bool,
        /// Whether the app may change it before it is shown; iOS.
        mutable_content: bool,
        /// The window or the App Clip that it is for; iOS.
        target_content_identifier: String,

        // What it looks and sounds like.
        /// The large picture; Android.
        big_picture: String,
        /// The large picture; Huawei.
        huawei_big_picture: String,
        /// The large picture; Amazon.
        adm_big_picture: String,
        /// The large picture; Chrome apps.
        chrome_big_picture: String,
        /// The large picture; Chrome.
        chrome_web_image: String,
        /// Buttons in apps.
        buttons: [Button],
        /// Buttons in browsers.
        web_buttons: [Button],
        /// The category, which says which actions there are; iOS.
        ios_category: String,
        /// The channel by its UUID at OneSignal; Android.
        android_channel_id: String,
        /// The channel by its UUID at OneSignal; Huawei.
        huawei_channel_id: String,
        /// A channel of the app itself; Android.
        existing_android_channel_id: String,
        /// A channel of the app itself; Huawei.
        huawei_existing_channel_id: String,
        /// A background picture; Android before 12.
        android_background_layout: BackgroundLayout,
        /// The small icon; Android.
        small_icon: String,
        /// The small icon; Huawei.
        huawei_small_icon: String,
        /// The large icon; Android.
        large_icon: String,
        /// The large icon; Huawei.
        huawei_large_icon: String,
        /// The small icon; Amazon.
        adm_small_icon: String,
        /// The large icon; Amazon.
        adm_large_icon: String,
        /// The icon; Chrome.
        chrome_web_icon: String,
        /// The icon in the status bar; Chrome on Android.
        chrome_web_badge: String,
        /// The icon; Firefox.
        firefox_icon: String,
        /// The icon; Chrome apps.
        chrome_icon: String,
        /// The sound file in the app; iOS.
        ios_sound: String,
        /// The sound file in the app; Android before 8.
        android_sound: String,
        /// The sound file in the app; Huawei.
        huawei_sound: String,
        /// The sound file in the app; Amazon.
        adm_sound: String,
        /// The sound file in the app; Windows.
        wp_wns_sound: String,
        /// The colour of the light as ARGB in hexadecimal; Android before 8.
        android_led_color: String,
        /// The colour of the light as ARGB in hexadecimal; Huawei.
        huawei_led_color: String,
        /// The colour of the notification as ARGB in hexadecimal; Android.
        android_accent_color: String,
        /// The colour of the notification as ARGB in hexadecimal; Huawei.
        huawei_accent_color: String,
        /// 1 to show it on the lock screen, 0 to hide its text, -1 to hide it; Android before 8.
        android_visibility: i64,
        /// The same for Huawei.
        huawei_visibility: i64,
        /// What happens to the number on the icon: `None`, `SetTo` or `Increase`; iOS.
        ios_badge_type: String,
        /// The number to set or to add; iOS.
        ios_badge_count: i64,
        /// The alert as Apple has it, for translated texts; iOS.
        apns_alert: {Value},

        // How it is delivered and grouped.
        /// Notifications with the same id replace each other.
        collapse_id: String,
        /// Notifications with different topics do not replace each other; browsers.
        web_push_topic: String,
        /// When it is sent, as an RFC 3339 date and time.
        send_after: String,
        /// Whether each user gets it at a time of their own: `timezone` or `last-active`.
        delayed_option: String,
        /// The time of day for `timezone`, such as `9:00AM`.
        delivery_time_of_day: String,
        /// How many seconds it may wait for the device.
        ttl: i64,
        /// 10 to wake the device; Android and Chrome.
        priority: i64,
        /// `voip` for calls; iOS.
        apns_push_type_override: String,
        /// How many go out a minute; `0` for no limit.
        throttle_rate_per_minute: String,
        /// Notifications with the same group are stacked; Android.
        android_group: String,
        /// What the stack says; Android before 7.
        android_group_message: String,
        /// Notifications with the same group are stacked; Amazon.
        adm_group: String,
        /// What the stack says, by language; Amazon.
        adm_group_message: {Value},
        /// Notifications with the same id are grouped; iOS.
        thread_id: String,
        /// Who the notifications of a group are from; iOS.
        summary_arg: String,
        /// How many it counts for in its group; iOS.
        summary_arg_count: i64,

        // E-mail and text messages.
        /// The subject of the e-mail.
        email_subject: String,
        /// The HTML text of the e-mail.
        email_body: String,
        /// The name that the e-mail comes from.
        email_from_name: String,
        /// The address that the e-mail comes from.
        email_from_address: String,
        /// The text that mail programs show after the subject.
        email_preheader: String,
        /// The phone number that the text message comes from.
        sms_from: String,
        /// The URLs of media of the text message.
        sms_media_urls: [String],
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
        headings_color: String,
        /// The colour of the text as ARGB in hexadecimal.
        contents_color: String,
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
