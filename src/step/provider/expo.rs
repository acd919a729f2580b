//! The parts of [`Expo`].

use super::object::{object, provider, text_or, words};
use serde_json::Value;

object! {
    /// An override for Expo.
    ///
    /// ```
    /// use novu_framework::step::provider::{Expo, expo::{Priority, Sound}};
    ///
    /// let push = Expo::new().priority(Priority::High).sound("default").ttl(3600).channel_id("orders");
    /// let quiet = Expo::new().sound(Sound::none());
    /// # let _ = (push, quiet);
    /// ```
    open Expo() {
        /// Sets the push tokens of the recipients' devices.
        to: [String],
        /// Sets data for the app, about 4 KiB at most.
        data: {Value},
        /// Sets the title.
        title: String,
        /// Sets the subtitle; iOS only.
        subtitle: String,
        /// Sets the text.
        body: String,
        /// Sets the sound; iOS only.
        sound: Sound,
        /// Sets the seconds that it may wait for the device.
        ttl: i64,
        /// Sets the Unix time in seconds after which it is discarded; [`ttl`](Self::ttl) has precedence.
        expiration: i64,
        /// Sets the priority.
        priority: Priority,
        /// Sets the number on the app's icon; 0 for none.
        badge: i64,
        /// Sets the channel that shows it; Android only.
        channel_id: String,
        /// Sets the category, which defines the actions.
        category_id: String,
        /// Sets whether the app may change it before it is shown; iOS only.
        mutable_content: bool,
    }
}
provider!(Expo: Push = "expo");

words! {
    /// The priority of a notification.
    Priority {
        /// The platform's default: normal on Android, high on iOS.
        Default = "default",
        /// Waits until the device wakes.
        Normal = "normal",
        /// Wakes the device.
        High = "high",
    }
}

text_or! {
    /// A sound: its name, `default` for the device's, or an object.
    Sound: CriticalSound
}

impl Sound {
    /// Mutes the notification.
    #[must_use]
    pub fn none() -> Self {
        Self(Value::Null)
    }
}

object! {
    /// A sound that may be of a critical alert.
    open CriticalSound() {
        /// Sets the sound.
        name: SoundName,
        /// Sets the volume, from 0 to 1.
        volume: f64,
        /// Sets whether the alert is critical.
        critical: bool,
    }
}

words! {
    /// A sound of the device.
    SoundName {
        /// The default sound.
        Default = "default",
    }
}
