//! The parts of [`OneSignal`].

use super::object::{object, provider, words};
use serde_json::Value;

object! {
    /// An override for OneSignal.
    ///
    /// Texts in several languages are maps from the language's code, which must include `en`.
    ///
    /// ```
    /// use novu_framework::step::provider::{OneSignal, one_signal::{Button, Filter, Relation}};
    ///
    /// let push = OneSignal::new("8250eaf6-1a58-489e-b136-7c74a864b434")
    ///     .contents([("en", "Your order has shipped"), ("de", "Die Bestellung ist unterwegs")])
    ///     .filters([Filter::new("tag", Relation::Equal).key("plan").value("pro")])
    ///     .buttons([Button::new("track").text("Track it")])
    ///     .ttl(3600);
    /// ```
    open OneSignal(
        /// Creates an override for the app with this id, a UUID; Novu rejects overrides without one.
        app_id: String,
    ) {
        // Recipients.
        /// Sets the segments that get it.
        included_segments: [String],
        /// Sets the segments that do not get it.
        excluded_segments: [String],
        /// Sets the subscriptions (once: players) that get it.
        include_player_ids: [String],
        /// Sets the users that get it, by your own ids.
        include_external_user_ids: [String],
        /// Sets the e-mail addresses that get it.
        include_email_tokens: [String],
        /// Sets the phone numbers that get it, in E.164 form.
        include_phone_numbers: [String],
        /// Sets the iOS tokens that get it.
        include_ios_tokens: [String],
        /// Sets the Windows URIs that get it.
        include_wp_wns_uris: [String],
        /// Sets the Amazon devices that get it.
        include_amazon_reg_ids: [String],
        /// Sets the Chrome apps that get it.
        include_chrome_reg_ids: [String],
        /// Sets the Chrome browsers that get it.
        include_chrome_web_reg_ids: [String],
        /// Sets the Android devices that get it.
        include_android_reg_ids: [String],
        /// Sets the users that get it, by lists of aliases under the aliases' labels.
        include_aliases: {Vec<String>},
        /// Sets the channel.
        target_channel: TargetChannel,
        /// Sets the channel for users of [`include_external_user_ids`](Self::include_external_user_ids):
        /// `push`, `email` or `sms`.
        channel_for_external_user_ids: String,
        /// Sets conditions on the users that get it.
        filters: [Filter],
        /// Sets whether users who unsubscribed from e-mail get it.
        include_unsubscribed: bool,

        // Names.
        /// Sets the notification's id.
        id: String,
        /// Sets a measured value; OneSignal only reports it.
        value: i64,
        /// Sets the name in the dashboard; text messages need one.
        name: String,
        /// Sets the aggregation of the value; OneSignal only reports it.
        aggregation: Aggregation,
        /// Sets an idempotency key, a UUID: only the first notification with it is sent.
        external_id: String,

        // Platforms.
        /// Sets whether it is sent to iOS.
        is_ios: bool,
        /// Sets whether it is sent to Android.
        is_android: bool,
        /// Sets whether it is sent to Huawei.
        is_huawei: bool,
        /// Sets whether it is sent to every browser.
        is_any_web: bool,
        /// Sets whether it is sent to Chrome and its derivatives.
        is_chrome_web: bool,
        /// Sets whether it is sent to Firefox.
        is_firefox: bool,
        /// Sets whether it is sent to Safari on the desktop.
        is_safari: bool,
        /// Sets whether it is sent to Windows.
        is_wp_wns: bool,
        /// Sets whether it is sent to Amazon's devices.
        is_adm: bool,
        /// Sets whether it is sent to Chrome apps.
        is_chrome: bool,

        // Content.
        /// Sets the text, by language.
        contents: {String},
        /// Sets the title, by language.
        headings: {String},
        /// Sets the subtitle, by language; iOS only.
        subtitle: {String},
        /// Sets data for the app, 2,048 bytes at most.
        data: {Value},
        /// Sets the type, `data` or `message`; Huawei.
        huawei_msg_type: String,
        /// Sets the URL that a click opens.
        url: String,
        /// Sets the URL that a click opens in browsers.
        web_url: String,
        /// Sets the URL that a click opens in apps.
        app_url: String,
        /// Sets media, by ids of your own; iOS.
        ios_attachments: {Value},
        /// Sets the template that is stored at OneSignal.
        template_id: String,
        /// Sets values for the template.
        custom_data: {Value},
        /// Sets whether it wakes the app in the background; iOS.
        content_available: bool,
        /// Sets whether the app may change it before it is shown; iOS.
        mutable_content: bool,
        /// Sets the window or the App Clip that it opens; iOS.
        target_content_identifier: String,

        // Look and sound.
        /// Sets the large picture; Android.
        big_picture: String,
        /// Sets the large picture; Huawei.
        huawei_big_picture: String,
        /// Sets the large picture; Amazon.
        adm_big_picture: String,
        /// Sets the large picture; Chrome apps.
        chrome_big_picture: String,
        /// Sets the large picture; Chrome.
        chrome_web_image: String,
        /// Sets buttons in apps.
        buttons: [Button],
        /// Sets buttons in browsers.
        web_buttons: [Button],
        /// Sets the category, which defines the actions; iOS.
        ios_category: String,
        /// Sets the channel by its UUID at OneSignal; Android.
        android_channel_id: String,
        /// Sets the channel by its UUID at OneSignal; Huawei.
        huawei_channel_id: String,
        /// Sets a channel of the app itself; Android.
        existing_android_channel_id: String,
        /// Sets a channel of the app itself; Huawei.
        huawei_existing_channel_id: String,
        /// Sets a background picture; Android before 12.
        android_background_layout: BackgroundLayout,
        /// Sets the small icon; Android.
        small_icon: String,
        /// Sets the small icon; Huawei.
        huawei_small_icon: String,
        /// Sets the large icon; Android.
        large_icon: String,
        /// Sets the large icon; Huawei.
        huawei_large_icon: String,
        /// Sets the small icon; Amazon.
        adm_small_icon: String,
        /// Sets the large icon; Amazon.
        adm_large_icon: String,
        /// Sets the icon; Chrome.
        chrome_web_icon: String,
        /// Sets the icon in the status bar; Chrome on Android.
        chrome_web_badge: String,
        /// Sets the icon; Firefox.
        firefox_icon: String,
        /// Sets the icon; Chrome apps.
        chrome_icon: String,
        /// Sets the sound file in the app; iOS.
        ios_sound: String,
        /// Sets the sound file in the app; Android before 8.
        android_sound: String,
        /// Sets the sound file in the app; Huawei.
        huawei_sound: String,
        /// Sets the sound file in the app; Amazon.
        adm_sound: String,
        /// Sets the sound file in the app; Windows.
        wp_wns_sound: String,
        /// Sets the colour of the light as ARGB in hexadecimal; Android before 8.
        android_led_color: String,
        /// Sets the colour of the light as ARGB in hexadecimal; Huawei.
        huawei_led_color: String,
        /// Sets the colour of the notification as ARGB in hexadecimal; Android.
        android_accent_color: String,
        /// Sets the colour of the notification as ARGB in hexadecimal; Huawei.
        huawei_accent_color: String,
        /// Sets the visibility on the lock screen: 1 shows all, 0 no text, -1 nothing; Android before 8.
        android_visibility: i64,
        /// Sets the visibility on the lock screen, in the same way; Huawei.
        huawei_visibility: i64,
        /// Sets the change of the number on the icon: `None`, `SetTo` or `Increase`; iOS.
        ios_badge_type: String,
        /// Sets the number to set or to add; iOS.
        ios_badge_count: i64,
        /// Sets the alert in Apple's form, for translated texts; iOS.
        apns_alert: {Value},

        // Delivery and groups.
        /// Sets the id of a notification that replaces those with the same one.
        collapse_id: String,
        /// Sets the topic of a notification that replaces only those with the same one; browsers.
        web_push_topic: String,
        /// Sets the time at which it is sent, as an RFC 3339 date and time.
        send_after: String,
        /// Sets when each user gets it: `timezone` or `last-active`.
        delayed_option: String,
        /// Sets the time of day for `timezone`, such as `9:00AM`.
        delivery_time_of_day: String,
        /// Sets the seconds that it may wait for the device.
        ttl: i64,
        /// Sets the priority, 10 to wake the device; Android and Chrome.
        priority: i64,
        /// Sets the push type, `voip` for calls; iOS.
        apns_push_type_override: String,
        /// Sets the number that are sent each minute; `0` for no limit.
        throttle_rate_per_minute: String,
        /// Sets the group whose notifications are stacked; Android.
        android_group: String,
        /// Sets the text of the stack; Android before 7.
        android_group_message: String,
        /// Sets the group whose notifications are stacked; Amazon.
        adm_group: String,
        /// Sets the text of the stack, by language; Amazon.
        adm_group_message: {Value},
        /// Sets the id of the group that it is shown in; iOS.
        thread_id: String,
        /// Sets the sender that the group's summary names; iOS.
        summary_arg: String,
        /// Sets the number that it adds to the group's summary; iOS.
        summary_arg_count: i64,

        // E-mail and text messages.
        /// Sets the subject of the e-mail.
        email_subject: String,
        /// Sets the HTML text of the e-mail.
        email_body: String,
        /// Sets the sender's name of the e-mail.
        email_from_name: String,
        /// Sets the sender's address of the e-mail.
        email_from_address: String,
        /// Sets the text that mail programs show after the subject.
        email_preheader: String,
        /// Sets the sender's phone number of the text message.
        sms_from: String,
        /// Sets the URLs of media of the text message.
        sms_media_urls: [String],
    }
}
provider!(OneSignal: Push = "one-signal");

