//! The parts of [`Fcm`].

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
    /// ```
    open Fcm() {
        /// Sets the recipient: a token, a device group or a topic.
        to: String,
        /// Sets the tokens of the recipients' devices.
        registration_ids: [String],
        /// Sets the condition on topics that selects the recipients.
        condition: String,
        /// Sets the device group of the recipients; superseded by [`to`](Self::to).
        notification_key: String,
        /// Sets the key of a message that replaces those with the same one while the device is offline.
        collapse_key: String,
        /// Sets the priority.
        priority: Priority,
        /// Sets whether it wakes the app in the background; iOS only.
        content_available: bool,
        /// Sets whether the app may change it before it is shown; iOS only.
        mutable_content: bool,
        /// Sets whether it waits until the device is in use.
        delay_while_idle: bool,
        /// Sets the seconds that it may wait for the device.
        time_to_live: i64,
        /// Sets the package that the devices must have; Android only.
        restricted_package_name: String,
        /// Sets whether it is checked but not sent.
        dry_run: bool,
        /// Sets data for the app.
        data: {String},
        /// Sets the visible notification.
        notification: Notification,
    }
}
provider!(Fcm: Push = "fcm");

words! {
    /// The priority of a message.
    Priority {
        /// Waits until the device wakes.
        Normal = "normal",
        /// Wakes the device.
        High = "high",
    }
}

object! {
    /// The visible part of a message.
    open Notification() {
        /// Sets the title.
        title: String,
        /// Sets the text.
        body: String,
        /// Sets the icon; Android only.
        icon: String,
        /// Sets the sound.
        sound: String,
        /// Sets the number on the app's icon; iOS only.
        badge: String,
        /// Sets the tag of a notification that replaces those with the same one; Android only.
        tag: String,
        /// Sets the colour of the icon as `#rrggbb`; Android only.
        color: String,
        /// Sets the action of a click.
        click_action: String,
        /// Sets the key of the text in the app's translations.
        body_loc_key: String,
        /// Sets the arguments of the translated text, as the text of a JSON list.
        body_loc_args: String,
        /// Sets the key of the title in the app's translations.
        title_loc_key: String,
        /// Sets the arguments of the translated title, as the text of a JSON list.
        title_loc_args: String,
    }
}
