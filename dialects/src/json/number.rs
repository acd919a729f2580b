//! Numbers in ECMAScript form.

use compact_str::ToCompactString as _;
use serde_json::Number;

/// Appends a number as JavaScript prints it: `1.0` is `1`, `1e21` is `1e+21`, and integers beyond 2^53 lose
/// the digits that an IEEE double cannot hold.
pub fn push_number(out: &mut String, number: &Number) {
    match number.as_i64() {
        // Every integer in this range prints the same from an i64 and from a double.
        Some(integer) if integer.unsigned_abs() <= 1 << 53 => {
            out.push_str(&integer.to_compact_string());
        }
        _ => push_f64(out, number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// Appends a double as JavaScript's `String(number)` prints it, `NaN` and `Infinity` included.
pub fn push_f64(out: &mut String, number: f64) {
    out.push_str(ryu_js::Buffer::new().format(number));
}
