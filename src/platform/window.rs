//! Lengths of time in outputs.

use crate::{Cron, engine::EventData};
use dialects::json::Json;
use jiff::{SignedDuration, Span, Timestamp, tz::TimeZone};
use serde_json::Value;

/// Returns the end of a digest or delay with these outputs.
///
/// # Errors
///
/// The outputs name no time, in words for people.
pub(super) fn due(outputs: &Value, event: &EventData, now: Timestamp) -> Result<Timestamp, String> {
    if let Some(cron) = outputs.get("cron").and_then(Value::as_str) {
        let zone = event
            .subscriber
            .as_deref()
            .and_then(|subscriber| subscriber.get("timezone"))
            .and_then(Json::as_str)
            .and_then(|name| TimeZone::get(name).ok())
            .unwrap_or(TimeZone::UTC);
        return Cron::parse(cron)
            .map_err(|error| error.to_string())?
            .next_after(now, &zone)
            .ok_or_else(|| format!("the cron expression `{cron}` names no time within 40 years"));
    }
    if let Some(path) = outputs.get("dynamicKey").and_then(Value::as_str) {
        let value = at_path(event, path).ok_or_else(|| {
            format!("the event has no value at `{path}`, which should hold a time or a duration")
        })?;
        return at_value(&value, now);
    }
    after(outputs, now)
}

/// Returns the value at a path of the payload, such as `payload.starts_at`.
pub(super) fn at_path(event: &EventData, path: &str) -> Option<Value> {
    let path = path.strip_prefix("payload.").unwrap_or(path);
    let found = path
        .split('.')
        .try_fold(&event.payload, |value, key| value.get(key));
    found.cloned().map(Value::from)
}

/// Returns the time of an ISO 8601 text, or of a duration with `amount` and `unit` from `now` on.
pub(super) fn at_value(value: &Value, now: Timestamp) -> Result<Timestamp, String> {
    match value {
        Value::String(time) => time.parse().map_err(|_| {
            format!("`{time}` is not an ISO 8601 time with an offset, such as `2025-03-03T08:30:00Z`")
        }),
        _ => after(value, now),
    }
}

/// Returns the time that is this duration after `now`.
pub(super) fn after(window: &Value, now: Timestamp) -> Result<Timestamp, String> {
    shifted(window, now, 1)
}

/// Returns the time that is this duration before `now`.
pub(super) fn before(window: &Value, now: Timestamp) -> Result<Timestamp, String> {
    shifted(window, now, -1)
}

fn shifted(window: &Value, now: Timestamp, sign: i64) -> Result<Timestamp, String> {
    let wrong = || format!("{window} is not a duration such as {{\"amount\": 5, \"unit\": \"minutes\"}}");
    let amount = window.get("amount").and_then(Value::as_f64).ok_or_else(wrong)?;
    let unit = window.get("unit").and_then(Value::as_str).ok_or_else(wrong)?;
    let seconds = match unit.trim_end_matches('s') {
        "second" => 1.0,
        "minute" => 60.0,
        "hour" => 3600.0,
        "day" => 86_400.0,
        "week" => 604_800.0,
        "month" => {
            // Months have no fixed length. Amounts out of range saturate and are refused below.
            let months: Span = Span::new()
                .try_months(sign.saturating_mul(amount as i64))
                .map_err(|_| wrong())?;
            let shifted = now.to_zoned(TimeZone::UTC).checked_add(months);
            return shifted.map(|zoned| zoned.timestamp()).map_err(|_| wrong());
        }
        _ => return Err(wrong()),
    };
    let seconds = amount * seconds * sign as f64;
    if seconds.abs() > 1e11 {
        return Err(wrong());
    }
    now.checked_add(SignedDuration::from_millis((seconds * 1000.0).round() as i64))
        .map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn windows_end_after_every_unit_or_say_what_is_wrong() {
        let now: Timestamp = "2025-01-31T00:00:00Z".parse().unwrap();
        for (window, end) in [
            (json!({ "amount": 90, "unit": "seconds" }), "2025-01-31T00:01:30Z"),
            (json!({ "amount": 1, "unit": "day" }), "2025-02-01T00:00:00Z"),
            (json!({ "amount": 2, "unit": "weeks" }), "2025-02-14T00:00:00Z"),
            // The last day of a shorter month.
            (json!({ "amount": 1, "unit": "months" }), "2025-02-28T00:00:00Z"),
            (json!("2025-02-01T09:00:00+01:00"), "2025-02-01T08:00:00Z"),
        ] {
            assert_eq!(at_value(&window, now), Ok(end.parse().unwrap()), "{window}");
        }
        let month = json!({ "amount": 1, "unit": "months" });
        assert_eq!(before(&month, now), Ok("2024-12-31T00:00:00Z".parse().unwrap()));
        for window in [
            json!({ "amount": 1, "unit": "years" }),
            json!({ "amount": 1e300, "unit": "months" }),
            json!({ "amount": 200_000, "unit": "months" }),
            json!({ "amount": 1e12, "unit": "days" }),
            json!({ "unit": "days" }),
            json!(5),
        ] {
            let error = at_value(&window, now).unwrap_err();
            assert!(error.contains("is not a duration such as"), "{error}");
        }
        let error = at_value(&json!("soon"), now).unwrap_err();
        assert!(error.starts_with("`soon` is not an ISO 8601 time"), "{error}");
    }
}