words! {
    /// The channel that reaches the users.
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
    /// The aggregation of a value.
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
        /// Creates a button with an id, which the app receives after a click.
        id: String,
    ) {
        /// Sets the text.
        text: String,
        /// Sets the icon.
        icon: String,
    }
}

object! {
    /// A background picture.
    open BackgroundLayout() {
        /// Sets the picture.
        image: String,
        /// Sets the colour of the title as ARGB in hexadecimal.
        headings_color: String,
        /// Sets the colour of the text as ARGB in hexadecimal.
        contents_color: String,
    }
}

object! {
    /// A condition on users.
    open Filter(
        /// Creates a condition on a field such as `tag` or `country`.
        field: String,
        relation: Relation,
    ) {
        /// Sets the tag, for the field `tag`.
        key: String,
        /// Sets the value that it is compared with.
        value: String,
    }
}

words! {
    /// The comparison of a field.
    Relation {
        /// Greater.
        Greater = ">",
        /// Less.
        Less = "<",
        /// Equal.
        Equal = "=",
        /// Different.
        NotEqual = "!=",
        /// Set.
        Exists = "exists",
        /// Not set.
        NotExists = "not_exists",
        /// More seconds have passed since the time.
        TimeElapsedGreater = "time_elapsed_gt",
        /// Fewer seconds have passed since the time.
        TimeElapsedLess = "time_elapsed_lt",
    }
}
