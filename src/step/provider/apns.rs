//! The parts of [`Apns`].

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
    /// ```
    open Apns() {
        /// Sets the topic, usually the app's bundle id.
        topic: String,
        /// Sets a UUID that errors name.
        id: String,
        /// Sets the Unix time in seconds after which it is discarded; 0 for one attempt.
        expiry: i64,
        /// Sets the priority: 10 to deliver immediately, 5 to save the battery.
        priority: i64,
        /// Sets the id of a notification that replaces those with the same one.
        collapse_id: String,
        /// Sets how the device presents it.
        push_type: PushType,
        /// Sets the id of the group that it is shown in.
        thread_id: String,
        /// Sets data for the app.
        payload: {Value},
        /// Sets the `aps` dictionary.
        aps: Aps,
        /// Sets the whole payload, which replaces the other values.
        raw_payload: {Value},
        /// Sets the number on the app's icon.
        badge: i64,
        /// Sets the sound.
        sound: Sound,
        /// Sets the alert.
        alert: AlertContent,
        /// Sets whether it wakes the app in the background.
        content_available: bool,
        /// Sets whether the app may change it before it is shown.
        mutable_content: bool,
        /// Sets the push magic of a mobile device management server.
        mdm: Mdm,
        /// Sets the arguments of the URL that Safari opens.
        url_args: [String],
    }
}
provider!(Apns: Push = "apns");

words! {
    /// The way a device presents a notification.
    PushType {
        /// Invisible.
        Background = "background",
        /// An alert, a sound or a badge.
        Alert = "alert",
        /// An incoming call.
        Voip = "voip",
    }
}

object! {
    /// The `aps` dictionary.
    open Aps() {
        /// Sets the number on the app's icon.
        badge: i64,
        /// Sets the sound.
        sound: Sound,
        /// Sets the category, which defines the actions.
        category: String,
        /// Sets whether it wakes the app in the background, as 1.
        content_available: i64,
        /// Sets the launch image; a number in Novu's schema.
        launch_image: i64,
        /// Sets whether the app may change it before it is shown, as 1.
        mutable_content: i64,
        /// Sets the arguments of the URL that Safari opens.
        url_args: [String],
    }
}

text_or! {
    /// A sound: the name of its file, or an object.
    Sound: CriticalSound
}

object! {
    /// A sound that may be of a critical alert.
    open CriticalSound(
        /// Creates a sound from its file, its volume from 0 to 1, and 1 if the alert is critical.
        name: String,
        volume: f64,
        critical: i64,
    ) {}
}

text_or! {
    /// An alert: its text, or an object.
    AlertContent: Alert
}

object! {
    /// The texts and the picture of an alert.
    open Alert(
        /// Creates an alert with a text.
        body: String,
    ) {
        /// Sets the title.
        title: String,
        /// Sets the subtitle.
        subtitle: String,
        /// Sets the key of the title in the app's translations.
        title_loc_key: String,
        /// Sets the arguments of the translated title.
        title_loc_args: [String],
        /// Sets the key of the button in the app's translations.
        action_loc_key: String,
        /// Sets the key of the text in the app's translations.
        loc_key: String,
        /// Sets the arguments of the translated text.
        loc_args: [String],
        /// Sets the launch image.
        launch_image: String,
    }
}

text_or! {
    /// The push magic of a mobile device management server.
    Mdm: Map<String, Value>
}
