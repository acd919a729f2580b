//! What an [`Expo`] override is made of.

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
        /// The push tokens of the devices that it goes to.
        to: [String],
        /// Data for the app, about 4 KiB at most.
        data: {Value},
        /// The title.
        title: String,
        /// What stands below the title; iOS only.
        subtitle: String,
        /// The text.
        body: String,
        /// The sound; iOS only.
        sound: Sound,
        /// How many seconds it may wait for the device.
        ttl: i64,
        /// The Unix time in seconds at which it is given up; `ttl` goes first.
        expiration: i64,
        /// How urgent it is.
        priority: Priority,
        /// The number on the app's icon; 0 for none.
        badge: i64,
        /// The channel that it is shown through; Android only.
        channel_id: String,
        /// The category, which says which actions there are.
        category_id: String,
        /// Whether the app may change it before it is shown; iOS only.
        mutable_content: bool,
    }
}
provider!(Expo: PushKind = "expo");

words! {
    /// How urgent a notification is.
    Priority {
        /// As the platform has it: normal on Android, high on iOS.
        Default = "default",
        /// It may wait until the device wakes.
        Normal = "normal",
        /// It wakes the device.
        High = "high",
    }
}

text_or! {
    /// The name of a sound, `default` for the device's, or more.
    Sound: CriticalSound
}

impl Sound {
    /// No sound.
    #[must_use]
    pub fn none() -> Self {
        Self(Value::Null)
    }
}

object! {
    /// A sound that may be a critical alert's.
    open CriticalSound() {
        /// Which sound.
        name: SoundName,
        /// How loud it is, from 0 to 1.
        volume: f64,
        /// Whether the alert is critical.
        critical: bool,
    }
}

words! {
    /// A sound of the device.
    SoundName {
        /// The default one.
        Default = "default",
    }
}
