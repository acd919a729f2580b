//! What an [`Apns`] override is made of.

use super::object::{object, provider, text_or, words};
use serde_json::{Map, Value};

object! {
    /// An override for Apple's push service.
    ///
    /// ```
    /// use novu_framework::step::provider::{Apns, apns::{Alert, PushType}};
    ///
    /// let push = Apns::new()
    ///     .push_type(PushType::Alert)
    ///     .alert(Alert::new("Your table is ready").title("The Blue Door"))
    ///     .sound("ping.aiff")
    ///     .badge(1);
    /// # let _ = push;
    /// ```
    open Apns() {
        /// The topic, as a rule the app's bundle id.
        topic: String,
        /// A UUID of the notification, for errors to name.
        id: String,
        /// The Unix time in seconds at which it is given up; 0 tries once.
        expiry: i64,
        /// 10 to deliver it at once, 5 to spare the battery.
        priority: i64,
        /// Notifications with the same id are shown as one.
        collapse_id: String,
        /// What it does at the device.
        push_type: PushType,
        /// Notifications with the same id are grouped.
        thread_id: String,
        /// Data for the app.
        payload: {Value},
        /// The `aps` dictionary.
        aps: Aps,
        /// The whole payload, in place of all others.
        raw_payload: {Value},
        /// The number on the app's icon.
        badge: i64,
        /// The sound.
        sound: Sound,
        /// What is shown.
        alert: AlertContent,
        /// Whether it wakes the app in the background.
        content_available: bool,
        /// Whether the app may change it before it is shown.
        mutable_content: bool,
        /// The push magic of a device management.
        mdm: Mdm,
        /// Arguments of the URL that Safari opens.
        url_args: [String],
    }
}
provider!(Apns: PushKind = "apns");

words! {
    /// What a notification does at the device.
    PushType {
        /// Nothing that is seen.
        Background = "background",
        /// It shows an alert, plays a sound or sets the badge.
        Alert = "alert",
        /// It announces a call.
        Voip = "voip",
    }
}

object! {
    /// The `aps` dictionary.
    open Aps() {
        /// The number on the app's icon.
        badge: i64,
        /// The sound.
        sound: Sound,
        /// The category, which says which actions there are.
        category: String,
        /// 1 to wake the app in the background.
        content_available: i64,
        /// The launch image; a number in Novu's schema.
        launch_image: i64,
        /// 1 to let the app change it before it is shown.
        mutable_content: i64,
        /// Arguments of the URL that Safari opens.
        url_args: [String],
    }
}

text_or! {
    /// The name of a sound file, or more.
    Sound: CriticalSound
}

object! {
    /// A sound that may be a critical alert's.
    open CriticalSound(
        /// A sound file, how loud it is from 0 to 1, and 1 if the alert is critical.
        name: String,
        volume: f64,
        critical: i64,
    ) {}
}

text_or! {
    /// The text of an alert, or more.
    AlertContent: Alert
}

object! {
    /// What an alert shows.
    open Alert(
        /// An alert with a text.
        body: String,
    ) {
        /// The title.
        title: String,
        /// The subtitle.
        subtitle: String,
        /// The key of the title in the app's translations.
        title_loc_key: String,
        /// What goes into the translated title.
        title_loc_args: [String],
        /// The key of the button in the app's translations.
        action_loc_key: String,
        /// The key of the text in the app's translations.
        loc_key: String,
        /// What goes into the translated text.
        loc_args: [String],
        /// The launch image.
        launch_image: String,
    }
}

text_or! {
    /// The push magic of a device management.
    Mdm: Map<String, Value>
}
