//! What an [`Fcm`] override is made of.

use super::object::{object, provider, words};

object! {
    /// An override for Firebase Cloud Messaging.
    ///
    /// ```
    /// use novu_framework::step::provider::{Fcm, fcm::{Notification, Priority}};
    ///
    /// let push = Fcm::new()
    ///     .priority(Priority::High)
    ///     .data([("order", "42")])
    ///     .notification(Notification::new().title("Shipped").click_action("OPEN_ORDER"));
    /// # let _ = push;
    /// ```
    open Fcm() {
        /// The token, the device group or the topic that it goes to.
        to: String,
        /// The tokens of the devices that it goes to.
        registration_ids: [String],
        /// The condition over topics that says who it goes to.
        condition: String,
        /// The device group that it goes to; superseded by [`to`](Self::to).
        notification_key: String,
        /// Of messages with the same key only the last is kept for a device that is off line.
        collapse_key: String,
        /// How urgent it is.
        priority: Priority,
        /// Whether it wakes the app in the background; iOS only.
        content_available: bool,
        /// Whether the app may change it before it is shown; iOS only.
        mutable_content: bool,
        /// Whether it waits until the device is in use.
        delay_while_idle: bool,
        /// How many seconds it may wait for the device.
        time_to_live: i64,
        /// The package whose devices alone get it; Android only.
        restricted_package_name: String,
        /// Whether it is checked but not sent.
        dry_run: bool,
        /// Data for the app.
        data: {String},
        /// What is shown.
        notification: Notification,
    }
}
provider!(Fcm: PushKind = "fcm");

words! {
    /// How urgent a message is.
    Priority {
        /// It may wait until the device wakes.
        Normal = "normal",
        /// It wakes the device.
        High = "high",
    }
}

object! {
    /// What is shown.
    open Notification() {
        /// The title.
        title: String,
        /// The text.
        body: String,
        /// The icon; Android only.
        icon: String,
        /// The sound.
        sound: String,
        /// The number on the app's icon; iOS only.
        badge: String,
        /// Notifications with the same tag replace each other; Android only.
        tag: String,
        /// The colour of the icon as `#rrggbb`; Android only.
        color: String,
        /// What a click does.
        click_action: String,
        /// The key of the text in the app's translations.
        body_loc_key: String,
        /// What goes into the translated text, as a JSON list in text.
        body_loc_args: String,
        /// The key of the title in the app's translations.
        title_loc_key: String,
        /// What goes into the translated title, as a JSON list in text.
        title_loc_args: String,
    }
}
