//! Which channels a workflow uses by default, and what subscribers may change.

use crate::step::StepKind;
use serde_json::{Map, Value, json};

named! {
    /// How urgent a workflow's notifications are.
    #[derive(Default)]
    Severity {
        /// Not set.
        #[default]
        None = "none",
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
    }
}

/// A channel that subscribers can have a preference for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Channel {
    /// E-mail.
    Email,
    /// Text messages.
    Sms,
    /// Push notifications.
    Push,
    /// Chat applications.
    Chat,
    /// The inbox.
    InApp,
    /// Tools such as incident trackers.
    Tool,
}

impl Channel {
    fn as_str(self) -> &'static str {
        match self {
            Self::Email => StepKind::Email,
            Self::Sms => StepKind::Sms,
            Self::Push => StepKind::Push,
            Self::Chat => StepKind::Chat,
            Self::InApp => StepKind::InApp,
            Self::Tool => StepKind::Tool,
        }
        .as_str()
    }
}

/// Default preferences of a workflow. Novu decides on those that are not set.
///
/// ```
/// use novu_framework::{Channel, Preferences};
///
/// let preferences = Preferences::new().enabled(true).channel(Channel::Sms, false);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Preferences {
    all: Option<Map<String, Value>>,
    channels: Map<String, Value>,
}

impl Preferences {
    /// Creates preferences without a setting.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether the workflow is on unless a channel says otherwise.
    pub fn enabled(self, enabled: bool) -> Self {
        self.all("enabled", enabled)
    }

    /// Sets whether subscribers may not change the preferences.
    pub fn read_only(self, read_only: bool) -> Self {
        self.all("readOnly", read_only)
    }

    /// Sets whether one channel is on.
    pub fn channel(mut self, channel: Channel, enabled: bool) -> Self {
        self.channels
            .insert(channel.as_str().into(), json!({ "enabled": enabled }));
        self
    }

    /// Reads the preferences as the reference SDK takes them (`{"all": .., "channels": {"inApp": ..}}`), from
    /// data; unknown channels are dropped, as the SDK does.
    pub fn from_json(value: &Value) -> Self {
        let all = value.get("all").and_then(Value::as_object).cloned();
        let named = value.get("channels").and_then(Value::as_object);
        let mut channels = Map::new();
        for (from, to) in [
            ("email", "email"),
            ("sms", "sms"),
            ("push", "push"),
            ("inApp", "in_app"),
            ("chat", "chat"),
            ("tool", "tool"),
        ] {
            if let Some(channel) = named.and_then(|named| named.get(from)) {
                channels.insert(to.into(), channel.clone());
            }
        }
        Self { all, channels }
    }

    fn all(mut self, key: &str, value: bool) -> Self {
        self.all.get_or_insert_default().insert(key.into(), value.into());
        self
    }

    /// Returns the `preferences` of discovery; `channels` is left out when no channel is set.
    pub(crate) fn to_wire(&self) -> Value {
        let mut wire = Map::new();
        if let Some(all) = &self.all {
            wire.insert("all".into(), all.clone().into());
        }
        if !self.channels.is_empty() {
            wire.insert("channels".into(), self.channels.clone().into());
        }
        wire.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setters_write_what_the_reference_sdk_sends() {
        let channels = [
            (Channel::Email, "email"),
            (Channel::Sms, "sms"),
            (Channel::Push, "push"),
            (Channel::Chat, "chat"),
            (Channel::InApp, "in_app"),
            (Channel::Tool, "tool"),
        ];
        assert_eq!(Preferences::new().to_wire(), json!({}));
        for (channel, name) in channels {
            let preferences = Preferences::new()
                .enabled(true)
                .read_only(true)
                .channel(channel, false);
            let all = json!({ "enabled": true, "readOnly": true });
            assert_eq!(
                preferences.to_wire(),
                json!({ "all": all, "channels": { name: { "enabled": false } } })
            );
        }
    }
}
