//! Windows of throttle steps.

use super::window;
use crate::engine::EventData;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::HashMap;

/// The windows of all throttles.
#[derive(Default)]
pub(super) struct Throttles {
    /// By workflow, step, subscriber, and path and value of the key.
    windows: HashMap<[String; 5], Window>,
}

struct Window {
    began: Timestamp,
    count: u64,
}

impl Throttles {
    /// Reserves a place in the window of these outputs. Returns `false` if the window is full.
    ///
    /// # Errors
    ///
    /// The outputs name no length of time, or the window has ended already.
    pub(super) fn reserve(
        &mut self,
        outputs: &Value,
        event: &EventData,
        subscriber: &str,
        (workflow, step): (&str, &str),
        now: Timestamp,
    ) -> Result<bool, String> {
        let end = match outputs.get("type").and_then(Value::as_str) {
            Some("dynamic") => {
                let path = outputs.get("dynamicKey").and_then(Value::as_str);
                // Novu lets every event through if the path leads nowhere.
                let Some(value) = path.and_then(|path| window::at_path(event, path)) else {
                    return Ok(true);
                };
                window::at_value(&value, now)?
            }
            _ if outputs.get("amount").is_none() || outputs.get("unit").is_none() => return Ok(true),
            _ => window::after(outputs, now)?,
        };
        if end <= now {
            return Err(
                "the throttle's window ends before it begins; a dynamic window must end in the future".into(),
            );
        }
        let length = end.duration_since(now);
        let limit = outputs.get("threshold").and_then(Value::as_u64).unwrap_or(1);
        let path = outputs
            .get("throttleKey")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let value = window::at_path(event, path).map_or_else(String::new, |value| value.to_string());
        let key = [workflow, step, subscriber, path, &value].map(str::to_owned);
        let window = self.windows.entry(key).or_insert(Window { began: now, count: 0 });
        if now.duration_since(window.began) >= length {
            *window = Window { began: now, count: 0 };
        }
        let granted = window.count < limit;
        window.count += u64::from(granted);
        Ok(granted)
    }
}
