//! Numbers in ECMAScript form.

use serde_json::Number;

/// Appends a number as JavaScript prints it: `1.0` is `1`, `1e21` is `1e+21`, and integers beyond 2^53 lose
/// the digits that an IEEE double cannot hold.
pub fn push_number(out: &mut String, number: &Number) {
    match number.as_i64() {
        // Every integer in this range prints the same from an i64 and from a double.
        Some(integer) if integer.unsigned_abs() <= 1 << 53 => {
            if integer < 0 {
                out.push('-');
            }
            push_u64(out, integer.unsigned_abs());
        }
        _ => push_f64(out, number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// Appends an integer in decimal.
pub fn push_u64(out: &mut String, mut number: u64) {
    // Written from its end; the largest has 20 digits.
    let mut text = [0; 20];
    let mut at = text.len();
    loop {
        at -= 1;
        text[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.push_str(std::str::from_utf8(&text[at..]).unwrap_or_default());
}

/// Appends a double as JavaScript's `String(number)` prints it, `NaN` and `Infinity` included.
pub fn push_f64(out: &mut String, number: f64) {
    out.push_str(ryu_js::Buffer::new().format(number));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_print_as_rust_prints_them() {
        for number in [0, 7, 10, 1 << 53, u64::MAX] {
            let mut out = String::from("n");
            push_u64(&mut out, number);
            assert_eq!(out, format!("n{number}"));
        }
        let mut out = String::new();
        for number in [i64::MIN, -(1 << 53), -10, -1, 0] {
            push_number(&mut out, &number.into());
            out.push(' ');
        }
        assert_eq!(out, "-9223372036854776000 -9007199254740992 -10 -1 0 ");
    }
}
